//! The words of `callout silence` and `callout maintenance`.

use super::Files;
use super::folder::OtherFolder;
use callout_domain::delay::Delay;
use clap::{ArgGroup, Args, Subcommand};

/// What to do about silences.
#[derive(Debug, Subcommand)]
pub enum Silence {
    /// Silence alerts for a time, at once; with --config or --apply in the files.
    Add(AddSilence),
    /// End a silence now; with --config or --apply, remove it from the files.
    Remove(Named),
    /// List silences, and which of them hold alarms back now.
    List(Listing),
}

/// What to do about maintenance windows.
#[derive(Debug, Subcommand)]
pub enum Maintenance {
    /// Add a window, at once or in the files: alerts of its services page nobody before it ends.
    Add(AddMaintenance),
    /// End a window now; with --config or --apply in the files, where one that has not begun is removed.
    End(Named),
    /// List windows, and which of them hold alarms back now.
    List(Listing),
}

/// A silence to write.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("alarms").required(true).args(["matches", "incident"]))]
pub struct AddSilence {
    /// Which alarms, e.g. 'alarm=~"payments-.*", region!="us-east-1"'; several must all hold.
    #[arg(long = "match", value_name = "MATCHERS")]
    pub matches: Vec<String>,
    /// The alarms that fire in this incident.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["config", "folder", "apply"])]
    pub incident: Option<String>,
    /// When.
    #[command(flatten)]
    pub when: When,
    /// Why; it stands on the timeline of what is held back.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub reason: String,
    /// Who wants it, in files; otherwise it is whoever IAM says.
    #[arg(long, env = "USER", default_value = "operator", value_name = "NAME")]
    pub author: String,
    /// Name in files (default: derived from the matchers).
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The files it is written to, instead of at once.
    #[command(flatten)]
    pub files: Files,
}

/// A maintenance window to write.
#[derive(Debug, Args)]
pub struct AddMaintenance {
    /// What is worked on, e.g. payments or payments,search.
    #[arg(long = "service", value_name = "NAMES", value_delimiter = ',', required = true)]
    pub services: Vec<String>,
    /// When.
    #[command(flatten)]
    pub when: When,
    /// What is done.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// CloudWatch alarms that do nothing meanwhile; in files only.
    #[arg(long, value_name = "ALARMS", value_delimiter = ',')]
    pub mirror: Vec<String>,
    /// Name in files (default: derived from the services).
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The files it is written to, instead of at once.
    #[command(flatten)]
    pub files: Files,
}

/// From when to when.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("end").required(true).args(["to", "length"]))]
pub struct When {
    /// Start: 2026-12-24T18:00 by the clock of --zone, 18:00 for the next such time, or an instant with an offset.
    #[arg(long, value_name = "TIME", default_value = "now")]
    pub from: String,
    /// End; 18:00 is the next such time after --from.
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Duration, e.g. 2h.
    #[arg(long = "for", value_name = "LENGTH", value_parser = Delay::parse)]
    pub length: Option<Delay>,
    /// IANA zone of the times. Default: that of this machine's clock.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
}

/// One of them.
#[derive(Debug, Args)]
pub struct Named {
    /// Its name as `list` prints it.
    pub name: String,
    /// The files it is written to, instead of at once.
    #[command(flatten)]
    pub files: Files,
}

/// Whose to list.
#[derive(Debug, Args)]
pub struct Listing {
    /// Those of a folder instead of the active ones.
    #[command(flatten)]
    pub config: OtherFolder,
}
