//! Notices: messages about who is on call, without an incident.
//!
//! Must not know how people are reached, or the text.

mod due;
mod notices;
mod time;

pub(super) use notices::Notices;
pub use time::NoticeTime;

use super::shift_request::{ShiftNews, ShiftRequest};
use crate::ids::{IncidentId, NoticeId, ResponderName, ScheduleName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A notice about one schedule at one time. Its `type` in JSON is `notice`, beside the events of incidents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "notice")]
pub struct Notice {
    /// The schedule.
    pub schedule: ScheduleName,
    /// When it is due.
    pub at: Timestamp,
    /// What the notice announces.
    pub kind: NoticeKind,
}

/// What the notice announces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A handoff happens now.
    HandedOver {
        /// People whose shift ended.
        leaving: Vec<ResponderName>,
        /// People whose shift starts.
        coming: Vec<OnCallPeriod>,
        /// Everybody on call from now on.
        on_call: Vec<ResponderName>,
    },
    /// A shift starts later.
    Before {
        /// The people.
        coming: Vec<OnCallPeriod>,
        /// When their shift starts.
        starts_at: Timestamp,
    },
    /// A summary at a set time of day.
    Summary {
        /// The people on call.
        on_call: Vec<OnCallPeriod>,
    },
    /// One person asked another to be on call, or that was answered.
    Shift {
        /// What tells the request from others; its link carries it.
        mark: IncidentId,
        /// Who asked whom for what.
        request: ShiftRequest,
        /// What became of it.
        news: ShiftNews,
        /// Why, in the asker's words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
}

/// A person on call, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCallPeriod {
    /// Who.
    pub responder: ResponderName,
    /// When their shift ends. `None` if that is more than two months ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Notice {
    /// Its identity, from schedule, kind, and time. People are not part of it, so an edit of the settings notifies
    /// nobody twice.
    pub fn id(&self) -> NoticeId {
        match &self.kind {
            // Several requests may end at one moment.
            NoticeKind::Shift { mark, .. } => {
                let kind = format!("{}.{}", self.kind.name(), mark.as_str());
                NoticeId::derive(&self.schedule, &kind, self.at)
            }
            kind => NoticeId::derive(&self.schedule, kind.name(), self.at),
        }
    }
}

impl NoticeKind {
    /// The word used in identities and for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::HandedOver { .. } => "handed_over",
            Self::Before { .. } => "before",
            Self::Summary { .. } => "summary",
            Self::Shift { news, .. } => news.name(),
        }
    }
}
