//! Replaces a settings file.
//!
//! Must not look at what it says; whoever edits checks the settings as a whole before.

use anyhow::{Context, Result, bail};
use std::path::Path;

/// Puts the edited text in place of the one that was read, wholly or not at all.
pub(super) fn replace(file: &Path, read: &str, edited: &str) -> Result<()> {
    if !file.exists() && read.is_empty() {
        return std::fs::write(file, edited).with_context(|| format!("write {}", file.display()));
    }
    // Through a link, so that the link stays one.
    let file = &file.canonicalize().with_context(|| format!("find {}", file.display()))?;
    let now = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    if now != read {
        bail!("{} was changed meanwhile; try again", file.display());
    }
    let draft = file.with_extension(format!("callout-{}", std::process::id()));
    let written = std::fs::write(&draft, edited)
        .and_then(|()| std::fs::set_permissions(&draft, std::fs::metadata(file)?.permissions()))
        .and_then(|()| std::fs::rename(&draft, file));
    if written.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
    written.with_context(|| format!("write {}; it is as it was", file.display()))
}
