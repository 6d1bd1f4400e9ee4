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
    use crate::incident::Via;
    use crate::incident::testing::{at, by, opened, rules_with};
    use crate::severity::Severity;

    const SERVICES: &str = r#"
        [services.payments]
        title = "Payments"
        policy = "payments"
        [policies.payments]
        levels = [{ page = ["responder:ana"], delay = "5m" }, { page = ["responder:ben"], delay = "10m" }]
    "#;

    fn does(incident: &Incident, command: &Command, name: &str, rules: &Rules) -> Incident {
        decide(incident, command, rules, &by(name, 0)).unwrap().incident
    }

    #[test]
    fn the_next_level_is_named_with_its_time_without_whoever_declined() {
        let rules = rules_with(SERVICES);
        let incident = opened("payments", 1, Severity::Sev2, &rules);
        let next = NextPage::of(&incident, &rules).unwrap();
        assert_eq!((next.at, next.responders), (at(5), vec!["ben".into()]));
        let declined = does(&incident, &Command::Decline, "ana", &rules);
        let mut refused = does(&declined, &Command::Decline, "ben", &rules);
        for _ in 0..3 {
            let next = NextPage::of(&refused, &rules).unwrap();
            assert_eq!(next.responders, vec!["cho".into(), "fallback".into()], "nobody who cannot take it");
            let info = CommandInfo { by: Actor::system(), now: next.at };
            refused = decide(&refused, &Command::Tick, &rules, &info).unwrap().incident;
        }
        let asked = does(&refused, &Command::Reassign { to: vec!["ana".into()] }, "cho", &rules);
        assert!(
            asked.declined.contains(&"ben".into()) && !asked.declined.contains(&"ana".into()),
            "a person asks her"
        );
        let resolved = does(&incident, &Command::Resolve { via: Via::Link, note: None }, "ana", &rules);
        assert_eq!(NextPage::of(&resolved, &rules), None);
    }
}
