//! Plain texts that AWS services send to a topic: they have no other way of telling.
//!
//! A text that no service here wrote is left to whoever takes what cannot be read.

mod backup;
mod budgets;
mod event;

use super::envelope::Envelope;
use callout_domain::alarm::AlarmEvent;

/// What a text says, if a service wrote it that we know.
pub(crate) fn read(text: &str, envelope: &Envelope) -> Option<AlarmEvent> {
    budgets::read(text, envelope).or_else(|| backup::read(text, envelope))
}
