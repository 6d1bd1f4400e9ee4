//! Applies one person's command to one incident.

use crate::deps::Ports;
use crate::error::PageError;
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Command, Incident, Refusal};
use callout_domain::settings::Rules;
use callout_lambda::{ChangeRequest, Changed, Patience, change_incident};
use callout_ports::IncidentStore as _;

/// A person's request.
pub struct ActionRequest<'a> {
    /// The command.
    pub command: Command,
    /// Who asks for it.
    pub by: Actor,
    /// The settings that apply.
    pub rules: &'a Rules,
    /// The version of the incident that the person saw, for commands that must not be applied twice.
    pub seen: Option<u64>,
}

/// The result of a request.
pub enum Outcome {
    /// It is recorded, now or by an earlier click.
    Done,
    /// The incident's current state does not allow it.
    Refused(Box<Incident>, Refusal),
}

/// The incident as last committed. The error does not reveal whether the incident exists.
pub async fn load<P: Ports>(deps: &P, id: &IncidentId) -> Result<Incident, PageError> {
    deps.table().incident(id).await?.ok_or(PageError::Refused)
}

/// The incident that pages for one that was merged: its target, or what that was merged into. Of any other, itself.
pub async fn working<P: Ports>(deps: &P, mut incident: Incident) -> Result<Incident, PageError> {
    while let Some(into) = &incident.merged_into {
        incident = load(deps, &into.id).await?;
    }
    Ok(incident)
}

/// Applies a person's command to an incident that was just loaded.
pub async fn act<P: Ports>(
    deps: &P,
    incident: Incident,
    asked: &ActionRequest<'_>,
) -> Result<Outcome, PageError> {
    let ActionRequest { command, by, rules, seen } = asked;
    let request = ChangeRequest { command, by, rules, seen: *seen, patience: Patience::PERSON };
    let changed = change_incident(deps.table(), incident, &request, deps.clock()).await;
    match changed.map_err(PageError::Unavailable)? {
        Changed::Done(decided) => {
            let events: Vec<&str> = decided.events.iter().map(|record| record.event.name()).collect();
            if !events.is_empty() {
                tracing::info!(incident.id = decided.incident.id.as_str(), ?events, "command applied");
            }
            Ok(Outcome::Done)
        }
        Changed::Refused(incident, refusal) => Ok(Outcome::Refused(incident, refusal)),
        Changed::Unknown => Err(PageError::Refused),
    }
}
