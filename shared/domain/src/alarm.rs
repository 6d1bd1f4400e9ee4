//! An alarm event from an outside system, in one format for all transports.
//!
//! Must not parse foreign formats (see `shared/formats`). This is what a parser must deliver.

mod legible;
mod order;

pub use legible::{legible, one_line};
pub use order::Order;
pub(crate) use order::Place;

use crate::ids::{AlertKey, digest, hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The maximum length of a dedup key, in bytes (PagerDuty Events API v2).
pub const MAX_DEDUP_KEY: usize = 255;
/// The maximum length of a summary. Longer ones are cut and marked, never refused.
pub const MAX_SUMMARY: usize = 1024;
/// The maximum length of raw text kept with an event that could not be parsed.
pub const MAX_RAW: usize = 4096;

/// A change of one alarm's state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlarmEvent {
    /// The alarm's source: `cloudwatch` whatever the transport, `integration/<name>`, or `unparsed` if no parser
    /// accepts it.
    pub source: String,
    /// The alarm's key within its source. Never cut, so that two long keys stay distinct.
    pub dedup_key: String,
    /// The kind of event.
    pub kind: AlarmKind,
    /// A one-line summary.
    pub summary: String,
    /// The severity the source reports, mapped by the parser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<crate::severity::Severity>,
    /// The service the event itself names (an integration's, or `callout: service=…` in an alarm's description).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<crate::ids::ServiceName>,
    /// When the alarm changed, by the source's clock, but never after the event arrived.
    pub changed_at: Timestamp,
    /// What else places it among the events of its alarm.
    #[serde(flatten)]
    pub order: Order,
    /// The labels for routes: `alarm`, `region`, `account`, `namespace`, `metric`, `reason`, `tag.<key>`, …
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Links for people: text and https address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The source's description of the problem, or the raw text of what could not be parsed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Why this event must page nobody, if the source itself muted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted: Option<String>,
    /// The dedup keys of the alarms that this one summarizes: the children of a composite alarm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<String>,
}

/// The kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// The alarm fires.
    Trigger,
    /// The alarm no longer fires.
    Resolve,
    /// A person acknowledged it in the sending tool (PagerDuty's `acknowledge`).
    Acknowledge,
    /// The alarm has no data. The route decides what that means.
    NoData,
    /// A change event: nothing is wrong, but it is shown beside incidents that open soon after.
    Change,
    /// What explained the alarm is over, and it still fires. Callout says so itself, no source does.
    Release {
        /// Whether the alarm has no data.
        no_data: bool,
        /// The alert's version, so that the next release of the same occurrence is another event.
        version: u64,
    },
}

impl AlarmKind {
    /// Whether what explained the alarm is over.
    pub fn is_release(self) -> bool {
        matches!(self, Self::Release { .. })
    }

    /// Whether the alarm has no data, as it came or as it waited.
    pub fn has_no_data(self) -> bool {
        matches!(self, Self::NoData | Self::Release { no_data: true, .. })
    }
}

/// A link for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The link's text.
    pub text: String,
    /// An https address.
    pub href: String,
}

impl AlarmEvent {
    /// The key under which this event's alert is stored.
    pub fn alert_key(&self) -> AlertKey {
        AlertKey::derive(&self.source, &self.dedup_key)
    }

    /// The event as one that arrived at `at`: nothing changes after it arrived. An OK from the future would make every later
    /// event of its alarm old news.
    #[must_use]
    pub fn arrived_at(self, at: Timestamp) -> Self {
        let claimed_at = if self.changed_at > at { Some(self.by_its_clock()) } else { self.order.claimed_at };
        let turned_at = self.order.turned_at.map(|turned| turned.min(at));
        let order = Order { claimed_at, turned_at, ..self.order };
        Self { changed_at: self.changed_at.min(at), order, ..self }
    }

    /// Its place among the events of its alarm.
    pub(crate) fn place(&self) -> Place {
        Place { changed_at: self.changed_at, order: self.order }
    }

    fn by_its_clock(&self) -> Timestamp {
        self.place().by_its_clock()
    }

    /// The event's identity: the same state change over two transports has the same one. The end of a mute repeats the
    /// muted change, and is another event.
    pub fn identity(&self) -> String {
        let kind = format!("{:?}{}", self.kind, if self.muted.is_some() { " muted" } else { "" });
        let digest = digest(&[
            "event",
            &self.source,
            &self.dedup_key,
            &kind,
            &self.by_its_clock().to_string(),
            &self.summary,
        ]);
        hex(&digest[..16])
    }
}

/// Cuts text to `most` characters and marks the cut.
pub fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}
