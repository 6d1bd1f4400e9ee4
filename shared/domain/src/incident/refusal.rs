//! Why a command changes nothing.

use super::event::{Acknowledgement, EventRecord};
use super::hold::HoldReason;
use super::merged::{MergedInto, NotATarget};
use super::public::Phase;
use crate::ids::{ComponentName, PolicyName, ResponderName, ServiceName};
use jiff::Timestamp;

/// Why a command changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The incident is already acknowledged.
    #[error("already acknowledged by {} at {}", .0.by, minute(.0.at))]
    AlreadyAcknowledged(Acknowledgement),
    /// The incident is already resolved.
    #[error("already resolved at {}", minute(*.0))]
    AlreadyResolved(Timestamp),
    /// Nothing is due before this time.
    #[error("nothing is due before {}", minute(*.0))]
    NotDue(Timestamp),
    /// Nothing is pending.
    #[error("nothing is pending")]
    NothingPending,
    /// The text is empty.
    #[error("the text is empty")]
    EmptyText,
    /// Nobody wrote what customers read, and the settings have no text for the phase.
    #[error("write what customers read: the settings have no text for {word}", word = .0.title().to_lowercase())]
    NoText(Phase),
    /// It was done before.
    #[error("already done")]
    AlreadyDone,
    /// The incident must be resolved first.
    #[error("the incident is still open; resolve it first")]
    StillOpen,
    /// It ended too long ago to go on.
    #[error("it was resolved at {}, more than an hour ago; declare a new incident", minute(*.0))]
    EndedLongAgo(Timestamp),
    /// Its alerts were counted, and the counts are closed: nothing could be added to them.
    #[error("its alerts were counted, so it cannot go on; declare a new incident")]
    WasCounted,
    /// The command names no responder.
    #[error("name at least one responder")]
    NobodyNamed,
    /// The settings have no responder of this name with a contact.
    #[error("there is no responder `{0}` who can be reached")]
    UnknownResponder(ResponderName),
    /// The settings have no such service.
    #[error("there is no service `{0}`")]
    UnknownService(ServiceName),
    /// Nobody is paged for it yet, so that nobody would hear of one more report.
    #[error("{by}: nobody is paged for it before {}; declare a new incident", minute(*until))]
    HeldBack {
        /// What holds it.
        by: HoldReason,
        /// When that ends.
        until: Timestamp,
    },
    /// It ended, and customers would read that it goes on while nobody works on it.
    #[error("it was resolved at {}, and nobody works on it: reopen it first", minute(*.0))]
    OverForCustomers(Timestamp),
    /// Customers read that it goes on, and would read what happened.
    #[error("customers read that it goes on: tell them that it is resolved, then what happened")]
    NotOverForCustomers,
    /// Without its end, it would have gone on until the postmortem.
    #[error("customers read what happened, so it is over: withdraw the postmortem first")]
    PostmortemStands,
    /// No draft of an update waits to be published.
    #[error("no draft of an update waits: there was none, or somebody published or discarded it")]
    NoDraft,
    /// Customers read no such update, or no longer.
    #[error("customers read no such update of it")]
    UnknownUpdate,
    /// The status page has no such component.
    #[error("the status page has no component `{0}`; its components are {list}", list = names(.1))]
    UnknownComponent(ComponentName, Vec<ComponentName>),
    /// The status page does not speak this language.
    #[error("the status page does not speak `{0}`; it speaks {list}", list = .1.join(", "))]
    UnknownLanguage(String, Vec<String>),
    /// Resolved, and a component is not operational.
    #[error("resolved makes every component operational: leave components out, or choose another phase")]
    ResolvedIsOperational,
    /// Nothing says what customers notice.
    #[error("name a component and its status, or how bad it is for customers")]
    NothingAffected,
    /// Its end is no later than its beginning.
    #[error("it ends before it begins")]
    EndsBeforeItBegins,
    /// Its end is to come.
    #[error("it is not over yet: {} is to come", minute(*.0))]
    NotOverYet(Timestamp),
    /// The settings have no such policy.
    #[error("there is no policy `{0}`")]
    UnknownPolicy(PolicyName),
    /// The service is in a maintenance window. Nobody is paged before the window ends.
    #[error("{by}: nobody is paged before {}; end the window first", minute(*until))]
    InMaintenance {
        /// The maintenance window.
        by: HoldReason,
        /// When it ends.
        until: Timestamp,
    },
    /// It is a drill.
    #[error("this is a drill, which pages no person; it ends by itself")]
    Drill,
    /// It would undo what somebody else did since the version that was seen.
    #[error("{} changed it at {}; look at it again", .0.actor, minute(.0.at))]
    Overtaken(Box<EventRecord>),
    /// It is part of another incident.
    #[error("merged into #{} by {} at {}; work on #{}, or split it off first", .0.number, .0.by, minute(.0.at), .0.number)]
    Merged(Box<MergedInto>),
    /// It cannot be merged into that one.
    #[error(transparent)]
    NotATarget(Box<NotATarget>),
    /// It is part of no other incident.
    #[error("it is not merged into another incident")]
    NotMerged,
    /// Nobody snoozes for less than a minute, or for longer than seven days.
    #[error("an incident can be snoozed for 1 minute to 7 days")]
    SnoozeLength,
}

/// An instant as people read it.
fn minute(at: Timestamp) -> impl std::fmt::Display {
    at.strftime("%F %H:%M UTC")
}

fn names(known: &[ComponentName]) -> String {
    if known.is_empty() {
        return "none".to_owned();
    }
    known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
