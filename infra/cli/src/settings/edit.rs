//! An edit of a settings file that is not written yet, and the settings that it makes.
//! Must not make settings that are not sound.

use super::bytes_kept::as_written;
use super::folder::{Replaced, read, read_replaced};
use super::replacing::replace;
use anyhow::{Context, Result, bail};
use callout_domain::settings::Settings;
use std::path::{Path, PathBuf};

/// One file as it would be.
#[derive(Debug)]
pub(crate) struct Edit {
    file: PathBuf,
    read: String,
    edited: String,
    /// The settings of the folder as it is.
    pub(crate) before: Settings,
    /// The settings of the folder as it would be.
    pub(crate) after: Settings,
}

impl Edit {
    /// Edits the file that holds a table, or else the file that is named for it, if one is.
    ///
    /// # Errors
    /// No file holds the table, or the settings are not sound before or after.
    pub(crate) fn prepare(
        config: &Path,
        table: &[&str],
        otherwise: Option<&str>,
        edit: impl FnOnce(&str) -> Result<String>,
    ) -> Result<Self> {
        let folder = read(config)?;
        let (file, text) = match (folder.holding(table), otherwise) {
            (Some((file, text)), _) => (file.to_owned(), text.to_owned()),
            (None, Some(name)) => named(config.join(name))?,
            (None, None) => bail!("no file holds [{}]", table.join(".")),
        };
        let before = folder.sound()?;
        let edited = edit(&text).with_context(|| format!("edit {}", file.display()))?;
        let edited = as_written(&text, &edited);
        let after = read_replaced(config, Some(Replaced { file: &file, text: &edited }))?;
        if !after.findings.is_empty() {
            let all: Vec<String> = after.findings.iter().map(ToString::to_string).collect();
            bail!("not saved; the new settings would be invalid:\n{}", all.join("\n"));
        }
        Ok(Self { file, read: text, edited, before, after: after.settings })
    }

    /// The file.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Writes it.
    ///
    /// # Errors
    /// Somebody changed the file meanwhile, or it cannot be written.
    pub(crate) fn write(&self) -> Result<()> {
        replace(&self.file, &self.read, &self.edited)
    }
}

/// A file that may hold other tables, or comments alone, or may not be there yet.
fn named(file: PathBuf) -> Result<(PathBuf, String)> {
    let text = match file.exists() {
        true => std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?,
        false => String::new(),
    };
    Ok((file, text))
}
