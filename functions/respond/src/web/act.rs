//! One command of a person about one incident.

use crate::web::deps::Ports;
use crate::web::error::PageError;
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Command, Incident, Refusal};
use callout_domain::settings::Rules;
use callout_lambda::{ChangeRequest, Changed, Patience, change_incident};
use callout_ports::IncidentStore as _;

/// What somebody asks for.
pub(crate) struct ActionRequest<'a> {
    pub(crate) command: Command,
    pub(crate) by: Actor,
    pub(crate) rules: &'a Rules,
    /// The version of the incident that the person was looking at, where asking twice would do it twice.
    pub(crate) seen: Option<u64>,
}

/// What became of it.
pub(crate) enum Outcome {
    /// It is recorded, now or by an earlier click.
    Done,
    /// The incident, as it stands, does not take it.
    Refused(Box<Incident>, Refusal),
}

/// The incident as the last commit left it. One that does not exist gives no hint that it does not.
pub(crate) async fn load<P: Ports>(deps: &P, id: &IncidentId) -> Result<Incident, PageError> {
    deps.table().incident(id).await?.ok_or(PageError::Refused)
}

/// Carries out what somebody asks of an incident just loaded.
pub(crate) async fn act<P: Ports>(
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
                tracing::info!(incident.id = decided.incident.id.as_str(), ?events, "done by hand");
            }
            Ok(Outcome::Done)
        }
        Changed::Refused(incident, refusal) => Ok(Outcome::Refused(incident, refusal)),
        Changed::Unknown => Err(PageError::Refused),
    }
}
