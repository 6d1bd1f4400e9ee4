//! Postmortem scheduler: when an incident is resolved, drafts its postmortem and plans its owner and due date.
//!
//! Sends no reminder itself: the plan is part of the incident, and the incident's timers trigger the reminders.

pub mod config;
pub mod handler;
