//! Triage: what an alarm means, recorded in one commit.
//!
//! Pages nobody itself: the outbox tells the world what was committed.

mod alarm;
mod batch_plan;
pub mod changes;
pub mod config;
pub mod context;
pub mod deps;
pub mod handler;
mod planned_commit;
