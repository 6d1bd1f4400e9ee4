//! The fake of the heartbeats in the table.

use super::world::Fakes;
use crate::{CommitError, Heartbeats, PortError};
use callout_domain::heartbeat::Pulse;
use callout_domain::ids::HeartbeatName;
use jiff::Timestamp;

impl Heartbeats for Fakes {
    async fn pulse(&self, of: &HeartbeatName) -> Result<Option<Pulse>, PortError> {
        self.call(|state| Ok(state.pulses.get(of).cloned()))
    }

    async fn pulses(&self, of: &[HeartbeatName]) -> Result<Vec<Pulse>, PortError> {
        self.call(|state| Ok(of.iter().filter_map(|name| state.pulses.get(name).cloned()).collect()))
    }

    async fn save_pulse(&self, pulse: &Pulse) -> Result<(), CommitError> {
        self.call(|state| {
            let stored = state.pulses.get(&pulse.name).map_or(0, |pulse| pulse.version);
            if pulse.version != stored + 1 {
                return Err(CommitError::Conflict);
            }
            state.pulses.insert(pulse.name.clone(), pulse.clone());
            Ok(())
        })
    }

    async fn due_pulses(&self, at: Timestamp, most: usize) -> Result<Vec<HeartbeatName>, PortError> {
        self.call(|state| {
            let mut due: Vec<_> = state
                .pulses
                .values()
                .filter_map(|pulse| Some((pulse.due_at?, pulse.name.clone())))
                .filter(|(due_at, _)| *due_at <= at)
                .collect();
            due.sort();
            Ok(due.into_iter().take(most).map(|(_, name)| name).collect())
        })
    }
}
