//! The words of `callout key`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

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
        /// The folder of `*.toml` files.
        #[arg(long, default_value = "infra/config", value_name = "FOLDER")]
        config: PathBuf,
    },
    /// End the old key of an integration or a heartbeat, once the tool sends with the new one.
    Retire {
        /// The integration or heartbeat.
        name: String,
        /// The folder of `*.toml` files.
        #[arg(long, default_value = "infra/config", value_name = "FOLDER")]
        config: PathBuf,
        /// Even if it was used within a day, or without a look.
        #[arg(long)]
        force: bool,
    },
}
