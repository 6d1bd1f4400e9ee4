//! `callout status`: what customers read.

use crate::act::{Operator, act, report};
use crate::args::{DeploymentOptions, Phase, PostUpdate, StatusCommand};
use crate::to_type::callout;
use anyhow::{Result, bail};
use callout_domain::incident::{self, Command, Incident, NewUpdate};

/// The command.
///
/// # Errors
/// As [`act`].
pub async fn command(common: &DeploymentOptions, what: StatusCommand) -> Result<()> {
    let change = |seq, text| Command::ChangeUpdate { seq, text };
    match what {
        StatusCommand::Post(args) => post(common, args).await,
        StatusCommand::Publish(which) => act(common, &which.incident, Command::PublishDraft).await,
        StatusCommand::Discard(which) => act(common, &which.incident, Command::DiscardDraft).await,
        StatusCommand::Edit(args) => act(common, &args.incident, change(args.update, Some(args.text))).await,
        StatusCommand::Withdraw(args) => act(common, &args.incident, change(args.update, None)).await,
    }
}

/// Publishes an update.
///
/// # Errors
/// As [`act`].
pub async fn post(common: &DeploymentOptions, args: PostUpdate) -> Result<()> {
    let operator = Operator::find(common).await?;
    let phase = match args.phase {
        Some(phase) => of_word(phase),
        None => phase_so_far(&operator.deployment.incident(&args.incident).await?)?,
    };
    let command = Command::PublishUpdate(NewUpdate {
        phase,
        text: args.text.unwrap_or_default(),
        impact: args.impact,
        states: args.components.into_iter().collect(),
        after_end: args.after_end,
        silent: args.silent,
        translations: args.translations.into_iter().collect(),
    });
    report(common, &operator.act(&args.incident, &command).await?)
}

fn of_word(phase: Phase) -> incident::Phase {
    match phase {
        Phase::Investigating => incident::Phase::Investigating,
        Phase::Identified => incident::Phase::Identified,
        Phase::Monitoring => incident::Phase::Monitoring,
        Phase::Resolved => incident::Phase::Resolved,
    }
}

/// Where the work stands by what customers read last.
///
/// # Errors
/// It is resolved: what comes after it is either a correction or no longer the end.
fn phase_so_far(incident: &Incident) -> Result<incident::Phase> {
    if !incident.is_open() {
        let number = incident.number;
        bail!(
            "#{number} is resolved; to correct what customers read write --phase resolved, to go on with it `{}`",
            callout(&format!("reopen {number}"))
        );
    }
    Ok(incident.told_last().map_or(incident::Phase::Investigating, |update| update.phase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;
    use callout_domain::incident::{Impact, StatusUpdate};
    use callout_domain::severity::Severity;

    #[test]
    fn an_update_without_a_phase_keeps_the_one_before() {
        let mut incident = incident(7, "payments", Severity::Sev2, "Errors");
        assert_eq!(phase_so_far(&incident).unwrap(), incident::Phase::Investigating);
        let at = incident.opened_at;
        let update = |phase| StatusUpdate {
            seq: 1,
            at,
            phase,
            text: String::new(),
            impact: Impact::Major,
            components: Vec::new(),
            states: Default::default(),
            translations: Default::default(),
            changed: None,
            automatic: false,
            silent: false,
        };
        incident.updates = vec![update(incident::Phase::Investigating), update(incident::Phase::Monitoring)];
        assert_eq!(phase_so_far(&incident).unwrap(), incident::Phase::Monitoring);
    }
}
