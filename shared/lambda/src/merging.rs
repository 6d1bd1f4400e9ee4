//! Merges, splits and what follows from them: load both incidents, decide, commit both at once; after a conflict, again on the
//! new state.
//!
//! Decides nothing itself. Must not write one side alone.

use crate::after_conflict;
use crate::change::{Patience, newer};
use anyhow::{Context, Result, bail};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{
    Actor, CommandInfo, Decided, EventRecord, Incident, Merge, Refusal, Since, decisive, merge,
    reopen_merged, settle, since_merging, since_splitting, split,
};
use callout_domain::settings::Rules;
use callout_domain::triage::Shard;
use callout_ports::{Change, Clock, Commit, CommitError, IncidentStore};
use std::time::Instant;

/// The result of a merge or a split.
#[derive(Debug)]
pub enum Merged {
    /// It is recorded in both.
    Done(Box<Merge>),
    /// It was recorded before.
    Before,
    /// The state of one of them does not allow it; nothing changed. The child as it is.
    Refused(Box<Incident>, Refusal),
    /// One of them does not exist.
    Unknown,
}

/// Who merges or splits.
#[derive(Debug)]
pub struct MergeRequest<'a> {
    /// Who requests it.
    pub by: &'a Actor,
    /// The settings that apply.
    pub rules: &'a Rules,
    /// The version of the child that the requester saw: from there on nothing that somebody else did must be undone.
    pub seen: Option<u64>,
    /// How long it is retried.
    pub patience: Patience,
}

/// Merges an incident that was already read into another.
///
/// # Errors
/// The store failed, or every try met a conflict. Trying again is safe.
pub async fn merge_into(
    table: &impl IncidentStore,
    child: Incident,
    target: &IncidentId,
    request: &MergeRequest<'_>,
    clock: &impl Clock,
) -> Result<Merged> {
    let since = |record: &EventRecord| since_merging(record, target, request.by);
    change_both(table, child, target, (request, None), clock, since, merge).await
}

/// Splits an incident that was already read from what it was merged into.
///
/// # Errors
/// The store failed, or every try met a conflict. Trying again is safe.
pub async fn split_off(
    table: &impl IncidentStore,
    child: Incident,
    request: &MergeRequest<'_>,
    clock: &impl Clock,
) -> Result<Merged> {
    let Some(target) = child.merged_into.as_ref().map(|into| into.id.clone()) else {
        return Ok(Merged::Refused(Box::new(child), Refusal::NotMerged));
    };
    change_both(table, child, &target, (request, None), clock, since_splitting, split).await
}

/// Does what is due between a merged incident and its target. `counted`: the counts of the child that were applied to it, so
/// that none is added while it ends.
///
/// # Errors
/// The store failed, or every try met a conflict.
pub async fn settle_both(
    table: &impl IncidentStore,
    child: Incident,
    target: &IncidentId,
    (rules, counted): (&Rules, Option<Vec<Shard>>),
    clock: &impl Clock,
) -> Result<Merged> {
    let by = Actor::system();
    let request = MergeRequest { by: &by, rules, seen: None, patience: Patience::BRIEF };
    change_both(table, child, target, (&request, counted), clock, |_: &EventRecord| None, settle).await
}

/// Looks again at what ended with a target that was reopened; `fires`: whether an alert does in it.
///
/// # Errors
/// The store failed, or every try met a conflict.
pub async fn reopen_both(
    table: &impl IncidentStore,
    child: Incident,
    target: &IncidentId,
    (rules, fires): (&Rules, bool),
    clock: &impl Clock,
) -> Result<Merged> {
    let by = Actor::system();
    let request = MergeRequest { by: &by, rules, seen: None, patience: Patience::BRIEF };
    let decide = |child: &Incident, target: &Incident, rules: &Rules, info: &CommandInfo| {
        reopen_merged(child, target, fires, rules, info)
    };
    change_both(table, child, target, (&request, None), clock, |_: &EventRecord| None, decide).await
}

async fn change_both(
    table: &impl IncidentStore,
    mut child: Incident,
    target: &IncidentId,
    (request, counted): (&MergeRequest<'_>, Option<Vec<Shard>>),
    clock: &impl Clock,
    since: impl Fn(&EventRecord) -> Option<Since>,
    decide: impl Fn(&Incident, &Incident, &Rules, &CommandInfo) -> Result<Merge, Refusal>,
) -> Result<Merged> {
    let (started, id) = (Instant::now(), child.id.clone());
    for attempt in 0..request.patience.tries {
        let newer = newer(table, &child, request.seen).await?;
        match decisive(newer, &child, &since, None) {
            Some((Since::Done, _)) => return Ok(Merged::Before),
            Some((Since::Overtaken, record)) => {
                return Ok(Merged::Refused(Box::new(child), Refusal::Overtaken(Box::new(record))));
            }
            Some((Since::Ended, _)) | None => {}
        }
        let Some(of_target) = table.incident(target).await.context("load the target")? else {
            return Ok(Merged::Unknown);
        };
        let info = CommandInfo { by: request.by.clone(), now: clock.now() };
        let merge = match decide(&child, &of_target, request.rules, &info) {
            Ok(merge) => merge,
            Err(Refusal::AlreadyDone) => return Ok(Merged::Before),
            Err(refusal) => return Ok(Merged::Refused(Box::new(child), refusal)),
        };
        let both = Commit::of_both(change_of(&merge.child), change_of(&merge.target));
        match table.commit(&Commit { counted: counted.clone(), ..both }).await {
            Ok(()) => return Ok(Merged::Done(Box::new(merge))),
            Err(CommitError::Conflict) if started.elapsed() > request.patience.time => break,
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("record it in both incidents"),
        }
        let Some(latest) = table.incident(&id).await.context("load the incident")? else {
            return Ok(Merged::Unknown);
        };
        child = latest;
    }
    bail!("others changed {id} or {target} again and again meanwhile; try again")
}

fn change_of(decided: &Decided) -> Change {
    Change { incident: decided.incident.clone(), events: decided.events.clone() }
}
