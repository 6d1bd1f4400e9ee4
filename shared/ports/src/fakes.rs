//! In-memory fakes of every port, with fault injection. For tests only.
//!
//! They behave as the real adapters do; the contract tests run on both.

mod alarm_budgets;
mod alert_queue;
mod audit;
mod changes;
mod clock;
mod contact_queues;
mod context;
mod heartbeats;
mod key_uses;
mod live;
mod lock;
mod notices;
mod over;
mod own_topics;
mod people;
mod persons;
mod places;
mod receipts;
mod sessions;
mod sign_ins;
mod state;
mod store;
mod subscribers;
mod subscriptions;
mod verifications;
mod world;

pub use alert_queue::FakeQueue;
pub use clock::ManualClock;
pub use over::OverFakes;
pub use state::{Fault, Sent};
pub use world::Fakes;
