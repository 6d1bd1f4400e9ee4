//! The last ping of each heartbeat.

use crate::{CommitError, PortError};
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::HeartbeatName;
use jiff::Timestamp;
use std::future::Future;

/// The store of heartbeats' pings.
pub trait Heartbeats: Send + Sync {
    /// What is stored of one heartbeat; nothing before its first ping.
    fn heartbeat_state(
        &self,
        of: &HeartbeatName,
    ) -> impl Future<Output = Result<Option<HeartbeatState>, PortError>> + Send;

    /// What is stored of several, in no order.
    fn heartbeat_states(
        &self,
        of: &[HeartbeatName],
    ) -> impl Future<Output = Result<Vec<HeartbeatState>, PortError>> + Send;

    /// Saves a beat with the next version. If it changed meanwhile, this is a `Conflict` and nothing is written.
    fn save_heartbeat_state(
        &self,
        beat: &HeartbeatState,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// Those due at a time or before, most overdue first. May lag behind the last saves.
    fn due_heartbeats(
        &self,
        at: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<HeartbeatName>, PortError>> + Send;
}
