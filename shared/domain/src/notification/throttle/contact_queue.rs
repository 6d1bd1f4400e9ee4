//! The messages sent to one contact of one responder, and those that wait.
//!
//! Must not send. The sender loads the queue, asks it, saves it if nobody else has changed it, and only then sends.
//! Repeating any of these steps changes nothing.

#[cfg(test)]
mod tests;

use super::others::Others;
use super::pace::Departures;
use super::queued::{Admission, Bundle, Folded, PendingMessage, QueuedMessage, Release, fingerprint};
use super::{Limit, Limits, NEWS, Pace, allowed_at};
use crate::ids::{IncidentId, ServiceName};
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
    /// Messages that page nobody.
    #[serde(default)]
    others: Others,
    /// When messages left within the last second, if the channel has a pace.
    #[serde(default)]
    departures: Departures,
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

impl ContactQueue {
    /// Decides whether a message may be sent. While others wait, it waits behind them, unless it is the first about its
    /// incident, or about its service within an hour: such a message obeys only the limit [`NEWS`]. The same message
    /// gets the same answer and is not counted twice, for as long as the longest limit reaches back; but each time it
    /// leaves, it keeps to the pace. What pages nobody keeps to nothing but the pace.
    pub fn admit(&mut self, wanted: &PendingMessage, limits: Limits<'_>, now: Timestamp) -> Admission {
        if !wanted.kind.is_urgent() {
            return self.others.admit(wanted, &mut self.departures, limits.pace, now);
        }
        match self.answered(wanted, limits, now) {
            Some(Admission::Now) => return self.leave_again(limits.pace, now),
            Some(answer) => return answer,
            None => {}
        }
        let first = wanted.fresh || self.is_first_about_service(&wanted.service, now);
        let may_leave = match first {
            true => self.allowed_at(&NEWS, now) <= now,
            false => !self.is_holding() && self.allowed_at(limits.repeats, now) <= now,
        };
        if may_leave && self.departures.next_page(limits.pace, now) <= now {
            self.note_sent(wanted.id.clone(), Some(wanted.incident.clone()), limits, now);
            self.note_told([&wanted.service], now);
            Admission::Now
        } else {
            self.hold(wanted, first, now);
            Admission::Hold { until: self.next_send_at(limits, now) }
        }
    }

    /// Takes the next place in a channel's pace for a message that cannot wait in the queue.
    ///
    /// # Errors
    /// There is none before this time.
    pub fn take_slot(&mut self, pace: Option<Pace>, now: Timestamp) -> Result<(), Timestamp> {
        self.departures.take(pace, now)
    }

    /// Releases all waiting pages as one message, once the limits allow it.
    pub fn release(&mut self, limits: Limits<'_>, now: Timestamp) -> Release {
        if self.leaving.is_none() && !self.is_holding() {
            return Release::Nothing;
        }
        let until = self.next_send_at(limits, now);
        if until > now {
            return Release::Wait { until };
        }
        if let Some(bundle) = self.leaving.clone() {
            self.departures.note(limits.pace, now);
            return Release::Bundle(bundle);
        }
        let bundle = Bundle::of(std::mem::take(&mut self.held), std::mem::take(&mut self.folded));
        self.note_sent(bundle.id.clone(), None, limits, now);
        self.note_told(bundle.services.iter().map(|it| &it.service), now);
        self.leaving = Some(bundle.clone());
        Release::Bundle(bundle)
    }

    /// Releases all other waiting messages as one, once the pace allows it.
    pub fn release_others(&mut self, limits: Limits<'_>, now: Timestamp) -> Release {
        self.others.release(&mut self.departures, limits.pace, now)
    }

    /// Settles a bundle that was sent, or never can be. It is not released again.
    pub fn settle(&mut self, bundle: &str) {
        self.others.settle(bundle);
        let Some(settled) = self.leaving.take_if(|it| it.id == bundle) else { return };
        self.left.extend(settled.held.iter().map(|it| fingerprint(&it.incident, &it.id)));
        self.left.drain(..self.left.len().saturating_sub(MOST_REMEMBERED));
    }

    /// The current estimate of when to call [`Self::release`], or `None` if nothing waits.
    pub fn next_release(&self, limits: Limits<'_>, now: Timestamp) -> Option<Timestamp> {
        (self.leaving.is_some() || self.is_holding()).then(|| self.next_send_at(limits, now))
    }

    fn answered(&self, wanted: &PendingMessage, limits: Limits<'_>, now: Timestamp) -> Option<Admission> {
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

    /// A page that was admitted before and did not leave, or nobody knows whether it did.
    fn leave_again(&mut self, pace: Option<Pace>, now: Timestamp) -> Admission {
        let at = self.departures.next_page(pace, now);
        if at > now {
            return Admission::Later { at };
        }
        self.departures.note(pace, now);
        Admission::Now
    }

    fn allowed_at(&self, limits: &[Limit], now: Timestamp) -> Timestamp {
        let sent: Vec<Timestamp> = self.sent.iter().map(|it| it.at).collect();
        allowed_at(&sent, limits, now)
    }

    /// When messages can be sent. A first message takes all waiting ones with it, because it is sent anyway.
    fn next_send_at(&self, limits: Limits<'_>, now: Timestamp) -> Timestamp {
        let news = self.held.iter().any(|it| it.first) || self.folded.values().any(|it| it.first);
        let allowed = match (&self.leaving, news) {
            (Some(_), _) => now,
            (None, true) => self.allowed_at(&NEWS, now),
            (None, false) => self.allowed_at(limits.repeats, now),
        };
        allowed.max(self.departures.next_page(limits.pace, now))
    }

    fn hold(&mut self, wanted: &PendingMessage, first: bool, now: Timestamp) {
        let PendingMessage { id, incident, service, kind, .. } = wanted.clone();
        let leaving = self.leaving.as_ref().map_or(0, |bundle| bundle.held.len());
        if self.held.len() + leaving < MOST_HELD {
            self.held.push(QueuedMessage { id, incident, service, since: now, first, kind });
        } else {
            let folded = self.folded.entry(service).or_insert(Folded { messages: 0, since: now, first });
            folded.messages = folded.messages.saturating_add(1);
        }
    }

    fn note_sent(&mut self, id: String, incident: Option<IncidentId>, limits: Limits<'_>, now: Timestamp) {
        self.departures.note(limits.pace, now);
        let longest = limits.repeats.iter().map(|limit| limit.per).max().unwrap_or_default();
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
