//! Handles one resolved incident: plans its postmortem, stores a draft, commits the plan. After it was reopened, the due day moves
//! and the draft stays.

use anyhow::{Context, Result};
use callout_domain::incident::{Actor, Command, Event, Incident};
use callout_domain::postmortem::{Plan, draft, draft_key, schedule};
use callout_lambda::{Changed, change, read_event, readable_settings};
use callout_ports::{Clock, Drafts, IncidentStore, SettingsSource};

/// Handles one event. Handling it twice stores one draft and one plan.
///
/// # Errors
/// The store or the bucket failed; the event is delivered again, and goes to the dead-letter queue after the last try.
pub async fn handle<T>(body: &str, table: &T, drafts: &impl Drafts, clock: &impl Clock) -> Result<()>
where
    T: IncidentStore + SettingsSource,
{
    let record = read_event(body, table).await?;
    if !matches!(record.event, Event::Resolved { .. }) {
        return Ok(());
    }
    let rules = readable_settings(table.rules().await)?;
    let incident = table.incident(&record.incident_id).await.context("load the incident")?;
    let incident = incident.with_context(|| format!("there is no incident {}", record.incident_id))?;
    let wanted = schedule(&incident, &rules.settings().postmortems);
    let is_wanted = incident.postmortem.as_ref().is_none_or(|known| known.is_reopened);
    let Some(plan) = wanted.filter(|_| is_wanted) else { return Ok(()) };
    let stored = match &incident.postmortem {
        Some(known) => known.draft.clone(),
        None => store_draft(&incident, &plan, table, drafts).await?,
    };
    let command =
        Command::SchedulePostmortem { due_at: plan.due_at, remind_at: plan.remind_at, draft: stored };
    let changed = change(table, &incident.id, &command, &Actor::system(), clock).await?;
    tracing::info!(
        incident.id = incident.id.as_str(),
        done = matches!(changed, Changed::Done(_)),
        "postmortem planned"
    );
    Ok(())
}

async fn store_draft(
    incident: &Incident,
    plan: &Plan,
    table: &impl IncidentStore,
    drafts: &impl Drafts,
) -> Result<String> {
    let record = table.record(&incident.id).await.context("read the timeline")?;
    let markdown = draft(incident, &record.events, plan);
    drafts.save_draft(&draft_key(incident), &markdown).await.context("store the draft")
}
