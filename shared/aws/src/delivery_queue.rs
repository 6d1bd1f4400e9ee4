//! The queue that deliver reads: one message for each subscriber who may have news, so that none delays another.

use crate::items::json;
use crate::sqs::{Outgoing, Queue};
use aws_config::SdkConfig;
use callout_ports::{DeliveryQueue, DeliveryTask, PortError};
use jiff::SignedDuration;

/// The queue.
#[derive(Debug, Clone)]
pub struct SqsDeliveryQueue(Queue);

impl SqsDeliveryQueue {
    /// Creates the queue for a URL.
    pub fn new(config: &SdkConfig, queue_url: impl Into<String>) -> Self {
        Self(Queue::new(config, queue_url))
    }

    /// Delivers an unfinished message again after this long instead of the queue's visibility timeout.
    pub async fn come_again(&self, receipt: &str, after: Option<SignedDuration>) {
        self.0.come_again(receipt, after).await;
    }
}

impl DeliveryQueue for SqsDeliveryQueue {
    async fn send_tasks(&self, tasks: &[DeliveryTask]) -> Vec<Result<(), PortError>> {
        let outgoing = |task| json(task).map(|body| Outgoing { body, ..Outgoing::default() });
        self.0.send(tasks.iter().map(outgoing).collect(), "tell deliver of subscribers").await
    }
}
