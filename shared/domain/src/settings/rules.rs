//! Compiled settings.

mod people;
mod route;
mod schedules;

use super::applied::AppliedVersion;
use super::console_address::ConsoleAddress;
use super::{Service, Settings};
use crate::alarm::AlarmEvent;
use crate::drill;
use crate::escalation::{HoursSettings, Policy, PolicySnapshot, Target};
use crate::ids::{PolicyName, ResponderName, ScheduleName, ServiceName};
use crate::incident::{Hold, HoldReason};
use crate::live::LiveVersion;
use crate::oncall::{Hours, Schedule};
use crate::person::People;
use crate::report_page::is_report;
use crate::responder::{BUILT_IN_FALLBACK, NotificationRules, Responder, Urgency};
use crate::routing::{RouteTrace, Routed, Routes, UNROUTED};
use crate::severity::Severity;
use crate::suppression::Suppressions;
use crate::triage::CauseName;
use jiff::Timestamp;
use schedules::{overrides, schedules};
use std::collections::{BTreeMap, BTreeSet};

/// Answers which service owns an alarm, whom to page, and who is on call. Works without any settings, too.
#[derive(Debug, Clone)]
pub struct Rules {
    settings: Settings,
    live: LiveVersion,
    people: People,
    /// Whoever changed something for themselves, as the settings files say.
    of_files: BTreeMap<ResponderName, Responder>,
    applied: Option<AppliedVersion>,
    unreadable: bool,
    routes: Routes,
    suppressions: Suppressions,
    schedules: BTreeMap<ScheduleName, Schedule>,
    notification_rules: BTreeMap<ResponderName, NotificationRules>,
    fallback: NotificationRules,
    /// The built-in responders of drills: whom each stands for, and how they are notified.
    drill: BTreeMap<ResponderName, (ResponderName, NotificationRules)>,
    support_hours: BTreeMap<ServiceName, Hours>,
}

impl Rules {
    /// Compiles settings. Omits broken parts (`problems` reports them).
    pub fn build(settings: Settings) -> Self {
        Self::build_with(settings, LiveVersion::default())
    }

    /// Compiles settings with what people decided beside them.
    pub fn build_with(settings: Settings, live: LiveVersion) -> Self {
        Self::build_with_people(settings, live, People::default())
    }

