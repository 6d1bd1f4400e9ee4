//! The shared decision loop: load, decide, commit; after a conflict, again on the new state.
//!
//! Decides nothing itself: the domain does, anew each time.

use crate::after_conflict;
use anyhow::{Context, Result, bail};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{
    Actor, Command, CommandInfo, Decided, EventRecord, Incident, Refusal, Since, decide, decisive, since,
};
use callout_domain::settings::Rules;
use callout_ports::{Change, Clock, Commit, CommitError, IncidentStore, SettingsSource};
use std::time::{Duration, Instant};

/// The result of a command.
#[derive(Debug)]
pub enum Changed {
    /// It is recorded; no events: it was recorded before.
    Done(Box<Decided>),
    /// The incident's state does not allow it; nothing changed.
    Refused(Box<Incident>, Refusal),
    /// The incident does not exist.
    Unknown,
}

/// A command for an incident that was already read.
#[derive(Debug)]
pub struct ChangeRequest<'a> {
    /// The command.
    pub command: &'a Command,
    /// Who requests it.
    pub by: &'a Actor,
    /// The settings that apply.
    pub rules: &'a Rules,
    /// The version of the incident that the requester saw: from there on the command must not be applied twice, nor undo
    /// what somebody else did.
    pub seen: Option<u64>,
    /// How long it is retried.
    pub patience: Patience,
}

/// How long a commit is retried while others keep changing the same incident.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub(crate) tries: usize,
    pub(crate) time: Duration,
}

impl Patience {
    /// For callers that retry themselves.
    pub const BRIEF: Self = Self { tries: 12, time: Duration::MAX };
    /// In a storm of alarms a click must succeed, and a person waits; the result must come before the function's
    /// timeout.
    pub const PERSON: Self = Self { tries: 20, time: Duration::from_secs(8) };
}

/// Applies one command to one incident.
///
/// # Errors
/// The store failed, or every try met a conflict.
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

/// Applies one command to an incident that was already read.
///
/// # Errors
/// The store failed, or every try met a conflict.
pub async fn change_incident(
    table: &impl IncidentStore,
    mut incident: Incident,
    request: &ChangeRequest<'_>,
    clock: &impl Clock,
) -> Result<Changed> {
    let (started, id) = (Instant::now(), incident.id.clone());
    for attempt in 0..request.patience.tries {
        let newer = newer(table, &incident, request.seen).await?;
        let acknowledges = matches!(request.command, Command::Acknowledge { .. } | Command::TakeOver { .. });
        let since = |record: &EventRecord| since(record, request.command, request.by);
        match decisive(newer, &incident, since, acknowledges.then_some(request.by)) {
            Some((Since::Done, _)) => {
                return Ok(Changed::Done(Box::new(Decided { incident, events: Vec::new() })));
            }
            Some((Since::Overtaken, record)) => {
                return Ok(Changed::Refused(Box::new(incident), Refusal::Overtaken(Box::new(record))));
            }
            Some((Since::Ended, _)) | None => {}
        }
        let info = CommandInfo { by: request.by.clone(), now: clock.now() };
        let decided = match decide(&incident, request.command, request.rules, &info) {
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

/// What was recorded since the version that was seen, newest first.
pub(crate) async fn newer(
    table: &impl IncidentStore,
    incident: &Incident,
    seen: Option<u64>,
) -> Result<Vec<EventRecord>> {
    let Some(seen) = seen.filter(|seen| incident.version > *seen) else { return Ok(Vec::new()) };
    let since = usize::try_from(incident.version - seen).unwrap_or(usize::MAX);
    let mut newest = table.newest_events(&incident.id, since).await.context("read the newest events")?;
    newest.retain(|record| record.seq > seen);
    Ok(newest)
}
