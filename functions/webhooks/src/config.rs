//! The function's settings, from its environment.
//!
//! Nothing else reads the environment.

use anyhow::{Context as _, Result};

/// The environment variables that the template sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`: the table with the settings (keys of integrations and heartbeats) and the heartbeats' last pings.
    pub table_name: String,
    /// `ALERTS_QUEUE_URL`: the FIFO queue that triage reads.
    pub alerts_queue_url: String,
    /// `SECURE_COOKIE`: whether browsers may send the cookie of report pages over HTTPS only; everywhere but on a local stack.
    pub secure_cookie: bool,
}

impl Config {
    /// Reads the process environment.
    ///
    /// # Errors
    /// Names the first setting that is missing.
    pub fn from_env() -> Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads settings through `lookup`.
    ///
    /// # Errors
    /// Names the first setting that is missing.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let required = |name: &str| {
            let value = lookup(name).filter(|value| !value.is_empty());
            value.with_context(|| format!("{name} is not set: the template sets it for this function"))
        };
        Ok(Self {
            table_name: required("TABLE_NAME")?,
            alerts_queue_url: required("ALERTS_QUEUE_URL")?,
            secure_cookie: required("SECURE_COOKIE")? != "false",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_settings_are_required_and_the_missing_one_is_named() {
        let config = Config::from_lookup(|name| Some(format!("the {name}"))).unwrap();
        assert_eq!(config.table_name, "the TABLE_NAME");
        assert_eq!(config.alerts_queue_url, "the ALERTS_QUEUE_URL");
        assert!(config.secure_cookie);
        let error = Config::from_lookup(|name| (name == "TABLE_NAME").then(|| "t".to_owned())).unwrap_err();
        assert!(error.to_string().starts_with("ALERTS_QUEUE_URL is not set"));
    }
}
