//! The messages sent to one contact of one responder, and those that wait.
//!
//! Must not send. The sender loads the queue, asks it, saves it if nobody else has changed it, and only then sends.
//! Repeating any of these steps changes nothing.

#[cfg(test)]
mod tests;

use super::non_pages::NonPages;
use super::per_second::SentLastSecond;
use super::queued::{Admission, Bundle, Overflow, PendingMessage, QueuedMessage, Release, fingerprint};
use super::{FIRST_PAGE_LIMITS, Limit, Limits, PerSecondLimit, allowed_at};
use crate::ids::{IncidentId, ServiceName};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// After this long without a message about a service, the next one skips the queue.
const SERVICE_QUIET_FOR: SignedDuration = SignedDuration::from_hours(1);

/// While a SEV1 or SEV2 that nobody has acknowledged waits, a summary leaves after this long, whatever the limits say.
const URGENT_WAITS_FOR: SignedDuration = SignedDuration::from_mins(5);

/// The most messages kept individually. Further ones are only counted, so that a queue stays one item.
const MOST_QUEUED: usize = 500;

/// How many messages sent in bundles, and how many services, are remembered.
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
    queued: Vec<QueuedMessage>,
    /// Further messages that wait, counted by service.
    #[serde(default)]
    overflow: BTreeMap<ServiceName, Overflow>,
    /// When the last message about each service was sent.
    #[serde(default)]
    last_sent_by_service: BTreeMap<ServiceName, Timestamp>,
    /// A bundle that is being sent and is not settled yet.
    #[serde(default)]
    in_flight: Option<Bundle>,
    /// Digests of messages sent in bundles, latest last.
    #[serde(default)]
    sent_in_bundles: Vec<String>,
    /// Messages that are not pages: resolved, reminders, notices.
    #[serde(default)]
    non_pages: NonPages,
    /// When messages left within the last second, if the channel has a limit per second.
    #[serde(default)]
    sent_last_second: SentLastSecond,
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
    /// Whether only integrations reported the incident.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_integration: bool,
}

impl ContactQueue {
    /// Decides whether a message may be sent. While others wait, it waits behind them, unless it is news about its
    /// incident, or the first about its service within an hour: such a message obeys only the limit [`FIRST_PAGE_LIMITS`].
    /// What waits while a SEV1 or SEV2 has no owner leaves within five minutes. The same message
    /// gets the same answer and is not counted twice, for as long as the longest limit reaches back; but each time it
    /// is sent, it takes a slot of the limit per second. Non-pages obey only the limit per second. First pages about what
    /// only integrations reported do not count against those about alarms of AWS.
    pub fn admit(&mut self, wanted: &PendingMessage, limits: Limits<'_>, now: Timestamp) -> Admission {
        if !wanted.kind.is_page() {
            return self.non_pages.admit(wanted, &mut self.sent_last_second, limits.per_second, now);
        }
        match self.answered(wanted, limits, now) {
            Some(Admission::Now) => return self.allow_retry(limits.per_second, now),
            Some(answer) => return answer,
            None => {}
        }
        let first = wanted.fresh || self.is_first_about_service(&wanted.service, now);
        let may_leave = match first {
            true => self.first_page_at(wanted.by_integration, now) <= now,
            false => !self.has_queued() && self.allowed_at(limits.repeats, now) <= now,
        };
        if may_leave && self.sent_last_second.next_page(limits.per_second, now) <= now {
            self.note_sent(
                (wanted.id.clone(), Some(wanted.incident.clone()), wanted.by_integration),
                limits,
                now,
            );
            self.note_service_sent([&wanted.service], now);
            Admission::Now
        } else {
            self.enqueue(wanted, first, now);
            Admission::Queued { until: self.leaves_at(limits, now) }
        }
    }

    /// Takes the next free slot of this second for a message that is not admitted: a notice, which cannot wait in the
    /// queue, or a bundle that is sent again.
    ///
    /// # Errors
    /// The earliest time at which a slot is free.
    pub fn take_slot(
        &mut self,
        is_page: bool,
        per_second: Option<PerSecondLimit>,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        self.sent_last_second.take(is_page, per_second, now)
    }

