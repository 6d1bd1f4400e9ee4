//! The queue of alarms for triage, on SQS FIFO.
//!
//! Parses and judges nothing.

use crate::items::json;
use crate::sqs::{Outgoing, Queue};
use aws_config::SdkConfig;
use callout_domain::alarm::AlarmEvent;
use callout_ports::{AlertQueue, PortError};

/// The queue that triage reads: in order for each alarm, with five minutes of deduplication.
#[derive(Debug, Clone)]
pub struct SqsAlertQueue(Queue);

impl SqsAlertQueue {
    /// Creates the queue for a URL.
    pub fn new(config: &SdkConfig, url: impl Into<String>) -> Self {
        Self(Queue::new(config, url))
    }
}

impl AlertQueue for SqsAlertQueue {
    async fn send(&self, events: &[AlarmEvent]) -> Vec<Result<(), PortError>> {
        self.0.send(events.iter().map(message).collect(), "queue the alarm").await
    }
}

fn message(event: &AlarmEvent) -> Result<Outgoing, PortError> {
    Ok(Outgoing {
        body: json(event)?,
        group: Some(event.alert_key().to_string()),
        identity: Some(event.identity()),
        delay: None,
    })
}
