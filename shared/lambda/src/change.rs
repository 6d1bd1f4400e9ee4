//! The one loop around a decision: load, decide, commit; again on what others left.
//!
//! Decides nothing itself: the domain does, each time anew.

use crate::after_conflict;
use anyhow::{Context, Result, bail};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Asked, Command, Decided, Incident, Refusal, decide};
use callout_ports::{Change, Clock, Commit, CommitError, IncidentStore, SettingsSource};

/// How often a commit is tried when others keep changing the same incident; whoever asked tries again after that.
const TRIES: usize = 12;

/// What a command came to.
#[derive(Debug)]
pub enum Changed {
    /// It is recorded.
    Done(Box<Decided>),
    /// It changes nothing, because of how the incident stands.
    Refused(Box<Incident>, Refusal),
    /// There is no such incident.
    Unknown,
}

/// Asks one thing of one incident.
///
/// # Errors
/// The store failed, or others were faster every time.
pub async fn change<T>(
    table: &T,
    id: &IncidentId,
    command: &Command,
    by: &Actor,
    clock: &impl Clock,
) -> Result<Changed>
where
    T: IncidentStore + SettingsSource,
{
    let rules = table.rules().await.context("read the settings")?;
    for attempt in 0..TRIES {
        let Some(incident) = table.incident(id).await.context("load the incident")? else {
            return Ok(Changed::Unknown);
        };
        let asked = Asked { by: by.clone(), now: clock.now() };
        let decided = match decide(&incident, command, &rules, &asked) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Changed::Refused(Box::new(incident), refusal)),
        };
        let change = Change { incident: decided.incident.clone(), events: decided.events.clone() };
        match table.commit(&Commit::of(change)).await {
            Ok(()) => return Ok(Changed::Done(Box::new(decided))),
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("record the change"),
        }
    }
    bail!("others changed {id} {TRIES} times meanwhile; try again")
}
