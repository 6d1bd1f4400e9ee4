//! Drills: alarms that Callout sets off itself, to see that a page would arrive. They are built in, so they work with
//! any settings, and with none.
//!
//! Must never page a person, except over the contact that `[drill]` names for the nightly drill.

#[cfg(test)]
mod tests;

use crate::alarm::{AlarmEvent, AlarmKind};
use crate::delay::Delay;
use crate::escalation::{AckTimeout, Level, Policy, PolicySnapshot, Target};
use crate::ids::{ContactName, PolicyName, ResponderName, ServiceName};
use crate::responder::{Channel, Contact, NotificationRules, Notify, Responder};
use crate::routing::{NoData, Routed};
use crate::severity::Severity;
use crate::triage::Group;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The service, the policy, and the first responder of a drill that a person runs.
pub const DRILL: &str = "drill";
/// The responder of the second level.
pub const SECOND: &str = "drill-second";
/// The service, the policy, and the responder of the nightly drill.
pub const NIGHTLY: &str = "drill-nightly";
/// Names that settings must not use.
pub const RESERVED: [&str; 3] = [DRILL, SECOND, NIGHTLY];

/// The prefix of the names of drill alarms, and of the dedup keys of drill events over HTTPS.
pub const ALARM_PREFIX: &str = "callout-drill-";
/// The suffix of the name under which the template reports the nightly drill.
const NIGHTLY_SUFFIX: &str = "-nightly";

/// How long after the first level the second one is paged: long enough to open the link first.
pub const NEXT_LEVEL: SignedDuration = SignedDuration::from_secs(15);
/// When a drill ends by itself.
pub const LASTS: SignedDuration = SignedDuration::from_mins(10);
/// How long the last level waits: longer than a drill lasts.
const LAST_LEVEL: Delay = Delay::minutes(60);
/// The metric of the seconds until the page was handed over.
pub const METRIC: &str = "DrillSeconds";
/// Its dimension: the way in, or `nightly`.
pub const METRIC_DIMENSION: &str = "Channel";
/// The label under which a drill's arrival is noted.
const RECEIVED_AT: &str = "received_at";

/// What a drill says instead of a description of the problem.
pub const EXPLANATION: &str = "This is a drill: Callout set off this alarm itself, to see that a page arrives. Nothing is \
    wrong, and there is nothing to do.";

/// Who hears of the nightly drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrillSettings {
    /// The responder and the contact, e.g. `ana/email`. Nobody else hears of it.
    pub contact: String,
}

impl DrillSettings {
    /// The responder and the contact. `None` if the text names only one.
    pub fn parts(&self) -> Option<(ResponderName, ContactName)> {
        let (responder, contact) = self.contact.split_once('/')?;
        (!responder.is_empty() && !contact.is_empty()).then(|| (responder.into(), contact.into()))
    }
}

/// When a drill began, by the clocks of those who saw it. Stored forever with the event that opens its incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillTimes {
    /// When the alarm changed.
    pub changed_at: Timestamp,
    /// When Callout read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    /// When the drill ends by itself.
    pub ends_at: Timestamp,
}

impl DrillTimes {
    /// The times of the drill that an event opens. `None` if it is none.
    pub fn of(event: &AlarmEvent, now: Timestamp) -> Option<Self> {
        service_of(event)?;
        Some(Self {
            changed_at: event.changed_at,
            received_at: event.labels.get(RECEIVED_AT).and_then(|at| at.parse().ok()),
            ends_at: now.checked_add(LASTS).ok()?,
        })
    }
}

/// Whether a service is one of drills.
pub fn is_drill(service: &ServiceName) -> bool {
    [DRILL, NIGHTLY].contains(&service.as_str())
}

/// Whether a service is that of the nightly drill, which nobody has to acknowledge.
pub fn is_nightly(service: &ServiceName) -> bool {
    service.as_str() == NIGHTLY
}

/// The service of a drill's event. `None` if it is about something real.
pub fn service_of(event: &AlarmEvent) -> Option<ServiceName> {
    let name = event.labels.get("alarm").map_or(event.dedup_key.as_str(), String::as_str);
    name.starts_with(ALARM_PREFIX)
        .then(|| if name.ends_with(NIGHTLY_SUFFIX) { NIGHTLY.into() } else { DRILL.into() })
}

/// Notes on a drill's event when it arrived.
pub fn note_arrival(event: &mut AlarmEvent, at: Timestamp) {
    if event.kind == AlarmKind::Trigger && service_of(event).is_some() {
        event.labels.insert(RECEIVED_AT.to_owned(), at.to_string());
    }
}

/// The route of a drill's event: each drill has an incident of its own, of the lowest severity.
pub(crate) fn route(event: &AlarmEvent) -> Option<Routed> {
    let service = service_of(event)?;
    let group = Group::by_rule(&service, DRILL, &[("alarm", &event.dedup_key)], None);
    let because = "it is a drill".to_owned();
    Some(Routed { service, severity: Severity::Sev5, no_data: NoData::Ignore, because, group, pause: None })
}

/// A built-in policy: two levels for a drill that a person runs, one for the nightly drill.
pub(crate) fn policy(name: &PolicyName) -> Option<PolicySnapshot> {
    let level = |responder: &str, delay| Level {
        page: vec![Target::Responder(responder.into())],
        delay,
        round_robin: false,
        all_must_acknowledge: false,
        condition: None,
    };
    let (levels, fallback) = match name.as_str() {
        DRILL => (vec![level(DRILL, Delay(NEXT_LEVEL)), level(SECOND, LAST_LEVEL)], DRILL),
        NIGHTLY => (vec![level(NIGHTLY, LAST_LEVEL)], NIGHTLY),
        _ => return None,
    };
    let policy = Policy { levels, repeat: 0, ack_timeout: Some(AckTimeout::Off), fallback: None };
    Some(PolicySnapshot { name: name.clone(), policy, fallback: fallback.into() })
}

/// Whom a built-in responder stands for, and how they are notified.
pub(crate) fn responders(
    settings: Option<&DrillSettings>,
    known: &BTreeMap<ResponderName, Responder>,
) -> BTreeMap<ResponderName, (ResponderName, NotificationRules)> {
    let queue = |name: &str| (name.into(), (name.into(), NotificationRules::of(&through_the_queue(name))));
    let mut all = BTreeMap::from(RESERVED.map(queue));
    if let Some(person) = settings.and_then(|drill| person(drill, known)) {
        all.insert(NIGHTLY.into(), person);
    }
    all
}

/// The person of the settings, with the one contact and no rule that delays it.
fn person(
    drill: &DrillSettings,
    known: &BTreeMap<ResponderName, Responder>,
) -> Option<(ResponderName, NotificationRules)> {
    let (name, contact) = drill.parts()?;
    let responder = known.get(&name)?;
    let contacts = responder.contacts.iter().filter(|one| one.name() == contact).cloned().collect();
    let only = Responder { contacts, notify: Notify::default(), quiet: Vec::new(), ..responder.clone() };
    (!only.contacts.is_empty()).then(|| (name, NotificationRules::of(&only)))
}

/// A responder whose topic feeds the drill's queue, in the form for programs.
fn through_the_queue(name: &str) -> Responder {
    let contact = Contact { name: None, channel: Channel::Https, address: String::new() };
    Responder { name: name.to_owned(), contacts: vec![contact], ..Responder::default() }
}
