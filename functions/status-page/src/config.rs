//! The function's settings.

use anyhow::Result;

/// The environment variables that the template sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table of incidents (`TABLE_NAME`).
    pub table: String,
    /// The bucket of the page's files (`STATUS_BUCKET`).
    pub bucket: String,
    /// A copy of that bucket and its region (`SECOND_BUCKET`, `SECOND_REGION`), if there is one.
    pub second: Option<(String, String)>,
    /// The public address of the page (`STATUS_PAGE_URL`); if empty, every link in the page's files
    /// is relative.
    pub address: String,
    /// Where customers subscribe (`SUBSCRIBE_URL`); if empty, the page offers feeds only.
    pub subscribe: String,
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
        let address = lookup("STATUS_PAGE_URL").unwrap_or_default();
        let subscribe = lookup("SUBSCRIBE_URL").unwrap_or_default();
        let named = |name: &str| lookup(name).ok().filter(|value| !value.is_empty());
        let second = named("SECOND_BUCKET").zip(named("SECOND_REGION"));
        let (table, bucket) = (lookup("TABLE_NAME")?, lookup("STATUS_BUCKET")?);
        Ok(Self { table, bucket, second, address, subscribe })
    }
}
