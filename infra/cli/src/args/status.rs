//! The words of whatever tells customers.

use super::translation::translation;
use callout_domain::ids::ComponentName;
use callout_domain::incident::{ComponentStatus, Impact};
use clap::{Args, Subcommand, ValueEnum};

/// An update for customers.
#[derive(Debug, Args)]
pub struct PostUpdate {
    /// Its number (`12` or `#12`) or identity (`inc_…`). Without one it is on the status page only, and pages nobody.
    #[arg(value_name = "INCIDENT")]
    first: Option<String>,
    /// What customers read. Default: the text that the settings have for the phase.
    #[arg(value_name = "TEXT")]
    second: Option<String>,
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
}

impl PostUpdate {
    /// The incident, if one is named; and the text.
    pub fn words(&self) -> (Option<&str>, &str) {
        match (self.first.as_deref(), self.second.as_deref()) {
            (first, Some(text)) => (first, text),
            (Some(first), None) if is_incident(first) => (Some(first), ""),
            (first, None) => (None, first.unwrap_or_default()),
        }
    }
}

fn is_incident(word: &str) -> bool {
    let number = word.strip_prefix('#').unwrap_or(word);
    word.starts_with("inc_") || !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Something that is over, and customers were not told.
#[derive(Debug, Args)]
pub struct Backfill {
    /// When it began: 2026-11-28T03:10 by this machine's clock, or an instant with an offset.
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// When it ended.
    #[arg(long, value_name = "TIME")]
    pub to: String,
    /// How a component was, as NAME=STATUS: degraded, partial or major. Several times for several.
    #[arg(long = "component", value_name = "NAME=STATUS", value_parser = component_status, required = true)]
    pub components: Vec<(ComponentName, ComponentStatus)>,
    /// What customers read in another language of the page, as LANGUAGE=TEXT. Several times for several.
    #[arg(long = "in", value_name = "LANGUAGE=TEXT", value_parser = translation)]
    pub translations: Vec<(String, String)>,
    /// What customers read.
    pub text: String,
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
    /// Add an incident that is over; the page says that it was added, and uptime counts it.
    Backfill(Backfill),
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
    /// What happened, once it is over.
    Postmortem,
}
