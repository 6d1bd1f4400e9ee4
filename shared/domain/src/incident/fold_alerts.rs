//! Folds alert events into state: alerts that join, clear, or are counted, and holds.

use super::event::{Event, EventRecord, JoinReason};
use super::state::{Alerts, Incident};
use crate::ids::AlertKey;
use crate::triage::AlertCounter;

/// The most explaining alerts kept: an incident is one item of at most 400 KB.
const MAX_CAUSES: usize = 50;

impl Incident {
    pub(super) fn apply_to_alerts(&mut self, record: &EventRecord) {
        let source = &record.actor.name;
        match &record.event {
            Event::AlertJoined { reason, cause, lapses_at, .. } => {
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
