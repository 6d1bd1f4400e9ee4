//! Incidents on the status page only: a person tells customers of what no alarm saw, now or afterwards. They page nobody.

use super::actor::Actor;
use super::command::{CommandInfo, Opening};
use super::decide::opened;
use super::declare::{DECLARED, NewIncident, Place};
use super::draft::{Decided, Draft};
use super::event::{Event, EventRecord, Opened, Via};
use super::public::{Impact, Phase};
use super::publish_update::{publish_update, say};
use super::refusal::Refusal;
use super::state::Incident;
use super::status_update::{NewUpdate, StatusUpdate};
use super::update_text::Words;
use crate::alarm::{AlarmEvent, AlarmKind, MAX_SUMMARY, Order, clip, one_line};
use crate::ids::{AlertKey, IncidentId, PolicyName, ServiceName};
use crate::routing::Routed;
use crate::settings::Rules;
use crate::severity::Severity;
use crate::triage::GroupKey;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The service of what is on the status page only, where no service of the settings affects its components.
const STATUS_PAGE: &str = "status-page";

/// What a person tells customers of, beside all alarms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicOnly {
    /// What makes it this one: sent twice with the same token, it is one incident.
    pub token: String,
    /// When it began and ended, if it is over.
    pub was: Option<(Timestamp, Timestamp)>,
    /// What customers read.
    pub update: NewUpdate,
}

impl NewIncident for PublicOnly {
    fn id(&self) -> IncidentId {
        IncidentId::derive(&AlertKey::derive(STATUS_PAGE, &self.token), STATUS_PAGE)
    }

    fn policy(&self, rules: &Rules) -> PolicyName {
        rules.service(&self.service(rules)).policy
    }

    fn open(&self, place: Place, by: &Actor, rules: &Rules, now: Timestamp) -> Result<Decided, Refusal> {
        self.check(now)?;
        let began = self.was.map_or(now, |(began, _)| began);
        let mut draft = self.begin(place, by, rules, began);
        draft.push(Event::Acknowledged { via: Via::StatusPage, lapses_at: None });
        publish_update(&mut draft, &self.update)?;
        if let Some((_, ended)) = self.was {
            draft.info.now = ended;
            let (over, words) = self.over(&draft.incident);
            say(&mut draft, &over, words)?;
        }
        let mut decided = draft.finish();
        decided.events.iter_mut().for_each(|record| record.recorded_at = now);
        decided.incident = folded(&decided.events).unwrap_or(decided.incident);
        Ok(decided)
    }
}

impl PublicOnly {
    fn check(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.was {
            Some((began, ended)) if began >= ended => Err(Refusal::EndsBeforeItBegins),
            Some((_, ended)) if ended > now => Err(Refusal::NotOverYet(ended)),
            _ if self.update.states.is_empty() && self.update.impact.is_none() => {
                Err(Refusal::NothingAffected)
            }
            _ => Ok(()),
        }
    }

    /// The update that ends it. What was told afterwards is told once, in the words of the first.
    fn over(&self, so_far: &Incident) -> (NewUpdate, Words) {
        let words = |update: &StatusUpdate| Words {
            text: update.text.clone(),
            translations: update.translations.clone(),
            named: update.named.clone(),
        };
        let words = so_far.told_last().map(words).unwrap_or_default();
        let (impact, states) = (None, BTreeMap::new());
        (NewUpdate { phase: Phase::Resolved, impact, states, ..self.update.clone() }, words)
    }

