//! What an incident that was merged into another and its target know of each other.
//!
//! Must not hold anything that changes without an event: how many alerts fire in a merged incident stands in that one.

use super::actor::Actor;
use super::hold::{Hold, HoldReason};
use crate::ids::IncidentId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most incidents merged into one: each is known to its state, which is one item of at most 400 KB.
pub(super) const MOST_MERGED: usize = 50;

/// The target of an incident that was merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedInto {
    /// The target.
    pub id: IncidentId,
    /// The target's number.
    pub number: u64,
    /// Who merged it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// What the target is to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub news: Option<News>,
    /// What held it back before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Until when it was snoozed before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
}

/// What happened in a merged incident that its target does not know yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Since when it waits.
    pub since: Timestamp,
    /// Whether people are to be paged for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pages: bool,
    /// Whether more happened than that an alert of before comes and goes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
}

/// An incident that was merged into this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedIncident {
    /// Its number.
    pub number: u64,
    /// Whether a person declared it: people end it, with its target.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub declared: bool,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Since when it is to be looked at again: it ended with this one, which a person reopened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopens_at: Option<Timestamp>,
}

impl MergedIncident {
    /// One that was just merged.
    pub(super) fn open(number: u64, declared: bool) -> Self {
        Self { number, declared, ended_at: None, reopens_at: None }
    }
}

/// Why an incident is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotATarget {
    /// It is the incident itself.
    #[error("an incident cannot be merged into itself; name another one")]
    Itself,
    /// It is resolved.
    #[error("#{number} was resolved at {}; merge into one that is open", at.strftime("%F %H:%M UTC"))]
    Resolved {
        /// Its number.
        number: u64,
        /// When it was resolved.
        at: Timestamp,
    },
    /// It pages nobody yet.
    #[error("#{number} pages nobody before {} ({by}); merge into one that pages", until.strftime("%F %H:%M UTC"))]
    Held {
        /// Its number.
        number: u64,
        /// What holds it.
        by: HoldReason,
        /// When that ends.
        until: Timestamp,
    },
    /// It is on the status page only.
    #[error("#{number} is on the status page only and pages nobody; merge it into this one instead")]
    PublicOnly {
        /// Its number.
        number: u64,
    },
    /// Its alerts are counted, not listed.
    #[error("#{number} counts its alerts, too many to list; merge it into this one instead")]
    Counted {
        /// Its number.
        number: u64,
    },
    /// It is merged itself.
    #[error("#{number} is itself merged into #{into}; merge into #{into}")]
    Merged {
        /// Its number.
        number: u64,
        /// The number of its own target.
        into: u64,
    },
    /// Too many are merged into it.
    #[error(
        "#{number} has {MOST_MERGED} incidents merged into it, the most there can be; merge into another one"
    )]
    Full {
        /// Its number.
        number: u64,
    },
}
