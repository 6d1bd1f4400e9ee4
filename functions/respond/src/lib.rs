//! What people do about an incident: acknowledge it from the link in a page, and work on it in the console.
//!
//! A GET never changes anything: mail and chat scanners open links. Sends nothing; the outbox publishes what was
//! committed.

pub mod config;

mod console;
mod links;
mod router;
mod web;

#[cfg(test)]
mod tests;

pub use console::OPERATOR;
pub use router::router;
pub use web::deps::Deps;