    fn begin<'a>(&self, place: Place, by: &Actor, rules: &'a Rules, began: Timestamp) -> Draft<'a> {
        let service = self.service(rules);
        let event = self.event(&service, began);
        let routed = Routed { pause: None, because: format!("published by {by}"), ..rules.route(&event) };
        let routed = Routed { service: service.clone(), severity: self.severity(), ..routed };
        let group = GroupKey::from(format!("{DECLARED}/{}", self.id()).as_str());
        let opening =
            Opening { turn: place.turn, group, ..Opening::new(self.id(), place.number, &event, routed) };
        let components = self.update.states.keys().cloned().collect();
        let opened =
            Opened { declared: true, public_only: true, components, ..opened(&opening, rules, began) };
        let record = EventRecord {
            incident_id: self.id(),
            number: place.number,
            seq: 1,
            at: began,
            recorded_at: began,
            actor: by.clone(),
            wake_at: None,
            event: Event::Opened(Box::new(opened.clone())),
        };
        let incident = Incident::start(&record, &opened);
        let info = CommandInfo { by: by.clone(), now: began };
        Draft { incident, rules, info, events: vec![record], armed_for: None }
    }

    /// The first service that affects what is affected: whoever looks for its incidents finds this one.
    fn service(&self, rules: &Rules) -> ServiceName {
        let named = |service: &crate::settings::Service| {
            service.components.iter().any(|name| self.update.states.contains_key(name))
        };
        let mut services = rules.settings().services.iter();
        services
            .find(|(_, service)| named(service))
            .map_or_else(|| STATUS_PAGE.into(), |(name, _)| name.clone())
    }

    fn severity(&self) -> Severity {
        let worst = self.update.states.values().max().map(|status| Impact::from(*status));
        match self.update.impact.max(worst) {
            Some(Impact::Critical) => Severity::Sev1,
            Some(Impact::Major) => Severity::Sev2,
            Some(Impact::Minor) => Severity::Sev3,
            Some(Impact::None) | None => Severity::Sev5,
        }
    }

    fn event(&self, service: &ServiceName, at: Timestamp) -> AlarmEvent {
        AlarmEvent {
            source: DECLARED.to_owned(),
            dedup_key: self.token.clone(),
            kind: AlarmKind::Trigger,
            summary: clip(&format!("Status page: {}", one_line(&self.update.text)), MAX_SUMMARY),
            severity: Some(self.severity()),
            service: Some(service.clone()),
            changed_at: at,
            order: Order::default(),
            labels: BTreeMap::new(),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: Vec::new(),
        }
    }
}

