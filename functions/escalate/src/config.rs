//! The function's settings.

use anyhow::Result;

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table of incidents (`TABLE_NAME`).
    pub table: String,
    /// The queue of timers (`TIMERS_QUEUE_URL`).
    pub timers_queue: String,
    /// The queue that triage reads (`ALERTS_QUEUE_URL`).
    pub alerts_queue: String,
    /// The topic of Callout's own alarms (`OPS_TOPIC_ARN`), if an address was given for it.
    pub ops_topic: Option<String>,
    /// The fallback contact's topic for mail (`FALLBACK_EMAIL_TOPIC_ARN`), if an address was given for it.
    pub fallback_email: Option<String>,
    /// The fallback contact's topic for text messages (`FALLBACK_PHONE_TOPIC_ARN`), if a number was given for it.
    pub fallback_phone: Option<String>,
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
            table: lookup("TABLE_NAME")?,
            timers_queue: lookup("TIMERS_QUEUE_URL")?,
            alerts_queue: lookup("ALERTS_QUEUE_URL")?,
            ops_topic: lookup("OPS_TOPIC_ARN").ok(),
            fallback_email: lookup("FALLBACK_EMAIL_TOPIC_ARN").ok(),
            fallback_phone: lookup("FALLBACK_PHONE_TOPIC_ARN").ok(),
        })
    }
}
