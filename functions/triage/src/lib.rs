//! Triage: what an alarm means, recorded in one commit.
//!
//! Pages nobody itself: the outbox tells the world what was committed.

mod alarm;
pub mod changes;
pub mod config;
mod deed;
pub mod desk;
pub mod evidence;
pub mod handler;
mod round;
