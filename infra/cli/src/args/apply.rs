//! The words of `callout apply` and `callout settings`, and of whatever edits settings.

use super::folder::{FolderToWrite, SettingsFolder};
use clap::{Args, Subcommand};

/// A folder of settings.
#[derive(Debug, Args)]
pub struct Folder {
    /// Where it is.
    #[command(flatten)]
    pub config: SettingsFolder,
}

/// Making settings active.
#[derive(Debug, Args)]
pub struct Apply {
    /// The folder.
    #[command(flatten)]
    pub folder: Folder,
    /// Only show what would change.
    #[arg(long)]
    pub dry_run: bool,
    /// Fail if a schedule has gaps in the next 90 days.
    #[arg(long)]
    pub strict: bool,
    /// Apply without asking.
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Replace this version, though your checkout does not contain the commit that it was applied from.
    #[arg(long, value_name = "VERSION", visible_alias = "replace-version")]
    pub replace: Option<String>,
    /// Apply though nobody confirmed the addresses of some people yet, so that pages do not reach them.
    #[arg(long, conflicts_with = "dry_run")]
    pub unconfirmed: bool,
}

/// Looking at the active settings.
#[derive(Debug, Subcommand)]
pub enum Settings {
    /// Show the active settings, and who applied them when and from which commit.
    Show,
    /// Show how a folder differs from the active settings.
    Diff(Folder),
}

/// The settings that are edited.
#[derive(Debug, Args)]
pub struct Files {
    /// Where they are.
    #[command(flatten)]
    pub config: FolderToWrite,
    /// Edit the files, and make the same edit in the active settings.
    #[arg(long)]
    pub apply: bool,
    /// Apply without asking.
    #[arg(long)]
    pub yes: bool,
    /// With --apply --yes: apply all of the folder in place of this version, not the edit alone.
    #[arg(long, value_name = "VERSION", requires_all = ["apply", "yes"])]
    pub replace_version: Option<String>,
}

impl Files {
    /// Whether files are to be written. Otherwise what is decided is active at once, and files stay as they are.
    pub(crate) fn are_meant(&self) -> bool {
        self.config.is_named() || self.apply
    }
}
