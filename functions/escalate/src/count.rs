//! Adds the alerts that were counted next to an incident during a storm to the incident.

use anyhow::{Context, Result, bail};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Command, CommandInfo, decide};
use callout_domain::triage::sum;
use callout_lambda::after_conflict;
use callout_ports::{Change, Clock, Commit, CommitError, IncidentStore, SettingsSource};

/// How often it is tried while other processes keep counting.
const TRIES: usize = 12;

/// Returns whether there was anything new. The next look sees what is counted meanwhile, and the incident does not
/// resolve before that.
///
/// # Errors
/// The store failed, or every try met a conflict.
pub(crate) async fn count<T>(id: &IncidentId, table: &T, clock: &impl Clock) -> Result<bool>
where
    T: IncidentStore + SettingsSource,
{
    let rules = table.rules().await.context("read the settings")?;
    for tried in 0..TRIES {
        let Some(incident) = table.incident(id).await.context("load the incident")? else { return Ok(false) };
        let shards = table.shards(id).await.context("read the counts")?;
        let info = CommandInfo { by: Actor::system(), now: clock.now() };
        let Ok(decided) = decide(&incident, &Command::Count { counter: sum(&shards) }, &rules, &info) else {
            return Ok(false);
        };
        let change = Change { incident: decided.incident, events: decided.events };
        let commit = Commit { counted: Some(shards), ..Commit::of(change) };
        match table.commit(&commit).await {
            Ok(()) => return Ok(true),
            Err(CommitError::Conflict) => after_conflict(tried).await,
            Err(CommitError::Port(error)) => return Err(error).context("record the counts"),
        }
    }
    bail!("every one of {TRIES} tries to record the counts met a conflict")
}
