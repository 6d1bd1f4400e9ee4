//! Notify: hands messages to people over, each once, and remembers what became of it.
//!
//! Decides nothing about incidents; whom to tell is planned by the domain.

pub mod config;
pub mod desk;
pub mod handler;
mod line;
mod notice;
