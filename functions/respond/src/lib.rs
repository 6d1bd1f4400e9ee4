//! Links that people receive: acknowledge an incident from the link in a page, see one's own, subscribe to a calendar.
//!
//! A GET never changes anything: mail and chat scanners open links. Sends nothing; the outbox publishes what was
//! committed. Must not depend on the console.

pub mod config;

mod acknowledge;
mod actions;
mod calendar;
mod form;
mod merged;
mod mine;
mod router;

#[cfg(test)]
mod tests;

pub use callout_web::deps::Deps;
pub use router::router;
