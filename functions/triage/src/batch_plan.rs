//! Plans a batch: judges each alarm on the state that the earlier ones leave behind, and collects one commit per
//! incident.
//!
//! Reads and writes nothing.

use crate::alarm::Alarm;
use crate::planned_commit::PlannedCommit;
use crate::state::State;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::drill::is_drill;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{
    Actor, Alert, AlertStatus, Command, CommandInfo, Decided, HoldReason, Incident, JoinReason, Joining,
    Opening, decide, open,
};
use callout_domain::settings::Rules;
use callout_domain::triage::{AlertCounter, Cause, IgnoreReason, Verdict, shard_of};
use callout_ports::{Explained, Found, OpeningWrites};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Repeats go on the timeline the second and third time, then at every power of ten.
const ALWAYS_LISTED_REPEATS: u32 = 3;

/// The state that was read, and the commits planned on top of it.
pub(crate) struct BatchPlan<'a> {
    rules: &'a Rules,
    found: Found,
    now: Timestamp,
    conflicts: usize,
    blocked: BTreeSet<AlertKey>,
    pub(crate) planned_commits: Vec<PlannedCommit>,
    pub(crate) causes: Vec<Cause>,
    pub(crate) counting_incidents: BTreeSet<IncidentId>,
}

impl<'a> BatchPlan<'a> {
    pub(crate) fn new(rules: &'a Rules, found: Found, now: Timestamp, conflicts: usize) -> Self {
        let (blocked, counting_incidents) = (BTreeSet::new(), BTreeSet::new());
        Self {
            rules,
            found,
            now,
            conflicts,
            blocked,
            planned_commits: Vec::new(),
            causes: Vec::new(),
            counting_incidents,
        }
    }

    /// Judges one alarm; returns `None` if it must wait until the planned commits are written.
    pub(crate) fn plan_event(&mut self, alarm: &Alarm) -> Option<Verdict> {
        if self.blocked.contains(&alarm.key) {
            return None;
        }
        let verdict = State { found: &self.found, rules: self.rules, now: self.now }.judge(alarm);
        self.blocked.insert(alarm.key.clone());
        let full = |planned_commit: &PlannedCommit| {
            planned_commit.incident.as_ref() == changed_incident(&verdict) && planned_commit.is_full()
        };
        if self.planned_commits.iter().any(full) {
            return None;
        }
        self.apply(alarm, &verdict);
        self.request_count_timer(alarm);
        Some(verdict)
    }

    fn apply(&mut self, alarm: &Alarm, verdict: &Verdict) {
        let before = self.found.alerts.get(&alarm.key).cloned();
        let updated =
            |status, fired| before.as_ref().map(|alert| alert.with_event(&alarm.event, status, fired));
        match verdict {
            Verdict::Open { id, storm } => self.open(alarm, id, *storm, before.as_ref()),
            Verdict::Join { id, reason, because, cause } => {
                let explained_by = cause.clone().filter(|_| reason.is_quiet());
                let inhibited = *reason == JoinReason::Inhibited;
                let opened = Alert::opened(&alarm.event, id.clone(), before.as_ref());
                let alert = Alert { explained_by, inhibited, ..opened };
                let command = Command::JoinAlert(Joining {
                    alert: alarm.key.clone(),
                    summary: alarm.event.summary.clone(),
                    words: if alarm.is_report() { alarm.event.detail.clone() } else { String::new() },
                    severity: alarm.routed.severity,
                    reason: *reason,
                    because: because.clone(),
                    cause: cause.clone(),
                    // A second report ends the quiet time of the first.
                    held: alarm.hold.is_some() && !alarm.is_report(),
                    warning: alarm.is_warning(),
                    released: alarm.is_released(),
                });
                let joins = |counter: &mut AlertCounter| match reason {
                    JoinReason::Again => counter.join_again(),
                    _ => counter.join(&alarm.routed.service),
                };
                self.add_to_counter(id, alarm, joins);
                self.planned_commit(alarm, id).commit.explained.extend(explained(alarm, id, &alert));
                self.decide(alarm, id, &command, Some(alert));
                self.add_causes(alarm, id);
            }
            Verdict::Repeat(id) => self.repeat(alarm, id, updated(AlertStatus::Open, 1)),
            Verdict::ResolveAlert(id) | Verdict::Release(id) => {
                self.clear(alarm, id, updated(AlertStatus::Closed, 0));
            }
            Verdict::Acknowledge(id) => {
                self.acknowledge(alarm, id, updated(AlertStatus::Open, 0));
            }
            Verdict::ResolveAlertOnly => self.write_alert_only(alarm, updated(AlertStatus::Closed, 0)),
            Verdict::Ignore(IgnoreReason::NoOpenAlert) if alarm.event.kind == AlarmKind::Resolve => {
                // A resolved alert is stored, so that an older trigger that arrives late opens nothing.
                let kept = updated(AlertStatus::Closed, 0).unwrap_or_else(|| Alert::closed(&alarm.event));
                self.write_alert_only(alarm, Some(kept));
            }
            Verdict::Ignore(_) => {}
        }
    }

