//! The messages sent to one contact of one responder, and those that wait.
//!
//! Must not send. The sender loads the queue, asks it, saves it if nobody else has changed it, and only then sends.
//! Repeating any of these steps changes nothing.

#[cfg(test)]
mod tests;

use super::{Limit, NEWS, allowed_at};
use crate::ids::{IncidentId, ServiceName, digest, hex};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// After this long without a message about a service, the next one skips the queue.
const NEWS_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// The most messages kept individually. Further ones are only counted, so that a queue stays one item.
const MOST_HELD: usize = 500;

/// The most ids of messages sent in bundles that are kept, and the most services.
const MOST_REMEMBERED: usize = 500;

/// The queue of one contact. Its size is bounded because it is stored as one item: it grows with the number of
/// services, not of messages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactQueue {
    /// Messages sent, oldest first, as far back as the longest limit reaches.
    #[serde(default)]
    sent: Vec<Sent>,
    /// Messages that wait, in order of arrival.
    #[serde(default)]
    held: Vec<QueuedMessage>,
    /// Further messages that wait, counted by service.
    #[serde(default)]
    folded: BTreeMap<ServiceName, Folded>,
    /// When the last message about each service was sent.
    #[serde(default)]
    told: BTreeMap<ServiceName, Timestamp>,
    /// A bundle that is being sent and is not settled yet.
    #[serde(default)]
    leaving: Option<Bundle>,
    /// Digests of messages sent in bundles, latest last.
    #[serde(default)]
    left: Vec<String>,
}

/// A message to send. Its identity is unique within its incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMessage {
    /// Its identity within the incident.
    pub id: String,
    /// The incident it is about.
    pub incident: IncidentId,
    /// The service it is about.
    pub service: ServiceName,
    /// Whether it is the recipient's first message about the incident.
    pub fresh: bool,
}

/// A message or a bundle that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its identity, as in [`PendingMessage`] or [`Bundle`].
    pub id: String,
    /// The incident, or none for a bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// When it was allowed.
    pub at: Timestamp,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedMessage {
    /// Its identity within the incident.
    pub id: String,
    /// The incident it is about.
    pub incident: IncidentId,
    /// The service it is about.
    pub service: ServiceName,
    /// When it started waiting.
    pub since: Timestamp,
    /// Whether it is the first about its incident, or about its service within an hour.
    pub first: bool,
}

/// Messages of one service that wait and are only counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Folded {
    messages: u32,
    since: Timestamp,
    first: bool,
}

/// Whether a message may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It may be sent now, and is counted.
    Now,
    /// It waits in the queue. Call [`ContactQueue::release`] at this time.
    Hold {
        /// The current estimate of when messages can be sent.
        until: Timestamp,
    },
    /// It was sent in a bundle. Nothing is left to do.
    Bundled,
}

/// What the queue releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// Nothing waits.
    Nothing,
    /// Messages wait. Ask again at this time.
    Wait {
        /// The current estimate of when messages can be sent.
        until: Timestamp,
    },
    /// All waiting messages, as one. Returned again until [`ContactQueue::settle`] confirms that it was sent, so that a
    /// crash of the sender does not lose it.
    Bundle(Bundle),
}

/// Messages sent as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Its identity, derived from its content.
    pub id: String,
    /// The messages that waited: first messages about a service first, then the oldest first.
    pub held: Vec<QueuedMessage>,
    /// The number of messages about each service, in the same order.
    pub services: Vec<Count>,
}

/// The number of messages in a bundle about one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The service.
    pub service: ServiceName,
    /// The number of messages. The bundle may list fewer.
    pub messages: u32,
    /// Whether the first of them is the first about the service within an hour.
    pub first: bool,
    /// When the oldest started waiting.
    pub since: Timestamp,
}

impl ContactQueue {
    /// Decides whether a message may be sent. While others wait, it waits behind them, unless it is the first about its
    /// incident, or about its service within an hour: such a message obeys only the limit [`NEWS`]. The same message
    /// gets the same answer and is not counted twice, for as long as the longest limit reaches back.
    pub fn admit(&mut self, wanted: &PendingMessage, limits: &[Limit], now: Timestamp) -> Admission {
        if let Some(answer) = self.answered(wanted, limits, now) {
            return answer;
        }
        let first = wanted.fresh || self.is_first_about_service(&wanted.service, now);
        let may_leave = match first {
            true => self.allowed_at(&NEWS, now) <= now,
            false => !self.is_holding() && self.allowed_at(limits, now) <= now,
        };
        if may_leave {
            self.note_sent(wanted.id.clone(), Some(wanted.incident.clone()), limits, now);
            self.note_told([&wanted.service], now);
            Admission::Now
        } else {
            self.hold(wanted, first, now);
            Admission::Hold { until: self.next_send_at(limits, now) }
        }
    }

    /// Releases all waiting messages as one, once the limits allow it.
    pub fn release(&mut self, limits: &[Limit], now: Timestamp) -> Release {
        if let Some(bundle) = &self.leaving {
            return Release::Bundle(bundle.clone());
        }
        if !self.is_holding() {
            return Release::Nothing;
        }
        let until = self.next_send_at(limits, now);
        if until > now {
            return Release::Wait { until };
        }
        let bundle = Bundle::of(std::mem::take(&mut self.held), std::mem::take(&mut self.folded));
        self.note_sent(bundle.id.clone(), None, limits, now);
        self.note_told(bundle.services.iter().map(|it| &it.service), now);
        self.leaving = Some(bundle.clone());
        Release::Bundle(bundle)
    }

