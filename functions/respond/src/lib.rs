//! What people do about an incident: acknowledge it from the link in a page, and work on it in the console.
//!
//! A GET never changes anything: mail and chat scanners open links. Nothing is sent from here; the outbox tells the
//! world what was committed.

pub mod config;

mod access;
mod acknowledge;
mod act;
mod answer;
mod calendar;
mod console;
mod page;
mod router;
mod words;

#[cfg(test)]
mod tests;

pub use access::OPERATOR;
pub use router::{Desk, router};
