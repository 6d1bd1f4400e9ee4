//! The fake of contact queues and their timers.

use super::world::Fakes;
use crate::{
    CommitError, ContactQueueTimer, ContactQueueTimers, ContactQueues, PortError, StoredContactQueue,
};
use callout_domain::ids::{ContactName, ResponderName};
use jiff::Timestamp;

impl ContactQueues for Fakes {
    async fn contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
    ) -> Result<StoredContactQueue, PortError> {
        let key = (responder.clone(), contact.clone());
        self.call(|state| match state.hides_contact_queues {
            true => Err(PortError::corrupt("a contact's queue", "hidden")),
            false => Ok(state.contact_queues.get(&key).cloned().unwrap_or_default()),
        })
    }

    async fn save_contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
        queue: &StoredContactQueue,
    ) -> Result<(), CommitError> {
        let key = (responder.clone(), contact.clone());
        self.call(|state| {
            let stored = state.contact_queues.get(&key).map_or(0, |stored| stored.version);
            if let Some(fewer) = state.contact_queue_conflicts.checked_sub(1) {
                state.contact_queue_conflicts = fewer;
                return Err(CommitError::Conflict);
            }
            if stored + 1 != queue.version {
                return Err(CommitError::Conflict);
            }
            state.contact_queues.insert(key, queue.clone());
            Ok(())
        })
    }
}

impl ContactQueueTimers for Fakes {
    async fn arm_contact_queue(&self, wake: &ContactQueueTimer, _now: Timestamp) -> Result<(), PortError> {
        self.call(|state| {
            state.contact_queue_timers.push(wake.clone());
            Ok(())
        })
    }
}

impl Fakes {
    /// Takes the queue timers that are due.
    pub fn take_due_contact_queue_timers(&self) -> Vec<ContactQueueTimer> {
        let now = crate::Clock::now(self);
        let mut state = self.state();
        let all = std::mem::take(&mut state.contact_queue_timers);
        let (due, later) = all.into_iter().partition(|wake| wake.contact_queue_due_at <= now);
        state.contact_queue_timers = later;
        due
    }

    /// When the next queue timer is due.
    pub fn next_line_wake(&self) -> Option<Timestamp> {
        self.state().contact_queue_timers.iter().map(|wake| wake.contact_queue_due_at).min()
    }
}
