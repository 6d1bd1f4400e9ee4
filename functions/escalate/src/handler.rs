//! Handles one timer: loads the incident, runs the step that is due, commits; re-arms a timer that is early.

use crate::count::count;
use crate::heartbeats::{KnownHeartbeats, report_missed_heartbeats};
use crate::held::{KnownRules, recheck_held};
use crate::notices::{PostedNotices, post_due};
use crate::recount::recount;
use crate::release::release;
use crate::reopened::recount_alerts;
use crate::settle::settle;
use anyhow::{Context, Result, bail};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Command, Incident, Refusal};
use callout_domain::settings::Rules;
use callout_lambda::{ChangeRequest, Changed, Deadline, Patience, Postponed, change_incident};
use callout_ports::{AlertQueue, Clock, Heartbeats, IncidentStore, Notices, SettingsSource, Timer, Timers};
use futures::future::{join, join4};
use futures::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How late a step may be before the sweep runs it: this gives its timer time to arrive.
pub const GRACE: SignedDuration = SignedDuration::from_secs(30);
/// A step this late is reported: its grace and a minute between two sweeps have passed, so the sweep should have run it.
const REPORT_LATE_AFTER: SignedDuration = SignedDuration::from_secs(90);
/// The most incidents that one sweep handles; the next sweep, a minute later, handles the rest.
const SWEEP: usize = 200;

/// How many of them it handles at the same time.
const AT_ONCE: usize = 8;
/// The time kept back for what follows the sweep in its invocation.
const TO_FINISH: Duration = Duration::from_secs(2);

/// The result of a timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimerOutcome {
    /// A step was due and is recorded.
    Stepped,
    /// Nothing is due: somebody acknowledged, or another timer was first.
    Stale,
    /// It was early and is armed again.
    Early,
    /// The incident does not exist.
    Unknown,
}

/// Handles one timer. Handling it twice changes nothing.
///
/// # Errors
/// The store failed; the queue delivers the timer again.
pub async fn handle<T>(
    body: &str,
    table: &T,
    timers: &impl Timers,
    alerts: &impl AlertQueue,
    clock: &impl Clock,
) -> Result<()>
where
    T: IncidentStore + SettingsSource,
{
    let timer: Timer =
        serde_json::from_str(body).context("read the timer; it goes to the dead-letter queue")?;
    let outcome = if timer.due_at > clock.now() {
        put_back(&timer, timers, clock).await?
    } else {
        step(&timer.incident_id, table, alerts, clock).await?
    };
    tracing::info!(incident.id = timer.incident_id.as_str(), due_at = %timer.due_at, ?outcome, "timer fired");
    Ok(())
}

/// What a process caches between minutes to save reads. Only the table decides.
#[derive(Debug, Default)]
pub struct ProcessCache {
    /// Notices that are known to be posted.
    pub notices: PostedNotices,
    /// Heartbeats of the settings as last read.
    pub heartbeats: KnownHeartbeats,
    /// The rules as last read.
    pub rules: KnownRules,
}

/// Runs every minute: the sweep and, beside it, what is held by rules that changed, counts beside incidents, due notices and overdue heartbeats. None of
/// them waits for the others.
///
/// # Errors
/// The sweep, looking at what is held, or the heartbeat check failed; Lambda counts the error, and an alarm follows. A notice that
/// cannot be posted is only logged: the next minute tries again.
pub async fn minute<T>(
    table: &T,
    alerts: &impl AlertQueue,
    cache: &ProcessCache,
    clock: &impl Clock,
    deadline: Deadline,
) -> Result<usize>
where
    T: IncidentStore + SettingsSource + Notices + Heartbeats,
{
    let notices = async {
        if let Err(error) = post_due(table, &cache.notices, clock).await {
            tracing::error!(
                error = format!("{error:#}"),
                "a notice is not posted yet; the next minute tries again"
            );
        }
    };
    let heartbeats = report_missed_heartbeats(table, alerts, &cache.heartbeats, clock);
    let held = async {
        let (held, counted) = join(recheck_held(table, &cache.rules, clock), recount(table, clock)).await;
        held.and(counted)
    };
    let (late, (), missed, held) =
        join4(sweep(table, alerts, clock, deadline), notices, heartbeats, held).await;
    let all = [late.as_ref().err(), missed.as_ref().err(), held.as_ref().err()];
    let said: Vec<String> = all.into_iter().flatten().map(|error| format!("{error:#}")).collect();
    match late {
        Ok(late) if said.is_empty() => Ok(late),
        _ => bail!(said.join("; ")),
    }
}

