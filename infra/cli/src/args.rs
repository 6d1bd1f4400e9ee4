//! The words of the command line.

mod apply;
mod audit;
mod contact;
mod deploy;
mod deployment_options;
mod drill;
mod folder;
pub mod help;
mod key;
mod oncall;
mod respond;
mod route;
mod shifts;
mod status;
mod subscriber;
mod suppress;
mod translation;

pub use apply::*;
pub use audit::*;
pub use contact::*;
pub use deploy::*;
pub use deployment_options::*;
pub use drill::*;
pub use folder::*;
pub use key::*;
pub use oncall::*;
pub use respond::*;
pub use route::*;
pub use shifts::*;
pub use status::*;
pub use subscriber::*;
pub use suppress::*;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Incident response in your own AWS account: settings as code, incidents at the prompt.
#[derive(Debug, Parser)]
#[command(name = "callout", version, arg_required_else_help = true)]
pub struct Cli {
    /// Which deployment and how to print.
    #[command(flatten)]
    pub common: DeploymentOptions,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run everything on this machine, on an emulated AWS.
    ///
    /// Builds, deploys there, and applies the sample settings.
    Local(Local),
    /// Deploy into your AWS account, or update what is deployed.
    ///
    /// Builds, shows what changes, asks, and deploys.
    Deploy(Box<Deploy>),
    /// Remove a deployment from your AWS account.
    ///
    /// The table and the buckets stay.
    Destroy(Destroy),
    /// Check settings; says file, line and what to do.
    Check {
        /// The folder.
        #[command(flatten)]
        folder: Folder,
        /// Fail if a schedule has gaps in the next 90 days.
        #[arg(long)]
        strict: bool,
    },
    /// Show what differs from the active settings, ask, apply.
    Apply(Apply),
    /// Look at the active settings.
    #[command(subcommand)]
    Settings(Settings),
    /// Show what an event would do: who is paged, how and when.
    ///
    /// Offline, with the settings of a folder.
    Simulate(Simulate),
    /// Try events on routes.
    #[command(subcommand)]
    Route(Route),
    /// Silence alerts for a time.
    #[command(subcommand)]
    Silence(Silence),
    /// Manage maintenance windows.
    #[command(subcommand)]
    Maintenance(Maintenance),
    /// List incidents: first what needs somebody.
    #[command(alias = "list")]
    Incidents(Incidents),
    /// Show one incident with its whole timeline.
    Show(OneIncident),
    /// Show what fires, in one incident or all that are open.
    Alerts(OptionalIncident),
    /// Acknowledge incidents and stop their escalation.
    #[command(alias = "acknowledge")]
    Ack(Ack),
    /// Resolve incidents.
    Resolve(Resolve),
    /// Reopen an incident that ended within the hour; it is yours.
    Reopen(OneIncident),
    /// Page the next level now.
    Escalate(OneIncident),
    /// Acknowledge incidents and snooze them.
    Snooze(Snooze),
    /// Reassign an incident and page the new assignees.
    #[command(alias = "assign")]
    Reassign(Reassign),
    /// Add a responder to an incident.
    #[command(alias = "add-responder")]
    Ask(Ask),
    /// Merge incidents into another, which pages for them.
    ///
    /// Their alerts stay theirs. Resolving the other one resolves them.
    Merge(Merge),
    /// Make merged incidents their own again.
    Split(SeveralIncidents),
    /// Switch an incident to another escalation policy.
    ///
    /// Left out: its service's own as it is now.
    Policy(Policy),
    /// Declare an incident that no alarm tells of; pages at once.
    ///
    /// Shows what is open first, and asks whether it is one of these. Customers read of it at once where the settings publish
    /// such incidents; says so, with what they read.
    Declare(Declare),
    /// Change the severity of an incident.
    ///
    /// Holds until an alert is worse than any that is known.
    Severity(Rate),
    /// Add a note to the timelines of incidents.
    #[command(alias = "comment")]
    Note(Note),
    /// Tell customers on the status page.
    #[command(subcommand)]
    Status(StatusCommand),
    /// See, end and import who is told what is new on the status page.
    #[command(subcommand)]
    Subscriber(SubscriberCommand),
    /// Publish a status page update.
    #[command(hide = true)]
    Tell(PostUpdate),
    /// Show who is on call, share the calendar, change it.
    Oncall(Box<Oncall>),
    /// Send a message marked TEST to a responder, the way of a page.
    ///
    /// Says what became of it, and fails if a contact would not be reached.
    #[command(name = "test-page")]
    TestPage(Whom),
    /// Verify a contact: send a code, enter it with --code.
    Verify {
        /// The contacts.
        #[command(flatten)]
        whom: Whom,
        /// The six digits that arrived.
        #[arg(long, value_name = "DIGITS", requires = "contact")]
        code: Option<String>,
    },
    /// See and change how a responder is reached, beside the settings.
    #[command(subcommand)]
    Contact(Contact),
    /// Confirm a mail address with the link of AWS's mail.
    ///
    /// No link in a mail can unsubscribe it then.
    Confirm(Confirm),
    /// Set off an alarm that pages nobody; time each step.
    Drill(Drill),
    /// Check that pages would reach people.
    ///
    /// Says what to do where they would not.
    #[command(alias = "doctor")]
    Ready,
    /// Bring back what lies in the dead-letter queues.
    ///
    /// Lists it, asks, and sends each message where it belongs.
    Replay(Replay),
    /// List recent deployments and changes, newest first.
    Changes {
        /// Only of this service.
        #[arg(long, value_name = "NAME")]
        service: Option<String>,
        /// How many hours back; changes are kept for ninety days.
        #[arg(long, default_value_t = 24, value_name = "HOURS")]
        hours: u16,
    },
    /// List who did what, newest first.
    Audit(Audit),
    /// List people: access, and which contacts were verified.
    People,
    /// List services: policy, components, and what is open.
    Services,
    /// List integrations: what each may do, and its last use.
    Integrations,
    /// List heartbeats and when the last ping of each.
    Heartbeats,
    /// List the pages on which colleagues report problems.
    #[command(name = "report-page", alias = "report-pages")]
    ReportPage,
    /// Make a key for a tool or a heartbeat; list, replace keys.
    Key(Key),
    /// Open the console in the browser, or print its link.
    ///
    /// For the responder whom `--as` names. The link is printed where there is no browser.
    Open(OptionalIncident),
    /// Print a link that opens the console for twelve hours.
    Console {
        /// The responder.
        responder: String,
    },
    /// Sign a responder out of the console everywhere.
    ///
    /// Every session and sign-in link of theirs ends; links in pages go on.
    #[command(name = "sign-out")]
    SignOut {
        /// The responder.
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

/// A responder's contacts.
#[derive(Debug, Args)]
pub struct Whom {
    /// The responder; `fallback` is the fallback contact of the template.
    pub responder: String,
    /// Only this contact, by its name.
    #[arg(long, value_name = "NAME")]
    pub contact: Option<String>,
}

/// Confirming a mail address.
#[derive(Debug, Args)]
pub struct Confirm {
    /// The link, copied and not opened, in quotes. Or a mail address: AWS sends it a new mail.
    #[arg(value_name = "LINK")]
    pub link: String,
    /// Subscribe an address anew without asking, though nothing arrives there until the new mail's link is confirmed.
    #[arg(long)]
    pub yes: bool,
    /// Even if nobody else receives Callout's own alarms, or is the fallback contact, meanwhile.
    #[arg(long)]
    pub force: bool,
}

/// Bringing back dead letters.
#[derive(Debug, Args)]
pub struct Replay {
    /// Only list them.
    #[arg(long)]
    pub dry_run: bool,
    /// Bring them back without asking.
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
}

/// Trying an event on settings.
#[derive(Debug, Args)]
pub struct Simulate {
    /// A file with the event as CloudWatch, EventBridge or SNS delivers it.
    #[arg(long, value_name = "FILE")]
    pub event: PathBuf,
    /// As if it arrived then, e.g. 2026-12-24T18:00Z, or 03:00 for the next such time, by this machine's clock. Default: now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// How many minutes to look ahead; a week at most.
    #[arg(long, default_value_t = 90, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(..=7 * 24 * 60))]
    pub minutes: u32,
    /// Whose settings.
    #[command(flatten)]
    pub config: SettingsFolder,
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
