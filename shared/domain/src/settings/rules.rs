//! Settings made ready to answer questions.

use super::{Service, Settings};
use crate::alarm::AlarmEvent;
use crate::escalation::{Policy, PolicySnapshot, Target};
use crate::ids::{ResponderName, ScheduleName, ServiceName, digest, hex};
use crate::oncall::Schedule;
use crate::responder::{BUILT_IN_FALLBACK, Responder};
use crate::routing::{CompiledRoute, Routed, UNROUTED, route};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Answers "whose is it", "whom to page" and "who is on call". With no settings at all it still answers.
#[derive(Debug, Clone)]
pub struct Rules {
    settings: Settings,
    routes: Vec<CompiledRoute>,
    schedules: BTreeMap<ScheduleName, Schedule>,
}

impl Rules {
    /// Compiles settings; what is broken is left out (`problems` names it).
    pub fn build(settings: Settings) -> Self {
        let routes = settings.routes.iter().filter_map(|r| CompiledRoute::compile(r).ok()).collect();
        let schedules = settings
            .schedules
            .iter()
            .filter_map(|(name, schedule)| {
                Some((name.clone(), Schedule::compile_with(schedule, &settings.calendars).ok()?))
            })
            .collect();
        Self { settings, routes, schedules }
    }

    /// The settings behind the rules.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Which service owns an alarm, and how bad it is.
    pub fn route(&self, event: &AlarmEvent) -> Routed {
        route(event, &self.routes, |service| self.settings.services.contains_key(service))
    }

    /// What a service is called and how it is handled; one that the settings do not know still has a title.
    pub fn service(&self, name: &ServiceName) -> Service {
        self.settings.services.get(name).cloned().unwrap_or_else(|| Service {
            title: if name.as_str() == UNROUTED { "Unrouted".to_owned() } else { name.to_string() },
            policy: "last-resort".into(),
            components: Vec::new(),
            runbook: None,
        })
    }

    /// The policy of a service as it stands now; a missing one goes straight to the last resort.
    pub fn policy(&self, service: &Service) -> PolicySnapshot {
        let policy = self.settings.policies.get(&service.policy).cloned();
        PolicySnapshot {
            name: service.policy.clone(),
            policy: policy.unwrap_or_else(Policy::last_resort_only),
            last_resort: self.last_resort(),
        }
    }

    /// Who is paged when nobody else is left.
    pub fn last_resort(&self) -> ResponderName {
        let named = self.settings.fallback.as_ref();
        named
            .filter(|name| self.settings.responders.contains_key(name))
            .cloned()
            .unwrap_or_else(|| BUILT_IN_FALLBACK.into())
    }

    /// The people behind a target at an instant; nobody if the target is missing or its schedule is empty then.
    pub fn people(&self, target: &Target, at: Timestamp) -> Vec<ResponderName> {
        let found = match target {
            Target::Responder(name) => vec![name.clone()],
            Target::Schedule(name) => self.schedules.get(name).map(|s| s.on_call(at)).unwrap_or_default(),
        };
        found.into_iter().filter(|name| self.settings.responders.contains_key(name)).collect()
    }

    /// A person, if the settings know one of this name.
    pub fn responder(&self, name: &ResponderName) -> Option<&Responder> {
        self.settings.responders.get(name)
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
}

/// How an integration key is kept in the settings.
pub fn hash_key(key: &str) -> String {
    hex(&digest(&["integration key", key]))
}
