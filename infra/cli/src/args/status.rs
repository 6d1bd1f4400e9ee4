//! The words of whatever tells customers.

use callout_domain::ids::ComponentName;
use callout_domain::incident::{ComponentStatus, Impact};
use clap::{Args, Subcommand, ValueEnum};

/// An update for customers.
#[derive(Debug, Args)]
pub struct PostUpdate {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// Where the work stands. Default: as in the update before, and investigating in the first.
    #[arg(long, value_enum)]
    pub phase: Option<Phase>,
    /// How a component is now, as NAME=STATUS: operational, degraded, partial or major. Several times for several; those
    /// that are not named stay as they were said. Default: all components of the service, as bad as the severity.
    #[arg(long = "component", value_name = "NAME=STATUS", value_parser = component_status)]
    pub components: Vec<(ComponentName, ComponentStatus)>,
    /// How bad it is for customers. Default: as the worst component, else as the severity.
    #[arg(long, value_parser = impact)]
    pub impact: Option<Impact>,
    /// Let customers read that a resolved incident goes on, without reopening it.
    #[arg(long)]
    pub after_end: bool,
    /// What customers read in another language of the page, as LANGUAGE=TEXT. Several times for several.
    #[arg(long = "in", value_name = "LANGUAGE=TEXT", value_parser = translation)]
    pub translations: Vec<(String, String)>,
    /// Tell no subscriber.
    #[arg(long)]
    pub silent: bool,
    /// What customers read. Default: the text that the settings have for the phase.
    pub text: Option<String>,
}

/// Reads `de=Wir suchen die Ursache.`
fn translation(text: &str) -> Result<(String, String), String> {
    let (language, text) = text.split_once('=').ok_or("write LANGUAGE=TEXT, like de='Wir sind dran.'")?;
    Ok((language.trim().to_lowercase(), text.to_owned()))
}

/// Reads `checkout=major`.
fn component_status(text: &str) -> Result<(ComponentName, ComponentStatus), String> {
    let (name, status) = text.split_once('=').ok_or("write NAME=STATUS, like checkout=major")?;
    let status = match status.to_lowercase().replace(['-', ' '], "_").as_str() {
        "operational" | "ok" => ComponentStatus::Operational,
        "degraded" | "degraded_performance" => ComponentStatus::DegradedPerformance,
        "partial" | "partial_outage" => ComponentStatus::PartialOutage,
        "major" | "major_outage" => ComponentStatus::MajorOutage,
        other => {
            return Err(format!("`{other}` is no status; write operational, degraded, partial or major"));
        }
    };
    Ok((ComponentName::from(name.trim()), status))
}

/// Reads `major`.
fn impact(text: &str) -> Result<Impact, String> {
    Ok(match text.to_lowercase().as_str() {
        "none" => Impact::None,
        "minor" => Impact::Minor,
        "major" => Impact::Major,
        "critical" => Impact::Critical,
        other => return Err(format!("`{other}` is no impact; write none, minor, major or critical")),
    })
}

/// A correction.
#[derive(Debug, Args)]
pub struct EditUpdate {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// Which update, by its event in `callout show --json`. Default: the latest.
    #[arg(long, value_name = "EVENT")]
    pub update: Option<u64>,
    /// What customers read instead.
    pub text: String,
}

/// A withdrawal.
#[derive(Debug, Args)]
pub struct WithdrawUpdate {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// Which update, by its event in `callout show --json`. Default: the latest.
    #[arg(long, value_name = "EVENT")]
    pub update: Option<u64>,
}

/// A draft to publish.
#[derive(Debug, Args)]
pub struct PublishDraft {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
}

/// A draft to discard.
#[derive(Debug, Args)]
pub struct DiscardDraft {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
}

/// What to do with the status page, by the words that people look for.
#[derive(Debug, Subcommand)]
pub enum StatusCommand {
    /// Publish an update.
    Post(PostUpdate),
    /// Publish the draft that waits, as it is.
    Publish(PublishDraft),
    /// Discard the draft that waits.
    Discard(DiscardDraft),
    /// Correct an update that customers read; the page says that it was.
    Edit(EditUpdate),
    /// Withdraw an update: the page says that it was, and nothing that it said holds.
    Withdraw(WithdrawUpdate),
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
