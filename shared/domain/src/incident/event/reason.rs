//! The reasons, steps, and channels that events carry. Stored forever, like all events.

use super::super::actor::Actor;
use crate::delay::Delay;
use crate::ids::{ContactName, ResponderName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an alert joined an open incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinReason {
    /// It belongs to the same group, by default the same service.
    SameGroup,
    /// A composite alarm of the incident summarizes it.
    Child,
    /// It is a composite alarm that summarizes alerts of the incident.
    Composite,
    /// An inhibition rule says that an alert of the incident explains it.
    Inhibited,
    /// So many incidents are opening that alerts of many services share one.
    Storm,
    /// It was part of the incident before, and is flapping.
    Again,
}

impl JoinReason {
    /// Whether such an alert is no news to people who know the incident.
    pub fn is_quiet(self) -> bool {
        matches!(self, Self::Child | Self::Inhibited)
    }
}

/// Why a hold ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldEnd {
    /// Its time is over.
    Over,
    /// An alert joined that is not held back.
    NewAlert,
}

/// A step of the escalation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationStep {
    /// A level of the policy, from 0.
    Level(usize),
    /// The fallback contact: no level is left.
    Fallback,
}

impl fmt::Display for EscalationStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => write!(f, "level {}", level + 1),
            Self::Fallback => f.write_str("fallback contact"),
        }
    }
}

/// Why people are paged now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageReason {
    /// The incident is new.
    Opened,
    /// Nobody on the previous level acknowledged in time.
    NotAcknowledged,
    /// A person asked for the next level.
    Escalated,
    /// Somebody who was paged cannot take it.
    Declined,
    /// The acknowledgement lapsed.
    AckLapsed,
    /// No message to the previous level could be delivered.
    Unreachable,
    /// The severity is higher than the acknowledger knew.
    SeverityRaised,
    /// A person reassigned it.
    Reassigned,
    /// A person moved it to another policy, or the policy's new version has no such level.
    PolicyChanged,
    /// The snooze ended.
    SnoozeEnded,
    /// Support hours began, so its urgency is now high.
    SupportHours,
    /// The hold ended, and alerts still fire.
    HoldEnded,
    /// The alert that explained others cleared, and they still fire.
    CauseCleared,
    /// A source acknowledged it, and then an alert of another source joined.
    OtherSource,
    /// An alert pages in an incident that was merged into it.
    MergedAlert,
    /// What nobody has was merged into it, and nobody would hear of it.
    Merged,
    /// It was split off again, and nobody has it.
    Split,
}

impl PageReason {
    /// Whether a person asked for this page, or it says something that its recipient may not know. Otherwise it repeats an
    /// earlier page that nobody answered.
    pub fn is_news(self) -> bool {
        !matches!(self, Self::NotAcknowledged | Self::Unreachable)
    }
}

/// Why a level pages nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Nobody is on call, or the people named were removed from the settings.
    NobodyToPage,
    /// The level is for higher severities.
    Severity,
    /// The level is for other hours.
    Hours,
    /// Everybody on it said that they cannot take it.
    Declined,
}

/// A person and the contacts over which they are notified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifiedContact {
    /// The responder.
    pub responder: ResponderName,
    /// The contacts.
    pub contacts: Vec<ContactName>,
    /// By how much the person's later contacts move up, because an earlier one failed.
    #[serde(default, skip_serializing_if = "Delay::is_zero")]
    pub moved_up: Delay,
}

/// How an acknowledgement or a resolution was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The signed link of a page.
    Link,
    /// The console.
    Console,
    /// The command line.
    CommandLine,
    /// The source of the alarm.
    Source,
    /// A reply to a text message.
    Sms,
    /// All alerts cleared.
    AllAlertsCleared,
    /// The drill ended by itself.
    DrillOver,
    /// An update on the status page, of what is there only.
    StatusPage,
    /// What it was merged into was resolved.
    Target,
}

/// Who acknowledged an incident, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who acknowledged.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}
