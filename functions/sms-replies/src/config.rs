//! The function's settings.

use anyhow::Result;

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table of incidents (`TABLE_NAME`).
    pub table: String,
    /// The secret that signs links and the codes of texts (`LINK_KEY_SECRET`).
    pub link_key: String,
    /// The number that sends the answers (`SMS_ORIGINATION_IDENTITY`).
    pub text_origin: String,
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
            text_origin: lookup("SMS_ORIGINATION_IDENTITY")?,
        })
    }
}
