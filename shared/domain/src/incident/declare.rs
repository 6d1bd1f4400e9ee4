//! Declaring: a person opens an incident for what no monitor sees.
//!
//! Must not judge whether it is one that is open already: whoever declares is asked before. Nothing holds it back, neither a
//! silence nor a maintenance window, and no alarm joins it: a person says that something is wrong now.

use super::actor::Actor;
use super::command::{CommandInfo, Opening};
use super::decide::{begin, opened};
use super::draft::Decided;
use super::event::Opened;
use super::hand_over;
use super::refusal::Refusal;
use crate::alarm::{AlarmEvent, AlarmKind, MAX_SUMMARY, Order, clip, one_line};
use crate::ids::{AlertKey, IncidentId, PolicyName, ResponderName, ServiceName};
use crate::routing::Routed;
use crate::settings::Rules;
use crate::severity::Severity;
use crate::triage::GroupKey;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The source of what people declare; routes may match it.
pub const DECLARED: &str = "declared";

/// What a person declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// What makes it this one: declared twice with the same token and words, it is one incident.
    pub token: String,
    /// What is wrong, in a line.
    pub title: String,
    /// What it is about.
    pub service: ServiceName,
    /// How bad it is. Default: as routes say, else SEV2.
    pub severity: Option<Severity>,
    /// Somebody to page besides whom the policy pages.
    pub page: Option<ResponderName>,
}

/// Where a declared incident is opened: what must be known of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The number of the next incident.
    pub number: u64,
    /// How many incidents its policy had before.
    pub turn: u64,
}

/// What a person opens, and no alarm.
pub trait NewIncident {
    /// The incident that it opens.
    fn id(&self) -> IncidentId;

    /// The policy that it follows.
    fn policy(&self, rules: &Rules) -> PolicyName;

    /// Opens the incident.
    ///
    /// # Errors
    /// Why not.
    fn open(&self, place: Place, by: &Actor, rules: &Rules, now: Timestamp) -> Result<Decided, Refusal>;
}

impl NewIncident for Declaration {
    /// Other words are another incident, also from a page that was sent before.
    fn id(&self) -> IncidentId {
        IncidentId::derive(&self.key(), &format!("{} {}", self.service, self.line()))
    }

    fn policy(&self, rules: &Rules) -> PolicyName {
        rules.service(&self.routed(rules, Timestamp::UNIX_EPOCH).service).policy
    }

    /// Pages the first level. Refused if nothing is said, or the settings know no such service or responder.
    fn open(&self, place: Place, by: &Actor, rules: &Rules, now: Timestamp) -> Result<Decided, Refusal> {
        self.check(rules)?;
        let (event, routed) = (self.event(now), self.routed(rules, now));
        let routed = Routed { because: format!("declared by {by}"), ..routed };
        let opening = Opening {
            turn: place.turn,
            group: self.group(),
            ..Opening::new(self.id(), place.number, &event, routed)
        };
        let opened = Opened { declared: true, ..opened(&opening, rules, now) };
        let mut draft = begin(&opening, opened, rules, CommandInfo { by: by.clone(), now });
        let is_paged = |who: &&ResponderName| draft.incident.paged.contains(*who);
        if let Some(who) = self.page.as_ref().filter(|who| !is_paged(who)) {
            hand_over::add_responder(&mut draft, who)?;
        }
        Ok(draft.finish())
    }
}

impl Declaration {
    /// The group of that incident alone.
    pub fn group(&self) -> GroupKey {
        GroupKey::from(format!("{DECLARED}/{}", self.id()).as_str())
    }

    fn check(&self, rules: &Rules) -> Result<(), Refusal> {
        if self.line().is_empty() {
            return Err(Refusal::EmptyText);
        }
        // While settings cannot be read nobody is known: then the fallback contact is paged for whatever it is.
        let is_known = rules.are_unreadable() || rules.settings().services.contains_key(&self.service);
        if is_known { Ok(()) } else { Err(Refusal::UnknownService(self.service.clone())) }
    }

    fn routed(&self, rules: &Rules, now: Timestamp) -> Routed {
        Routed { pause: None, ..rules.route(&self.event(now)) }
    }