    /// Releases all waiting pages as one message, once the limits allow it.
    pub fn release(&mut self, limits: Limits<'_>, now: Timestamp) -> Release {
        if let Some(bundle) = self.in_flight.clone() {
            return Release::Again(bundle);
        }
        if !self.has_queued() {
            return Release::Nothing;
        }
        let until = self.leaves_at(limits, now);
        if until > now {
            return Release::Wait { until };
        }
        let bundle = Bundle::of(std::mem::take(&mut self.queued), std::mem::take(&mut self.overflow));
        let by_integration = bundle.queued.iter().all(|it| it.by_integration);
        self.note_sent((bundle.id.clone(), None, by_integration), limits, now);
        self.note_service_sent(bundle.services.iter().map(|it| &it.service), now);
        self.in_flight = Some(bundle.clone());
        Release::Bundle(bundle)
    }

    /// Releases the waiting non-pages as one message, once a slot is free.
    pub fn release_non_pages(&mut self, limits: Limits<'_>, now: Timestamp) -> Release {
        self.non_pages.release(&mut self.sent_last_second, limits.per_second, now)
    }

    /// Settles a bundle that was sent, or never can be. It is not released again.
    pub fn settle(&mut self, bundle: &str) {
        self.settle_without(bundle, &BTreeSet::new());
    }

    /// Settles a bundle without the pages about some incidents, which wait again. If all of its pages are about those, nothing
    /// was sent, and it takes no slot.
    pub fn settle_without(&mut self, bundle: &str, incidents: &BTreeSet<IncidentId>) {
        self.non_pages.settle(bundle);
        let Some(settled) = self.in_flight.take_if(|it| it.id == bundle) else { return };
        let (waiting, left): (Vec<QueuedMessage>, Vec<QueuedMessage>) =
            settled.queued.into_iter().partition(|it| incidents.contains(&it.incident));
        if left.is_empty() {
            self.sent.retain(|it| it.id != bundle);
        }
        self.queued.splice(0..0, waiting);
        self.sent_in_bundles.extend(left.iter().map(|it| fingerprint(&it.incident, &it.id)));
        self.sent_in_bundles.drain(..self.sent_in_bundles.len().saturating_sub(MOST_REMEMBERED));
    }

    /// When what waits behind a bundle that was just settled can leave. Its own timer may have come while the bundle was being
    /// sent, and found nothing to release.
    pub fn next_after_bundle(&self, limits: Limits<'_>, now: Timestamp) -> Option<Timestamp> {
        let pages = (self.in_flight.is_none() && self.has_queued()).then(|| self.leaves_at(limits, now));
        let non_pages = self.non_pages.next_release(&self.sent_last_second, limits.per_second, now);
        pages.into_iter().chain(non_pages).min()
    }

    /// The current estimate of when to call [`Self::release`], or `None` if nothing waits. A bundle that is being sent is
    /// tried again at once: whoever was sending it may have died.
    pub fn next_release(&self, limits: Limits<'_>, now: Timestamp) -> Option<Timestamp> {
        match self.in_flight {
            Some(_) => Some(self.sent_last_second.next_page(limits.per_second, now)),
            None => self.has_queued().then(|| self.leaves_at(limits, now)),
        }
    }

    fn answered(&mut self, wanted: &PendingMessage, limits: Limits<'_>, now: Timestamp) -> Option<Admission> {
        let same = |it: &QueuedMessage| it.id == wanted.id && it.incident == wanted.incident;
        // What it is about may have got worse since it came to wait.
        self.queued.iter_mut().filter(|it| same(it)).for_each(|it| it.urgent |= wanted.urgent);
        if self.sent.iter().any(|it| it.id == wanted.id && it.incident.as_ref() == Some(&wanted.incident)) {
            return Some(Admission::Now);
        }
        if self.queued.iter().any(same) {
            return Some(Admission::Queued { until: self.leaves_at(limits, now) });
        }
        let bundled = self.in_flight.as_ref().is_some_and(|it| it.queued.iter().any(same))
            || self.sent_in_bundles.contains(&fingerprint(&wanted.incident, &wanted.id));
        bundled.then_some(Admission::Bundled)
    }

    fn has_queued(&self) -> bool {
        !self.queued.is_empty() || !self.overflow.is_empty()
    }

    fn is_first_about_service(&self, service: &ServiceName, now: Timestamp) -> bool {
        let is_recent = self
            .last_sent_by_service
            .get(service)
            .is_some_and(|at| at.duration_until(now) < SERVICE_QUIET_FOR);
        !is_recent
            && !self.overflow.contains_key(service)
            && !self.queued.iter().any(|it| it.service == *service)
    }

