//! The last ping of each heartbeat.

use crate::{CommitError, PortError};
use callout_domain::heartbeat::Pulse;
use callout_domain::ids::HeartbeatName;
use jiff::Timestamp;
use std::future::Future;

/// The store of heartbeats' pings.
pub trait Heartbeats: Send + Sync {
    /// What is stored of one heartbeat; nothing before its first ping.
    fn pulse(&self, of: &HeartbeatName) -> impl Future<Output = Result<Option<Pulse>, PortError>> + Send;

    /// What is stored of several, in no order.
    fn pulses(&self, of: &[HeartbeatName]) -> impl Future<Output = Result<Vec<Pulse>, PortError>> + Send;

    /// Saves a pulse with the next version. If it changed meanwhile, this is a `Conflict` and nothing is written.
    fn save_pulse(&self, pulse: &Pulse) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// Those due at a time or before, most overdue first. May lag behind the last saves.
    fn due_pulses(
        &self,
        at: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<HeartbeatName>, PortError>> + Send;
}
