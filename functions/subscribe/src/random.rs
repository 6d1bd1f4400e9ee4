//! Random text: tokens of links and keys of signatures.

use crate::notice::Notice;
use anyhow::anyhow;
use callout_domain::ids::hex;

/// Thirty-two hexadecimal digits that nobody guesses.
pub(crate) fn random() -> Result<String, Notice> {
    let mut bytes = [0; 16];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|error| Notice::away(anyhow!("ask the system for random bytes: {error}")))?;
    Ok(hex(&bytes))
}
