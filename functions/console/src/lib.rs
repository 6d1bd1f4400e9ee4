//! The console: all incidents, and everything a person can do about one of them.
//!
//! A GET changes nothing but the cookie of whoever signs in. Sends nothing; the outbox publishes what was committed.

pub mod config;

mod declare;
mod deps;
mod incident;
mod incidents;
mod refused;
mod router;
mod session;

#[cfg(test)]
mod tests;

pub use deps::Deps;
pub use router::router;
pub use session::OPERATOR;
