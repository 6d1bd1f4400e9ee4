//! Commands that change one incident: load, decide, commit, say what happened.

use crate::addressees::known_responder;
use crate::args::{DeploymentOptions, Phase};
use crate::deployment::Deployment;
use crate::incidents::Listed;
use crate::operator::signature;
use crate::print;
use anyhow::{Context, Result, bail};
use callout_aws::load_settings;
use callout_domain::delay::Delay;
use callout_domain::incident::{self, Actor, Command, Decided, Refusal, Via};
use callout_domain::timeline::sentence;
use callout_lambda::{Changed, SystemClock, change};
use jiff::Timestamp;

/// Acknowledges.
pub const ACKNOWLEDGE: Command = Command::Acknowledge { via: Via::CommandLine };
/// Resolves.
pub const RESOLVE: Command = Command::Resolve { via: Via::CommandLine };

/// Publishes a status page update.
pub fn publish_update(phase: Phase, text: String) -> Command {
    let phase = match phase {
        Phase::Investigating => incident::Phase::Investigating,
        Phase::Identified => incident::Phase::Identified,
        Phase::Monitoring => incident::Phase::Monitoring,
        Phase::Resolved => incident::Phase::Resolved,
    };
    Command::PublishUpdate { phase, text, impact: None }
}

/// Snoozes.
///
/// # Errors
/// The moment lies beyond what a clock can show.
pub fn snooze(length: Delay, now: Timestamp) -> Result<Command> {
    let until = now.checked_add(length.0).context("that is too long")?;
    Ok(Command::Snooze { until })
}

/// Reassigns.
pub fn reassign(to: &[String]) -> Command {
    Command::Reassign { to: to.iter().map(|name| name.trim().into()).collect() }
}

/// Switches to a policy.
pub fn policy(name: Option<&str>) -> Command {
    match name {
        Some(name) => Command::Move { policy: name.into() },
        None => Command::ApplyPolicy,
    }
}

/// Does one thing to one incident.
///
/// # Errors
/// There is no such incident, it refuses, or the table does not answer.
pub async fn act(common: &DeploymentOptions, wanted: &str, command: Command) -> Result<()> {
    let deployment = Deployment::find_to_change(common).await?;
    let incident = deployment.incident(wanted).await?;
    if let Some(name) = &deployment.on_behalf_of {
        let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
        known_responder(&settings.unwrap_or_default(), &name.as_str().into())?;
    }
    let by = Actor::operator(&signature(&deployment));
    let changed = change(&deployment.table, &incident.id, &command, &by, &SystemClock).await;
    match changed.with_context(|| deployment.unreachable())? {
        Changed::Done(decided) => {
            let Decided { incident, events } = *decided;
            events
                .iter()
                .for_each(|event| print::aside(format!("#{}: {}", incident.number, sentence(event))));
            report(common, &incident)
        }
        // Whoever asks for what is so already has what they want.
        Changed::Refused(
            incident,
            why @ (Refusal::AlreadyAcknowledged(_) | Refusal::AlreadyResolved(_) | Refusal::AlreadyDone),
        ) => {
            print::aside(format!("#{}: {why}", incident.number));
            report(common, &incident)
        }
        Changed::Refused(incident, why) => bail!("#{}: {why}", incident.number),
        Changed::Unknown => bail!("there is no incident {wanted} any more"),
    }
}

fn report(common: &DeploymentOptions, incident: &incident::Incident) -> Result<()> {
    if common.json { print::json(&Listed::of(incident)) } else { Ok(()) }
}
