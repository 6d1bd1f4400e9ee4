//! The twin of the lines of contacts, and of their timers.

use super::world::Fakes;
use crate::{CommitError, LineTimers, LineWake, Lines, PortError, StoredLine};
use callout_domain::ids::{ContactName, ResponderName};
use jiff::Timestamp;

impl Lines for Fakes {
    async fn line(&self, responder: &ResponderName, contact: &ContactName) -> Result<StoredLine, PortError> {
        let key = (responder.clone(), contact.clone());
        self.call(|state| Ok(state.lines.get(&key).cloned().unwrap_or_default()))
    }

    async fn save_line(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
        line: &StoredLine,
    ) -> Result<(), CommitError> {
        let key = (responder.clone(), contact.clone());
        self.call(|state| {
            let stored = state.lines.get(&key).map_or(0, |stored| stored.version);
            if stored + 1 != line.version {
                return Err(CommitError::Conflict);
            }
            state.lines.insert(key, line.clone());
            Ok(())
        })
    }
}

impl LineTimers for Fakes {
    async fn arm_line(&self, wake: &LineWake, _now: Timestamp) -> Result<(), PortError> {
        self.call(|state| {
            state.line_wakes.push(wake.clone());
            Ok(())
        })
    }
}

impl Fakes {
    /// Takes the line timers that are due.
    pub fn take_due_line_wakes(&self) -> Vec<LineWake> {
        let now = crate::Clock::now(self);
        let mut state = self.state();
        let all = std::mem::take(&mut state.line_wakes);
        let (due, later) = all.into_iter().partition(|wake| wake.line_moves_at <= now);
        state.line_wakes = later;
        due
    }

    /// When the next line timer is due.
    pub fn next_line_wake(&self) -> Option<Timestamp> {
        self.state().line_wakes.iter().map(|wake| wake.line_moves_at).min()
    }
}
