//! Contact queues on DynamoDB, and their timers in the queue that notify reads.

use crate::condition::Condition;
use crate::items::{Item, json};
use crate::keys::Key;
use crate::sqs::{Outgoing, Queue, seconds};
use crate::table::Table;
use aws_config::SdkConfig;
use callout_domain::ids::{ContactName, ResponderName};
use callout_ports::{
    CommitError, ContactQueueTimer, ContactQueueTimers, ContactQueues, PortError, StoredContactQueue,
};
use jiff::{SignedDuration, Timestamp};

/// The longest delay of a message (SQS API reference, `SendMessage`); a later timer fires early and is armed again.
const LONGEST_DELAY: i64 = 900;

impl ContactQueues for Table {
    async fn contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
    ) -> Result<StoredContactQueue, PortError> {
        let item: Option<Item> =
            self.get(&Key::contact_queue(responder, contact), "read the queue of a contact").await?;
        match item {
            Some(item) => {
                Ok(StoredContactQueue { queue: item.read()?, version: item.version.unwrap_or_default() })
            }
            None => Ok(StoredContactQueue::default()),
        }
    }

    async fn save_contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
        queue: &StoredContactQueue,
    ) -> Result<(), CommitError> {
        let item = Item {
            version: Some(queue.version),
            data: Some(json(&queue.queue)?),
            ..Item::at(Key::contact_queue(responder, contact))
        };
        self.put_if(&item, &Condition::version(queue.version.saturating_sub(1))).await
    }
}

/// The queue that notify reads, for timers and retries.
#[derive(Debug, Clone)]
pub struct NotifyQueue(Queue);

impl NotifyQueue {
    /// Creates the queue for a URL.
    pub fn new(config: &SdkConfig, queue_url: impl Into<String>) -> Self {
        Self(Queue::new(config, queue_url))
    }

    /// Delivers an unfinished message again after this long instead of the queue's visibility timeout. If this fails,
    /// the queue's timeout applies.
    pub async fn come_again(&self, receipt: &str, after: Option<SignedDuration>) {
        self.0.come_again(receipt, after).await;
    }
}

impl ContactQueueTimers for NotifyQueue {
    async fn arm_contact_queue(&self, wake: &ContactQueueTimer, now: Timestamp) -> Result<(), PortError> {
        let left = seconds(wake.contact_queue_due_at.duration_since(now));
        let delay = i32::try_from(left.clamp(0, LONGEST_DELAY)).ok();
        let message = json(wake).map(|body| Outgoing { body, delay, ..Outgoing::default() });
        let answers = self.0.send(vec![message], "arm the timer of a contact's queue").await;
        answers.into_iter().next().unwrap_or(Ok(()))
    }
}
