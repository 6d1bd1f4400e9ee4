//! Who reported in, and when.

use crate::{CommitError, PortError};
use callout_domain::heartbeat::Pulse;
use callout_domain::ids::HeartbeatName;
use jiff::Timestamp;
use std::future::Future;

/// The signs of life of all heartbeats.
pub trait Heartbeats: Send + Sync {
    /// What is known about one heartbeat, as the last save left it; nothing before its first sign of life.
    fn pulse(&self, of: &HeartbeatName) -> impl Future<Output = Result<Option<Pulse>, PortError>> + Send;

    /// What is known about several, in no order.
    fn pulses(&self, of: &[HeartbeatName]) -> impl Future<Output = Result<Vec<Pulse>, PortError>> + Send;

    /// Saves a pulse one version further. Over one that changed meanwhile it is a `Conflict` and leaves no trace.
    fn save_pulse(&self, pulse: &Pulse) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// Those due at an instant or before, most overdue first. May lag behind the last saves by a moment.
    fn due_pulses(
        &self,
        at: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<HeartbeatName>, PortError>> + Send;
}
