//! Plain texts that AWS services send to a topic: they have no other way of telling.
//!
//! A text that no service here wrote is left to whoever takes what cannot be read.

mod backup;
mod budgets;

use super::Parsed;
use super::envelope::Envelope;
use callout_domain::alarm::{AlarmEvent, AlarmKind};

/// What a text says, if a service wrote it that we know.
pub(super) fn read(text: &str, envelope: &Envelope) -> Option<Parsed> {
    let event = budgets::read(text, envelope).or_else(|| backup::read(text, envelope))?;
    Some(Parsed::Event(Box::new(event)))
}

/// The alarm event that every notice begins from: the whole text attached, labelled with its origin.
fn event(source: &str, text: &str, envelope: &Envelope, key: String, kind: AlarmKind) -> AlarmEvent {
    let arn = envelope.arn.as_ref();
    let origin = [("account", arn.map(|arn| &arn.account)), ("region", arn.map(|arn| &arn.region))];
    let labels = origin.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
    AlarmEvent {
        source: source.to_owned(),
        dedup_key: key,
        kind,
        summary: String::new(),
        severity: None,
        service: None,
        changed_at: envelope.time(),
        labels: labels.filter(|(_, value)| !value.is_empty()).collect(),
        links: Vec::new(),
        detail: text.to_owned(),
        muted: None,
        children: Vec::new(),
    }
}
