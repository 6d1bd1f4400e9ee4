//! The function's settings.

use anyhow::Result;

/// What the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table of incidents (`TABLE_NAME`).
    pub table: String,
    /// The secret that signs links (`LINK_KEY_SECRET`).
    pub link_key: String,
    /// What links start with, up to and without `a/` (`LINK_BASE_URL`).
    pub link_base: String,
    /// What every responder's topic ARN starts with (`RESPONDER_TOPIC_PREFIX`).
    pub topic_prefix: String,
    /// The topic of the last resort (`FALLBACK_TOPIC_ARN`).
    pub fallback_topic: String,
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
            link_key: lookup("LINK_KEY_SECRET")?,
            link_base: lookup("LINK_BASE_URL")?,
            topic_prefix: lookup("RESPONDER_TOPIC_PREFIX")?,
            fallback_topic: lookup("FALLBACK_TOPIC_ARN")?,
        })
    }
}
