//! What the log says of a message that is late, or is delivered again.
//!
//! Must not decide what becomes of it.

use crate::received::Received;
use crate::{Postponed, SystemClock};
use anyhow::Error;
use callout_ports::Clock as _;
use jiff::SignedDuration;

/// Says why a message is delivered again. A metric filter reads `seconds_late`: SQS leaves messages that were received three times out of
/// `ApproximateAgeOfOldestMessage` (SQS developer guide, available `CloudWatch` metrics), and says nothing of one that
/// waited for long and was handled at once.
pub(crate) fn log_unfinished(message: &Received, error: &Error) {
    if let Some(by) = Postponed::by(error) {
        let seconds = by.as_secs();
        tracing::info!(message.id = message.id, seconds, "message put off; it is delivered again");
        return;
    }
    tracing::error!(
        message.id = message.id,
        error = format!("{error:#}"),
        seconds_late = late(message).map(|late| late.as_secs()),
        "message not finished; it is delivered again"
    );
}

/// How long a message has been tried.
fn late(message: &Received) -> Option<SignedDuration> {
    message.first_received_at.map(|at| at.duration_until(SystemClock.now()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::received::received;
    use anyhow::anyhow;
    use aws_lambda_events::event::sqs::SqsMessage;
    use jiff::Timestamp;

    fn message() -> SqsMessage {
        let mut message = SqsMessage::default();
        message.message_id = Some("one".to_owned());
        message
    }

    /// The fields of the log lines of a failure.
    #[derive(Clone, Default)]
    struct Fields(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

    impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Fields {
        fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
            let mut line = event.metadata().level().to_string();
            event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                if field.name() == "seconds_late" {
                    line.push_str(&format!(" seconds_late={value:?}"));
                }
            });
            self.0.lock().unwrap().push(line);
        }
    }

    #[test]
    fn a_failure_says_how_long_it_has_been_tried_and_what_is_put_off_is_none() {
        use tracing_subscriber::layer::SubscriberExt as _;
        let lines = Fields::default();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines.clone()), || {
            let first = SystemClock.now() - SignedDuration::from_secs(300);
            let mut message = message();
            let attribute =
                ("ApproximateFirstReceiveTimestamp".to_owned(), first.as_millisecond().to_string());
            message.attributes.extend([attribute]);
            log_unfinished(&received(message.clone()), &anyhow!("no"));
            log_unfinished(&received(message), &Postponed { by: SignedDuration::from_secs(1) }.into());
        });
        let lines = lines.0.lock().unwrap();
        assert!(
            matches!(lines.as_slice(), [failed, put_off] if
            failed.starts_with("ERROR seconds_late=30") && put_off == "INFO"),
            "{lines:?}"
        );
    }
}
