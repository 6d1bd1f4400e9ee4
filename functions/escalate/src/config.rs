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
        })
    }
}
