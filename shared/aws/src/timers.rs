//! Timers: SQS delays up to fifteen minutes, one-time schedules of EventBridge beyond.
//!
//! Never cancels a timer; whoever it wakes asks whether anything is due.

use crate::items::json;
use crate::schedules::{ScheduleTarget, Schedules};
use crate::sqs::{Outgoing, Queue};
use aws_config::SdkConfig;
use callout_ports::{PortError, Timers, Wake};
use futures::future::join_all;
use jiff::Timestamp;

/// The longest delay of a message (SQS API reference, `SendMessageBatch`).
const LONGEST_DELAY: i64 = 900;

/// Timers that end up in one queue.
#[derive(Debug, Clone)]
pub struct AwsTimers {
    queue: Queue,
    schedules: Schedules,
}

impl AwsTimers {
    /// Timers into the queue at an address; `target` is the same queue as Scheduler sees it.
    pub fn new(config: &SdkConfig, queue_url: impl Into<String>, target: ScheduleTarget) -> Self {
        Self { queue: Queue::new(config, queue_url), schedules: Schedules::new(config, target) }
    }
}

impl Timers for AwsTimers {
    async fn arm(&self, wakes: &[Wake], now: Timestamp) -> Vec<Result<(), PortError>> {
        let (near, far): (Vec<usize>, Vec<usize>) =
            (0..wakes.len()).partition(|nth| wakes.get(*nth).is_none_or(|wake| is_near(wake, now)));
        let pick = |places: &[usize]| places.iter().filter_map(|nth| wakes.get(*nth).cloned()).collect();
        let (soon, later): (Vec<Wake>, Vec<Wake>) = (pick(&near), pick(&far));
        let delayed = delay(&self.queue, &soon, now).await;
        let scheduled = join_all(later.iter().map(|wake| self.schedules.create(wake))).await;
        let mut answers: Vec<_> =
            near.into_iter().chain(far).zip(delayed.into_iter().chain(scheduled)).collect();
        answers.sort_by_key(|(nth, _)| *nth);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}

/// The queue of timers alone, for putting back a timer that came a little early.
#[derive(Debug, Clone)]
pub struct SqsTimers(Queue);

impl SqsTimers {
    /// Timers into the queue at an address. Later ones come early and are put back again.
    pub fn new(config: &SdkConfig, queue_url: impl Into<String>) -> Self {
        Self(Queue::new(config, queue_url))
    }
}

impl Timers for SqsTimers {
    async fn arm(&self, wakes: &[Wake], now: Timestamp) -> Vec<Result<(), PortError>> {
        delay(&self.0, wakes, now).await
    }
}

fn is_near(wake: &Wake, now: Timestamp) -> bool {
    seconds_until(wake, now) <= LONGEST_DELAY
}

async fn delay(queue: &Queue, wakes: &[Wake], now: Timestamp) -> Vec<Result<(), PortError>> {
    queue.send(wakes.iter().map(|wake| message(wake, now)).collect(), "arm a timer").await
}

fn message(wake: &Wake, now: Timestamp) -> Result<Outgoing, PortError> {
    let seconds = seconds_until(wake, now).min(LONGEST_DELAY);
    Ok(Outgoing { body: json(wake)?, delay: i32::try_from(seconds).ok(), ..Outgoing::default() })
}

/// Rounded up, because a timer that comes too early has to be put back.
fn seconds_until(wake: &Wake, now: Timestamp) -> i64 {
    let left = wake.due_at.duration_since(now);
    (left.as_secs() + i64::from(left.subsec_nanos() > 0)).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(due_at: &str, seconds: i64, near: bool) {
        let now = "2026-11-22T03:00:00Z".parse().unwrap();
        let wake = Wake { incident_id: "inc_00000000000000ff".into(), due_at: due_at.parse().unwrap() };
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
