//! Which files of a folder are settings, and their text. Must not read what it says.

use super::finding::Finding;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The text of a settings file.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub(super) fn text_of(file: &Path) -> Result<String> {
    let bytes = std::fs::read(file).with_context(|| format!("read {}", file.display()))?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        anyhow::anyhow!("{}:{line}: a character that is not UTF-8; save the file as UTF-8", file.display())
    })
}

/// Whether a file is one that people mean: no lock or draft of an editor, and nothing that a system puts beside a file.
fn is_settings(path: &Path) -> bool {
    !is_hidden(path) && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// The settings files of a folder, in the order of their names.
///
/// # Errors
/// The folder cannot be read, or there is none.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| {
        format!(
            "read the folder {}; name the folder of your settings, like infra/config, or set CALLOUT_CONFIG",
            folder.display()
        )
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| is_settings(path))
        .collect();
    if files.is_empty() {
        bail!("there is no *.toml in {}; copy infra/config of the sources to begin with", folder.display());
    }
    files.sort();
    Ok(files)
}

/// The folders inside a folder that hold settings files: nothing in them counts, which their writer may not know.
pub(super) fn folders_not_read(folder: &Path) -> Vec<Finding> {
    let holds_settings = |inner: &PathBuf| paths(inner).iter().any(|path| is_settings(path));
    let unread = |file: PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let message =
            format!("the settings in the folder {name} are not read; move its files up beside the others");
        Finding { file: file.clone(), line: 1, message }
    };
    let mut inner: Vec<PathBuf> =
        paths(folder).into_iter().filter(|path| path.is_dir() && !is_hidden(path)).collect();
    inner.sort();
    inner.into_iter().filter(holds_settings).map(unread).collect()
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect()
}
