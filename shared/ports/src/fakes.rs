//! In-memory twins of every port, with faults on demand. For tests only.
//!
//! They keep the same promises as the real adapters; the contract tests hold both to them.

mod changes;
mod clock;
mod contact_queues;
mod context;
mod heartbeats;
mod lock;
mod notices;
mod people;
mod state;
mod store;
mod verifications;
mod world;

pub use clock::ManualClock;
pub use state::{Fault, Sent};
pub use world::Fakes;
