//! Saves what others save at the same time: under a version, and again after a conflict.

use anyhow::{Context as _, Result, bail};
use callout_lambda::after_conflict;
use callout_ports::CommitError;

/// How often a change is tried while others keep changing the page.
pub(crate) const TRIES: usize = 12;

/// Repeats a change while others change the same.
pub(crate) async fn change(what: &str, attempt: impl AsyncFn() -> Result<bool>) -> Result<()> {
    for tried in 0..TRIES {
        if attempt().await? {
            return Ok(());
        }
        after_conflict(tried).await;
    }
    bail!("every one of {TRIES} tries to save {what} met a conflict")
}

/// Whether a document was saved: `false` if somebody else saved another version.
pub(crate) fn saved(answer: Result<(), CommitError>, doing: &'static str) -> Result<bool> {
    match answer {
        Ok(()) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(CommitError::Port(error)) => Err(error).context(doing),
    }
}
