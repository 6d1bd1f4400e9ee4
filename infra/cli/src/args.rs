//! The words of the command line.

mod apply;
mod oncall;
mod route;
mod suppress;
mod target;

pub use apply::*;
pub use oncall::*;
pub use route::*;
pub use suppress::*;
pub use target::*;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use std::path::PathBuf;

/// Incident response in your own AWS account: settings as code, incidents at the prompt.
#[derive(Debug, Parser)]
#[command(name = "callout", version, arg_required_else_help = true)]
pub struct Cli {
    /// Which deployment and how to print.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run everything on this machine: build, deploy to an emulated AWS, apply the sample settings.
    Local(Local),
    /// Check the settings offline; says file, line and what to do.
    Check {
        /// The folder.
        #[command(flatten)]
        folder: Folder,
        /// Fail if a schedule has gaps in the next 90 days.
        #[arg(long)]
        strict: bool,
    },
    /// Show what differs from the active settings, ask, then apply these.
    Apply(Apply),
    /// Look at the active settings.
    #[command(subcommand)]
    Settings(Settings),
    /// Show what an event would do, offline: which route, who would be called out over what, when.
    Simulate(Simulate),
    /// Try events on routes.
    #[command(subcommand)]
    Route(Route),
    /// Let alarms page nobody for a while.
    #[command(subcommand)]
    Silence(Silence),
    /// Let the alarms of services wait while these are worked on.
    #[command(subcommand)]
    Maintenance(Maintenance),
    /// List incidents, newest first.
    Incidents {
        /// Only those that are not resolved.
        #[arg(long)]
        open: bool,
        /// How many days back.
        #[arg(long, default_value_t = 30, value_name = "DAYS")]
        days: u16,
    },
    /// Show one incident with its whole timeline.
    Show(Which),
    /// Acknowledge an incident: you have it.
    Ack(Which),
    /// Resolve an incident: it is over.
    Resolve(Which),
    /// Call out the next level now.
    Escalate(Which),
    /// Have an incident, but hear no more of it for a while.
    Snooze {
        /// Its number (`12` or `#12`) or identity (`inc_…`).
        incident: String,
        /// How long, e.g. 2h; it is called out again then.
        #[arg(long = "for", value_name = "LENGTH", value_parser = callout_domain::delay::Delay::parse)]
        length: callout_domain::delay::Delay,
    },
    /// Give an incident to other people: they are called out, whoever was before hears no more of it.
    Reassign {
        /// Its number (`12` or `#12`) or identity (`inc_…`).
        incident: String,
        /// To whom.
        #[arg(long, value_name = "RESPONDER", value_delimiter = ',', required = true)]
        to: Vec<String>,
    },
    /// Ask one more person to help with an incident; whoever has it keeps it.
    Ask {
        /// Its number (`12` or `#12`) or identity (`inc_…`).
        incident: String,
        /// Whom.
        responder: String,
    },
    /// Put a policy in force for an open incident: another one, or its service's own as it stands now.
    Policy {
        /// Its number (`12` or `#12`) or identity (`inc_…`).
        incident: String,
        /// The other policy; it starts at its first level.
        policy: Option<String>,
    },
    /// Add a word to an incident's timeline.
    Note {
        /// Its number (`12` or `#12`) or identity (`inc_…`).
        incident: String,
        /// The word.
        text: String,
    },
    /// Tell customers something on the status page.
    Tell {
        /// Its number (`12` or `#12`) or identity (`inc_…`).
        incident: String,
        /// Where the work stands.
        #[arg(long, value_enum)]
        phase: Phase,
        /// What customers read.
        text: String,
    },
    /// Show who is on call, share the calendar, change it for a while.
    Oncall(Box<Oncall>),
    /// Send a message marked TEST to a responder, the way of a page, and say what became of it.
    #[command(name = "test-page")]
    TestPage(Whom),
    /// See whether a contact works: send a code there, then say it back with --code.
    Verify {
        /// Whose contacts.
        #[command(flatten)]
        whom: Whom,
        /// The six digits that arrived.
        #[arg(long, value_name = "DIGITS", requires = "contact")]
        code: Option<String>,
    },
    /// Look for whatever would keep a page from arriving, and say what to do about it.
    Ready,
    /// List what was changed lately, newest first: deployments and edits that tools told of.
    Changes {
        /// Only of this service.
        #[arg(long, value_name = "NAME")]
        service: Option<String>,
        /// How many hours back; changes are kept for ninety days.
        #[arg(long, default_value_t = 24, value_name = "HOURS")]
        hours: u16,
    },
    /// List who promised to report in, and when they last did.
    Heartbeats,
    /// Make a key for a tool that sends events or for a heartbeat, and the digest to put into the settings.
    Key,
    /// Print a link that opens the console for twelve hours.
    Console {
        /// For this responder.
        responder: String,
    },
    /// Print the JSON Schema of the settings, for editors.
    Schema,
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// One incident.
#[derive(Debug, Args)]
pub struct Which {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
}

/// A responder's contacts.
#[derive(Debug, Args)]
pub struct Whom {
    /// The responder; `fallback` is the fallback contact of the template.
    pub responder: String,
    /// Only this contact, by its name.
    #[arg(long, value_name = "NAME")]
    pub contact: Option<String>,
}

/// Trying an event on settings.
#[derive(Debug, Args)]
pub struct Simulate {
    /// A file with the event as CloudWatch, EventBridge or SNS delivers it.
    #[arg(long, value_name = "FILE")]
    pub event: PathBuf,
    /// As if it arrived at this instant instead of now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// How many minutes to look ahead.
    #[arg(long, default_value_t = 90, value_name = "MINUTES")]
    pub minutes: u32,
    /// The folder of `*.toml` files.
    #[arg(long, default_value = "infra/config", value_name = "FOLDER")]
    pub config: PathBuf,
}

/// Running on this machine.
#[derive(Debug, Args)]
pub struct Local {
    /// Keep the data for the next start on this port.
    #[arg(long)]
    pub keep: bool,
    /// Set a sample alarm off, or back.
    #[command(subcommand)]
    pub alarm: Option<LocalAlarm>,
}

/// A sample alarm.
#[derive(Debug, Subcommand)]
pub enum LocalAlarm {
    /// Set a CloudWatch alarm off.
    Alarm {
        /// Its name; a new one is made if need be. Left out: the first sample.
        name: Option<String>,
    },
    /// Let a CloudWatch alarm be fine again.
    Ok {
        /// Its name. Left out: the first sample.
        name: Option<String>,
    },
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
