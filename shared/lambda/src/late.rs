//! What the log says of a message that is late, or is delivered again.
//!
//! Must not decide what becomes of it.

use crate::received::Received;
use crate::{Postponed, SystemClock};
use anyhow::Error;
use callout_ports::{Clock as _, ContactQueueTimer, Timer};
use jiff::SignedDuration;

/// A message that is handled this late is reported: a failure is tried again well before.
const REPORT_LATE_AFTER: SignedDuration = SignedDuration::from_secs(90);

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

/// Says so if a message was handled late.
pub(crate) fn log_late(message: &Received) {
    if let Some(late) = late(message).filter(|late| *late >= REPORT_LATE_AFTER) {
        tracing::warn!(message.id = message.id, seconds_late = late.as_secs(), "message handled late");
    }
}

/// How long ago the message could be handled first: when it was sent, or when it was due if it is a timer. A timer that
/// comes back from a dead-letter queue was sent anew.
fn late(message: &Received) -> Option<SignedDuration> {
    let due = |body: &str| {
        let of_queue =
            serde_json::from_str::<ContactQueueTimer>(body).map(|timer| timer.contact_queue_due_at);
        of_queue.or_else(|_| serde_json::from_str::<Timer>(body).map(|timer| timer.due_at)).ok()
    };
    let sent = message.sent_at.or(message.first_received_at)?;
    let since = due(&message.body).map_or(sent, |due| due.max(sent));
    Some(since.duration_until(SystemClock.now()))
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
    fn what_waited_for_long_and_is_handled_at_once_says_so() {
        use tracing_subscriber::layer::SubscriberExt as _;
        let ago = |seconds| SystemClock.now() - SignedDuration::from_secs(seconds);
        let timer = |due: Timestamp| format!(r#"{{"incident_id":"inc_00000000000000ff","due_at":"{due}"}}"#);
        let sent =
            |seconds, body: String| Received { sent_at: Some(ago(seconds)), body, ..received(message()) };
        for (of, expected) in [
            (sent(300, "an event".to_owned()), Some("WARN seconds_late=30")),
            (sent(80, "an event".to_owned()), None),
            // It waited on purpose until it was due.
            (sent(900, timer(ago(20))), None),
            (sent(900, timer(ago(300))), Some("WARN seconds_late=30")),
            // It came back from a dead-letter queue.
            (sent(1, timer(ago(9_000))), None),
        ] {
            let lines = Fields::default();
            let subscriber = tracing_subscriber::registry().with(lines.clone());
            tracing::subscriber::with_default(subscriber, || log_late(&of));
            let line = lines.0.lock().unwrap().pop();
            let matches = match (&line, expected) {
                (Some(line), Some(start)) => line.starts_with(start),
                (line, expected) => line.is_none() && expected.is_none(),
            };
            assert!(matches, "{line:?} for {of:?}");
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
