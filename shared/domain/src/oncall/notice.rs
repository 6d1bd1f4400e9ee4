//! Notices: what people are told about who is on call, without an incident.
//!
//! Must not know how anybody is reached, or in which words.

mod due;
mod notices;
mod time;

pub(super) use notices::Notices;
pub use time::NoticeTime;

use crate::ids::{NoticeId, ResponderName, ScheduleName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What people are told about one schedule at one moment. As JSON its `type` is `notice`, beside the events of
/// incidents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "notice")]
pub struct Notice {
    /// Of which schedule.
    pub schedule: ScheduleName,
    /// When it is due.
    pub at: Timestamp,
    /// What there is to tell.
    pub kind: NoticeKind,
}

/// What there is to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// People change now.
    HandedOver {
        /// Who was on call until now.
        leaving: Vec<ResponderName>,
        /// Who is on call from now on and was not.
        coming: Vec<OnCallPeriod>,
        /// Everyone on call from now on.
        on_call: Vec<ResponderName>,
    },
    /// People come on call later.
    Before {
        /// Who.
        coming: Vec<OnCallPeriod>,
        /// When.
        starts_at: Timestamp,
    },
    /// It is the time of day to say who is on call.
    Summary {
        /// Who is.
        on_call: Vec<OnCallPeriod>,
    },
}

/// Somebody on call, and how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCallPeriod {
    /// Who.
    pub responder: ResponderName,
    /// The first instant at which they are not; unknown if that is further off than two months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Notice {
    /// Its identity: schedule, kind and time. Who is named in it does not count, so that an edit of the settings
    /// tells nobody twice.
    pub fn id(&self) -> NoticeId {
        NoticeId::derive(&self.schedule, self.kind.name(), self.at)
    }
}

impl NoticeKind {
    /// The word for it, in identities and for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::HandedOver { .. } => "handed_over",
            Self::Before { .. } => "before",
            Self::Summary { .. } => "summary",
        }
    }
}
