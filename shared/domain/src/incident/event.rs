//! The events of an incident. Stored forever: golden files pin the names and shapes here.

mod merged_child;
mod name;
mod opened;
mod queued_delivery;
mod reason;
mod record;
mod taken_over;

pub use merged_child::MergedChild;
pub use opened::Opened;
pub use queued_delivery::QueuedDelivery;
pub use reason::{
    Acknowledgement, EscalationStep, HoldEnd, JoinReason, NotifiedContact, PageReason, SkipReason, Via,
};
pub use record::EventRecord;
pub use taken_over::TakenOver;

use super::actor::Actor;
use super::hold::HoldReason;
use super::status_update::{ChangedUpdate, UpdateRecord, UpdateReminder};
use crate::context::Findings;
use crate::escalation::PolicySnapshot;
use crate::ids::{AlertKey, ContactName, IncidentId, ResponderName};
use crate::responder::Urgency;
use crate::severity::Severity;
use crate::triage::AlertCounter;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// An alarm that no open incident covers opened this one.
    Opened(Box<Opened>),
    /// Another alert joined.
    AlertJoined {
        /// The alert.
        alert: AlertKey,
        /// A one-line summary.
        summary: String,
        /// The words of a person who reported it, whole.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
        /// Why it joined.
        reason: JoinReason,
        /// What it has in common with the others, as text: `same service`.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        because: String,
        /// The alert that explains it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<AlertKey>,
        /// When an acknowledgement without an end lapses, unless the acknowledger acts before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// An alert of this incident fired again.
    AlertRepeated {
        /// The alert.
        alert: AlertKey,
        /// A one-line summary.
        summary: String,
    },
    /// An alert's source acknowledged it. The incident stays as it is, and paging goes on.
    AlertAcknowledged {
        /// The alert.
        alert: AlertKey,
        /// A one-line summary.
        summary: String,
    },
    /// An alert of this incident no longer fires.
    AlertCleared {
        /// The alert.
        alert: AlertKey,
        /// A one-line summary.
        summary: String,
        /// When the incident resolves, unless a flapping alert fires again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resolves_at: Option<Timestamp>,
        /// Whether it still fires and left for an incident of its own, because what explained it is over.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        released: bool,
    },
    /// What was explained by an alert that is over was handed to triage again.
    ReleaseFinished,
    /// The alerts that still fire were counted anew: after its end nobody did.
    AlertsRecounted {
        /// How many, by source.
        firing: BTreeMap<String, u32>,
    },
    /// From here on, alerts are counted, not listed.
    CountingBegan,
    /// The number of counted alerts changed.
    AlertsCounted {
        /// The alerts counted since counting began.
        counter: AlertCounter,
        /// When an acknowledgement without an end lapses, unless the acknowledger acts before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
        /// When the incident resolves, unless a flapping alert fires again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resolves_at: Option<Timestamp>,
    },
    /// The end of the hold moved.
    HoldMoved {
        /// When the hold ends now.
        until: Timestamp,
        /// What holds the incident from now on, if that changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<HoldReason>,
    },
    /// The hold ended.
    HoldEnded {
        /// Why.
        reason: HoldEnd,
    },
    /// The severity rose.
    SeverityRaised {
        /// The new severity.
        to: Severity,
        /// The previous severity.
        from: Severity,
        /// Whether the incident is still only a warning.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        warning: bool,
        /// When the acknowledgement lapses, if it goes on and had no end at the previous severity.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
        /// What made it worse: the summary of an alert, or the title of what was merged into it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        because: String,
    },
    /// A person set the severity. It holds until an alert is worse than any that was known then.
    SeveritySet {
        /// The new severity.
        to: Severity,
        /// The previous severity.
        from: Severity,
        /// The worst severity of any alert that was known.
        worst_known: Severity,
        /// When the acknowledgement lapses now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// A level was paged.
    Paged {
        /// The number of the cycle through the policy, from 1.
        cycle: u32,
        /// The level or the fallback.
        step: EscalationStep,
        /// The people paged.
        responders: Vec<ResponderName>,
        /// Why they are paged now.
        reason: PageReason,
        /// When the next level is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_at: Option<Timestamp>,
        /// The urgency.
        #[serde(default, skip_serializing_if = "Urgency::is_high")]
        urgency: Urgency,
        /// Whether each of them must acknowledge.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        all_must_acknowledge: bool,
        /// When the next contact of any of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// People who have not acknowledged were notified over their next contacts.
    Notified {
        /// The people and contacts notified.
        notified: Vec<NotifiedContact>,
        /// When the next contact of any of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// The times of the next contacts were recalculated with the current rules.
    Rescheduled {
        /// When the next contact of any of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// A responder was added. The acknowledgement stays.
    ResponderAdded {
        /// The responder.
        responder: ResponderName,
        /// When the next contact of any of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// Somebody who was paged cannot take it, and is no longer notified.
    Declined {
        /// When the next contact of any of the others is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// A level paged nobody. The next one is due at once.
    LevelSkipped {
        /// The number of the cycle through the policy, from 1.
        cycle: u32,
        /// The level, from 0.
        level: usize,
        /// Why.
        reason: SkipReason,
    },
    /// A person acknowledged the incident, or a source that may.
    Acknowledged {
        /// The channel used.
        via: Via,
        /// When the acknowledgement lapses, unless the acknowledger acts before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// A person took it over from whoever had it.
    TakenOver(TakenOver),
    /// The acknowledger was asked whether they still work on the incident.
    AckReminded {
        /// The responder.
        responder: Option<ResponderName>,
        /// When it lapses.
        lapses_at: Timestamp,
    },
    /// The acknowledger did not respond. The incident triggered again.
    AckLapsed {
        /// The former acknowledger.
        by: Actor,
    },
    /// A person acknowledged the incident and snoozed it.
    Snoozed {
        /// When the incident triggers again.
        until: Timestamp,
    },
    /// The snooze ended. The incident triggered again.
    SnoozeEnded,
    /// Another policy, or a new version of it, applies from now on.
    PolicyChanged {
        /// The policy as it is now.
        policy: PolicySnapshot,
        /// When the next level is due, if escalation continues at the same level of the same policy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_at: Option<Timestamp>,
    },
    /// A note was added.
    NoteAdded {
        /// The text of the note.
        text: String,
        /// When the acknowledgement lapses now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// A person reports the same problem, which was declared or is open already.
    Reported {
        /// What they see.
        text: String,
    },
    /// A colleague reported it on a page: whoever is on call was told, over a contact that does not ring.
    Informed {
        /// The responders.
        responders: Vec<ResponderName>,
    },
    /// Nobody said anything about a declared incident for an hour: whoever has it was reminded that it is open.
    OpenReminded {
        /// The responder.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        responder: Option<ResponderName>,
    },
    /// The incident was resolved.
    Resolved {
        /// The channel used.
        via: Via,
    },
    /// A person reopened it. It is theirs.
    Reopened {
        /// When the acknowledgement lapses, unless they act before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// It was merged into another incident, which pages for it.
    MergedInto {
        /// That incident.
        target: IncidentId,
        /// Its number.
        target_number: u64,
    },
    /// Another incident was merged into it.
    Merged {
        /// That incident.
        child: IncidentId,
        /// Its number.
        child_number: u64,
        /// Its one-line summary.
        title: String,
        /// Its severity.
        severity: Severity,
        /// Whether a person declared it, and nothing fires in what was merged into it: it ends with this one.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        declared: bool,
    },
    /// It is an incident of its own again.
    SplitFrom {
        /// What it was merged into.
        target: IncidentId,
        /// The number of that.
        target_number: u64,
        /// When the acknowledgement of before lapses now, if somebody has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
        /// Whether nobody has it, so that it pages.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pages: bool,
    },
    /// What was merged into it is an incident of its own again.
    SplitOff {
        /// That incident.
        child: IncidentId,
        /// Its number.
        child_number: u64,
    },
    /// People must be paged for it, by what it was merged into.
    PageForwarded {
        /// The number of that.
        target_number: u64,
        /// Why.
        reason: PageReason,
    },
    /// What it was merged into knows what happened here.
    PassedOn {
        /// The number of that.
        target_number: u64,
    },
    /// An alert joined what was merged into it, or that got worse.
    MergedAlert {
        /// The merged incident.
        child: IncidentId,
        /// Its number.
        child_number: u64,
        /// When an acknowledgement without an end lapses, unless the acknowledger acts before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// What was merged into it ended.
    MergedEnded(MergedChild),
    /// What was merged into it and ended with it is open again: this was reopened.
    MergedReopened(MergedChild),
    /// A status update was published to customers.
    StatusUpdated(UpdateRecord),
    /// What customers could read was written, and waits for a person to publish it.
    UpdateDrafted(Box<UpdateRecord>),
    /// The draft was dropped: by a person, or because it is no longer true.
    DraftDiscarded {
        /// When whoever has it is reminded, if customers still wait for an update.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remind_at: Option<Timestamp>,
    },
    /// Whoever has it was reminded that customers wait for an update.
    UpdateReminded(UpdateReminder),
    /// A status update was corrected or withdrawn.
    StatusUpdateChanged(ChangedUpdate),
    /// The context collected when the incident opened was added.
    ContextAdded(Box<Findings>),
    /// A message could not be delivered.
    DeliveryFailed {
        /// The responder.
        responder: ResponderName,
        /// The contact.
        contact: ContactName,
        /// The error, for an operator.
        error: String,
    },
    /// A page waits, because the contact has had too many messages; nobody is reached by it now.
    DeliveryQueued(QueuedDelivery),
    /// The postmortem was scheduled and its draft written.
    PostmortemScheduled {
        /// The person who writes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<ResponderName>,
        /// When it is due.
        due_at: Timestamp,
        /// When its owner is reminded, in order.
        remind_at: Vec<Timestamp>,
        /// Where the draft is.
        draft: String,
        /// Whether there was one already, whose due day moved: the incident was reopened and ended again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        moved: bool,
    },
    /// The postmortem's owner was reminded.
    PostmortemReminded {
        /// The owner.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<ResponderName>,
        /// When the postmortem is due.
        due_at: Timestamp,
        /// The number of the reminder, from 0.
        reminder: usize,
    },
}
