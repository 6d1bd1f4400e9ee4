//! The edge of every function: start-up, the one batch loop, the one loop around a decision, the system clock.
//!
//! No decision about incidents is made here.

mod batch;
mod change;
mod clock;
mod conflict;
mod start;

pub use batch::{Received, each_batch, each_message, each_stream_record, sns_messages};
pub use change::{ChangeRequest, Changed, Patience, change, change_incident};
pub use clock::SystemClock;
pub use conflict::after_conflict;
pub use start::setting;
pub use start::start;
