//! What people do about an incident: acknowledge it from the link in a page, answer a text message, and work on it in the
//! console.
//!
//! A GET never changes anything: mail and chat scanners open links. Nothing is sent from here but the answer to whoever
//! wrote a text message; the outbox tells the world what was committed.

pub mod config;
pub mod texts;

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
pub use router::{Deps, router};
