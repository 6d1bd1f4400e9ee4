//! One alarm: read what is known, judge, commit; again if somebody else was faster.

use anyhow::{Context, Result, bail};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{
    Actor, Alert, AlertStatus, Asked, Command, Decided, JoinReason, Opening, Refusal, Via, decide, open,
};
use callout_domain::routing::Routed;
use callout_domain::settings::Rules;
use callout_domain::triage::{IgnoreReason, Known, Verdict, judge};
use callout_lambda::after_conflict;
use callout_ports::{Change, Clock, Commit, CommitError, Found, IncidentStore, Rulebook, Wanted};

/// How often a commit is tried when others keep changing the same incident; the queue tries again after that.
const TRIES: usize = 12;

/// Takes in one message of the alert queue. Taking it in twice changes nothing.
///
/// # Errors
/// The store failed, or somebody else was faster every time; the queue delivers the alarm again.
pub async fn handle<T>(body: &str, table: &T, clock: &impl Clock) -> Result<()>
where
    T: IncidentStore + Rulebook,
{
    let event: AlarmEvent =
        serde_json::from_str(body).context("read the alarm; it goes to the dead-letter queue")?;
    let rules = table.rules().await.context("read the settings")?;
    let routed = rules.route(&event);
    for tried in 0..TRIES {
        match attempt(&event, &routed, &rules, table, clock).await {
            Err(CommitError::Conflict) => after_conflict(tried).await,
            Err(CommitError::Port(error)) => return Err(error).context("take in the alarm"),
            Ok(verdict) => {
                tracing::info!(
                    alert.key = event.alert_key().as_str(),
                    service.name = routed.service.as_str(),
                    because = routed.because,
                    verdict = ?verdict,
                    "alarm taken in"
                );
                return Ok(());
            }
        }
    }
    bail!("others changed the incident of {} {TRIES} times meanwhile", routed.service)
}

async fn attempt(
    event: &AlarmEvent,
    routed: &Routed,
    rules: &Rules,
    table: &impl IncidentStore,
    clock: &impl Clock,
) -> Result<Verdict, CommitError> {
    let key = event.alert_key();
    let policy = rules.policy(&rules.service(&routed.service));
    let policies = policy.policy.takes_turns().then_some(policy.name).into_iter().collect::<Vec<_>>();
    let turn_of = policies.first().cloned();
    let wanted = Wanted { alerts: vec![key.clone()], services: vec![routed.service.clone()], policies };
    let found = table.find(&wanted).await?;
    let alert = found.alerts.get(&key);
    let known = Known {
        alert,
        incident: alert.and_then(|alert| found.incidents.get(alert.incident.as_ref()?)),
        open: found.open.get(&routed.service).and_then(|id| found.incidents.get(id)),
    };
    let verdict = judge(event, routed, known);
    let turn = turn_of.and_then(|policy| found.turns.get(&policy).copied()).unwrap_or_default();
    let case = Case { event, routed, rules, found: &found, turn, alert };
    if let Some(commit) = case.commit(&verdict, clock) {
        table.commit(&commit).await?;
    }
    Ok(verdict)
}

/// Everything a commit is made from.
struct Case<'a> {
    event: &'a AlarmEvent,
    routed: &'a Routed,
    rules: &'a Rules,
    found: &'a Found,
    turn: u64,
    alert: Option<&'a Alert>,
}

impl Case<'_> {
    /// What a verdict changes; `None` if nothing.
    fn commit(&self, verdict: &Verdict, clock: &impl Clock) -> Option<Commit> {
        match verdict {
            Verdict::Open(id) => {
                let opening = Opening {
                    id: id.clone(),
                    number: self.found.next_number,
                    event: self.event,
                    routed: self.routed.clone(),
                    turn: self.turn,
                };
                let decided = open(&opening, self.rules, clock.now());
                Some(commit(Some(decided), Some(self.opened_in(id))))
            }
            Verdict::Join(id) => {
                let command = Command::JoinAlert {
                    alert: self.event.alert_key(),
                    summary: self.event.summary.clone(),
                    severity: self.routed.severity,
                    reason: JoinReason::SameService,
                };
                Some(commit(self.decide(id, &command, clock), Some(self.opened_in(id))))
            }
            Verdict::Repeat(id) => {
                let command = Command::RepeatAlert {
                    alert: self.event.alert_key(),
                    summary: self.event.summary.clone(),
                    severity: self.routed.severity,
                };
                Some(commit(self.decide(id, &command, clock), self.taken(AlertStatus::Open, 1)))
            }
            Verdict::Clear(id) => {
                let (alert, summary) = (self.event.alert_key(), self.event.summary.clone());
                let command = Command::ClearAlert { alert, summary };
                Some(commit(self.decide(id, &command, clock), self.taken(AlertStatus::Closed, 0)))
            }
            Verdict::Close => Some(commit(None, self.taken(AlertStatus::Closed, 0))),
            Verdict::Acknowledge(id) => {
                let command = Command::Acknowledge { via: Via::Source };
                Some(commit(self.decide(id, &command, clock), self.taken(AlertStatus::Open, 0)))
            }
            Verdict::Ignore(IgnoreReason::NoOpenAlert) if self.event.kind == AlarmKind::Resolve => {
                Some(commit(None, Some(self.remembered())))
            }
            Verdict::Ignore(_) => None,
        }
    }

    fn decide(&self, id: &IncidentId, command: &Command, clock: &impl Clock) -> Option<Decided> {
        let asked = Asked { by: Actor::source(&self.event.source), now: clock.now() };
        let incident = self.found.incidents.get(id)?;
        match decide(incident, command, self.rules, &asked) {
            Ok(decided) => Some(decided),
            Err(Refusal::AlreadyAcknowledged(_)) => None,
            Err(refusal) => {
                tracing::info!(incident.id = id.as_str(), %refusal, "the incident does not change");
                None
            }
        }
    }

    fn version(&self) -> u64 {
        self.alert.map_or(0, |alert| alert.version)
    }

    fn opened_in(&self, incident: &IncidentId) -> Alert {
        Alert::opened(self.event, incident.clone(), self.version() + 1)
    }

    fn taken(&self, status: AlertStatus, fired: u32) -> Option<Alert> {
        self.alert.map(|alert| alert.take(self.event, status, fired))
    }

    /// An alert that is fine, kept so that an older trigger still on its way cannot open an incident for it.
    fn remembered(&self) -> Alert {
        match self.alert {
            Some(alert) => alert.take(self.event, AlertStatus::Closed, 0),
            None => Alert::closed(self.event),
        }
    }
}

fn commit(decided: Option<Decided>, alert: Option<Alert>) -> Commit {
    let change = decided.map(|Decided { incident, events }| Change { incident, events });
    Commit { change, alert }
}
