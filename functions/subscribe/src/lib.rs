//! The pages of subscriptions: strangers sign up, confirm, choose and leave.
//!
//! A GET changes nothing: mail scanners open links. Sends nothing: deliver does. Must not say whether an address is known.

pub mod config;

mod choice;
mod deps;
mod done;
mod holder;
mod notice;
mod page;
mod random;
mod router;
mod sign_up;
mod source;
mod store;

#[cfg(test)]
mod tests;

pub use deps::Deps;
pub use router::router;
