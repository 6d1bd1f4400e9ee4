//! One resolved incident: plan its review, store a draft, commit the plan.

use anyhow::{Context, Result, bail};
use callout_domain::incident::{Actor, Asked, Command, Decided, Event, EventRecord, Incident, decide};
use callout_domain::postmortem::{Plan, draft, draft_key, schedule};
use callout_domain::settings::Rules;
use callout_lambda::after_conflict;
use callout_ports::{Change, Clock, Commit, CommitError, Drafts, IncidentStore, Rulebook};

/// How often a commit is tried when others keep changing the same incident.
const TRIES: usize = 12;

/// Takes in one event. Taking it in twice stores one draft and one plan.
///
/// # Errors
/// The store or the bucket failed; the event comes again, and after the last try lies in the dead-letter queue.
pub async fn handle<T>(body: &str, table: &T, drafts: &impl Drafts, clock: &impl Clock) -> Result<()>
where
    T: IncidentStore + Rulebook,
{
    let record: EventRecord =
        serde_json::from_str(body).context("read the event; it goes to the dead-letter queue")?;
    if !matches!(record.event, Event::Resolved { .. }) {
        return Ok(());
    }
    let rules = table.rules().await.context("read the settings")?;
    for attempt in 0..TRIES {
        let incident = table.incident(&record.incident_id).await.context("load the incident")?;
        let incident = incident.with_context(|| format!("there is no incident {}", record.incident_id))?;
        let wanted = schedule(&incident, &rules.settings().postmortems);
        let Some(plan) = wanted.filter(|_| incident.review.is_none()) else { return Ok(()) };
        match plan_review(&incident, &plan, &rules, table, drafts, clock).await? {
            Ok(()) => return Ok(()),
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("record the plan of the review"),
        }
    }
    bail!("others changed {} {TRIES} times meanwhile", record.incident_id)
}

async fn plan_review(
    incident: &Incident,
    plan: &Plan,
    rules: &Rules,
    table: &impl IncidentStore,
    drafts: &impl Drafts,
    clock: &impl Clock,
) -> Result<Result<(), CommitError>> {
    let record = table.record(&incident.id).await.context("read the timeline")?;
    let markdown = draft(incident, &record.events, plan);
    let stored = drafts.save_draft(&draft_key(incident), &markdown).await.context("store the draft")?;
    let command =
        Command::ScheduleReview { due_at: plan.due_at, remind_at: plan.remind_at.clone(), draft: stored };
    let asked = Asked { by: Actor::system(), now: clock.now() };
    let Ok(Decided { incident, events }) = decide(incident, &command, rules, &asked) else {
        return Ok(Ok(()));
    };
    Ok(table.commit(&Commit { change: Some(Change { incident, events }), alert: None }).await)
}
