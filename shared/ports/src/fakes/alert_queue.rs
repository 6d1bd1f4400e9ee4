//! An alerts queue that remembers what was sent, and refuses some of it.
//!
//! Unlike [`Fakes`](super::Fakes) it forgets no repeat.

use super::lock::lock;
use crate::{AlertQueue, PortError};
use callout_domain::alarm::AlarmEvent;
use std::sync::Mutex;

/// Remembers what was sent; refuses those whose summary holds a word.
#[derive(Debug, Default)]
pub struct FakeQueue {
    /// What was sent, in order.
    pub sent: Mutex<Vec<AlarmEvent>>,
    /// How often it was called.
    pub calls: Mutex<usize>,
    /// The word.
    pub refuses: Option<&'static str>,
}

impl AlertQueue for FakeQueue {
    async fn send(&self, events: &[AlarmEvent]) -> Vec<Result<(), PortError>> {
        *lock(&self.calls) += 1;
        events.iter().map(|event| self.take(event)).collect()
    }
}

impl FakeQueue {
    fn take(&self, event: &AlarmEvent) -> Result<(), PortError> {
        if self.refuses.is_some_and(|word| event.summary.contains(word)) {
            return Err(PortError::unavailable("send to the alerts queue", "it is away"));
        }
        lock(&self.sent).push(event.clone());
        Ok(())
    }
}
