//! One command: decide, commit, and again from the start if somebody else was faster.

use crate::answer::PageError;
use crate::router::Ports;
use anyhow::anyhow;
use callout_domain::ids::IncidentId;
use callout_domain::incident::{
    Actor, Asked, Command, Decided, Event, EventRecord, Incident, PageReason, Refusal, as_kept, decide,
};
use callout_domain::settings::Rules;
use callout_lambda::after_conflict;
use callout_ports::{Change, Commit, CommitError, IncidentStore as _};
use std::time::{Duration, Instant};

/// How often a commit is tried while others keep changing the same incident: in a storm of alarms a click must get
/// through, and a person waits.
const TRIES: usize = 20;
/// How long it is tried: the answer must come before the function's time is over.
const PATIENCE: Duration = Duration::from_secs(8);

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

/// Carries out an order on an incident just loaded.
pub(crate) async fn act<P: Ports>(
    deps: &P,
    mut incident: Incident,
    order: &ActionRequest<'_>,
) -> Result<Outcome, PageError> {
    let started = Instant::now();
    for attempt in 0..TRIES {
        if is_done(deps, &incident, order).await? {
            return Ok(Outcome::Done);
        }
        let asked = Asked { by: order.by.clone(), now: deps.now() };
        let decided = match decide(&incident, &order.command, order.rules, &asked) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Outcome::Refused(Box::new(incident), refusal)),
        };
        match commit(deps, decided).await {
            Ok(()) => return Ok(Outcome::Done),
            Err(CommitError::Conflict) if started.elapsed() > PATIENCE => break,
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error.into()),
        }
        incident = load(deps, &incident.id).await?;
    }
    Err(PageError::Unavailable(anyhow!("others changed {} again and again meanwhile", incident.id)))
}

async fn commit<P: Ports>(deps: &P, decided: Decided) -> Result<(), CommitError> {
    let Decided { incident, events } = decided;
    let id = incident.id.clone();
    let names: Vec<&str> = events.iter().map(|record| record.event.name()).collect();
    let done = format!("{names:?}");
    deps.table().commit(&Commit::of(Change { incident, events })).await?;
    tracing::info!(incident.id = id.as_str(), events = done, "done by hand");
    Ok(())
}

/// Whether an earlier click on the same form did it already.
async fn is_done<P: Ports>(
    deps: &P,
    incident: &Incident,
    order: &ActionRequest<'_>,
) -> Result<bool, PageError> {
    let Some(seen) = order.seen.filter(|seen| incident.version > *seen) else { return Ok(false) };
    let since = usize::try_from(incident.version - seen).unwrap_or(usize::MAX);
    let newest = deps.table().newest_events(&incident.id, since).await?;
    Ok(newest.iter().filter(|event| event.seq > seen).any(|event| is_same(event, order)))
}

fn is_same(record: &EventRecord, order: &ActionRequest<'_>) -> bool {
    match (&record.event, &order.command) {
        (Event::Paged { reason: PageReason::Escalated, .. }, Command::Escalate) => true,
        (Event::Paged { reason: PageReason::Reassigned, responders, .. }, Command::Reassign { to }) => {
            responders == to
        }
        (Event::ResponderAdded { responder, .. }, Command::AddResponder { who }) => responder == who,
        (Event::Snoozed { .. }, Command::Snooze { .. }) => record.actor == order.by,
        (Event::NoteAdded { text, .. }, Command::Note { text: asked }) => {
            record.actor == order.by && *text == as_kept(asked)
        }
        (Event::StatusUpdated { phase, text, .. }, Command::PublishUpdate { phase: to, text: asked, .. }) => {
            record.actor == order.by && phase == to && *text == as_kept(asked)
        }
        _ => false,
    }
}
