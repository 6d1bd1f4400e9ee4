//! Messages to a contact that page nobody, and wait only for a free slot in the channel's limit per second.
//!
//! Must not hold up a page: pages keep a queue of their own and may leave at a higher limit.

use super::PerSecondLimit;
use super::per_second::SentLastSecond;
use super::queued::{Admission, Bundle, PendingMessage, QueuedMessage, Release, fingerprint};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most messages kept. Further ones come again later, so that a queue stays one item.
const MOST_QUEUED: usize = 200;

/// The most digests of messages sent in bundles that are kept.
const MOST_REMEMBERED: usize = 500;

/// The messages that wait, and those that left together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NonPages {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    queued: Vec<QueuedMessage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_flight: Option<Bundle>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sent_in_bundles: Vec<String>,
}

impl NonPages {
    /// Lets a message leave if a slot is free and no other waits; otherwise it waits behind the others.
    pub(super) fn admit(
        &mut self,
        wanted: &PendingMessage,
        sent_last_second: &mut SentLastSecond,
        per_second: Option<PerSecondLimit>,
        now: Timestamp,
    ) -> Admission {
        let at = sent_last_second.next_non_page(per_second, now);
        if let Some(answer) = self.answered(wanted, at) {
            return answer;
        }
        if self.queued.is_empty() && at <= now {
            sent_last_second.note(per_second, now);
            return Admission::Now;
        }
        if self.queued.len() >= MOST_QUEUED {
            return Admission::Throttled { retry_at: at };
        }
        let PendingMessage { id, incident, service, by_integration, kind, .. } = wanted.clone();
        let queued = QueuedMessage {
            id,
            incident,
            service,
            since: now,
            first: false,
            urgent: false,
            by_integration,
            kind,
        };
        self.queued.push(queued);
        Admission::Queued { until: at }
    }

    /// Releases everything that waits as one message, once a slot is free.
    pub(super) fn release(
        &mut self,
        sent_last_second: &mut SentLastSecond,
        per_second: Option<PerSecondLimit>,
        now: Timestamp,
    ) -> Release {
        if let Some(bundle) = self.in_flight.clone() {
            return Release::Again(bundle);
        }
        if self.queued.is_empty() {
            return Release::Nothing;
        }
        if let Err(until) = sent_last_second.take(false, per_second, now) {
            return Release::Wait { until };
        }
        let bundle = Bundle::of(std::mem::take(&mut self.queued), BTreeMap::new());
        self.in_flight = Some(bundle.clone());
        Release::Bundle(bundle)
    }

    /// When what waits can leave, if no bundle is being sent.
    pub(super) fn next_release(
        &self,
        sent_last_second: &SentLastSecond,
        per_second: Option<PerSecondLimit>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let waits = self.in_flight.is_none() && !self.queued.is_empty();
        waits.then(|| sent_last_second.next_non_page(per_second, now))
    }

    /// Settles a bundle that was sent, or never can be.
    pub(super) fn settle(&mut self, bundle: &str) {
        let Some(settled) = self.in_flight.take_if(|it| it.id == bundle) else { return };
        self.sent_in_bundles.extend(settled.queued.iter().map(|it| fingerprint(&it.incident, &it.id)));
        self.sent_in_bundles.drain(..self.sent_in_bundles.len().saturating_sub(MOST_REMEMBERED));
    }

    fn answered(&self, wanted: &PendingMessage, at: Timestamp) -> Option<Admission> {
        let same = |it: &QueuedMessage| it.id == wanted.id && it.incident == wanted.incident;
        if self.queued.iter().any(same) {
            return Some(Admission::Queued { until: at });
        }
        let bundled = self.in_flight.as_ref().is_some_and(|it| it.queued.iter().any(same))
            || self.sent_in_bundles.contains(&fingerprint(&wanted.incident, &wanted.id));
        bundled.then_some(Admission::Bundled)
    }
}
