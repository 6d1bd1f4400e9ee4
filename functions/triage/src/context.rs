//! Gathers context when an incident opens, and stores it with the incident.
//!
//! Must not delay a page: it runs in its own invocation after the event was published. It only reads; what does not
//! answer in time is left out, and the record lists it.

use anyhow::{Context, Result};
use callout_domain::context::{
    AlarmPlace, CHANGES_SPAN, IncidentContext, LastTime, METRIC_SPAN, MOST_SHOWN, Part, shortened, siblings,
    whose_changes,
};
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{self, Actor, Command, Event, Incident};
use callout_domain::settings::Rules;
use callout_lambda::{Changed, change, read_event};
use callout_ports::{
    Changes, Clock, ContextStore, IncidentStore, Lookup, Metrics, PortError, SettingsSource,
};
use std::time::Duration;

/// The timeout of each part; all parts run at once, and recording them is fast.
const PATIENCE: Duration = Duration::from_secs(7);

/// How much of the timeline before is looked at for what ended it: its end, and what people wrote around that.
const NEWEST: usize = 30;

/// Handles one event. Handling it twice gathers once.
///
/// # Errors
/// The store failed; the event is delivered again, and goes to the dead-letter queue after the last try.
pub async fn handle<T>(body: &str, table: &T, metrics: &impl Metrics, clock: &impl Clock) -> Result<()>
where
    T: IncidentStore + SettingsSource + Changes + ContextStore,
{
    let record = read_event(body, table).await?;
    let Event::Opened(opened) = &record.event else { return Ok(()) };
    let incident = table.incident(&record.incident_id).await.context("load the incident")?;
    let incident = incident.with_context(|| format!("there is no incident {}", record.incident_id))?;
    if incident.has_context {
        return Ok(());
    }
    let rules = table.rules().await.context("read the settings")?;
    let alarm = alarm(&opened.alert, table).await?;
    let gathering = gather(&incident, alarm.as_ref(), &rules, (table, metrics), clock);
    let (found, last_time) =
        tokio::join!(gathering, in_time(Part::LastTime, last_time(opened.previous.as_ref(), table)));
    let found = with_last_time(found, last_time);
    let kept = table.keep_context(&incident.id, &found, clock.now()).await.context("store the context")?;
    let command = Command::AddContext { found: Box::new(kept.findings()) };
    let changed = change(table, &incident.id, &command, &Actor::system(), clock).await?;
    tracing::info!(
        incident.id = incident.id.as_str(),
        done = matches!(changed, Changed::Done(_)),
        missing = ?kept.missing,
        "context gathered"
    );
    Ok(())
}

fn with_last_time(found: IncidentContext, last_time: Result<Option<LastTime>, Part>) -> IncidentContext {
    let missing = found.missing.into_iter().chain(last_time.as_ref().err().copied()).collect();
    IncidentContext { missing, last_time: last_time.ok().flatten(), ..found }
}

/// How the incident of the same group before ended: two reads, and none on any page.
async fn last_time(
    previous: Option<&IncidentId>,
    table: &impl IncidentStore,
) -> Result<Option<LastTime>, PortError> {
    let Some(previous) = previous else { return Ok(None) };
    let Some(before) = table.incident(previous).await? else { return Ok(None) };
    let newest = table.newest_events(previous, NEWEST).await?;
    Ok(incident::last_time(&before, &newest))
}

async fn alarm(alert: &AlertKey, table: &impl IncidentStore) -> Result<Option<AlarmPlace>> {
    let wanted = Lookup { alerts: [alert.clone()].into(), ..Lookup::default() };
    let found = table.find(&wanted).await.context("read the alarm of the incident")?;
    Ok(found.alerts.get(alert).and_then(|alert| AlarmPlace::of(&alert.source, &alert.dedup_key)))
}

async fn gather<T: Changes, M: Metrics>(
    incident: &Incident,
    alarm: Option<&AlarmPlace>,
    rules: &Rules,
    (table, metrics): (&T, &M),
    clock: &impl Clock,
) -> IncidentContext {
    let (opened, now) = (incident.opened_at, clock.now());
    let since = opened.saturating_sub(METRIC_SPAN).unwrap_or(opened);
    let before = (opened.saturating_sub(CHANGES_SPAN).unwrap_or(opened), opened);
    let whose = whose_changes(rules, &incident.service);
    let graph = async {
        match alarm {
            Some(alarm) => metrics.graph(alarm, (since, now)).await,
            None => Ok(None),
        }
    };
    let (graph, firing, changes) = tokio::join!(
        in_time(Part::Graph, graph),
        in_time(Part::Siblings, metrics.firing(alarm.map(|alarm| alarm.region.as_str()))),
        in_time(Part::Changes, table.changes(&whose, before, MOST_SHOWN)),
    );
    let missing = [graph.as_ref().err(), firing.as_ref().err(), changes.as_ref().err()];
    let own = alarm.map(|alarm| alarm.names.as_slice()).unwrap_or_default();
    IncidentContext {
        missing: missing.into_iter().flatten().copied().collect(),
        graphs: graph.ok().flatten().into_iter().collect(),
        siblings: siblings(firing.unwrap_or_default(), own, &incident.service, rules),
        changes: shortened(changes.unwrap_or_default()),
        last_time: None,
    }
}

/// Returns a part, or the name of the part that is missing; the log has the reason.
async fn in_time<T>(part: Part, work: impl Future<Output = Result<T, PortError>>) -> Result<T, Part> {
    let done = tokio::time::timeout(PATIENCE, work).await.context("no answer in time");
    done.and_then(|done| done.map_err(Into::into)).map_err(|error| {
        tracing::warn!(?part, error = format!("{error:#}"), "a part of the context is missing");
        part
    })
}
