//! The words of `callout route`.

use super::folder::SettingsFolder;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with routes.
#[derive(Debug, Subcommand)]
pub enum Route {
    /// Show every route an event is looked at by, why it matched or not, and what becomes of the event. Offline.
    Test(RouteTest),
}

/// Trying an event on routes.
#[derive(Debug, Args)]
pub struct RouteTest {
    /// A file with the event as CloudWatch, EventBridge, SNS, the Events API or a tool has it, or in short:
    /// { "labels": { … } }.
    #[arg(long, value_name = "FILE")]
    pub event: PathBuf,
    /// As if it was sent with the key of this integration: its `mapping` and the scope of its key count.
    #[arg(long, value_name = "NAME")]
    pub integration: Option<String>,
    /// As if it arrived then, e.g. 2026-12-24T18:00Z, or 03:00 for the next such time, by this machine's clock. Default: now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Whose routes.
    #[command(flatten)]
    pub config: SettingsFolder,
}
