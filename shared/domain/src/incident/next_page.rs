//! Whom an incident pages next, and when.
//! Must not decide it: time is run on, and the domain says what happens.

use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, Command, CommandInfo, Event, Incident, decide};
use callout_domain::settings::Rules;
use jiff::Timestamp;
use serde::Serialize;

/// How many steps of an incident are looked at: its next page is one of the next few.
const STEPS: usize = 20;

/// A page that will be sent if nobody does anything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct NextPage {
    /// When.
    pub(crate) at: Timestamp,
    /// To whom, as schedules and settings are now.
    pub(crate) responders: Vec<ResponderName>,
}

impl NextPage {
    /// That of an incident, if it pages anybody further.
    pub(crate) fn of(incident: &Incident, rules: &Rules) -> Option<Self> {
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
    use crate::sample_incident::opened;
    use callout_domain::incident::Via;

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
        match = { alarm = ".*" }
    "#;

    #[test]
    fn the_next_level_is_named_with_its_time() {
        let rules = Rules::build(toml::from_str(SETTINGS).unwrap());
        let at: Timestamp = "2026-11-28T02:30:00Z".parse().unwrap();
        let incident = opened(&rules, at);
        let next = NextPage::of(&incident, &rules).unwrap();
        assert_eq!(
            (next.at.to_string().as_str(), next.responders),
            ("2026-11-28T02:35:00Z", vec!["ben".into()])
        );

        let info = CommandInfo { by: Actor::responder(&"ana".into()), now: at };
        let resolved =
            decide(&incident, &Command::Resolve { via: Via::Link, note: None }, &rules, &info).unwrap();
        assert_eq!(NextPage::of(&resolved.incident, &rules), None);
    }
}
