//! Folds alert events into state: alerts that join, clear, or are counted, and holds.

use super::event::{Event, EventRecord, JoinReason};
use super::state::{Alerts, Incident};
use crate::alarm::clip;
use crate::ids::AlertKey;
use crate::triage::AlertCounter;

/// The most explaining alerts kept: an incident is one item of at most 400 KB.
const MAX_CAUSES: usize = 50;
/// The most alerts that it is found by, and their most characters: that holds a name, and little of what changes.
const MAX_JOINED: usize = 20;
const MAX_JOINED_TEXT: usize = 80;

impl Incident {
    pub(super) fn apply_to_alerts(&mut self, record: &EventRecord) {
        let source = &record.actor.name;
        match &record.event {
            Event::AlertJoined { summary, reason, cause, lapses_at, .. } => {
                self.note_joined(summary);
                *self.firing.entry(source.clone()).or_default() += 1;
                self.reported_at = self.reported_at.map(|_| record.at);
                self.join(*reason, cause.as_ref());
                self.confirm_by(*lapses_at);
            }
            Event::AlertCleared { alert, resolves_at, .. } => {
                self.one_less();
                self.stop_firing(source);
                // While alerts are counted, it is not known which of them explain others. A cause stays one: it may fire
                // again before what it explains is judged anew, and then explains it until its next end.
                if self.causes.contains(alert) || self.is_counting() {
                    self.release_at = Some(record.at);
                }
                self.resolves_at = *resolves_at;
            }
            Event::CountingBegan => self.counted = Some(AlertCounter::default()),
            Event::AlertsCounted { counter, lapses_at, resolves_at } => {
                self.count(counter);
                self.resolves_at = *resolves_at;
                self.confirm_by(*lapses_at);
            }
            Event::HoldMoved { until, by } => {
                if let Some(hold) = &mut self.hold {
                    hold.until = *until;
                    hold.by = by.clone().unwrap_or_else(|| hold.by.clone());
                }
            }
            Event::HoldEnded { .. } => self.hold = None,
            Event::ReleaseFinished => self.release_at = None,
            Event::AlertsRecounted { firing } => {
                self.recount_at = None;
                // Nobody lists what is counted: a count too high ends no incident early.
                if !self.is_counting() {
                    self.firing.clone_from(firing);
                    self.alerts.open = firing.values().sum();
                }
            }
            _ => {}
        }
    }

    /// What ends may have been counted beside the incident, and not been added yet: then it is taken from what will be.
    fn one_less(&mut self) {
        match (self.alerts.open.checked_sub(1), &mut self.counted) {
            (None, Some(counted)) => counted.open += 1,
            (open, _) => self.alerts.open = open.unwrap_or_default(),
        }
    }

    fn stop_firing(&mut self, source: &str) {
        if let Some(firing) = self.firing.get_mut(source) {
            *firing = firing.saturating_sub(1);
        }
        self.firing.retain(|_, firing| *firing > 0);
    }

    /// Alerts that cleared stay: whoever looks for one wants to know when it fired last.
    fn note_joined(&mut self, summary: &str) {
        let short = clip(summary, MAX_JOINED_TEXT);
        self.joined.retain(|known| *known != short);
        self.joined.push(short);
        self.joined.drain(..self.joined.len().saturating_sub(MAX_JOINED));
    }

    fn join(&mut self, reason: JoinReason, cause: Option<&AlertKey>) {
        self.alerts.open += 1;
        self.alerts.total += u32::from(reason != JoinReason::Again);
        self.resolves_at = None;
        if reason.is_quiet() && self.causes.len() < MAX_CAUSES {
            self.causes.extend(cause.cloned());
        }
    }

    /// Replaces the previous count with the current one.
    fn count(&mut self, counter: &AlertCounter) {
        self.alerts = self.alerts_with(counter);
        self.counted = Some(counter.clone());
    }

    /// The number of alerts, given the count since counting began.
    pub(super) fn alerts_with(&self, counter: &AlertCounter) -> Alerts {
        let before = self.counted.clone().unwrap_or_default();
        let open = i64::from(self.alerts.open) + counter.open - before.open;
        let total = (u64::from(self.alerts.total) + counter.total).saturating_sub(before.total);
        Alerts {
            open: u32::try_from(open.max(0)).unwrap_or(u32::MAX),
            total: u32::try_from(total).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cloudwatch, joining, opened, rules_with};
    use super::*;
    use crate::incident::{Command, Joining, decide};
    use crate::severity::Severity;

    #[test]
    fn an_incident_is_found_by_the_newest_alerts_that_joined_and_its_state_stays_small() {
        let rules = rules_with("");
        let mut incident = opened("db-down", 3, Severity::Sev2, &rules);
        let mut joins = |summary: String| {
            let joining = Joining { summary, reason: JoinReason::Again, ..joining(Severity::Sev2) };
            incident =
                decide(&incident, &Command::JoinAlert(joining), &rules, &cloudwatch(1)).unwrap().incident;
            incident.clone()
        };
        let found = joins(format!("batch-nightly: {}", "3 runs failed ".repeat(100)));
        assert!(found.mentions("Batch-Nightly") && found.mentions("db-down") && found.mentions("#3"));
        assert!(!found.mentions("batch-weekly"));
        let again = (0..30).map(|_| joins("disk: 97 % used".to_owned())).last().unwrap();
        assert!(again.mentions("batch-nightly"), "one that flaps pushes no other out");
        let many = (0..30).map(|n| joins(format!("{n}: {}", "ü".repeat(1000)))).last().unwrap();
        assert!(many.mentions("29: ") && !many.mentions("batch-nightly"));
        assert!(many.joined.iter().map(String::len).sum::<usize>() < 4000);
    }
}
