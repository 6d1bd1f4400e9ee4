//! Changes an incident by what lies beside it: that is read anew each time the incident changed meanwhile.

use anyhow::{Context, Result, bail};
use callout_domain::incident::{Actor, Command, CommandInfo, Incident, decide};
use callout_domain::settings::Rules;
use callout_lambda::after_conflict;
use callout_ports::{Change, Clock, Commit, CommitError, IncidentStore};

/// How often it begins anew because the incident changed meanwhile.
const TRIES: usize = 12;

/// Applies the command that `read` finds due; returns whether there was one, and the incident allowed it.
///
/// # Errors
/// The store failed, or others kept changing the incident; the timer comes again.
pub(crate) async fn change_by(
    mut incident: Incident,
    rules: &Rules,
    table: &impl IncidentStore,
    clock: &impl Clock,
    read: impl AsyncFn(&Incident) -> Result<Option<Command>>,
) -> Result<bool> {
    let id = incident.id.clone();
    for attempt in 0..TRIES {
        let Some(command) = read(&incident).await? else { return Ok(false) };
        let info = CommandInfo { by: Actor::system(), now: clock.now() };
        let Ok(decided) = decide(&incident, &command, rules, &info) else { return Ok(false) };
        let change = Change { incident: decided.incident, events: decided.events };
        match table.commit(&Commit::of(change)).await {
            Ok(()) => return Ok(true),
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => {
                return Err(error).context("record what was read beside an incident");
            }
        }
        let latest = table.incident(&id).await.context("load the incident")?;
        incident = latest.with_context(|| format!("there is no incident {id}"))?;
    }
    bail!("others changed {id} again and again meanwhile; try again")
}
