//! The incident: what people respond to.
//!
//! `decide` turns a command into events, and `apply` folds events into state. Nothing else changes an incident, and
//! neither stores, sends, or waits.

mod acknowledge;
mod actor;
mod alert;
mod alert_row;
mod alerts;
mod command;
mod decide;
mod declare;
mod draft;
mod engagements;
mod escalate;
mod event;
mod fold;
mod fold_acknowledgement;
mod fold_alerts;
mod fold_merged;
mod fold_pages;
mod fold_public;
mod foreign_links;
mod hand_over;
mod hold;
mod lapse;
mod last_time;
mod merge;
mod merged;
mod next_contact;
mod next_page;
mod outcome;
mod part_of;
mod public;
mod public_incident;
mod publish_by_itself;
mod publish_update;
mod queries;
mod raise_severity;
mod refusal;
mod reopen;
mod report_standing;
mod resolve;
mod standing;
mod state;
mod status_update;
mod stub;
#[cfg(test)]
mod testing;
mod text;
mod tick;
mod update_clock;
mod update_text;

pub use actor::{Actor, ActorKind, on_behalf_of};
pub use alert::{Alert, AlertStatus};
pub use alert_row::{AlertRow, AlertState, alert_rows};
pub use command::{Command, CommandInfo, Failure, Joining, Opening, Undelivered};
pub use decide::{decide, open};
pub use declare::{DECLARED, Declaration, NewIncident, Place};
pub use draft::Decided;
pub use event::{
    Acknowledgement, EscalationStep, Event, EventRecord, HoldEnd, JoinReason, MergedChild, NotifiedContact,
    Opened, PageReason, QueuedDelivery, SkipReason, TakenOver, Via,
};
pub use hold::{Hold, HoldReason};
pub use last_time::last_time;
pub use merge::{Merge, merge, reopen_merged, settle, split};
pub use merged::{MergedIncident, MergedInto, News, NotATarget};
pub use next_page::NextPage;
pub use outcome::{Since, decisive, since, since_merging, since_splitting};
pub use part_of::under_targets;
pub use public::{ComponentStatus, Impact, Phase};
pub use public_incident::PublicOnly;
pub use refusal::Refusal;
pub use reopen::{REOPENS_WITHIN, may_reopen};
pub use report_standing::ReportStanding;
pub use standing::Standing;
pub use state::{Alerts, Engagement, Escalation, Incident, Lapse, Postmortem, Status};
pub use status_update::{ChangedUpdate, NewUpdate, StatusUpdate, UpdateChange, UpdateRecord, UpdateReminder};
pub use stub::EventStub;
pub(crate) use update_text::{generic_text, phrase};