/// Finds incidents whose next step is late and runs it: the backup for lost timers. Those for which no time is left are
/// left to the next sweep.
///
/// # Errors
/// The store failed for at least one incident; the next sweep finds it again.
pub async fn sweep<T>(
    table: &T,
    alerts: &impl AlertQueue,
    clock: &impl Clock,
    deadline: Deadline,
) -> Result<usize>
where
    T: IncidentStore + SettingsSource,
{
    let before = clock.now().saturating_sub(GRACE)?;
    let late = table.overdue(before, SWEEP).await.context("find incidents whose next step is late")?;
    let steps = late.iter().map(|id| deadline.run(TO_FINISH, late_step(id, table, alerts, clock)));
    // Boxed: the SDK's nested futures exceed the compiler's recursion limit.
    let mut steps = Box::pin(stream::iter(steps).buffer_unordered(AT_ONCE));
    let (mut done, mut failed) = (0, None);
    while let Some(outcome) = steps.next().await {
        match outcome {
            Ok(()) => done += 1,
            Err(error) if Postponed::by(&error).is_some() => {}
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "a late step failed; the next sweep finds it again"
                );
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(done), Err)
}

async fn late_step<T>(id: &IncidentId, table: &T, alerts: &impl AlertQueue, clock: &impl Clock) -> Result<()>
where
    T: IncidentStore + SettingsSource,
{
    if step(id, table, alerts, clock).await? == TimerOutcome::Stepped {
        tracing::warn!(incident.id = id.as_str(), "a timer was lost; its step ran late");
    }
    Ok(())
}

async fn put_back(timer: &Timer, timers: &impl Timers, clock: &impl Clock) -> Result<TimerOutcome> {
    for armed in timers.arm(std::slice::from_ref(timer), clock.now()).await {
        armed.context("arm an early timer again")?;
    }
    Ok(TimerOutcome::Early)
}

async fn step<T>(
    id: &IncidentId,
    table: &T,
    alerts: &impl AlertQueue,
    clock: &impl Clock,
) -> Result<TimerOutcome>
where
    T: IncidentStore + SettingsSource,
{
    let rules = table.rules().await.context("read the settings")?;
    let Some(incident) = table.incident(id).await.context("load the incident")? else {
        return Ok(TimerOutcome::Unknown);
    };
    let due = incident.wake_at();
    let by = Actor::system();
    let (command, patience) = (&Command::Tick, Patience::BRIEF);
    let request = ChangeRequest { command, by: &by, rules: &rules, seen: None, patience };
    let (incident, outcome) = match change_incident(table, incident, &request, clock).await? {
        Changed::Done(decided) => (decided.incident, TimerOutcome::Stepped),
        Changed::Refused(incident, Refusal::NotDue(_) | Refusal::NothingPending) => {
            (*incident, TimerOutcome::Stale)
        }
        Changed::Refused(_, refusal) => bail!("a timer was refused: {refusal}"),
        Changed::Unknown => return Ok(TimerOutcome::Unknown),
    };
    if outcome == TimerOutcome::Stepped
        && let Some(seconds_late) = due.and_then(|due| seconds_late(due, clock.now()))
    {
        // A metric filter reads the field; the alarm uses the metric's maximum.
        tracing::warn!(incident.id = id.as_str(), seconds_late, "a step ran late");
    }
    let rest = the_rest(incident, &rules, table, alerts, clock).await?;
    Ok(if rest { TimerOutcome::Stepped } else { outcome })
}

/// What is due beside the step; returns whether anything was. What fails, perhaps because another incident cannot be read, holds up none
/// of the others.
async fn the_rest<T>(
    incident: Incident,
    rules: &Rules,
    table: &T,
    alerts: &impl AlertQueue,
    clock: &impl Clock,
) -> Result<bool>
where
    T: IncidentStore + SettingsSource,
{
    let settled = settle(&incident, rules, table, clock).await;
    let counted = match incident.is_open() && incident.is_counting() {
        true => count(&incident.id, table, clock).await,
        false => Ok(false),
    };
    let recounted = recount_alerts(incident.clone(), rules, table, clock).await;
    // Last: no level waits for what is released.
    let released = release(incident, rules, table, alerts, clock).await;
    Ok([settled?, counted?, recounted?, released?].contains(&true))
}

/// How late a step runs, if it is late.
fn seconds_late(due: Timestamp, now: Timestamp) -> Option<i64> {
    Some(due.duration_until(now)).filter(|late| *late >= REPORT_LATE_AFTER).map(|late| late.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_late_once_the_sweep_should_have_run_it() {
        let due: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let after = |seconds| seconds_late(due, due + SignedDuration::from_secs(seconds));
        assert_eq!([after(-5), after(89), after(90), after(600)], [None, None, Some(90), Some(600)]);
    }
}
