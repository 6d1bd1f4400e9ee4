//! What an outside system told us, in one shape whatever the transport.
//!
//! Parsing foreign formats is not done here (see `shared/formats`); this is what a parser must deliver.

use crate::ids::{AlertKey, digest, hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most bytes of a dedup key a caller may choose (PagerDuty Events API v2).
pub const MAX_DEDUP_KEY: usize = 255;
/// The most characters of a summary; longer ones are cut with a mark, never refused.
pub const MAX_SUMMARY: usize = 1024;
/// The most characters of raw text kept with an event that could not be parsed.
pub const MAX_RAW: usize = 4096;

/// One thing that happened to one alarm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlarmEvent {
    /// Who speaks: `cloudwatch` whatever the transport, else `integration/<name>`, `unparsed` for what nobody understood.
    pub source: String,
    /// Names the alarm within its source; not cut, so that two long names never meet.
    pub dedup_key: String,
    /// What is asked of us.
    pub kind: AlarmKind,
    /// One line for people.
    pub summary: String,
    /// How bad the source says it is, in the source's own word mapped to ours by the parser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<crate::severity::Severity>,
    /// The service the event itself names (an integration's, or `callout: service=…` in an alarm's description).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<crate::ids::ServiceName>,
    /// When the alarm changed, by the source's clock; orders events of one alarm.
    pub changed_at: Timestamp,
    /// What routes can match: `alarm`, `region`, `account`, `namespace`, `metric`, `reason`, `tag.<key>`, …
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Where a person can look: text and https address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Why the source says so, or the raw text of what could not be parsed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Why nobody must be paged for this event, if the source itself muted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted: Option<String>,
    /// The dedup keys of the alarms that this one sums up: the children of a composite alarm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<String>,
}

/// What an event asks of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// It is bad.
    Trigger,
    /// It is good again.
    Resolve,
    /// The tool that sent it says a person has it (PagerDuty's `acknowledge`).
    Acknowledge,
    /// The alarm has no data; a policy decides what that means.
    NoData,
    /// Nothing is wrong: something was changed, which is shown beside incidents that begin soon after.
    Change,
}

/// A place to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What is behind it.
    pub text: String,
    /// An https address.
    pub href: String,
}

impl AlarmEvent {
    /// The place in the store of the alert this event is about.
    pub fn alert_key(&self) -> AlertKey {
        AlertKey::derive(&self.source, &self.dedup_key)
    }

    /// Names this very event: the same state change over two transports has one name. The end of a mute repeats the
    /// change that was muted, and is another event.
    pub fn identity(&self) -> String {
        let kind = format!("{:?}{}", self.kind, if self.muted.is_some() { " muted" } else { "" });
        let digest = digest(&[
            "event",
            &self.source,
            &self.dedup_key,
            &kind,
            &self.changed_at.to_string(),
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
