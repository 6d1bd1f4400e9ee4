//! Postmortem scheduler: when an incident is over, drafts its postmortem and plans who writes it by when.
//!
//! Reminds nobody itself: the plan is part of the incident, and its reminders come with the incident's timers.

pub mod config;
pub mod handler;
