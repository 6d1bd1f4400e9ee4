//! Opens what a person declares: read, decide, commit; after a conflict, again on the new state.
//!
//! Decides nothing itself. Must not open a declaration twice: its incident is looked for first, also after a commit whose answer
//! was lost.

use crate::after_conflict;
use crate::change::Patience;
use anyhow::{Context, Result, bail};
use callout_domain::incident::{Actor, Decided, Incident, NewIncident, Place, Refusal};
use callout_domain::settings::Rules;
use callout_ports::{Change, Clock, Commit, CommitError, IncidentStore, Lookup, OpeningWrites};
use std::time::Instant;

/// What became of a declaration.
#[derive(Debug)]
pub enum Declared {
    /// It is recorded, with its first page.
    Opened(Box<Decided>),
    /// It was recorded before.
    Before(Box<Incident>),
    /// Nothing changed.
    Refused(Refusal),
}

/// Declares an incident.
///
/// # Errors
/// The store failed, or every try met a conflict. Whether it is recorded is not known then; trying again is safe.
pub async fn declare(
    table: &impl IncidentStore,
    declaration: &impl NewIncident,
    by: &Actor,
    rules: &Rules,
    clock: &impl Clock,
) -> Result<Declared> {
    let (started, patience) = (Instant::now(), Patience::PERSON);
    let (id, policy) = (declaration.id(), declaration.policy(rules));
    for attempt in 0..patience.tries {
        if let Some(incident) = table.incident(&id).await.context("look for it")? {
            return Ok(Declared::Before(Box::new(incident)));
        }
        let wanted = Lookup { policies: [policy.clone()].into(), ..Lookup::default() };
        let found = table.find(&wanted).await.context("read the number of the next incident")?;
        let history = found.policy_histories.get(&policy).cloned().unwrap_or_default();
        let (now, place) = (clock.now(), Place { number: found.next_number, turn: history.turns });
        let decided = match declaration.open(place, by, rules, now) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Declared::Refused(refusal)),
        };
        let change = Change { incident: decided.incident.clone(), events: decided.events.clone() };
        let opening = OpeningWrites { previous: None, history: Some(history.after_declaration()) };
        match table.commit(&Commit { opening, ..Commit::of(change) }).await {
            Ok(()) => return Ok(Declared::Opened(Box::new(decided))),
            Err(CommitError::Conflict) if started.elapsed() > patience.time => break,
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("record it"),
        }
    }
    bail!("too many incidents open at the same moment; try again")
}
