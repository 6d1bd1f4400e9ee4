//! Timers: SQS delays up to 15 minutes, one-time EventBridge schedules beyond, and SQS again if those fail.
//!
//! Never cancels a timer; the handler checks whether anything is due.

use crate::items::json;
use crate::schedules::{ScheduleTarget, Schedules};
use crate::sqs::{Outgoing, Queue, seconds};
use aws_config::SdkConfig;
use callout_ports::{PortError, Timer, Timers};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};

/// The longest delay of a message (SQS API reference, `SendMessageBatch`).
const LONGEST_DELAY: i64 = 900;

/// Timers that fire into one queue.
#[derive(Debug, Clone)]
pub struct AwsTimers {
    queue: Queue,
    schedules: Schedules,
}

impl AwsTimers {
    /// Creates timers for a queue URL; `target` is the same queue for Scheduler.
    pub fn new(config: &SdkConfig, queue_url: impl Into<String>, target: ScheduleTarget) -> Self {
        Self { queue: Queue::new(config, queue_url), schedules: Schedules::new(config, target) }
    }
}

impl Timers for AwsTimers {
    async fn arm(&self, wakes: &[Timer], now: Timestamp) -> Vec<Result<(), PortError>> {
        let (near, far): (Vec<usize>, Vec<usize>) =
            (0..wakes.len()).partition(|nth| wakes.get(*nth).is_none_or(|wake| is_near(wake, now)));
        let pick = |places: &[usize]| places.iter().filter_map(|nth| wakes.get(*nth).cloned()).collect();
        let (soon, later): (Vec<Timer>, Vec<Timer>) = (pick(&near), pick(&far));
        let delayed = delay(&self.queue, &soon, now).await;
        let scheduled = self.schedule(&later, now).await;
        let mut answers: Vec<_> =
            near.into_iter().chain(far).zip(delayed.into_iter().chain(scheduled)).collect();
        answers.sort_by_key(|(nth, _)| *nth);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}

impl AwsTimers {
    /// Distant timers. One that Scheduler rejects goes into the queue: it fires early and is armed again until it is
    /// due.
    async fn schedule(&self, wakes: &[Timer], now: Timestamp) -> Vec<Result<(), PortError>> {
        let answers = join_all(wakes.iter().map(|wake| self.schedules.create(wake))).await;
        let refused =
            wakes.iter().zip(&answers).filter_map(|(wake, answer)| Some((wake, answer.as_ref().err()?)));
        let refused: Vec<Timer> = refused.map(|(wake, error)| warned(wake, error)).collect();
        let mut queued = delay(&self.queue, &refused, now).await.into_iter();
        let mut instead = |error| queued.next().unwrap_or(Err(error));
        answers.into_iter().map(|answer| answer.or_else(&mut instead)).collect()
    }
}

fn warned(wake: &Timer, error: &PortError) -> Timer {
    let error: &dyn std::error::Error = error;
    let incident = wake.incident_id.as_str();
    tracing::warn!(incident.id = incident, due_at = %wake.due_at, error, "Scheduler rejected the timer; the queue delays it instead");
    wake.clone()
}

/// Timers in the queue only, for arming an early timer again.
#[derive(Debug, Clone)]
pub struct SqsTimers(Queue);

impl SqsTimers {
    /// Creates timers for a queue URL. Later ones fire early and are armed again.
    pub fn new(config: &SdkConfig, queue_url: impl Into<String>) -> Self {
        Self(Queue::new(config, queue_url))
    }

    /// Delivers a timer that could not be handled again after this long instead of the queue's visibility timeout. If
    /// this fails, the queue's timeout applies.
    pub async fn come_again(&self, receipt: &str, after: Option<SignedDuration>) {
        self.0.come_again(receipt, after).await;
    }
}

impl Timers for SqsTimers {
    async fn arm(&self, wakes: &[Timer], now: Timestamp) -> Vec<Result<(), PortError>> {
        delay(&self.0, wakes, now).await
    }
}

fn is_near(wake: &Timer, now: Timestamp) -> bool {
    seconds_until(wake, now) <= LONGEST_DELAY
}

async fn delay(queue: &Queue, wakes: &[Timer], now: Timestamp) -> Vec<Result<(), PortError>> {
    queue.send(wakes.iter().map(|wake| message(wake, now)).collect(), "arm a timer").await
}

fn message(wake: &Timer, now: Timestamp) -> Result<Outgoing, PortError> {
    let seconds = seconds_until(wake, now).min(LONGEST_DELAY);
    Ok(Outgoing { body: json(wake)?, delay: i32::try_from(seconds).ok(), ..Outgoing::default() })
}

/// Rounded up, because a timer that fires too early must be armed again.
fn seconds_until(wake: &Timer, now: Timestamp) -> i64 {
    seconds(wake.due_at.duration_since(now)).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(due_at: &str, seconds: i64, near: bool) {
        let now = "2026-11-22T03:00:00Z".parse().unwrap();
        let wake = Timer { incident_id: "inc_00000000000000ff".into(), due_at: due_at.parse().unwrap() };
        assert_eq!((seconds_until(&wake, now), is_near(&wake, now)), (seconds, near), "{due_at}");
        let sent = message(&wake, now).unwrap();
        assert_eq!(sent.delay.map(i64::from), Some(seconds.min(900)));
        assert_eq!(sent.body, format!(r#"{{"incident_id":"inc_00000000000000ff","due_at":"{due_at}"}}"#));
    }

    #[test]
    fn delays_are_rounded_up_and_never_negative() {
        check("2026-11-22T02:00:00Z", 0, true);
        check("2026-11-22T03:00:00.001Z", 1, true);
        check("2026-11-22T03:15:00Z", 900, true);
        check("2026-11-22T03:15:00.001Z", 901, false);
        check("2026-11-25T03:00:00Z", 259_200, false);
    }
}
