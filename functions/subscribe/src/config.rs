//! The function's settings.

use anyhow::Result;
use callout_domain::subscriber::Reach;

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table (`TABLE_NAME`).
    pub table: String,
    /// Where customers read the status page (`STATUS_PAGE_URL`); empty if nobody knows.
    pub status_page: String,
    /// Whether mail can be sent (`CAN_MAIL`). Otherwise the form offers webhooks only.
    pub can_mail: bool,
    /// Which receivers of webhooks are taken (`PUBLIC_ONLY`): those of this machine on a local stack only.
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
        Ok(Self {
            table: lookup("TABLE_NAME")?,
            status_page: lookup("STATUS_PAGE_URL").unwrap_or_default(),
            can_mail: lookup("CAN_MAIL")? == "true",
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
        assert_eq!((config.can_mail, config.reach), (false, Reach::Public));
        assert!(Config::from_lookup(|_| anyhow::bail!("missing")).is_err());
    }
}