    /// Answers the retry of a page that was already allowed, and may have been sent.
    fn allow_retry(&mut self, per_second: Option<PerSecondLimit>, now: Timestamp) -> Admission {
        match self.sent_last_second.take(true, per_second, now) {
            Ok(()) => Admission::Now,
            Err(retry_at) => Admission::Throttled { retry_at },
        }
    }

    fn allowed_at(&self, limits: &[Limit], now: Timestamp) -> Timestamp {
        let sent: Vec<Timestamp> = self.sent.iter().map(|it| it.at).collect();
        allowed_at(&sent, limits, now)
    }

    fn first_page_at(&self, by_integration: bool, now: Timestamp) -> Timestamp {
        let counts = self.sent.iter().filter(|it| by_integration || !it.by_integration);
        allowed_at(&counts.map(|it| it.at).collect::<Vec<_>>(), &FIRST_PAGE_LIMITS, now)
    }

    /// When what waits can leave, once no bundle is being sent. A first message takes all waiting ones with it, because it is
    /// sent anyway.
    fn leaves_at(&self, limits: Limits<'_>, now: Timestamp) -> Timestamp {
        let has_first_page =
            self.queued.iter().any(|it| it.first) || self.overflow.values().any(|it| it.first);
        let allowed = if has_first_page {
            let of_aws = |it: &QueuedMessage| it.first && !it.by_integration;
            self.first_page_at(!self.queued.iter().any(of_aws), now)
        } else {
            self.allowed_at(limits.repeats, now).min(self.urgent_at().max(now))
        };
        allowed.max(self.sent_last_second.next_page(limits.per_second, now))
    }

    /// When the oldest urgent message that waits must leave.
    fn urgent_at(&self) -> Timestamp {
        let queued = self.queued.iter().filter(|it| it.urgent).map(|it| it.since);
        let counted = self.overflow.values().filter_map(|it| it.urgent_since);
        let oldest = queued.chain(counted).min();
        oldest.and_then(|since| since.checked_add(URGENT_WAITS_FOR).ok()).unwrap_or(Timestamp::MAX)
    }

    fn enqueue(&mut self, wanted: &PendingMessage, first: bool, now: Timestamp) {
        let PendingMessage { id, incident, service, by_integration, urgent, kind, .. } = wanted.clone();
        let in_flight = self.in_flight.as_ref().map_or(0, |bundle| bundle.queued.len());
        if self.queued.len() + in_flight < MOST_QUEUED {
            let queued =
                QueuedMessage { id, incident, service, since: now, first, urgent, by_integration, kind };
            self.queued.push(queued);
        } else {
            let none = Overflow { messages: 0, since: now, first, urgent_since: None };
            let overflow = self.overflow.entry(service).or_insert(none);
            overflow.messages = overflow.messages.saturating_add(1);
            overflow.first |= first;
            overflow.urgent_since = overflow.urgent_since.or(urgent.then_some(now));
        }
    }

    fn note_sent(
        &mut self,
        (id, incident, by_integration): (String, Option<IncidentId>, bool),
        limits: Limits<'_>,
        now: Timestamp,
    ) {
        self.sent_last_second.note(limits.per_second, now);
        let longest = limits.repeats.iter().map(|limit| limit.per).max().unwrap_or_default();
        self.sent.retain(|it| it.at.duration_until(now) < longest);
        let index = self.sent.partition_point(|it| it.at <= now);
        self.sent.insert(index, Sent { id, incident, at: now, by_integration });
    }

    fn note_service_sent<'a>(&mut self, services: impl IntoIterator<Item = &'a ServiceName>, now: Timestamp) {
        self.last_sent_by_service.retain(|_, at| at.duration_until(now) < SERVICE_QUIET_FOR);
        self.last_sent_by_service.extend(services.into_iter().map(|service| (service.clone(), now)));
        while self.last_sent_by_service.len() > MOST_REMEMBERED {
            let oldest = self
                .last_sent_by_service
                .iter()
                .min_by_key(|(_, at)| **at)
                .map(|(service, _)| service.clone());
            oldest.and_then(|service| self.last_sent_by_service.remove(&service));
        }
    }
}
