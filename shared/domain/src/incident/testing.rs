//! What tests of incidents share: people, a clock, an alert and what it opens.

use super::{Actor, CommandInfo, Incident, JoinReason, Joining, Opening, open};
use crate::alarm::AlarmEvent;
use crate::ids::IncidentId;
use crate::settings::Rules;
use crate::severity::Severity;
use jiff::{SignedDuration, Timestamp};

/// Ana, Ben and Cho, each with one telephone; Cho is the fallback.
const PEOPLE: &str = r#"
    fallback = "cho"
    [responders]
    ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }] }
    ben = { name = "Ben", contacts = [{ channel = "sms", address = "+15550101" }] }
    cho = { name = "Cho", contacts = [{ channel = "sms", address = "+15550102" }] }
"#;

/// Settings of those people, services and policies.
pub(super) fn rules_with(services: &str) -> Rules {
    Rules::build(toml::from_str(&format!("{PEOPLE}\n{services}")).unwrap())
}

/// Settings of a shop whose one service customers know as Checkout, beside Search, and more.
pub(super) fn rules_of_a_shop(more: &str) -> Rules {
    rules_with(&format!(
        r#"
        [services.shop]
        title = "Shop"
        policy = "shop"
        components = ["checkout"]
        [policies.shop]
        levels = [{{ page = ["responder:ana"], delay = "5m" }}]
        [status_page]
        title = "Acme"
        [status_page.components]
        checkout = {{ title = "Checkout" }}
        search = {{ title = "Search" }}
        {more}
        "#
    ))
}

/// So many minutes after three in the morning.
pub(super) fn at(minutes: i64) -> Timestamp {
    "2026-11-29T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

/// A person who does something.
pub(super) fn by(name: &str, minutes: i64) -> CommandInfo {
    CommandInfo { by: Actor::responder(&name.into()), now: at(minutes) }
}

/// Callout itself.
pub(super) fn system(minutes: i64) -> CommandInfo {
    CommandInfo { by: Actor::system(), now: at(minutes) }
}

/// The tool whose alarms these are.
pub(super) fn cloudwatch(minutes: i64) -> CommandInfo {
    CommandInfo { by: Actor::source("cloudwatch"), now: at(minutes) }
}

/// What an alarm of a service opens at three.
pub(super) fn opened(service: &str, number: u64, severity: Severity, rules: &Rules) -> Incident {
    let event = serde_json::json!({ "source": "cloudwatch", "dedup_key": service, "kind": "trigger", "summary": service,
        "severity": severity, "service": service, "changed_at": at(0), "labels": {}, "links": [], "detail": "",
        "muted": null, "children": [] });
    let event: AlarmEvent = serde_json::from_value(event).unwrap();
    let id = IncidentId::derive(&event.alert_key(), &number.to_string());
    open(&Opening::new(id, number, &event, rules.route(&event)), rules, at(0)).incident
}

/// Another alarm that joins it.
pub(super) fn joining(severity: Severity) -> Joining {
    Joining {
        alert: "other".into(),
        summary: "another".to_owned(),
        words: String::new(),
        severity,
        reason: JoinReason::SameGroup,
        because: String::new(),
        cause: None,
        held: false,
        warning: false,
        released: false,
    }
}
