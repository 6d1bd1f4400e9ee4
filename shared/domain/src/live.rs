//! What people decide in the middle of an incident, beside the files: a silence until six, a maintenance window that ends now,
//! "I take Ana's shift until eight".
//!
//! Must not change the files, and must not last: whatever is here ends by itself, and the longest of it within two weeks.

mod entry;
mod list;
mod merge;
mod record;
mod refusal;
mod running;
mod shifts;
mod subject;
#[cfg(test)]
mod tests;

pub use entry::{EndedEarly, LiveChange, LiveEntry, LiveOverride, Made, Over, ShiftEnd};
pub use list::{Live, ScheduleMoved};
pub use record::{LiveAct, LiveEvent, LiveRecord, LiveVersion, end_of};
pub use refusal::{
    LONGEST_OF_OPERATOR, LONGEST_OF_RESPONDER, LiveRefusal, MOST_BYTES, MOST_ENTRIES, MOST_REQUESTS,
};
pub use running::{decision_behind, state_of};
pub use shifts::{live_notice, request_mark};
pub use subject::{Subject, alarms_named, alarms_of, service_of, subject_of};
