//! The types and decisions of incident response.
//!
//! Pure: nothing here reads a clock, an environment, a random source, a file, or a network, and nothing is async. Every
//! decision takes `now` and identities as parameters, so that the same input always gives the same result.

pub mod access;
pub mod alarm;
pub mod audit;
pub mod calendar_lines;
pub mod change;
pub mod context;
pub mod delay;
pub mod drill;
pub mod escalation;
pub mod heartbeat;
pub mod ids;
pub mod incident;
pub mod link;
pub mod live;
pub mod matcher;
pub mod notification;
pub mod oncall;
pub mod person;
pub mod postmortem;
pub mod report_page;
pub mod responder;
pub mod routing;
pub mod settings;
pub mod severity;
pub mod sign_in;
pub mod status;
pub mod subscriber;
pub mod suppression;
mod switch;
pub mod timeline;
pub mod triage;
