//! Publishes committed events over SNS.
//!
//! Creates no events of its own.

use crate::batches::{Limits, Refusal, send_all};
use aws_config::SdkConfig;
use aws_sdk_sns::Client;
use aws_sdk_sns::error::{BuildError, DisplayErrorContext, SdkError};
use aws_sdk_sns::operation::publish_batch::PublishBatchError;
use aws_sdk_sns::types::{BatchResultErrorEntry, MessageAttributeValue, PublishBatchRequestEntry};
use callout_ports::{Announcement, EventTopic, SendError};

/// Ten messages and 256 KiB (SNS API reference, `PublishBatch`).
const LIMITS: Limits = Limits { entries: 10, bytes: 256 << 10 };
/// The attribute that subscriptions filter on.
const TYPE: &str = "type";
/// Space for a message's attribute, which counts too.
const ATTRIBUTE_BYTES: usize = 64;

/// The topic of incident events.
#[derive(Debug, Clone)]
pub struct SnsEventTopic {
    client: Client,
    arn: String,
}

impl SnsEventTopic {
    /// Creates the topic for an ARN.
    pub fn new(config: &SdkConfig, arn: impl Into<String>) -> Self {
        Self { client: Client::new(config), arn: arn.into() }
    }

    async fn publish_batch(
        &self,
        batch: Vec<&Announcement>,
    ) -> Result<Vec<Refusal>, SdkError<PublishBatchError>> {
        let is_single = batch.len() == 1;
        let entries = batch.into_iter().enumerate().map(|(nth, event)| entry(nth, event));
        let entries = entries.collect::<Result<Vec<_>, _>>().map_err(SdkError::construction_failure)?;
        let request = self.client.publish_batch().topic_arn(&self.arn);
        match request.set_publish_batch_request_entries(Some(entries)).send().await {
            Ok(answer) => Ok(answer.failed.unwrap_or_default().iter().filter_map(refusal).collect()),
            Err(error) if is_single && error.as_service_error().is_some_and(is_final) => {
                let why = format!("SNS refused the message: {}", DisplayErrorContext(&error));
                Ok(vec![Refusal { nth: 0, why, for_good: true }])
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether SNS rejects the message itself: a call is rejected as a whole if its only entry is too long, or no text that
/// can be sent (SNS API reference, `PublishBatch`).
fn is_final(error: &PublishBatchError) -> bool {
    error.is_batch_request_too_long_exception()
        || error.is_invalid_parameter_exception()
        || error.is_invalid_parameter_value_exception()
        || error.is_validation_exception()
}

impl EventTopic for SnsEventTopic {
    async fn publish(&self, all: &[Announcement]) -> Vec<Result<(), SendError>> {
        let size = |event: &&Announcement| event.body.len() + ATTRIBUTE_BYTES;
        let publish = |batch| self.publish_batch(batch);
        send_all(all.iter().map(Ok).collect(), LIMITS, size, "publish the event", publish).await
    }
}

fn entry(nth: usize, event: &Announcement) -> Result<PublishBatchRequestEntry, BuildError> {
    let kind = MessageAttributeValue::builder().data_type("String").string_value(&event.kind).build()?;
    PublishBatchRequestEntry::builder()
        .id(nth.to_string())
        .message(&event.body)
        .message_attributes(TYPE, kind)
        .build()
}

fn refusal(failed: &BatchResultErrorEntry) -> Option<Refusal> {
    let why = failed.message().unwrap_or("no reason given");
    let why = format!("SNS refused the message: {}: {why}", failed.code());
    Some(Refusal { nth: failed.id().parse().ok()?, why, for_good: failed.sender_fault() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_sns::types::error::{
        AuthorizationErrorException, BatchRequestTooLongException, InternalErrorException,
    };

    #[test]
    fn only_what_the_message_itself_causes_is_refused_for_good() {
        let too_long = BatchRequestTooLongException::builder().build();
        assert!(is_final(&PublishBatchError::BatchRequestTooLongException(too_long)));
        let forbidden = AuthorizationErrorException::builder().build();
        assert!(!is_final(&PublishBatchError::AuthorizationErrorException(forbidden)));
        let down = InternalErrorException::builder().build();
        assert!(!is_final(&PublishBatchError::InternalErrorException(down)));
    }

    #[test]
    fn an_entry_says_whose_fault_it_is() {
        for at_fault in [true, false] {
            let entry =
                BatchResultErrorEntry::builder().id("3").code("InvalidParameter").sender_fault(at_fault);
            let found = refusal(&entry.build().unwrap()).unwrap();
            assert_eq!((found.nth, found.for_good), (3, at_fault));
        }
    }
}
