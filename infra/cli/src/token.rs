//! What makes a new incident this one.

use anyhow::{Context as _, Result};
use callout_domain::ids::hex;

/// What makes what a person opens this one: the loop behind it may try twice.
pub(crate) fn token() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("ask the system for random bytes")?;
    Ok(hex(&bytes))
}
