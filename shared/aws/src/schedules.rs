//! One-time schedules of EventBridge Scheduler, which delete themselves.
//!
//! For timers beyond the longest delay of SQS; never cancelled.

use crate::error;
use crate::items::json;
use crate::late::Late;
use aws_config::SdkConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::config::Config;
use aws_sdk_scheduler::error::{BuildError, SdkError};
use aws_sdk_scheduler::operation::create_schedule::CreateScheduleError;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target,
};
use callout_ports::{PortError, Timer};
use jiff::SignedDuration;
use std::time::Duration;

/// Scheduler fires within the requested minute; an early timer is armed again for the rest.
const EARLY: SignedDuration = SignedDuration::from_mins(2);
/// How long Scheduler retries, in seconds: after an hour the sweep has long run the step.
const MAX_AGE: i32 = 3600;
/// The most retries within that time.
const MAX_TRIES: i32 = 30;
/// How long Scheduler may take: the queue stands in for it, and the events of a batch wait until their timers are armed.
const BUDGET: Duration = Duration::from_secs(2);
const DOING: &str = "arm a distant timer";

/// The target of schedules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleTarget {
    /// The group that holds the schedules.
    pub group: String,
    /// The queue that gets the message, as an ARN.
    pub queue_arn: String,
    /// The ARN of the role that Scheduler assumes.
    pub role_arn: String,
    /// The ARN of the dead-letter queue.
    pub dead_letter_arn: String,
}

fn client(config: &SdkConfig) -> Client {
    let budget = TimeoutConfig::builder().operation_timeout(BUDGET).build();
    Client::from_conf(Config::from(config).to_builder().timeout_config(budget).build())
}

/// Creates schedules.
#[derive(Debug, Clone)]
pub(crate) struct Schedules {
    client: Late<Client>,
    target: ScheduleTarget,
}

impl Schedules {
    pub(crate) fn new(config: &SdkConfig, target: ScheduleTarget) -> Self {
        Self { client: Late::new(config, client), target }
    }

    /// Creates the schedule of a timer; an existing one is the same timer.
    pub(crate) async fn create(&self, wake: &Timer) -> Result<(), PortError> {
        let window = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build();
        let target = self.sqs_target(json(wake)?).map_err(error::unavailable(DOING))?;
        let request = self
            .client
            .create_schedule()
            .name(name(wake))
            .group_name(&self.target.group)
            .schedule_expression(expression(wake))
            .schedule_expression_timezone("UTC")
            .flexible_time_window(window.map_err(error::unavailable(DOING))?)
            .action_after_completion(ActionAfterCompletion::Delete)
            .target(target);
        match request.send().await {
            Err(error) if is_there_already(&error) => Ok(()),
            answer => answer.map(drop).map_err(error::unavailable(DOING)),
        }
    }

    fn sqs_target(&self, input: String) -> Result<Target, BuildError> {
        let retries =
            RetryPolicy::builder().maximum_event_age_in_seconds(MAX_AGE).maximum_retry_attempts(MAX_TRIES);
        Target::builder()
            .arn(&self.target.queue_arn)
            .role_arn(&self.target.role_arn)
            .dead_letter_config(DeadLetterConfig::builder().arn(&self.target.dead_letter_arn).build())
            .retry_policy(retries.build())
            .input(input)
            .build()
    }
}

fn is_there_already(error: &SdkError<CreateScheduleError>) -> bool {
    error.as_service_error().is_some_and(CreateScheduleError::is_conflict_exception)
}

/// Derived, so that one timer has one schedule; at most 64 letters, digits, `-`, `_` and `.`.
fn name(wake: &Timer) -> String {
    format!("wake-{}-{}", wake.incident_id, wake.due_at.as_second())
}

fn expression(wake: &Timer) -> String {
    let at = wake.due_at.saturating_sub(EARLY).unwrap_or(wake.due_at);
    at.strftime("at(%Y-%m-%dT%H:%M:%S)").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_has_one_schedule_two_minutes_early() {
        let due_at = "2026-11-23T00:01:30.9Z".parse().unwrap();
        let wake = Timer { incident_id: "inc_00000000000000ff".into(), due_at };
        assert_eq!(name(&wake), "wake-inc_00000000000000ff-1795392090");
        assert!(name(&wake).len() <= 64);
        assert_eq!(expression(&wake), "at(2026-11-22T23:59:30)");
    }
}
