//! The console: all incidents, and everything a person can do about one of them.
//!
//! A GET changes nothing but the cookie of whoever signs in. Sends nothing; the outbox publishes what was committed.

pub mod config;

mod address;
mod at_once;
mod audit;
mod calendar_link;
mod choice;
mod contacts;
mod cookie;
mod declare;
mod deps;
mod files;
mod form_token;
mod heartbeats;
mod help;
mod incident;
mod incidents;
mod integrations;
mod languages;
mod local_time;
mod merge;
mod mine;
mod missing;
mod my_contacts;
mod on_call;
mod overrides;
mod paged;
mod people;
mod person_link;
mod refused;
mod router;
mod services;
mod session;
mod settings;
mod shifts;
mod sign_in;
mod sign_out;
mod silence;
mod silences;
mod source;
mod status_page;
mod submitted;
mod teams;
mod top;
mod wanted;

#[cfg(test)]
mod tests;

pub use deps::{ConsoleTable, Deps};
pub use router::router;
pub use session::OPERATOR;