    fn key(&self) -> AlertKey {
        AlertKey::derive(DECLARED, &self.token)
    }

    fn line(&self) -> String {
        clip(&one_line(&self.title), MAX_SUMMARY)
    }

    fn event(&self, now: Timestamp) -> AlarmEvent {
        AlarmEvent {
            source: DECLARED.to_owned(),
            dedup_key: self.token.clone(),
            kind: AlarmKind::Trigger,
            summary: self.line(),
            severity: self.severity,
            service: Some(self.service.clone()),
            changed_at: now,
            order: Order::default(),
            labels: BTreeMap::new(),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{Command, Event, Incident, Status, Via, decide};
    use crate::notification::{MessageKind, plan};
    use jiff::SignedDuration;

    const SETTINGS: &str = r#"
        fallback = "cho"
        [responders]
        ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }, { channel = "email", address = "ana@example.com" }] }
        ben = { name = "Ben", contacts = [{ channel = "sms", address = "+15550101" }] }
        cho = { name = "Cho", contacts = [{ channel = "sms", address = "+15550102" }] }
        [services.checkout]
        title = "Checkout"
        policy = "checkout"
        [policies.checkout]
        levels = [{ page = ["responder:ana"], delay = "5m" }, { page = ["responder:ben"], delay = "10m" }]
        ack_timeout = "off"
        [[routes]]
        name = "people"
        match = { source = "declared" }
        continue = true
        severity = "SEV3"
        pause = "10m"
        [silences.all]
        match = { service = "checkout" }
        start = "2026-11-28T00:00Z"
        end = "2026-11-30T00:00Z"
        author = "ana"
        reason = "a test"
    "#;

    const PLACE: Place = Place { number: 7, turn: 0 };

    fn rules() -> Rules {
        Rules::build(toml::from_str(SETTINGS).unwrap())
    }

    fn at(minutes: i64) -> Timestamp {
        "2026-11-29T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
    }

    fn declaration() -> Declaration {
        Declaration {
            token: "t-1".to_owned(),
            title: "Checkout shows\nprices of yesterday ".to_owned(),
            service: "checkout".into(),
            severity: None,
            page: None,
        }
    }

    fn ben() -> Actor {
        Actor::responder(&"ben".into())
    }

    fn declared() -> Decided {
        declaration().open(PLACE, &ben(), &rules(), at(0)).unwrap()
    }

    fn people(decided: &Decided) -> Vec<(MessageKind, String)> {
        let messages = decided.events.iter().flat_map(|record| plan(record, &decided.incident, &rules()));
        messages.map(|message| (message.kind, format!("{}/{}", message.responder, message.contact))).collect()
    }

    fn after(incident: &Incident, command: &Command, by: &Actor, minutes: i64) -> Result<Decided, Refusal> {
        decide(incident, command, &rules(), &CommandInfo { by: by.clone(), now: at(minutes) })
    }

    #[test]
    fn a_declared_incident_pages_at_once_whatever_holds_alarms() {
        let decided = declared();
        let incident = &decided.incident;
        assert_eq!(incident.title, "Checkout shows prices of yesterday");
        assert_eq!(
            (incident.severity, &incident.hold),
            (Severity::Sev3, &None),
            "as the route says, without its pause"
        );
        assert_eq!(decided.events[0].actor, ben(), "who said it is on the record");
        assert_eq!(incident.alerts.total, 0);
        let told = people(&decided);
        assert_eq!(
            told,
            [(MessageKind::Page, "ana/sms".to_owned()), (MessageKind::Page, "ana/email".to_owned())]
        );
        let sev1 = Declaration { severity: Some(Severity::Sev1), ..declaration() };
        assert_eq!(sev1.open(PLACE, &ben(), &rules(), at(0)).unwrap().incident.severity, Severity::Sev1);
    }

    #[test]
    fn somebody_named_is_paged_besides_and_nobody_twice() {
        let with = |name: &str| Declaration { page: Some(name.into()), ..declaration() };
        let told = people(&with("cho").open(PLACE, &ben(), &rules(), at(0)).unwrap());
        assert_eq!(told.last().unwrap(), &(MessageKind::Help, "cho/sms".to_owned()));
        assert_eq!(people(&with("ana").open(PLACE, &ben(), &rules(), at(0)).unwrap()).len(), 2);
        let unknown = with("zoe").open(PLACE, &ben(), &rules(), at(0));
        assert_eq!(unknown, Err(Refusal::UnknownResponder("zoe".into())));
    }

    #[test]
    fn the_same_words_with_the_same_token_are_one_incident() {
        let again = Declaration { title: "Checkout shows prices of yesterday".to_owned(), ..declaration() };
        assert_eq!(declaration().id(), again.id());
        let other = Declaration { title: "Checkout is down".to_owned(), ..declaration() };
        assert_ne!(declaration().id(), other.id(), "from the page of before, but something else");
        assert_ne!(declaration().id(), Declaration { token: "t-2".to_owned(), ..declaration() }.id());
        assert_ne!(declaration().group(), other.group(), "each is its own");
    }

    #[test]
    fn what_cannot_be_declared_says_why() {
        let refused =
            |declaration: Declaration| declaration.open(PLACE, &ben(), &rules(), at(0)).unwrap_err();
        assert_eq!(
            refused(Declaration { title: " \u{202E}".to_owned(), ..declaration() }),
            Refusal::EmptyText
        );
        let unknown = Declaration { service: "checkouts".into(), ..declaration() };
        assert_eq!(refused(unknown), Refusal::UnknownService("checkouts".into()));
    }

    #[test]
    fn whoever_has_it_is_reminded_each_hour_without_a_word() {
        let ana = Actor::responder(&"ana".into());
        let acknowledge = Command::Acknowledge { via: Via::Link };
        let incident = after(&declared().incident, &acknowledge, &ana, 2).unwrap().incident;
        assert_eq!(incident.wake_at(), Some(at(62)), "an hour after the last word");
        let reminded = after(&incident, &Command::Tick, &Actor::system(), 62).unwrap();
        assert_eq!(
            people(&reminded),
            [(MessageKind::OpenReminder, "ana/email".to_owned())],
            "it does not ring"
        );
        assert_eq!(reminded.incident.status, Status::Acknowledged);
        assert_eq!(reminded.incident.wake_at(), Some(at(122)));
        let noted =
            after(&reminded.incident, &Command::Note { text: "rolling back".into() }, &ana, 100).unwrap();
        assert_eq!(noted.incident.wake_at(), Some(at(160)), "somebody said something");
        let snoozed = after(&noted.incident, &Command::Snooze { until: at(400) }, &ana, 110).unwrap();
        assert_eq!(snoozed.incident.wake_at(), Some(at(400)), "a snooze says until when");
        let resolve = Command::Resolve { via: Via::Link, note: None };
        assert_eq!(after(&noted.incident, &resolve, &ana, 120).unwrap().incident.wake_at(), None);
    }

    #[test]
    fn one_more_report_tells_whoever_has_it() {
        let (ana, cho) = (Actor::responder(&"ana".into()), Actor::responder(&"cho".into()));
        let report = Command::Report { text: "prices of yesterday".to_owned() };
        let nobody_has_it = after(&declared().incident, &report, &cho, 1).unwrap();
        assert!(people(&nobody_has_it).is_empty(), "the page is on its way");
        let acknowledge = Command::Acknowledge { via: Via::Link };
        let incident = after(&declared().incident, &acknowledge, &ana, 2).unwrap().incident;
        let reported = after(&incident, &report, &cho, 3).unwrap();
        assert!(
            matches!(&reported.events[0].event, Event::Reported { text } if text == "prices of yesterday")
        );
        let told = people(&reported);
        assert_eq!(told.first(), Some(&(MessageKind::Report, "ana/email".to_owned())), "{told:?}");
        assert!(
            people(&after(&incident, &report, &ana, 3).unwrap()).is_empty(),
            "nobody is told their own words"
        );
        let resolved = after(&incident, &Command::Resolve { via: Via::Link, note: None }, &ana, 4).unwrap();
        assert_eq!(after(&resolved.incident, &report, &cho, 5), Err(Refusal::AlreadyResolved(at(4))));
    }
}
