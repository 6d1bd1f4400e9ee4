//! The one loop around a decision: load, decide, commit; again on what others left.
//!
//! Decides nothing itself: the domain does, each time anew.

use crate::after_conflict;
use anyhow::{Context, Result, bail};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Asked, Command, Decided, Incident, Refusal, decide, is_outcome_of};
use callout_domain::settings::Rules;
use callout_ports::{Change, Clock, Commit, CommitError, IncidentStore, SettingsSource};
use std::time::{Duration, Instant};

/// What a command came to.
#[derive(Debug)]
pub enum Changed {
    /// It is recorded; no events: it was recorded before.
    Done(Box<Decided>),
    /// It changes nothing, because of how the incident stands.
    Refused(Box<Incident>, Refusal),
    /// There is no such incident.
    Unknown,
}

/// What is asked of an incident that was read already.
#[derive(Debug)]
pub struct ChangeRequest<'a> {
    /// What.
    pub command: &'a Command,
    /// Who asks.
    pub by: &'a Actor,
    /// The settings by which it is decided.
    pub rules: &'a Rules,
    /// The version of the incident that whoever asks was looking at, where asking twice would do it twice.
    pub seen: Option<u64>,
    /// For how long it is tried.
    pub patience: Patience,
}

/// For how long a commit is tried while others keep changing the same incident.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    tries: usize,
    time: Duration,
}

impl Patience {
    /// Whoever asked tries again after that.
    pub const BRIEF: Self = Self { tries: 12, time: Duration::MAX };
    /// In a storm of alarms a click must get through, and a person waits; the answer must come before the function's
    /// time is over.
    pub const PERSON: Self = Self { tries: 20, time: Duration::from_secs(8) };
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
    let rules = &*table.rules().await.context("read the settings")?;
    let Some(incident) = table.incident(id).await.context("load the incident")? else {
        return Ok(Changed::Unknown);
    };
    let request = ChangeRequest { command, by, rules, seen: None, patience: Patience::BRIEF };
    change_incident(table, incident, &request, clock).await
}

/// Asks one thing of an incident that was read already.
///
/// # Errors
/// The store failed, or others were faster every time.
pub async fn change_incident(
    table: &impl IncidentStore,
    mut incident: Incident,
    request: &ChangeRequest<'_>,
    clock: &impl Clock,
) -> Result<Changed> {
    let (started, id) = (Instant::now(), incident.id.clone());
    for attempt in 0..request.patience.tries {
        if is_done(table, &incident, request).await? {
            return Ok(Changed::Done(Box::new(Decided { incident, events: Vec::new() })));
        }
        let asked = Asked { by: request.by.clone(), now: clock.now() };
        let decided = match decide(&incident, request.command, request.rules, &asked) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Changed::Refused(Box::new(incident), refusal)),
        };
        let change = Change { incident: decided.incident.clone(), events: decided.events.clone() };
        match table.commit(&Commit::of(change)).await {
            Ok(()) => return Ok(Changed::Done(Box::new(decided))),
            Err(CommitError::Conflict) if started.elapsed() > request.patience.time => break,
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("record the change"),
        }
        let Some(latest) = table.incident(&id).await.context("load the incident")? else {
            return Ok(Changed::Unknown);
        };
        incident = latest;
    }
    bail!("others changed {id} again and again meanwhile; try again")
}

/// Whether what is asked was done since whoever asks looked: by an earlier click on the same form.
async fn is_done(
    table: &impl IncidentStore,
    incident: &Incident,
    request: &ChangeRequest<'_>,
) -> Result<bool> {
    let Some(seen) = request.seen.filter(|seen| incident.version > *seen) else { return Ok(false) };
    let since = usize::try_from(incident.version - seen).unwrap_or(usize::MAX);
    let newest = table.newest_events(&incident.id, since).await.context("read the newest events")?;
    let mut newer = newest.iter().filter(|record| record.seq > seen);
    Ok(newer.any(|record| is_outcome_of(record, request.command, request.by)))
}
