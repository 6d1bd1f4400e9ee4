//! Settings made ready to answer questions.

use super::{Service, Settings};
use crate::alarm::AlarmEvent;
use crate::escalation::{HoursSettings, Policy, PolicySnapshot, Target};
use crate::heartbeat::Heartbeat;
use crate::ids::{HeartbeatName, PolicyName, ResponderName, ScheduleName, ServiceName, digest, hex};
use crate::incident::{Hold, HoldReason};
use crate::oncall::{Hours, Schedule};
use crate::responder::{BUILT_IN_FALLBACK, NotificationRules, Responder, Urgency};
use crate::routing::{RouteTrace, Routed, Routes, UNROUTED};
use crate::severity::Severity;
use crate::suppression::Suppressions;
use crate::triage::CauseName;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Answers "whose is it", "whom to page" and "who is on call". With no settings at all it still answers.
#[derive(Debug, Clone)]
pub struct Rules {
    settings: Settings,
    unreadable: bool,
    routes: Routes,
    suppressions: Suppressions,
    schedules: BTreeMap<ScheduleName, Schedule>,
    notification_rules: BTreeMap<ResponderName, NotificationRules>,
    fallback: NotificationRules,
    support_hours: BTreeMap<ServiceName, Hours>,
}

impl Rules {
    /// Compiles settings; what is broken is left out (`problems` names it).
    pub fn build(settings: Settings) -> Self {
        let routes = Routes::build(&settings.routes, &settings.severity);
        let suppressions =
            Suppressions::build(&settings.silences, &settings.maintenance, &settings.inhibitions);
        let schedules = settings
            .schedules
            .iter()
            .filter_map(|(name, schedule)| {
                Some((name.clone(), Schedule::compile_with(schedule, &settings.calendars).ok()?))
            })
            .collect();
        let notification_rules = |(name, responder): (&ResponderName, &Responder)| {
            (name.clone(), NotificationRules::of(responder))
        };
        let notification_rules = settings.responders.iter().map(notification_rules).collect();
        let fallback = NotificationRules::of_fallback();
        let hours = |(name, service): (&ServiceName, &Service)| {
            let hours = service.urgency.as_ref()?.support_hours.as_ref()?;
            Some((name.clone(), HoursSettings::compile(hours)?))
        };
        let support_hours = settings.services.iter().filter_map(hours).collect();
        let unreadable = false;
        Self {
            routes,
            suppressions,
            schedules,
            notification_rules,
            fallback,
            support_hours,
            settings,
            unreadable,
        }
    }

    /// Rules in place of settings that are there and cannot be read: everything ends at the fallback contact.
    pub fn unreadable() -> Self {
        Self { unreadable: true, ..Self::build(Settings::default()) }
    }

    /// Whether these stand in for settings that cannot be read: nobody is known then, which says nothing of anybody.
    pub fn are_unreadable(&self) -> bool {
        self.unreadable
    }

    /// The settings behind the rules.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Which service owns an alarm, and how bad it is.
    pub fn route(&self, event: &AlarmEvent) -> Routed {
        self.routes.route(event, |service| self.settings.services.contains_key(service))
    }

    /// Every route that is looked at for an alarm, and why it matched or did not.
    pub fn explain(&self, event: &AlarmEvent) -> Vec<RouteTrace> {
        self.routes.explain(event)
    }

    /// What holds an alarm back at an instant: a silence or a maintenance window, the one that ends last.
    pub fn hold(&self, event: &AlarmEvent, routed: &Routed, at: Timestamp) -> Option<Hold> {
        self.suppressions.hold(event, &routed.service, at)
    }

    /// The maintenance window a whole service is in at an instant, so that nobody is called out for it by hand either.
    pub fn maintenance(&self, service: &ServiceName, at: Timestamp) -> Option<Hold> {
        self.suppressions.maintenance_of(service, at)
    }

    /// How long what holds an incident of a service back lasts, as the settings stand now; `None` if it is over.
    pub fn held_until(&self, by: &HoldReason, service: &ServiceName, at: Timestamp) -> Option<Timestamp> {
        self.suppressions.lasts_until(by, service, at)
    }

    /// The places where an alarm stands as the cause of others.
    pub fn causes_of(&self, event: &AlarmEvent) -> Vec<CauseName> {
        self.suppressions.causes_of(event)
    }

    /// The places where an alarm that would explain this one stands.
    pub fn caused_by(&self, event: &AlarmEvent) -> Vec<CauseName> {
        self.suppressions.caused_by(event)
    }

    /// What a service is called and how it is handled; one that the settings do not know still has a title.
    pub fn service(&self, name: &ServiceName) -> Service {
        self.settings.services.get(name).cloned().unwrap_or_else(|| Service {
            title: if name.as_str() == UNROUTED { "Unrouted".to_owned() } else { name.to_string() },
            policy: "fallback".into(),
            components: Vec::new(),
            runbook: None,
            urgency: None,
        })
    }

    /// The policy of a service as it stands now; a missing one goes straight to the fallback contact.
    pub fn policy(&self, service: &Service) -> PolicySnapshot {
        self.snapshot(&service.policy).unwrap_or_else(|| PolicySnapshot {
            name: service.policy.clone(),
            policy: Policy::fallback_only(),
            fallback: self.fallback_responder(),
        })
    }

