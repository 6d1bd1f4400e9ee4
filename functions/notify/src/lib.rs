//! Notify: hands messages to people over, each once, and remembers what became of it.
//!
//! Decides nothing about incidents; whom to tell is planned by the domain.

pub mod attempts;
pub mod config;
mod contact_queue;
pub mod deps;
pub mod handler;
mod notice;
