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
mod subject;
#[cfg(test)]
mod tests;

pub use entry::{EndedEarly, LiveChange, LiveEntry, LiveOverride, Made, Over};
pub use list::Live;
pub use record::{LiveAct, LiveRecord, LiveVersion};
pub use refusal::{LONGEST_OF_OPERATOR, LONGEST_OF_RESPONDER, LiveRefusal, MOST_BYTES, MOST_ENTRIES};
pub use running::{decision_behind, state_of};
pub use subject::matches_of;
