//! The fake of the heartbeats in the table.

use super::world::Fakes;
use crate::{CommitError, Heartbeats, PortError};
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::HeartbeatName;
use jiff::Timestamp;

impl Heartbeats for Fakes {
    async fn heartbeat_state(&self, of: &HeartbeatName) -> Result<Option<HeartbeatState>, PortError> {
        self.call(|state| Ok(state.heartbeat_states.get(of).cloned()))
    }

    async fn heartbeat_states(&self, of: &[HeartbeatName]) -> Result<Vec<HeartbeatState>, PortError> {
        self.call(|state| {
            Ok(of.iter().filter_map(|name| state.heartbeat_states.get(name).cloned()).collect())
        })
    }

    async fn save_heartbeat_state(&self, beat: &HeartbeatState) -> Result<(), CommitError> {
        self.call(|state| {
            let stored = state.heartbeat_states.get(&beat.name).map_or(0, |beat| beat.version);
            if beat.version != stored + 1 {
                return Err(CommitError::Conflict);
            }
            state.heartbeat_states.insert(beat.name.clone(), beat.clone());
            Ok(())
        })
    }

    async fn due_heartbeats(&self, at: Timestamp, most: usize) -> Result<Vec<HeartbeatName>, PortError> {
        self.call(|state| {
            let mut due: Vec<_> = state
                .heartbeat_states
                .values()
                .filter_map(|beat| Some((beat.due_at?, beat.name.clone())))
                .filter(|(due_at, _)| *due_at <= at)
                .collect();
            due.sort();
            Ok(due.into_iter().take(most).map(|(_, name)| name).collect())
        })
    }
}
