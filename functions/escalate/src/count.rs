//! Takes over how many alerts were counted beside an incident in a storm.

use anyhow::{Context, Result, bail};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Asked, Command, decide};
use callout_domain::triage::sum;
use callout_lambda::after_conflict;
use callout_ports::{Change, Clock, Commit, CommitError, IncidentStore, SettingsSource};

/// How often it is tried while others count on.
const TRIES: usize = 12;

/// Says whether there was anything new. What is counted meanwhile is seen by the next look, and an incident does not
/// resolve over it.
///
/// # Errors
/// The store failed, or others counted on every time.
pub(crate) async fn count<T>(id: &IncidentId, table: &T, clock: &impl Clock) -> Result<bool>
where
    T: IncidentStore + SettingsSource,
{
    let rules = table.rules().await.context("read the settings")?;
    for tried in 0..TRIES {
        let Some(incident) = table.incident(id).await.context("load the incident")? else { return Ok(false) };
        let shards = table.shards(id).await.context("read the counts")?;
        let asked = Asked { by: Actor::system(), now: clock.now() };
        let Ok(decided) = decide(&incident, &Command::Count { counter: sum(&shards) }, &rules, &asked) else {
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
    bail!("others counted on {TRIES} times meanwhile")
}
