//! The function's settings.

use anyhow::Result;

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The topic of committed events (`EVENTS_TOPIC_ARN`).
    pub events_topic: String,
    /// The queue of timers (`TIMERS_QUEUE_URL`).
    pub timers_queue: String,
    /// The same queue as a target of schedules (`TIMERS_QUEUE_ARN`).
    pub timers_queue_arn: String,
    /// The group that holds the schedules (`SCHEDULE_GROUP`).
    pub schedule_group: String,
    /// The role that schedules assume (`SCHEDULE_ROLE_ARN`).
    pub schedule_role: String,
    /// The dead-letter queue of schedules (`SCHEDULE_DEAD_LETTER_ARN`).
    pub schedule_dead_letters: String,
}

impl Config {
    /// Reads the process environment.
    ///
    /// # Errors
    /// A setting is missing.
    pub fn from_env() -> Result<Self> {
        Self::from_lookup(callout_lambda::setting)
    }

    /// Reads settings through `lookup`.
    ///
    /// # Errors
    /// A setting is missing.
    pub fn from_lookup(lookup: impl Fn(&str) -> Result<String>) -> Result<Self> {
        Ok(Self {
            events_topic: lookup("EVENTS_TOPIC_ARN")?,
            timers_queue: lookup("TIMERS_QUEUE_URL")?,
            timers_queue_arn: lookup("TIMERS_QUEUE_ARN")?,
            schedule_group: lookup("SCHEDULE_GROUP")?,
            schedule_role: lookup("SCHEDULE_ROLE_ARN")?,
            schedule_dead_letters: lookup("SCHEDULE_DEAD_LETTER_ARN")?,
        })
    }
}
