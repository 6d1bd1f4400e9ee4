//! The Lambda runtime of every function: start-up, the batch loop, the decision loop, the system clock.
//!
//! Decides nothing about incidents.

mod batch;
mod change;
mod clock;
mod conflict;
mod deadline;
mod declare;
mod events;
mod front;
mod late;
mod live;
mod merging;
mod metric;
mod person;
mod postponed;
mod publish;
mod readable_settings;
mod received;
mod shifts;
mod start;
mod traffic;
#[cfg(feature = "fakes")]
pub mod virtual_time;

pub use batch::{each_batch, each_message, each_message_again, each_stream_record, sns_messages};
pub use change::{ChangeRequest, Changed, Patience, change, change_incident};
pub use clock::SystemClock;
pub use conflict::after_conflict;
pub use deadline::Deadline;
pub use declare::{Declared, declare};
pub use events::{event_of, read_event};
pub use front::{readable, readable_with_query, serve};
pub use live::{LiveCommand, change_live};
pub use merging::{MergeRequest, Merged, merge_into, reopen_both, settle_both, split_off};
pub use metric::Metric;
pub use person::{PersonChange, change_person};
pub use postponed::Postponed;
pub use publish::publish;
pub use readable_settings::readable_settings;
pub use received::Received;
pub use shifts::{ShiftAnswer, ShiftCommand, ShiftRefusal, change_shift};
pub use start::setting;
pub use start::start;
pub use traffic::is_worth_a_line;
