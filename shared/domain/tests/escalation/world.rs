//! Incidents whose messages go nowhere, and a clock moved by hand.

use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::delay::Delay;
use callout_domain::escalation::{Level, Policy, Target};
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{
    Actor, Command, CommandInfo, Decided, EventRecord, Incident, Opening, Refusal, decide, open,
};
use callout_domain::notification::{MessageKind, plan};
use callout_domain::responder::{Channel, Contact, Notify, NotifyRule, Responder};
use callout_domain::routing::Routed;
use callout_domain::settings::{Rules, Service, Settings};
use callout_domain::severity::Severity;
use callout_domain::timeline::sentence;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Who is paged when nobody else is left; never counted.
const LAST: &str = "last";
/// More passes than any vector waits for.
const FOREVER: u32 = 1_000;

pub(crate) struct World {
    pub(crate) settings: Settings,
    rules: Rules,
    start: Timestamp,
    pub(crate) now: Timestamp,
    pub(crate) incidents: Vec<(String, Incident)>,
    /// `u1 sms`, `u1 resolved`, … and the incident.
    pub(crate) sent: Vec<(String, String)>,
    pub(crate) log: Vec<EventRecord>,
}

impl World {
    pub(crate) fn new(given: &Value) -> Self {
        let mut settings = Settings { fallback: Some(LAST.into()), ..Settings::default() };
        settings.responders.insert(LAST.into(), responder(&[("sms".to_owned(), 0)]));
        for (name, rules) in given["rules"].as_object().into_iter().flatten() {
            let rules = rules.as_array().unwrap().iter();
            let rules: Vec<(String, i64)> = rules
                .map(|rule| {
                    (rule["method"].as_str().unwrap().to_owned(), rule["after_min"].as_i64().unwrap())
                })
                .collect();
            settings.responders.insert(name.as_str().into(), responder(&rules));
        }
        let mut named: Vec<(String, Policy)> = Vec::new();
        for (name, written) in given["policies"].as_object().into_iter().flatten() {
            named.push((name.clone(), policy(written)));
        }
        if given["policy"].is_object() {
            named.push(("policy".to_owned(), policy(&given["policy"])));
        }
        if named.is_empty() {
            let levels = vec![level(&["u1"], 60, false)];
            named.push(("policy".to_owned(), Policy { levels, ..Policy::default() }));
        }
        settings.policies = named.into_iter().map(|(name, policy)| (name.as_str().into(), policy)).collect();
        let start: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let rules = Rules::build(settings.clone());
        Self { settings, rules, start, now: start, incidents: Vec::new(), sent: Vec::new(), log: Vec::new() }
    }

    /// Activates changed settings, as `apply` does: open incidents look at them.
    pub(crate) fn settings_changed(&mut self) {
        self.rules = Rules::build(self.settings.clone());
        for name in self.names() {
            let _ = self.ask(&name, &Command::Reschedule, Actor::system());
        }
    }

    /// Everything is worked on for so many minutes.
    pub(crate) fn begin_maintenance(&mut self, minutes: i64) {
        let end = self.now + SignedDuration::from_mins(minutes);
        let window =
            json!({ "match": { "source": "test" }, "end": end.to_string(), "reason": "a migration" });
        let window = serde_json::from_value(window).unwrap();
        self.settings.maintenance.insert("window".to_owned(), window);
        self.settings_changed();
    }

    pub(crate) fn end_maintenance(&mut self) {
        self.settings.maintenance.clear();
        self.settings_changed();
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.incidents.iter().map(|(name, _)| name.clone()).collect()
    }

    /// An alert opens an incident of its own, on a service of its own.
    pub(crate) fn open(&mut self, name: &str, policy: &str) {
        let service = Service {
            title: name.to_owned(),
            policy: policy.into(),
            components: Vec::new(),
            runbook: None,
            urgency: None,
        };
        self.settings.services.insert(name.into(), service);
        self.rules = Rules::build(self.settings.clone());
        let event = AlarmEvent {
            source: "test".into(),
            dedup_key: name.into(),
            kind: AlarmKind::Trigger,
            summary: name.into(),
            severity: None,
            service: None,
            changed_at: self.now,
            order: Default::default(),
            labels: Default::default(),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: Vec::new(),
        };
        let routed = Routed::to(name.into(), Severity::Sev3, "a test");
        let id = IncidentId::derive(&event.alert_key(), "1");
        let number = self.incidents.len() as u64 + 1;
        let hold = self.rules.hold(&event, &routed, self.now);
        let opening = Opening { hold, ..Opening::new(id, number, &event, routed) };
        let decided = open(&opening, &self.rules, self.now);
        self.incidents.push((name.to_owned(), decided.incident.clone()));
        self.take(name, decided);
    }

