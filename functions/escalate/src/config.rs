//! The function's settings.

use anyhow::Result;
use callout_ports::Address;

/// A topic of the template and the address that the template was given for it.
#[derive(Debug, Clone)]
pub struct OwnTopicSetting {
    /// The topic's ARN.
    pub arn: String,
    /// The mail address or telephone number.
    pub address: Address,
}

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table of incidents (`TABLE_NAME`).
    pub table: String,
    /// The queue of timers (`TIMERS_QUEUE_URL`).
    pub timers_queue: String,
    /// The queue that triage reads (`ALERTS_QUEUE_URL`).
    pub alerts_queue: String,
    /// The topic of Callout's own alarms (`OPS_TOPIC_ARN`, `OPS_EMAIL`), if an address was given for it.
    pub ops: Option<OwnTopicSetting>,
    /// The fallback contact's topic for mail (`FALLBACK_EMAIL_TOPIC_ARN`, `FALLBACK_EMAIL`), likewise.
    pub fallback_email: Option<OwnTopicSetting>,
    /// The fallback contact's topic for text messages (`FALLBACK_PHONE_TOPIC_ARN`, `FALLBACK_PHONE`), likewise.
    pub fallback_phone: Option<OwnTopicSetting>,
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
            Some(OwnTopicSetting { arn: arn?, address: address?.as_str().into() })
        };
        Ok(Self {
            table: lookup("TABLE_NAME")?,
            timers_queue: lookup("TIMERS_QUEUE_URL")?,
            alerts_queue: lookup("ALERTS_QUEUE_URL")?,
            ops: topic("OPS_TOPIC_ARN", "OPS_EMAIL"),
            fallback_email: topic("FALLBACK_EMAIL_TOPIC_ARN", "FALLBACK_EMAIL"),
            fallback_phone: topic("FALLBACK_PHONE_TOPIC_ARN", "FALLBACK_PHONE"),
        })
    }
}