/// The state of what is recorded, from its beginning.
fn folded(events: &[EventRecord]) -> Option<Incident> {
    let (first, rest) = events.split_first()?;
    let Event::Opened(opened) = &first.event else { return None };
    let mut incident = Incident::start(first, opened);
    rest.iter().for_each(|record| incident.apply(record));
    Some(incident)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::testing::{at, by, rules_of_a_shop, system};
    use crate::incident::{Command, ComponentStatus, Status, decide, on_behalf_of};
    use crate::notification::plan;

    const PLACE: Place = Place { number: 7, turn: 0 };

    fn rules() -> Rules {
        rules_of_a_shop("")
    }

    fn told() -> PublicOnly {
        let states = [("search".into(), ComponentStatus::MajorOutage)].into();
        let update = NewUpdate { states, ..NewUpdate::saying(Phase::Investigating, "Search finds nothing.") };
        PublicOnly { token: "t-1".to_owned(), was: None, update }
    }

    fn ana() -> Actor {
        Actor::responder(&"ana".into())
    }

    #[test]
    fn customers_are_told_and_nobody_is_paged() {
        let rules = rules();
        let decided = told().open(PLACE, &ana(), &rules, at(0)).unwrap();
        assert!(decided.events.iter().all(|record| plan(record, &decided.incident, &rules).is_empty()));
        let incident = &decided.incident;
        assert_eq!((incident.status, incident.severity), (Status::Acknowledged, Severity::Sev1));
        assert_eq!(incident.wake_at(), Some(at(30)), "the clock of updates, and no other");
        let reminded = decide(incident, &Command::Tick, &rules, &system(30)).unwrap();
        assert!(reminded.events.iter().all(|record| !matches!(record.event, Event::Paged { .. })));
        let set = Command::SetSeverity { to: Severity::Sev2 };
        let set = decide(incident, &set, &rules, &by("ben", 1)).unwrap();
        let set = decide(&set.incident, &Command::SetSeverity { to: Severity::Sev1 }, &rules, &by("ben", 2))
            .unwrap();
        assert!(set.events.iter().all(|record| !matches!(record.event, Event::Paged { .. })));
        let snoozed =
            decide(incident, &Command::Snooze { until: at(60) }, &rules, &by("ana", 1)).unwrap().incident;
        let woken = decide(&snoozed, &Command::Tick, &rules, &system(60)).unwrap();
        assert!(woken.events.iter().all(|record| !matches!(record.event, Event::Paged { .. })));
        let asked = decide(incident, &Command::Escalate, &rules, &by("ana", 1)).unwrap();
        assert!(
            asked.events.iter().any(|record| matches!(record.event, Event::Paged { .. })),
            "whoever asks is heard"
        );
    }

    #[test]
    fn it_ends_when_customers_read_that_it_is_over() {
        let rules = rules();
        let incident = told().open(PLACE, &ana(), &rules, at(0)).unwrap().incident;
        let over = Command::PublishUpdate(NewUpdate::saying(Phase::Resolved, "Search works again."));
        let over = decide(&incident, &over, &rules, &by("ana", 9)).unwrap().incident;
        assert_eq!((over.status, over.wake_at(), &over.drafted), (Status::Resolved, None, &None));
    }

    #[test]
    fn whoever_told_customers_is_reminded_and_somebody_always() {
        let reminded = |actor: &Actor| {
            let incident = told().open(PLACE, actor, &rules(), at(0)).unwrap().incident;
            let decided = decide(&incident, &Command::Tick, &rules(), &system(30)).unwrap();
            let plans = decided.events.iter().flat_map(|record| plan(record, &decided.incident, &rules()));
            plans.map(|message| message.responder.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(reminded(&ana()), ["ana"]);
        let operator = "arn:aws:iam::111122223333:user/x";
        assert_eq!(reminded(&Actor::operator(&on_behalf_of(operator, "ben"))), ["ben"]);
        assert_eq!(reminded(&Actor::operator(operator)), ["cho"], "the fallback");
    }

    #[test]
    fn what_is_over_is_told_afterwards_and_counts_where_it_was() {
        let rules = rules();
        let was = Some((at(-500), at(-440)));
        let decided = PublicOnly { was, ..told() }.open(PLACE, &ana(), &rules, at(0)).unwrap();
        let incident = &decided.incident;
        assert_eq!((incident.opened_at, incident.resolved_at), (at(-500), Some(at(-440))));
        assert!(decided.events.iter().all(|record| record.recorded_at == at(0)));
        let said: Vec<_> = incident.updates.iter().map(|it| (it.at, it.phase, it.added_at)).collect();
        assert_eq!(
            said,
            [(at(-500), Phase::Investigating, Some(at(0))), (at(-440), Phase::Resolved, Some(at(0)))]
        );
        assert_eq!(incident.wake_at(), None);
        let public = crate::status::PublicIncident::of(incident).unwrap();
        assert_eq!(
            public.spans().map(|(from, until, _)| (from, until)).collect::<Vec<_>>(),
            [(at(-500), Some(at(-440)))]
        );
    }

    #[test]
    fn what_cannot_be_told_says_why() {
        let refused = |it: PublicOnly| it.open(PLACE, &ana(), &rules(), at(0)).unwrap_err().to_string();
        let was = |from, to| PublicOnly { was: Some((at(from), at(to))), ..told() };
        assert!(refused(was(-10, -10)).contains("ends before it begins"));
        assert!(refused(was(-10, 10)).contains("not over yet"));
        let none = NewUpdate { states: BTreeMap::new(), ..told().update };
        assert!(refused(PublicOnly { update: none, ..told() }).contains("name a component"));
        let unknown =
            NewUpdate { states: [("serch".into(), ComponentStatus::MajorOutage)].into(), ..told().update };
        assert!(refused(PublicOnly { update: unknown, ..told() }).contains("no component `serch`"));
    }
}
