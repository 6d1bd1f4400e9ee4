//! Triage: decides what each alarm means and records it in one commit.
//!
//! Pages nobody itself: the outbox publishes what was committed.

mod alarm;
mod batch_plan;
mod budget;
pub mod changes;
pub mod config;
pub mod context;
pub mod deps;
pub mod handler;
mod planned_commit;
mod state;
