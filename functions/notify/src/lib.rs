//! Notify: sends each message to its person once and records the result.
//!
//! Decides nothing about incidents; the domain plans whom to notify.

pub mod attempts;
mod bundle;
pub mod config;
mod contact_queue;
pub mod deps;
pub mod handler;
mod nightly;
mod notice;
mod person;
mod sign_in;