    pub(crate) fn ask(&mut self, name: &str, command: &Command, by: Actor) -> Result<(), Refusal> {
        let info = CommandInfo { by, now: self.now };
        let decided = decide(self.incident(name), command, &self.rules, &info)?;
        self.take(name, decided);
        Ok(())
    }

    pub(crate) fn incident(&self, name: &str) -> &Incident {
        &self.incidents.iter().find(|(known, _)| known == name).unwrap().1
    }

    fn take(&mut self, name: &str, Decided { incident, events }: Decided) {
        for record in &events {
            for message in plan(record, &incident, &self.rules) {
                let what = match message.kind {
                    MessageKind::Resolved => "closed".to_owned(),
                    _ => message.contact.to_string(),
                };
                if message.responder.as_str() != LAST && message.responder.as_str() != "fallback" {
                    self.sent.push((format!("{} {what}", message.responder), name.to_owned()));
                }
            }
        }
        self.log.extend(events);
        self.incidents.iter_mut().find(|(known, _)| known == name).unwrap().1 = incident;
    }

    /// Time passes, and whatever is due happens on the way.
    pub(crate) fn advance_to(&mut self, minute: i64) {
        let end = self.start + SignedDuration::from_mins(minute);
        loop {
            let due = |(name, incident): &(String, Incident)| Some((incident.wake_at()?, name.clone()));
            let next = self.incidents.iter().filter_map(due).filter(|(at, _)| *at <= end).min();
            let Some((at, name)) = next else { break };
            self.now = at.max(self.now);
            self.ask(&name, &Command::Tick, Actor::system()).unwrap();
        }
        self.now = end;
    }

    /// Nothing happens for a while.
    pub(crate) fn stand_still_until(&mut self, minute: i64) {
        self.now = self.start + SignedDuration::from_mins(minute);
    }

    pub(crate) fn timeline(&self) -> Vec<String> {
        self.log.iter().map(sentence).collect()
    }
}

/// Somebody with these contacts, each used so many minutes after a page.
pub(crate) fn responder(rules: &[(String, i64)]) -> Responder {
    let mut contacts: Vec<Contact> = Vec::new();
    for (method, _) in rules {
        let channel = if method.starts_with("voice") { Channel::Voice } else { Channel::Sms };
        let name = Some(method.as_str().into());
        if !contacts.iter().any(|contact| contact.name == name) {
            contacts.push(Contact { name, channel, address: "+15550100".into() });
        }
    }
    let rule = |(method, after): &(String, i64)| NotifyRule {
        contact: method.as_str().into(),
        after: Delay::minutes(*after),
    };
    let notify = Notify { high: rules.iter().map(rule).collect(), low: Vec::new() };
    Responder { name: "somebody".into(), contacts, notify, ..Responder::default() }
}

pub(crate) fn level(people: &[&str], delay: i64, all_must_acknowledge: bool) -> Level {
    Level {
        page: people.iter().map(|name| Target::Responder(ResponderName::from(*name))).collect(),
        delay: Delay::minutes(delay),
        round_robin: false,
        all_must_acknowledge,
        condition: None,
    }
}

fn policy(written: &Value) -> Policy {
    let steps = written["steps"].as_array().unwrap().iter();
    let levels = steps.map(|step| {
        let people: Vec<&str> =
            step["notify"].as_array().unwrap().iter().map(|to| to.as_str().unwrap()).collect();
        level(&people, step["delay_min"].as_i64().unwrap(), step["multi_ack"].as_bool().unwrap_or_default())
    });
    let repeat = written["repeat"].as_u64().map_or(FOREVER, |times| u32::try_from(times).unwrap());
    Policy { levels: levels.collect(), repeat, ..Policy::default() }
}