    fn open(&mut self, alarm: &Alarm, id: &IncidentId, storm: bool, before: Option<&Alert>) {
        let policy = alarm.policy.clone();
        let history = self.found.policy_histories.get(&policy).cloned().unwrap_or_default();
        let hold = alarm.hold.clone().filter(|_| !self.is_second_report(alarm));
        let group = if storm { alarm.storm.clone() } else { alarm.group.clone() };
        let opening = Opening {
            turn: history.turns,
            group: group.clone(),
            previous: self.found.groups.get(&group).cloned(),
            hold,
            bundle: storm,
            ..Opening::new(id.clone(), self.found.next_number, &alarm.event, alarm.routed.clone())
        };
        // An incident that is only delayed for a short time counts like one that pages.
        let counts_toward_storm =
            opening.hold.as_ref().is_none_or(|hold| matches!(hold.by, HoldReason::Pause { .. }));
        let history = match alarm.is_report() {
            true => Some(history.after_declaration()),
            false => counts_toward_storm.then(|| history.after_opening(self.now, alarm.is_by_integration())),
        };
        let decided = open(&opening, self.rules, self.now);
        let previous = self.found.groups.insert(group, id.clone());
        self.found.next_number += 1;
        let planned_commit = self.record(alarm, id, decided);
        planned_commit.commit.opening = OpeningWrites { previous, history: history.clone() };
        self.found.policy_histories.extend(history.map(|history| (policy, history)));
        self.write_alert(alarm, id, Some(Alert::opened(&alarm.event, id.clone(), before)));
        self.add_causes(alarm, id);
    }

    /// Whether the last report of the same page is so young that this one pages at once, even if that one is over.
    fn is_second_report(&self, alarm: &Alarm) -> bool {
        let before = self.found.groups.get(&alarm.group).and_then(|id| self.found.incidents.get(id));
        alarm.is_report() && before.is_some_and(|incident| incident.was_reported_lately(self.now))
    }

    fn repeat(&mut self, alarm: &Alarm, id: &IncidentId, alert: Option<Alert>) {
        let triggers = alert.as_ref().map_or(0, |alert| alert.count);
        let is_recorded = triggers <= ALWAYS_LISTED_REPEATS
            || triggers.checked_ilog10().is_some_and(|n| 10_u32.pow(n) == triggers);
        let inhibited = alert.as_ref().is_some_and(|alert| alert.inhibited);
        // Released, it is as bad as it is by then.
        let explained = alert.as_ref().and_then(|alert| explained(alarm, id, alert));
        let incident = self.found.incidents.get(id);
        let is_worse = |incident: &Incident| {
            incident.is_raised_by(alarm.routed.severity) || (incident.warning && !alarm.is_warning())
        };
        let worse = !inhibited && incident.is_some_and(is_worse);
        let uses_counter = incident.is_some_and(Incident::is_counting);
        let unheld = !inhibited && alarm.hold.is_none() && incident.is_some_and(Incident::is_held_by_a_rule);
        if !worse && !unheld && explained.is_none() && (uses_counter || !is_recorded) {
            return self.write_alert_only(alarm, alert);
        }
        self.planned_commit(alarm, id).commit.explained.extend(explained);
        if !worse && !unheld && (uses_counter || !is_recorded) {
            return self.write_alert(alarm, id, alert);
        }
        let command = Command::RepeatAlert {
            alert: alarm.key.clone(),
            summary: alarm.event.summary.clone(),
            severity: alarm.routed.severity,
            held: alarm.hold.is_some(),
            warning: alarm.is_warning(),
            inhibited,
        };
        self.decide(alarm, id, &command, alert);
    }

    fn acknowledge(&mut self, alarm: &Alarm, id: &IncidentId, alert: Option<Alert>) {
        let known = alert.as_ref().and_then(|alert| alert.acknowledged_at);
        let command = Command::AcknowledgeAlert {
            alert: alarm.key.clone(),
            summary: alarm.event.summary.clone(),
            again: known.is_some(),
        };
        let acknowledged_at = Some(known.unwrap_or(self.now));
        self.decide(alarm, id, &command, alert.map(|alert| Alert { acknowledged_at, ..alert }));
    }

    fn clear(&mut self, alarm: &Alarm, id: &IncidentId, alert: Option<Alert>) {
        let firings = alert.as_ref().map_or(&[][..], |alert| &alert.firings);
        let quiet = self.rules.settings().flapping.quiet_after(firings);
        let released = alarm.is_released();
        let quiet = quiet.filter(|_| !is_drill(&alarm.routed.service) && !released);
        let incident = self.found.incidents.get(id);
        let explains = || {
            incident.is_some_and(|incident| incident.causes.contains(&alarm.key))
                || !self.rules.causes_of(&alarm.event).is_empty()
        };
        if incident.is_some_and(Incident::is_counting) && !explains() {
            self.add_to_counter(id, alarm, |counter| counter.clear(quiet.is_some()));
            return self.write_alert(alarm, id, alert);
        }
        let summary = alarm.event.summary.clone();
        let command = Command::ClearAlert { alert: alarm.key.clone(), summary, quiet, released };
        self.decide(alarm, id, &command, alert);
    }

