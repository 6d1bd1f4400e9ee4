//! Messages that wait for a contact because its rate limit is reached.

use crate::{CommitError, PortError};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::notification::throttle::ContactQueue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// A stored queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredContactQueue {
    /// The queue.
    pub queue: ContactQueue,
    /// How often it was saved; 0 if it never was.
    pub version: u64,
}

/// The queues of all contacts.
pub trait ContactQueues: Send + Sync {
    /// The queue of one contact as last saved; an empty one if there is none.
    fn contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
    ) -> impl Future<Output = Result<StoredContactQueue, PortError>> + Send;

    /// Saves a queue with the next version. If it changed meanwhile, this is a `Conflict` and nothing is written.
    fn save_contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
        queue: &StoredContactQueue,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;
}

/// The time at which a contact's queue may send again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContactQueueTimer {
    /// The contact's responder.
    pub responder: ResponderName,
    /// The contact.
    pub contact: ContactName,
    /// When it is due; it may fire early.
    pub contact_queue_due_at: Timestamp,
}

/// Timers of contact queues.
pub trait ContactQueueTimers: Send + Sync {
    /// Arms a timer relative to `now`. Arming it twice may fire it twice.
    fn arm_contact_queue(
        &self,
        wake: &ContactQueueTimer,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
