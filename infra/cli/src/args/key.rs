//! The words of `callout key`.

use super::folder::SettingsFolder;
use clap::{Args, Subcommand};

/// Keys.
#[derive(Debug, Args)]
pub struct Key {
    /// What else to do than make one.
    #[command(subcommand)]
    pub command: Option<KeyCommand>,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// List the keys of the active settings, by digest, and when each was last used.
    List,
    /// Make a new key for an integration or a heartbeat, valid beside the old one.
    Rotate {
        /// The integration or heartbeat.
        name: String,
        /// Where it is written.
        #[command(flatten)]
        config: SettingsFolder,
    },
    /// End the old key of an integration or a heartbeat, once the tool sends with the new one.
    Retire {
        /// The integration or heartbeat.
        name: String,
        /// Where it is written.
        #[command(flatten)]
        config: SettingsFolder,
        /// Even if it was used within a day, or without a look.
        #[arg(long)]
        force: bool,
    },
}
