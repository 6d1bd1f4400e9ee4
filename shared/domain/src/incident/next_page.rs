//! Whom an incident pages next, and when.
//! Must not decide it: time is run on, and the domain says what happens.

use super::{Actor, Command, CommandInfo, Event, Incident, decide};
use crate::ids::ResponderName;
use crate::settings::Rules;
use jiff::Timestamp;
use serde::Serialize;

/// How many steps of an incident are looked at: its next page is one of the next few.
const STEPS: usize = 20;

/// A page that will be sent if nobody does anything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextPage {
    /// When.
    pub at: Timestamp,
    /// To whom, as schedules and settings are now.
    pub responders: Vec<ResponderName>,
}

impl NextPage {
    /// That of an incident, if it pages anybody further.
    pub fn of(incident: &Incident, rules: &Rules) -> Option<Self> {
        let mut incident = incident.clone();
        for _ in 0..STEPS {
            let at = (incident.is_open() && !incident.is_merged()).then(|| incident.wake_at()).flatten()?;
            let info = CommandInfo { by: Actor::system(), now: at };
            let decided = decide(&incident, &Command::Tick, rules, &info).ok()?;
            let paged = decided.events.into_iter().find_map(|record| match record.event {
                Event::Paged { responders, .. } => Some(responders),
                _ => None,
            });
            if let Some(responders) = paged {
                return Some(Self { at, responders });
            }
            incident = decided.incident;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::AlarmEvent;
    use crate::incident::{Opening, Via, open};

    const SETTINGS: &str = r#"
        fallback = "cho"
        [responders]
        ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }] }
        ben = { name = "Ben", contacts = [{ channel = "sms", address = "+15550101" }] }
        cho = { name = "Cho", contacts = [{ channel = "sms", address = "+15550102" }] }
        [services.payments]
        title = "Payments"
        policy = "payments"
        [policies.payments]
        levels = [{ page = ["responder:ana"], delay = "5m" }, { page = ["responder:ben"], delay = "10m" }]
        [[routes]]
        name = "payments"
        service = "payments"
    "#;

    const EVENT: &str = r#"{ "source": "cloudwatch", "dedup_key": "errors", "kind": "trigger", "summary": "errors",
        "severity": null, "service": null, "changed_at": "2026-11-28T02:30:00Z", "labels": {}, "links": [], "detail": "",
        "muted": null, "children": [] }"#;

    fn does(incident: &Incident, command: &Command, by: &str, rules: &Rules, now: Timestamp) -> Incident {
        let info = CommandInfo { by: Actor::responder(&by.into()), now };
        decide(incident, command, rules, &info).unwrap().incident
    }

    #[test]
    fn the_next_level_is_named_with_its_time_without_whoever_declined() {
        let rules = Rules::build(toml::from_str(SETTINGS).unwrap());
        let at: Timestamp = "2026-11-28T02:30:00Z".parse().unwrap();
        let event: AlarmEvent = serde_json::from_str(EVENT).unwrap();
        let opening = Opening::new("inc_1".into(), 1, &event, rules.route(&event));
        let incident = open(&opening, &rules, at).incident;
        let next = NextPage::of(&incident, &rules).unwrap();
        assert_eq!(
            (next.at.to_string().as_str(), next.responders),
            ("2026-11-28T02:35:00Z", vec!["ben".into()])
        );
        let declined = does(&incident, &Command::Decline, "ana", &rules, at);
        let mut refused = does(&declined, &Command::Decline, "ben", &rules, at);
        for _ in 0..3 {
            let next = NextPage::of(&refused, &rules).unwrap();
            assert_eq!(next.responders, vec!["cho".into(), "fallback".into()], "nobody who cannot take it");
            let info = CommandInfo { by: Actor::system(), now: next.at };
            refused = decide(&refused, &Command::Tick, &rules, &info).unwrap().incident;
        }
        let asked = does(&refused, &Command::Reassign { to: vec!["ana".into()] }, "cho", &rules, at);
        assert!(
            asked.declined.contains(&"ben".into()) && !asked.declined.contains(&"ana".into()),
            "a person asks her"
        );
        let resolved = does(&incident, &Command::Resolve { via: Via::Link, note: None }, "ana", &rules, at);
        assert_eq!(NextPage::of(&resolved, &rules), None);
    }
}