    /// A policy as it stands now, if there is one of this name.
    pub fn snapshot(&self, name: &PolicyName) -> Option<PolicySnapshot> {
        let policy = self.settings.policies.get(name)?.clone();
        let own = policy.fallback.clone().filter(|name| self.settings.responders.contains_key(name));
        let fallback = own.unwrap_or_else(|| self.fallback_responder());
        Some(PolicySnapshot { name: name.clone(), policy, fallback })
    }

    /// Who is paged when nobody else is left.
    pub fn fallback_responder(&self) -> ResponderName {
        let named = self.settings.fallback.as_ref();
        named
            .filter(|name| self.settings.responders.contains_key(name))
            .cloned()
            .unwrap_or_else(|| BUILT_IN_FALLBACK.into())
    }

    /// Whether an incident must wake somebody, and from when on it must, if that only is not yet.
    pub fn urgency(
        &self,
        service: &ServiceName,
        severity: Severity,
        now: Timestamp,
    ) -> (Urgency, Option<Timestamp>) {
        let urgency = self.settings.services.get(service).and_then(|service| service.urgency.as_ref());
        if urgency.is_some_and(|urgency| urgency.low_from.is_some_and(|from| severity >= from)) {
            return (Urgency::Low, None);
        }
        let hours = self.support_hours.get(service).filter(|_| severity > Severity::Sev1);
        match hours.filter(|hours| !hours.contain(now)) {
            Some(hours) => (Urgency::Low, hours.next(now)),
            None => (Urgency::High, None),
        }
    }

    /// The people behind a target at an instant; nobody if the target is missing or its schedule is empty then.
    pub fn people(&self, target: &Target, at: Timestamp) -> Vec<ResponderName> {
        let mut found = Vec::new();
        self.find_people(target, at, &mut BTreeSet::new(), &mut found);
        found.retain(|name| self.settings.responders.contains_key(name));
        found
    }

    /// Policies that name each other in a circle are gone round once.
    fn find_people<'a>(
        &'a self,
        target: &'a Target,
        at: Timestamp,
        seen: &mut BTreeSet<&'a PolicyName>,
        found: &mut Vec<ResponderName>,
    ) {
        match target {
            Target::Responder(name) => found.push(name.clone()),
            Target::Schedule(name) => {
                found.extend(self.schedule(name).map(|s| s.on_call(at)).unwrap_or_default());
            }
            Target::Next(name) => {
                let next = self.schedule(name).and_then(|schedule| schedule.next_on_call(at));
                found.extend(next.map(|(_, people)| people).unwrap_or_default());
            }
            Target::Everyone(name) => {
                found.extend(self.schedule(name).map(|s| s.responders().to_vec()).unwrap_or_default());
            }
            Target::Policy(name) if seen.insert(name) => {
                let first = self.settings.policies.get(name).and_then(|policy| policy.levels.first());
                for target in first.iter().flat_map(|level| &level.page) {
                    self.find_people(target, at, seen, found);
                }
            }
            Target::Policy(_) => {}
        }
    }

    /// A person, if the settings know one of this name.
    pub fn responder(&self, name: &ResponderName) -> Option<&Responder> {
        self.settings.responders.get(name)
    }

    /// How a person is reached; `None` if the settings do not know them or give no contact.
    pub fn notification_rules(&self, name: &ResponderName) -> Option<&NotificationRules> {
        self.notification_rules
            .get(name)
            .filter(|notification_rules| !notification_rules.contacts().is_empty())
    }

    /// Whom to tell in place of somebody the settings no longer know or cannot reach, and how: a page never goes to
    /// nobody.
    pub fn reach(&self, name: &ResponderName) -> (ResponderName, &NotificationRules) {
        match self.notification_rules(name) {
            Some(notification_rules) => (name.clone(), notification_rules),
            None => (BUILT_IN_FALLBACK.into(), &self.fallback),
        }
    }

    /// A schedule, if the settings hold a sound one of this name.
    pub fn schedule(&self, name: &ScheduleName) -> Option<&Schedule> {
        self.schedules.get(name)
    }

    /// All sound schedules by name.
    pub fn schedules(&self) -> &BTreeMap<ScheduleName, Schedule> {
        &self.schedules
    }

    /// The integration a key belongs to.
    pub fn integration(&self, key: &str) -> Option<(&str, &super::Integration)> {
        let hashed = hash_key(key);
        let mut all = self.settings.integrations.iter();
        all.find(|(_, i)| i.key_sha256.contains(&hashed)).map(|(name, i)| (name.as_str(), i))
    }

    /// The heartbeat a key belongs to.
    pub fn heartbeat(&self, key: &str) -> Option<(&HeartbeatName, &Heartbeat)> {
        let hashed = hash_key(key);
        self.settings.heartbeats.iter().find(|(_, heartbeat)| heartbeat.key_sha256.contains(&hashed))
    }
}

/// How the key of an integration or a heartbeat is kept in the settings.
pub fn hash_key(key: &str) -> String {
    hex(&digest(&["integration key", key]))
}
