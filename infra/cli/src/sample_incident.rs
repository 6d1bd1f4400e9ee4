//! Incidents to test with.

use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Decided, Incident, Opening, open};
use callout_domain::settings::Rules;
use callout_domain::severity::Severity;
use callout_formats::Parsed;
use callout_formats::payload::parse;
use jiff::{SignedDuration, Timestamp};

/// An incident that an alarm opens under these rules.
pub(crate) fn opened(rules: &Rules, at: Timestamp) -> Incident {
    decided(rules, at).1.incident
}

/// The same, with the alarm and the events.
pub(crate) fn decided(rules: &Rules, at: Timestamp) -> (AlarmEvent, Decided) {
    let event =
        serde_json::json!({ "summary": "Errors", "dedup_key": "errors", "labels": { "alarm": "errors" } });
    let event = parse(&event, at).into_iter().find_map(|parsed| match parsed {
        Parsed::Event(event) => Some(event),
        Parsed::Ignored(_) => None,
    });
    let event = *event.unwrap();
    let routed = rules.route(&event);
    let id = IncidentId::derive(&event.alert_key(), &event.identity());
    let decided = open(&Opening::new(id, 1, &event, routed), rules, at);
    (event, decided)
}

/// A triggered incident with a number, a minute younger than the one before it.
pub(crate) fn incident(number: u64, service: &str, severity: Severity, title: &str) -> Incident {
    let first: Timestamp = "2026-11-28T02:00:00Z".parse().unwrap();
    let at = first + SignedDuration::from_mins(i64::try_from(number).unwrap());
    let id = IncidentId::from(format!("inc_{number}").as_str());
    Incident {
        id,
        number,
        title: title.to_owned(),
        service: service.into(),
        service_title: service.to_owned(),
        severity,
        opened_at: at,
        paged: [].into(),
        ..opened(&Rules::build(callout_domain::settings::Settings::default()), at)
    }
}
