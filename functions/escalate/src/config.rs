//! The function's settings.

use anyhow::Result;
use callout_ports::{AddressedTopic, AddressedTopics};

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table of incidents (`TABLE_NAME`).
    pub table: String,
    /// The queue of timers (`TIMERS_QUEUE_URL`).
    pub timers_queue: String,
    /// The queue that triage reads (`ALERTS_QUEUE_URL`).
    pub alerts_queue: String,
    /// The topics of Callout's own alarms (`OPS_TOPIC_ARN`, `OPS_EMAIL`) and of the fallback contact
    /// (`FALLBACK_EMAIL_TOPIC_ARN`, `FALLBACK_EMAIL`; `FALLBACK_PHONE_TOPIC_ARN`, `FALLBACK_PHONE`), where there are
    /// addresses for them.
    pub topics: AddressedTopics,
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
        let topic = |arn: &str, address: &str| {
            // Both are asked for: each setting of the template is one that is read.
            let (arn, address) = (lookup(arn).ok(), lookup(address).ok());
            Some(AddressedTopic { arn: arn?, address: address?.as_str().into() })
        };
        Ok(Self {
            table: lookup("TABLE_NAME")?,
            timers_queue: lookup("TIMERS_QUEUE_URL")?,
            alerts_queue: lookup("ALERTS_QUEUE_URL")?,
            topics: AddressedTopics {
                ops: topic("OPS_TOPIC_ARN", "OPS_EMAIL"),
                fallback_email: topic("FALLBACK_EMAIL_TOPIC_ARN", "FALLBACK_EMAIL"),
                fallback_phone: topic("FALLBACK_PHONE_TOPIC_ARN", "FALLBACK_PHONE"),
            },
        })
    }
}
