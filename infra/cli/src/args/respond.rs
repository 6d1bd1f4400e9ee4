//! The words of whatever works on incidents.

use callout_domain::delay::Delay;
use clap::{Args, Subcommand, ValueEnum};

/// Which incidents to list.
#[derive(Debug, Args)]
pub struct Incidents {
    /// Only those that are not resolved.
    #[arg(long)]
    pub open: bool,
    /// How many days back what is over goes. What is open is listed whatever its age.
    #[arg(long, default_value_t = 30, value_name = "DAYS")]
    pub days: u16,
}

/// One incident.
#[derive(Debug, Args)]
pub struct Which {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
}

/// A snooze.
#[derive(Debug, Args)]
pub struct Snooze {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// Duration, e.g. 2h; it pages again then.
    #[arg(long = "for", value_name = "LENGTH", value_parser = Delay::parse)]
    pub length: Delay,
}

/// New assignees.
#[derive(Debug, Args)]
pub struct Reassign {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// New assignee; several are separated by commas.
    #[arg(long, value_name = "RESPONDER", value_delimiter = ',', required = true)]
    pub to: Vec<String>,
}

/// One more responder.
#[derive(Debug, Args)]
pub struct Ask {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// Responder.
    pub responder: String,
}

/// Another policy.
#[derive(Debug, Args)]
pub struct Policy {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// The other policy; it starts at its first level. Default: the service's.
    pub policy: Option<String>,
}

/// A note.
#[derive(Debug, Args)]
pub struct Note {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// The note.
    pub text: String,
}

/// An update for customers.
#[derive(Debug, Args)]
pub struct PublishUpdate {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// Where the work stands.
    #[arg(long, value_enum)]
    pub phase: Phase,
    /// What customers read.
    pub text: String,
}

/// What to do with the status page, by the words that people look for.
#[derive(Debug, Subcommand)]
pub enum StatusCommand {
    /// Publish an update.
    Post(PublishUpdate),
}

/// Where the work stands, for customers.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Phase {
    /// The cause is not known.
    Investigating,
    /// The cause is known.
    Identified,
    /// A fix is in place.
    Monitoring,
    /// It is over.
    Resolved,
}
