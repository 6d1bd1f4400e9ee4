//! What waits for a contact that was reached too often.

use crate::{CommitError, PortError};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::notification::throttle::ContactQueue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// A queue as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredContactQueue {
    /// The queue.
    pub queue: ContactQueue,
    /// How often it was saved; 0 for one that never was.
    pub version: u64,
}

/// The queues of all contacts.
pub trait ContactQueues: Send + Sync {
    /// The queue of one contact, as the last save left it; an empty one if there was none.
    fn contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
    ) -> impl Future<Output = Result<StoredContactQueue, PortError>> + Send;

    /// Saves a queue one version further. Over one that changed meanwhile it is a `Conflict` and leaves no trace.
    fn save_contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
        queue: &StoredContactQueue,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;
}

/// A moment at which the queue of a contact may move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContactQueueTimer {
    /// Whose contact.
    pub responder: ResponderName,
    /// Which.
    pub contact: ContactName,
    /// When; it may come early.
    pub contact_queue_due_at: Timestamp,
}

/// Looks at queues again later.
pub trait ContactQueueTimers: Send + Sync {
    /// Arms a timer, seen from `now`. Arming it twice may wake twice.
    fn arm_contact_queue(
        &self,
        wake: &ContactQueueTimer,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
