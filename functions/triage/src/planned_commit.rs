//! The planned commit of one incident, or of one alert without an incident, with the alarms that caused it.
//!
//! Decides nothing: it collects decisions until they are committed.

use callout_domain::ids::IncidentId;
use callout_domain::incident::{Alert, Decided};
use callout_domain::triage::AlertCounter;
use callout_ports::{Change, Commit, Counting};

/// The most writes planned for one commit: DynamoDB allows 100, and the last alarm may still add some.
const MOST_WRITES: usize = 60;

/// A commit that is not written yet.
#[derive(Debug, Default)]
pub(crate) struct PlannedCommit {
    pub(crate) commit: Commit,
    /// The alarms that caused it, by index in the batch.
    pub(crate) alarms: Vec<usize>,
    /// The incident that it changes or counts for.
    pub(crate) incident: Option<IncidentId>,
}

impl PlannedCommit {
    /// Writes an alert that changes no incident.
    pub(crate) fn of_alert(nth: usize, alert: Alert) -> Self {
        Self { commit: Commit::of_alert(alert), alarms: vec![nth], incident: None }
    }

    /// Whether it can take no more writes.
    pub(crate) fn is_full(&self) -> bool {
        let events = self.commit.change.as_ref().map_or(0, |change| change.events.len() + 1);
        self.commit.alerts.len() + self.commit.explained.len() + events >= MOST_WRITES
    }

    /// Adds a decision after the earlier ones.
    pub(crate) fn decided(&mut self, Decided { incident, events }: Decided) {
        match &mut self.commit.change {
            Some(change) => {
                change.incident = incident;
                change.events.extend(events);
            }
            none => *none = Some(Change { incident, events }),
        }
    }

    /// The counts that it adds to the incident; the first alert chooses the shard.
    pub(crate) fn alert_counter(&mut self, incident: &IncidentId, shard: u8) -> &mut AlertCounter {
        let none_yet = || Counting { incident: incident.clone(), shard, added: AlertCounter::default() };
        &mut self.commit.counting.get_or_insert_with(none_yet).added
    }
}
