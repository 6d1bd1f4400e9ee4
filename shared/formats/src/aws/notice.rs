//! Plain texts that AWS services send to a topic where they send no JSON.
//!
//! Never guesses who wrote a text.

mod backup;
mod budgets;
mod event;

use super::envelope::Envelope;
use callout_domain::alarm::AlarmEvent;

/// The event of a text, if it comes from a service with a file here.
pub(crate) fn read(text: &str, envelope: &Envelope) -> Option<AlarmEvent> {
    budgets::read(text, envelope).or_else(|| backup::read(text, envelope))
}
