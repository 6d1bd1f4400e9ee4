//! Messages to a contact that page nobody, and wait only for a free place in the channel's pace.
//!
//! Must not hold up a page: pages keep a queue of their own and may leave at a higher pace.

use super::Pace;
use super::pace::Departures;
use super::queued::{Admission, Bundle, PendingMessage, QueuedMessage, Release, fingerprint};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most messages kept. Further ones come again later, so that a queue stays one item.
const MOST_HELD: usize = 200;

/// The most digests of messages sent in bundles that are kept.
const MOST_REMEMBERED: usize = 500;

/// The messages that wait, and those that left together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Others {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    held: Vec<QueuedMessage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    leaving: Option<Bundle>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left: Vec<String>,
}

impl Others {
    /// Lets a message leave if a place is free and nobody waits; otherwise it waits behind the others.
    pub(super) fn admit(
        &mut self,
        wanted: &PendingMessage,
        departures: &mut Departures,
        pace: Option<Pace>,
        now: Timestamp,
    ) -> Admission {
        let at = departures.next_other(pace, now);
        if let Some(answer) = self.answered(wanted, at) {
            return answer;
        }
        if self.held.is_empty() && at <= now {
            departures.note(pace, now);
            return Admission::Now;
        }
        if self.held.len() >= MOST_HELD {
            return Admission::Later { at };
        }
        let PendingMessage { id, incident, service, kind, .. } = wanted.clone();
        self.held.push(QueuedMessage { id, incident, service, since: now, first: false, kind });
        Admission::Hold { until: at }
    }

    /// Releases everything that waits as one message, once a place is free.
    pub(super) fn release(
        &mut self,
        departures: &mut Departures,
        pace: Option<Pace>,
        now: Timestamp,
    ) -> Release {
        if self.held.is_empty() && self.leaving.is_none() {
            return Release::Nothing;
        }
        let until = departures.next_other(pace, now);
        if until > now {
            return Release::Wait { until };
        }
        departures.note(pace, now);
        let held = &mut self.held;
        let bundle =
            self.leaving.get_or_insert_with(|| Bundle::of(std::mem::take(held), BTreeMap::new())).clone();
        Release::Bundle(bundle)
    }

    /// Settles a bundle that was sent, or never can be.
    pub(super) fn settle(&mut self, bundle: &str) {
        let Some(settled) = self.leaving.take_if(|it| it.id == bundle) else { return };
        self.left.extend(settled.held.iter().map(|it| fingerprint(&it.incident, &it.id)));
        self.left.drain(..self.left.len().saturating_sub(MOST_REMEMBERED));
    }

    fn answered(&self, wanted: &PendingMessage, at: Timestamp) -> Option<Admission> {
        let same = |it: &QueuedMessage| it.id == wanted.id && it.incident == wanted.incident;
        if self.held.iter().any(same) {
            return Some(Admission::Hold { until: at });
        }
        let bundled = self.leaving.as_ref().is_some_and(|it| it.held.iter().any(same))
            || self.left.contains(&fingerprint(&wanted.incident, &wanted.id));
        bundled.then_some(Admission::Bundled)
    }
}