    /// Counts an alert next to its incident, if the incident counts its alerts.
    fn add_to_counter(&mut self, id: &IncidentId, alarm: &Alarm, add: impl FnOnce(&mut AlertCounter)) {
        if !self.found.incidents.get(id).is_some_and(Incident::is_counting) {
            return;
        }
        let shard = shard_of(&alarm.event.identity(), self.conflicts);
        add(self.planned_commit(alarm, id).alert_counter(id, shard));
    }

    /// Applies a command to an incident and writes the alert together with the result.
    fn decide(&mut self, alarm: &Alarm, id: &IncidentId, command: &Command, alert: Option<Alert>) {
        let info = CommandInfo { by: Actor::source(&alarm.event.source), now: self.now };
        let decided =
            self.found.incidents.get(id).map(|incident| decide(incident, command, self.rules, &info));
        match decided {
            Some(Ok(decided)) if !decided.events.is_empty() => drop(self.record(alarm, id, decided)),
            Some(Err(refusal)) => {
                tracing::info!(incident.id = id.as_str(), %refusal, "the incident does not change");
            }
            _ => {}
        }
        self.write_alert(alarm, id, alert);
    }

    /// Adds a decision to the incident's planned commit; later alarms are judged on the result.
    fn record(&mut self, alarm: &Alarm, id: &IncidentId, decided: Decided) -> &mut PlannedCommit {
        self.found.incidents.insert(id.clone(), decided.incident.clone());
        let planned_commit = self.planned_commit(alarm, id);
        planned_commit.decided(decided);
        planned_commit
    }

    fn write_alert(&mut self, alarm: &Alarm, id: &IncidentId, alert: Option<Alert>) {
        let Some(alert) = alert else { return };
        self.found.alerts.insert(alarm.key.clone(), alert.clone());
        self.planned_commit(alarm, id).commit.alerts.push(alert);
    }

    /// Writes an alert that changes no incident.
    fn write_alert_only(&mut self, alarm: &Alarm, alert: Option<Alert>) {
        let Some(alert) = alert else { return };
        self.found.alerts.insert(alarm.key.clone(), alert.clone());
        self.planned_commits.push(PlannedCommit::of_alert(alarm.nth, alert));
    }

    /// The incident's planned commit, with this alarm added to it.
    fn planned_commit(&mut self, alarm: &Alarm, id: &IncidentId) -> &mut PlannedCommit {
        let existing = self
            .planned_commits
            .iter()
            .position(|planned_commit| planned_commit.incident.as_ref() == Some(id));
        let index = existing.unwrap_or_else(|| {
            self.planned_commits
                .push(PlannedCommit { incident: Some(id.clone()), ..PlannedCommit::default() });
            self.planned_commits.len() - 1
        });
        let planned_commit = &mut self.planned_commits[index];
        if !planned_commit.alarms.contains(&alarm.nth) {
            planned_commit.alarms.push(alarm.nth);
        }
        planned_commit
    }

    /// Stores which alerts this one inhibits or summarizes, so that they find it.
    fn add_causes(&mut self, alarm: &Alarm, id: &IncidentId) {
        let names = self.rules.causes_of(&alarm.event).into_iter();
        let causes: Vec<Cause> = names.map(|name| Cause::of(name, &alarm.event, id)).collect();
        self.found.causes.extend(causes.iter().map(|cause| (cause.name.clone(), cause.clone())));
        self.causes.extend(causes);
    }

    /// Requests a count timer. Also for an alarm that is already recorded: the process that recorded it may
    /// have died before it armed the timer.
    fn request_count_timer(&mut self, alarm: &Alarm) {
        let alert = self.found.alerts.get(&alarm.key);
        let incident = alert.and_then(|alert| self.found.incidents.get(alert.incident.as_ref()?));
        let counting_incident = incident.filter(|incident| incident.is_open() && incident.is_counting());
        self.counting_incidents.extend(counting_incident.map(|incident| incident.id.clone()));
    }
}

/// The event by which triage judges an alert anew, once what explains it is over.
fn explained(alarm: &Alarm, id: &IncidentId, alert: &Alert) -> Option<Explained> {
    alert.explained_by.as_ref()?;
    let kind = AlarmKind::Release { no_data: alarm.event.kind.has_no_data(), version: alert.version };
    let release = AlarmEvent { kind, ..alarm.event.clone() };
    Some(Explained { incident: id.clone(), release })
}

/// The incident that a verdict changes.
fn changed_incident(verdict: &Verdict) -> Option<&IncidentId> {
    match verdict {
        Verdict::Open { id, .. }
        | Verdict::Join { id, .. }
        | Verdict::Repeat(id)
        | Verdict::ResolveAlert(id)
        | Verdict::Release(id)
        | Verdict::Acknowledge(id) => Some(id),
        Verdict::ResolveAlertOnly | Verdict::Ignore(_) => None,
    }
}
