//! The alarm event that every notice starts from, and the lines of texts.
//!
//! Knows no service.

use crate::aws::envelope::Envelope;
use callout_domain::alarm::{AlarmEvent, AlarmKind};

/// An event with the whole text attached and its origin as labels.
pub(super) fn event(
    source: &str,
    text: &str,
    envelope: &Envelope,
    key: String,
    kind: AlarmKind,
) -> AlarmEvent {
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
        order: Default::default(),
        labels: labels.filter(|(_, value)| !value.is_empty()).collect(),
        links: Vec::new(),
        detail: text.to_owned(),
        muted: None,
        children: Vec::new(),
    }
}

/// The value on the line that begins with a name and a colon.
pub(super) fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut values = text.lines().filter_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then_some(value.trim())
    });
    values.find(|value| !value.is_empty())
}