    /// Settles a bundle that was sent, or never can be. It is not released again.
    pub fn settle(&mut self, bundle: &str) {
        let Some(settled) = self.leaving.take_if(|it| it.id == bundle) else { return };
        self.left.extend(settled.held.iter().map(|it| fingerprint(&it.incident, &it.id)));
        self.left.drain(..self.left.len().saturating_sub(MOST_REMEMBERED));
    }

    /// The current estimate of when to call [`Self::release`], or `None` if nothing waits.
    pub fn next_release(&self, limits: &[Limit], now: Timestamp) -> Option<Timestamp> {
        (self.leaving.is_some() || self.is_holding()).then(|| self.next_send_at(limits, now))
    }

    fn answered(&self, wanted: &PendingMessage, limits: &[Limit], now: Timestamp) -> Option<Admission> {
        let same = |it: &QueuedMessage| it.id == wanted.id && it.incident == wanted.incident;
        if self.sent.iter().any(|it| it.id == wanted.id && it.incident.as_ref() == Some(&wanted.incident)) {
            return Some(Admission::Now);
        }
        if self.held.iter().any(same) {
            return Some(Admission::Hold { until: self.next_send_at(limits, now) });
        }
        let bundled = self.leaving.as_ref().is_some_and(|it| it.held.iter().any(same))
            || self.left.contains(&fingerprint(&wanted.incident, &wanted.id));
        bundled.then_some(Admission::Bundled)
    }

    fn is_holding(&self) -> bool {
        !self.held.is_empty() || !self.folded.is_empty()
    }

    fn is_first_about_service(&self, service: &ServiceName, now: Timestamp) -> bool {
        let is_recent = self.told.get(service).is_some_and(|at| at.duration_until(now) < NEWS_AFTER);
        !is_recent && !self.folded.contains_key(service) && !self.held.iter().any(|it| it.service == *service)
    }

    fn allowed_at(&self, limits: &[Limit], now: Timestamp) -> Timestamp {
        let sent: Vec<Timestamp> = self.sent.iter().map(|it| it.at).collect();
        allowed_at(&sent, limits, now)
    }

    /// When messages can be sent. A first message takes all waiting ones with it, because it is sent anyway.
    fn next_send_at(&self, limits: &[Limit], now: Timestamp) -> Timestamp {
        let news = self.held.iter().any(|it| it.first) || self.folded.values().any(|it| it.first);
        match (&self.leaving, news) {
            (Some(_), _) => now,
            (None, true) => self.allowed_at(&NEWS, now),
            (None, false) => self.allowed_at(limits, now),
        }
    }

    fn hold(&mut self, wanted: &PendingMessage, first: bool, now: Timestamp) {
        let PendingMessage { id, incident, service, .. } = wanted.clone();
        let leaving = self.leaving.as_ref().map_or(0, |bundle| bundle.held.len());
        if self.held.len() + leaving < MOST_HELD {
            self.held.push(QueuedMessage { id, incident, service, since: now, first });
        } else {
            let folded = self.folded.entry(service).or_insert(Folded { messages: 0, since: now, first });
            folded.messages = folded.messages.saturating_add(1);
        }
    }

    fn note_sent(&mut self, id: String, incident: Option<IncidentId>, limits: &[Limit], now: Timestamp) {
        let longest = limits.iter().map(|limit| limit.per).max().unwrap_or_default();
        self.sent.retain(|it| it.at.duration_until(now) < longest);
        let place = self.sent.partition_point(|it| it.at <= now);
        self.sent.insert(place, Sent { id, incident, at: now });
    }

    fn note_told<'a>(&mut self, services: impl IntoIterator<Item = &'a ServiceName>, now: Timestamp) {
        self.told.retain(|_, at| at.duration_until(now) < NEWS_AFTER);
        self.told.extend(services.into_iter().map(|service| (service.clone(), now)));
        while self.told.len() > MOST_REMEMBERED {
            let oldest = self.told.iter().min_by_key(|(_, at)| **at).map(|(service, _)| service.clone());
            oldest.and_then(|service| self.told.remove(&service));
        }
    }
}

impl Bundle {
    fn of(mut held: Vec<QueuedMessage>, folded: BTreeMap<ServiceName, Folded>) -> Self {
        let mut counts: BTreeMap<ServiceName, Count> = BTreeMap::new();
        let counted = held.iter().map(|it| (it.service.clone(), 1, it.since, it.first));
        let more = folded.into_iter().map(|(service, it)| (service, it.messages, it.since, it.first));
        for (service, messages, since, first) in counted.chain(more) {
            let none = || Count { service: service.clone(), messages: 0, first, since };
            let count = counts.entry(service.clone()).or_insert_with(none);
            count.messages = count.messages.saturating_add(messages);
            count.since = count.since.min(since);
            count.first |= first;
        }
        let mut services: Vec<Count> = counts.into_values().collect();
        services.sort_by_key(|it| (!it.first, it.since));
        let keys = held.iter().flat_map(|it| [it.incident.as_str(), it.id.as_str()]);
        let parts: Vec<&str> = ["bundle"].into_iter().chain(keys).collect();
        let id = format!("bundle.{}", hex(&digest(&parts)[..8]));
        held.sort_by_key(|it| (!it.first, it.since));
        Self { id, held, services }
    }
}

/// A short digest that identifies a message.
fn fingerprint(incident: &IncidentId, id: &str) -> String {
    hex(&digest(&[incident.as_str(), id])[..8])
}
