//! Escalate: runs steps whose timers are due, and sweeps for steps whose timer never arrived. The sweep also posts
//! on-call notices and reports missed heartbeats to triage.
//!
//! Pages nobody itself: the outbox publishes what was committed.

mod change_by;
pub mod config;
mod count;
pub mod handler;
pub mod heartbeats;
pub mod held;
pub mod notices;
pub mod own_topics;
mod recount;
mod release;
mod reopened;
mod settle;
