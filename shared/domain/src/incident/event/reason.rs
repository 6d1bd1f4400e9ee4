//! The small words of events: why, how, who. Stored for ever, as the events are.

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
    /// It belongs to the same group: by default, the same service.
    SameGroup,
    /// The incident has a composite alarm that sums it up.
    Child,
    /// It is a composite alarm that sums up alerts of the incident.
    Composite,
    /// A rule says that an alert of the incident explains it.
    Inhibited,
    /// So many incidents open that alerts of many services share one.
    Storm,
    /// It was part of the incident before, and comes and goes.
    Again,
}

impl JoinReason {
    /// Whether somebody who knows of the incident learns nothing new from such an alert.
    pub fn is_quiet(self) -> bool {
        matches!(self, Self::Child | Self::Inhibited)
    }
}

/// Why an incident waits no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldEnd {
    /// Its time is over.
    Over,
    /// An alert joined that nothing holds back.
    NewAlert,
}

/// A step of the escalation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationStep {
    /// A level of the policy, from 0.
    Level(usize),
    /// Nobody else is left.
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

/// Why people are called out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageReason {
    /// The incident is new.
    Opened,
    /// Nobody of the level before answered in time.
    NotAcknowledged,
    /// A person asked for the next level.
    Escalated,
    /// Whoever had it gave no sign of life.
    AckLapsed,
    /// No message to the level before could be handed over.
    Unreachable,
    /// It is worse than whoever had it knew.
    SeverityRaised,
    /// A person gave it to somebody else.
    Reassigned,
    /// A person gave it to another policy, or the policy's new text has no such level.
    PolicyChanged,
    /// The time for which nobody wanted to hear of it is over.
    SnoozeEnded,
    /// The hours have begun in which it must wake somebody.
    SupportHours,
    /// What held it back is over, and it still fires.
    HoldEnded,
    /// The alert that explained others is fine, and they still fire.
    CauseCleared,
}

/// Why a level pages nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Nobody is on call, or the people named are gone from the settings.
    NobodyToPage,
    /// The level is for worse incidents.
    Severity,
    /// The level is for other hours.
    Hours,
}

/// One person and the contacts over which they are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifiedContact {
    /// Who.
    pub responder: ResponderName,
    /// Over what.
    pub contacts: Vec<ContactName>,
    /// By how much the person's later contacts move up, because one before them failed.
    #[serde(default, skip_serializing_if = "Delay::is_zero")]
    pub moved_up: Delay,
}

/// How something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The signed link of a page.
    Link,
    /// The console.
    Console,
    /// The command line.
    CommandLine,
    /// The source of the alarm said so.
    Source,
    /// An answer to a text message.
    Sms,
    /// Every alert is fine again.
    AllAlertsCleared,
}

/// Who has an incident, since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who.
    pub by: Actor,
    /// Since when.
    pub at: Timestamp,
}