    /// The same, with what people changed for themselves.
    pub fn build_with_people(settings: Settings, live: LiveVersion, people: People) -> Self {
        let mut of_files = settings.responders.clone();
        of_files.retain(|name, _| people.person(name).is_some());
        let settings = people.merged(settings);
        let overrides = overrides(&settings);
        let settings = live.live.merged(settings);
        let routes = Routes::build(&settings.routes, &settings.severity);
        let suppressions =
            Suppressions::build(&settings.silences, &settings.maintenance, &settings.inhibitions);
        let schedules = schedules(&settings, &overrides);
        let notification_rules = |(name, responder): (&ResponderName, &Responder)| {
            (name.clone(), NotificationRules::of(responder))
        };
        let notification_rules = settings.responders.iter().map(notification_rules).collect();
        let fallback = NotificationRules::of_fallback();
        let drill = drill::responders(settings.drill.as_ref(), &settings.responders);
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
            drill,
            support_hours,
            settings,
            live,
            people,
            of_files,
            applied: None,
            unreadable,
        }
    }

    /// The same rules, of settings that were activated.
    pub fn applied_as(self, version: AppliedVersion) -> Self {
        Self { applied: Some(version), ..self }
    }

    /// Which version of the settings these are, if they were activated.
    pub fn applied(&self) -> Option<&AppliedVersion> {
        self.applied.as_ref()
    }

    /// Where the console answers, if `apply` could tell.
    pub fn console(&self) -> Option<&ConsoleAddress> {
        self.applied.as_ref()?.console.as_ref()
    }

    /// The rules when stored settings cannot be read: everything goes to the fallback contact.
    pub fn unreadable() -> Self {
        Self { unreadable: true, ..Self::build(Settings::default()) }
    }

    /// Whether the settings cannot be read. Nobody is known then, so a missing name does not mean that it was removed.
    pub fn are_unreadable(&self) -> bool {
        self.unreadable
    }

    /// What people decided beside the settings.
    pub fn live(&self) -> &LiveVersion {
        &self.live
    }

    /// The settings behind the rules, with what people decided beside them.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Every route checked for an alarm, and why it matched or did not.
    pub fn explain(&self, event: &AlarmEvent) -> Vec<RouteTrace> {
        self.routes.explain(event)
    }

    /// What holds an alarm back at a time: the silence or maintenance window that ends last.
    pub fn hold(&self, event: &AlarmEvent, routed: &Routed, at: Timestamp) -> Option<Hold> {
        // Nothing in the settings may stop a drill, nor what a colleague says.
        if drill::is_drill(&routed.service) || is_report(&event.source) {
            None
        } else {
            self.suppressions.hold(event, &routed.service, at)
        }
    }

    /// The maintenance window that covers a whole service at a time. It keeps people from paging by hand, too.
    pub fn maintenance(&self, service: &ServiceName, at: Timestamp) -> Option<Hold> {
        self.suppressions.maintenance_of(service, at)
    }

    /// How long a hold on a service's incident lasts with the current settings. `None` if it has ended.
    pub fn held_until(&self, by: &HoldReason, service: &ServiceName, at: Timestamp) -> Option<Timestamp> {
        self.suppressions.lasts_until(by, service, at)
    }

    /// The keys under which an alarm is the cause of others.
    pub fn causes_of(&self, event: &AlarmEvent) -> Vec<CauseName> {
        match self.may_explain(&event.source) {
            _ if explains_nothing(event) => Vec::new(),
            true => self.suppressions.causes_of(event),
            false => self.suppressions.child_causes(event),
        }
    }

    /// The keys under which a cause of this alarm would be stored.
    pub fn caused_by(&self, event: &AlarmEvent) -> Vec<CauseName> {
        if explains_nothing(event) { Vec::new() } else { self.suppressions.caused_by(event) }
    }

    /// The service's settings. A service missing from the settings still has a title.
    pub fn service(&self, name: &ServiceName) -> Service {
        let built_in = |title: &str, policy: &str| Service {
            title: title.to_owned(),
            policy: policy.into(),
            components: Vec::new(),
            runbook: None,
            urgency: None,
        };
        if drill::is_drill(name) {
            return built_in("DRILL", name.as_str());
        }
        let title = if name.as_str() == UNROUTED { "Unrouted" } else { name.as_str() };
        self.settings.services.get(name).cloned().unwrap_or_else(|| built_in(title, "fallback"))
    }

    /// The service's policy as it is now. A missing policy goes straight to the fallback contact.
    pub fn policy(&self, service: &Service) -> PolicySnapshot {
        self.snapshot(&service.policy).unwrap_or_else(|| PolicySnapshot {
            name: service.policy.clone(),
            policy: Policy::fallback_only(),
            fallback: self.fallback_responder(),
        })
    }

    /// The policy of this name as it is now, if it exists.
    pub fn snapshot(&self, name: &PolicyName) -> Option<PolicySnapshot> {
        if let Some(built_in) = drill::policy(name) {
            return Some(built_in);
        }
        let policy = self.settings.policies.get(name)?.clone();
        let own = policy.fallback.clone().filter(|name| self.settings.responders.contains_key(name));
        let fallback = own.unwrap_or_else(|| self.fallback_responder());
        Some(PolicySnapshot { name: name.clone(), policy, fallback })
    }

    /// Who is paged when no level is left.
    pub fn fallback_responder(&self) -> ResponderName {
        let named = self.settings.fallback.as_ref();
        named
            .filter(|name| self.settings.responders.contains_key(name))
            .cloned()
            .unwrap_or_else(|| BUILT_IN_FALLBACK.into())
    }

    /// The urgency of an incident, and when it becomes high if it is only low for now.
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

    /// The people behind a target at a time. Empty if the target is missing or nobody is on call.
    pub fn people(&self, target: &Target, at: Timestamp) -> Vec<ResponderName> {
        let mut found = Vec::new();
        self.find_people(target, at, &mut BTreeSet::new(), &mut found);
        let is_known = |name: &ResponderName| self.drill.contains_key(name) || self.responder(name).is_some();
        found.retain(is_known);
        found
    }

    /// Visits policies that refer to each other in a circle only once.
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

    /// The responder of this name, if the settings have one.
    pub fn responder(&self, name: &ResponderName) -> Option<&Responder> {
        self.settings.responders.get(name)
    }

    /// The person's notification rules. `None` if the settings do not have them, or no contact of theirs.
    pub fn notification_rules(&self, name: &ResponderName) -> Option<&NotificationRules> {
        self.notification_rules
            .get(name)
            .filter(|notification_rules| !notification_rules.contacts().is_empty())
    }

    /// The person to notify, and how. If the settings no longer have the person or a contact, the fallback contact: a
    /// page never goes to nobody.
    pub fn reach(&self, name: &ResponderName) -> (ResponderName, &NotificationRules) {
        if let Some((name, notification_rules)) = self.drill.get(name) {
            return (name.clone(), notification_rules);
        }
        match self.notification_rules(name) {
            Some(notification_rules) => (name.clone(), notification_rules),
            None => (BUILT_IN_FALLBACK.into(), &self.fallback),
        }
    }

    /// The schedule of this name, if it exists and is valid.
    pub fn schedule(&self, name: &ScheduleName) -> Option<&Schedule> {
        self.schedules.get(name)
    }

    /// All valid schedules by name.
    pub fn schedules(&self) -> &BTreeMap<ScheduleName, Schedule> {
        &self.schedules
    }
}

/// Whether an event neither explains others nor is explained by them: a drill, or what a colleague reports.
fn explains_nothing(event: &AlarmEvent) -> bool {
    drill::service_of(event).is_some() || is_report(&event.source)
}
