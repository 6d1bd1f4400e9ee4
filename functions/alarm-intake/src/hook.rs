//! What the formats of other tools share: who sent it, where to look, when it happened.
//!
//! Pure and total: whatever a tool sends, something comes of it. Knows no format itself.

use crate::event::{bounded, time, unread};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Link};
use callout_domain::ids::ServiceName;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// How far before its arrival a sender's clock may put a change.
///
/// Within it the clock orders what crossed on the way. Beyond it arrival does: Alertmanager resolves an alert that it
/// only lost sight of, and tells of it again with the time at which it first fired; that must page.
const LATE: SignedDuration = SignedDuration::from_mins(1);

/// Who sent a body, and when it reached us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The integration whose key came with it.
    pub integration: String,
    /// The service that the settings give to this integration; it wins over what a body says.
    pub service: Option<ServiceName>,
    /// When it came.
    pub received_at: Timestamp,
}

impl Sender {
    /// An event that says no more than this yet.
    pub(crate) fn event(&self, dedup_key: String, kind: AlarmKind, summary: String) -> AlarmEvent {
        AlarmEvent {
            source: format!("integration/{}", self.integration),
            dedup_key,
            kind,
            summary,
            severity: None,
            service: self.service.clone(),
            changed_at: self.received_at,
            labels: Default::default(),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: Vec::new(),
        }
    }

    /// The event for text that nobody understands: it goes to the integration's service, for a person to read.
    pub(crate) fn unread(&self, text: &str) -> AlarmEvent {
        let mut event = unread(text, &format!("integration {}", self.integration), self.received_at);
        event.service = self.service.clone();
        event.labels.insert("integration".to_owned(), self.integration.clone());
        bounded(event)
    }

    /// When something changed that the sender's clock puts at `time`.
    pub(crate) fn about(&self, time: Option<Timestamp>) -> Timestamp {
        let earliest = self.received_at.checked_sub(LATE).unwrap_or(self.received_at);
        time.map_or(self.received_at, |time| time.clamp(earliest, self.received_at))
    }

    /// As `about`, for senders that go on telling when trouble began: what began long ago is news of now, or the end
    /// that was told in between would make it old news.
    pub(crate) fn about_state(&self, time: Option<Timestamp>, kind: AlarmKind) -> Timestamp {
        let earliest = self.received_at.checked_sub(LATE).unwrap_or(self.received_at);
        let old = kind == AlarmKind::Trigger && time.is_none_or(|time| time < earliest);
        if old { self.received_at } else { self.about(time) }
    }

    /// As `about`, read from JSON: text, or seconds or milliseconds since 1970.
    pub(crate) fn about_value(&self, time: Option<&Value>) -> Timestamp {
        self.about(time.and_then(time::of_value))
    }

    /// The service that an event names, unless the settings name one for the integration.
    pub(crate) fn service_or(&self, named: Option<&str>) -> Option<ServiceName> {
        let named = named.map(str::trim).filter(|name| !name.is_empty());
        self.service.clone().or_else(|| named.map(ServiceName::from))
    }
}

/// Where a person can look. An address that is not https is no link, but can still be copied from the detail.
#[derive(Debug, Default)]
pub(crate) struct Places {
    links: Vec<Link>,
    lines: Vec<String>,
}

impl Places {
    pub(crate) fn add(&mut self, text: &str, address: Option<&str>) {
        let Some(address) = address.map(str::trim) else { return };
        if address.starts_with("https://") {
            if self.links.iter().all(|link| link.href != address) {
                self.links.push(Link { text: text.to_owned(), href: address.to_owned() });
            }
        } else if address.starts_with("http://") {
            self.lines.push(format!("{text}: {address}"));
        }
    }

    /// The links, and the lines for the detail.
    pub(crate) fn done(self) -> (Vec<Link>, Vec<String>) {
        (self.links, self.lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrival_orders_what_is_old_and_the_senders_clock_what_is_new() {
        let received_at: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let sender = Sender { integration: "x".to_owned(), service: None, received_at };
        let check = |time: &str, expected: &str| {
            assert_eq!(sender.about(time.parse().ok()), expected.parse().unwrap(), "{time}");
        };
        check("2026-11-22T02:59:30Z", "2026-11-22T02:59:30Z");
        check("2026-11-21T00:00:00Z", "2026-11-22T02:59:00Z");
        check("2027-11-21T00:00:00Z", "2026-11-22T03:00:00Z");
        check("no time", "2026-11-22T03:00:00Z");
    }
}
