//! The words of `callout subscriber`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Who is told what is new on the status page.
#[derive(Debug, Subcommand)]
pub enum SubscriberCommand {
    /// List subscribers, and who does not get anything any more.
    List,
    /// Send nothing to an address any more, and forget it.
    Remove {
        /// The mail address, the address of a receiver, or the identity that `list` shows (`sub_…`).
        address: String,
    },
    /// Add the subscribers of a CSV file, such as Statuspage's.
    ///
    /// Each is asked to confirm. Whoever left, bounced or subscribed already stays as they are.
    Import(ImportSubscribers),
}

/// Adding subscribers from elsewhere.
#[derive(Debug, Args)]
pub struct ImportSubscribers {
    /// The CSV file: columns type, email or endpoint, and components, with a heading or in this order.
    #[arg(value_name = "FILE.csv")]
    pub file: PathBuf,
    /// They confirmed elsewhere: nobody is asked, and each is told from now on.
    #[arg(long)]
    pub confirmed: bool,
    /// The language of their messages. Default: the page's first.
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
}
