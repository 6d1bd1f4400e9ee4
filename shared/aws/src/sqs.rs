//! An SQS queue: messages in batches.
//!
//! Knows SQS's limits, not what the messages mean.

use crate::batches::{Limits, Refusal, send_all};
use crate::error;
use crate::late::Late;
use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{BuildError, SdkError};
use aws_sdk_sqs::operation::send_message_batch::SendMessageBatchError;
use aws_sdk_sqs::types::{BatchResultErrorEntry, SendMessageBatchRequestEntry};
use callout_ports::{PortError, SendError};
use jiff::SignedDuration;

/// Ten messages and 1 MiB (SQS API reference, `SendMessageBatch`).
const LIMITS: Limits = Limits { entries: 10, bytes: 1 << 20 };

/// A queue.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    client: Late<Client>,
    url: String,
}

/// A message to send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) body: String,
    /// For FIFO queues: messages of one group stay in order.
    pub(crate) group: Option<String>,
    /// For FIFO queues: the deduplication ID, which SQS remembers for five minutes.
    pub(crate) identity: Option<String>,
    /// For standard queues: seconds until the message can be received.
    pub(crate) delay: Option<i32>,
}

impl Queue {
    pub(crate) fn new(config: &SdkConfig, url: impl Into<String>) -> Self {
        Self { client: Late::new(config, Client::new), url: url.into() }
    }

    /// Sends all messages in order; one result for each.
    pub(crate) async fn send(
        &self,
        messages: Vec<Result<Outgoing, PortError>>,
        doing: &str,
    ) -> Vec<Result<(), PortError>> {
        let send = |batch| self.send_batch(batch);
        let answers = send_all(messages, LIMITS, |message| message.body.len(), doing, send).await;
        let why = |error| match error {
            SendError::Refused(error) | SendError::NotNow(error) => error,
        };
        answers.into_iter().map(|answer| answer.map_err(why)).collect()
    }

    /// Delivers a received message again after this long instead of the queue's visibility timeout. If this fails, the
    /// queue's timeout applies.
    pub(crate) async fn come_again(&self, receipt: &str, after: Option<SignedDuration>) {
        let Some(seconds) = after.and_then(|after| i32::try_from(seconds(after)).ok()) else { return };
        let request = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        if let Err(error) = request.visibility_timeout(seconds).send().await {
            let error = error::unavailable("change the visibility timeout of a message")(error);
            tracing::warn!(%error, "the message is redelivered later than it should be");
        }
    }

    async fn send_batch(
        &self,
        batch: Vec<Outgoing>,
    ) -> Result<Vec<Refusal>, SdkError<SendMessageBatchError>> {
        let entries = batch.into_iter().enumerate().map(|(nth, message)| entry(nth, message));
        let entries = entries.collect::<Result<Vec<_>, _>>().map_err(SdkError::construction_failure)?;
        let request = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries));
        let answer = request.send().await?;
        Ok(answer.failed.into_iter().filter_map(|failed| refusal(&failed)).collect())
    }
}

/// Rounded up, because what comes too early must wait again.
pub(crate) fn seconds(left: SignedDuration) -> i64 {
    left.as_secs() + i64::from(left.subsec_nanos() > 0)
}

fn entry(nth: usize, message: Outgoing) -> Result<SendMessageBatchRequestEntry, BuildError> {
    SendMessageBatchRequestEntry::builder()
        .id(nth.to_string())
        .message_body(message.body)
        .set_message_group_id(message.group)
        .set_message_deduplication_id(message.identity)
        .set_delay_seconds(message.delay)
        .build()
}

fn refusal(failed: &BatchResultErrorEntry) -> Option<Refusal> {
    let why = failed.message().unwrap_or("no reason given");
    let why = format!("SQS refused the message: {}: {why}", failed.code());
    Some(Refusal { nth: failed.id().parse().ok()?, why, for_good: failed.sender_fault() })
}
