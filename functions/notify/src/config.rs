//! The function's settings.

use anyhow::Result;

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table of incidents (`TABLE_NAME`).
    pub table: String,
    /// The queue that this function reads; retries go back to it (`NOTIFY_QUEUE_URL`).
    pub queue: String,
    /// The secret that signs links (`LINK_KEY_SECRET`).
    pub link_key: String,
    /// The base URL of links, up to and without `a/` (`LINK_BASE_URL`).
    pub link_base: String,
    /// The base URL of the console (`CONSOLE_BASE_URL`).
    pub console_base: String,
    /// The prefix of every responder's topic ARN (`RESPONDER_TOPIC_PREFIX`).
    pub topic_prefix: String,
    /// The prefix of every chat room's topic ARN (`CHAT_TOPIC_PREFIX`).
    pub chat_prefix: String,
    /// The number that calls (`VOICE_ORIGINATION_IDENTITY`); without it, voice calls are off.
    pub voice_origin: Option<String>,
    /// The voice that reads messages out (`VOICE_ID`).
    pub voice_id: String,
    /// The number that sends text messages (`SMS_ORIGINATION_IDENTITY`); without it, SNS sends them.
    pub text_origin: Option<String>,
    /// The topic of the fallback contact's mail address (`FALLBACK_EMAIL_TOPIC_ARN`).
    pub fallback_email: String,
    /// The topic of the fallback contact's telephone (`FALLBACK_PHONE_TOPIC_ARN`).
    pub fallback_phone: String,
    /// The topic of the built-in responders of drills (`DRILL_TOPIC_ARN`).
    pub drill_topic: String,
    /// The namespace of Callout's own metrics (`METRICS_NAMESPACE`).
    pub metrics: String,
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
            queue: lookup("NOTIFY_QUEUE_URL")?,
            link_key: lookup("LINK_KEY_SECRET")?,
            link_base: lookup("LINK_BASE_URL")?,
            console_base: lookup("CONSOLE_BASE_URL")?,
            topic_prefix: lookup("RESPONDER_TOPIC_PREFIX")?,
            chat_prefix: lookup("CHAT_TOPIC_PREFIX")?,
            voice_origin: lookup("VOICE_ORIGINATION_IDENTITY").ok(),
            voice_id: lookup("VOICE_ID")?,
            text_origin: lookup("SMS_ORIGINATION_IDENTITY").ok(),
            fallback_email: lookup("FALLBACK_EMAIL_TOPIC_ARN")?,
            fallback_phone: lookup("FALLBACK_PHONE_TOPIC_ARN")?,
            drill_topic: lookup("DRILL_TOPIC_ARN")?,
            metrics: lookup("METRICS_NAMESPACE")?,
        })
    }
}
