//! The function's settings.

use crate::deps::Places;
use anyhow::Result;
use callout_domain::subscriber::Reach;

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table (`TABLE_NAME`).
    pub table: String,
    /// The queue that this function reads (`DELIVER_QUEUE_URL`): it sends itself what one subscriber each may get.
    pub queue: String,
    /// The address that mail comes from (`MAIL_FROM`), and the configuration set that reports what becomes of it
    /// (`MAIL_CONFIGURATION_SET`). Without an address no mail leaves.
    pub mail_from: (String, String),
    /// Where messages lead (`STATUS_PAGE_URL`, `SUBSCRIBE_URL`).
    pub places: Places,
    /// Which receivers of webhooks are reached (`PUBLIC_ONLY`): those of this machine on a local stack only.
    pub reach: Reach,
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
        let optional = |name: &str| lookup(name).unwrap_or_default();
        Ok(Self {
            table: lookup("TABLE_NAME")?,
            queue: lookup("DELIVER_QUEUE_URL")?,
            mail_from: (optional("MAIL_FROM"), optional("MAIL_CONFIGURATION_SET")),
            places: Places::new(&optional("STATUS_PAGE_URL"), &optional("SUBSCRIBE_URL")),
            reach: if lookup("PUBLIC_ONLY")? == "false" { Reach::Local } else { Reach::Public },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_the_safe_choice() {
        let config = Config::from_lookup(|name| Ok(format!("the {name}"))).unwrap();
        assert_eq!((config.reach, config.mail_from.0.as_str()), (Reach::Public, "the MAIL_FROM"));
        assert!(Config::from_lookup(|_| anyhow::bail!("missing")).is_err());
    }
}
