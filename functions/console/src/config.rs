//! The function's settings.

use anyhow::Result;

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table of incidents (`TABLE_NAME`).
    pub table: String,
    /// The secret that signs links and sessions (`LINK_KEY_SECRET`).
    pub link_key_secret: String,
    /// Whether browsers may send the cookie over HTTPS only (`SECURE_COOKIE`): everywhere but on a local stack.
    pub secure_cookie: bool,
    /// The base URL of links (`LINK_BASE_URL`): calendars are below it.
    pub link_base: String,
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
            link_key_secret: lookup("LINK_KEY_SECRET")?,
            secure_cookie: lookup("SECURE_COOKIE")? != "false",
            link_base: lookup("LINK_BASE_URL")?,
        })
    }
}
