//! The table of one invocation: incidents, settings, and what lies beside them.

use super::super::breakages::{self, Breakage};
use super::super::faults::Part;
use super::super::invariants;
use super::{Inner, Ports};
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::IncidentId;
use callout_domain::incident::{EventRecord, Incident};
use callout_domain::settings::Rules;
use callout_domain::triage::{Cause, Shard};
use callout_ports::{
    Clock as _, Commit, CommitError, ContactSource, Found, IncidentStore, Lookup, OpenIncidents, PortError,
    Record, SettingsSource,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

impl IncidentStore for Ports {
    async fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, PortError> {
        let found = self.call(Part::Table, self.twins.fakes.incident(id)).await?;
        if self.hides(id) {
            return Err(PortError::corrupt(id.to_string(), "of a version to come"));
        }
        let mut inner = self.twins.inner();
        if inner.breakage == Some(Breakage::RememberIncidents)
            && let Some(first) = inner.facts.first_seen(self.id, id)
        {
            return Ok(Some(first));
        }
        if let Some(incident) = &found {
            inner.facts.loaded(self.id, incident);
        }
        Ok(found)
    }

    async fn find(&self, wanted: &Lookup) -> Result<Found, PortError> {
        let mut found = self.call(Part::Table, self.twins.fakes.find(wanted)).await?;
        found.incidents.retain(|id, _| !self.hides(id));
        if self.twins.breaks(Breakage::BelieveOldEvents) {
            found.alerts.values_mut().for_each(|alert| alert.changed_at = Timestamp::UNIX_EPOCH);
        }
        if self.twins.breaks(Breakage::ForgetStorms) {
            found.policy_histories.values_mut().for_each(|history| history.openings.clear());
        }
        if self.twins.breaks(Breakage::ForgetGroups) {
            found.groups.clear();
        }
        Ok(found)
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitError> {
        self.call(Part::Table, self.commit_now(commit)).await
    }

    async fn point_to(&self, causes: &[Cause]) -> Result<(), PortError> {
        self.call(Part::Table, self.twins.fakes.point_to(causes)).await
    }

    async fn shards(&self, id: &IncidentId) -> Result<Vec<Shard>, PortError> {
        self.call(Part::Table, self.twins.fakes.shards(id)).await
    }

    async fn explained(&self, id: &IncidentId) -> Result<Vec<AlarmEvent>, PortError> {
        self.call(Part::Table, self.twins.fakes.explained(id)).await
    }

    async fn overdue(&self, before: Timestamp, most: usize) -> Result<Vec<IncidentId>, PortError> {
        let late = self.twins.breaks(Breakage::SweepLate);
        let before = if late { before - SignedDuration::from_mins(20) } else { before };
        self.call(Part::Table, self.twins.fakes.overdue(before, most)).await
    }

    async fn newest_events(&self, id: &IncidentId, most: usize) -> Result<Vec<EventRecord>, PortError> {
        self.call(Part::Table, self.twins.fakes.newest_events(id, most)).await
    }

    async fn record(&self, id: &IncidentId) -> Result<Record, PortError> {
        self.call(Part::Table, IncidentStore::record(&self.twins.fakes, id)).await
    }

    async fn open_incidents(&self, most: usize) -> Result<OpenIncidents, PortError> {
        let asked = IncidentStore::open_incidents(&self.twins.fakes, most);
        let mut found = self.call(Part::Table, asked).await?;
        found.incidents.retain(|incident| !self.hides(&incident.id));
        if self.twins.breaks(Breakage::HideWhatIsOld) {
            let lately = self.now() - SignedDuration::from_hours(1);
            found.incidents.retain(|incident| incident.opened_at > lately);
        }
        Ok(found)
    }

    async fn opened_since(&self, since: Timestamp) -> Result<Vec<Incident>, PortError> {
        let mut found = self.call(Part::Table, self.twins.fakes.opened_since(since)).await?;
        found.retain(|incident| !self.hides(&incident.id));
        Ok(found)
    }
}

impl Ports {
    async fn commit_now(&self, commit: &Commit) -> Result<(), CommitError> {
        let fakes = &self.twins.fakes;
        let mut before = Vec::new();
        for change in commit.changes() {
            before.push(fakes.incident(&change.incident.id).await?);
        }
        let breakage = self.twins.inner().breakage;
        let broken = breakage.map(|breakage| breakages::tampered(breakage, &before, commit));
        let commit = broken.as_ref().unwrap_or(commit);
        let rules = fakes.rules().await?;
        // The functions that people ask share one. Two seldom meet there in a moment, so some meet nobody and are told the same.
        let believes = self.id == 0 && breakage == Some(Breakage::BelieveConflicts);
        if believes && self.twins.inner().chance.one_in(8) {
            return Ok(());
        }
        let done = fakes.commit(commit).await;
        if believes && done.is_err() {
            return Ok(());
        }
        let stream = fakes.take_stream();
        let mut inner = self.twins.inner();
        let now = fakes.now();
        match (&done, breakage) {
            (Err(CommitError::Conflict), Some(Breakage::PublishBeforeCommit)) => {
                inner.stream(commit.changes().flat_map(|change| change.events.clone()).collect());
            }
            (Err(CommitError::Conflict), Some(Breakage::OverwriteOthers)) => {
                if commit.change.is_none() {
                    return done;
                }
                for change in commit.changes() {
                    fakes.put_incident(change.incident.clone());
                    inner.stream(change.events.clone());
                }
                return Ok(());
            }
            _ => {}
        }
        if done.is_ok() && !stream.is_empty() {
            invariants::at_commit(&mut inner.facts, &before, commit, &rules, now);
            inner.stream(stream);
        }
        done
    }
}

impl Inner {
    /// What the table's stream brings.
    pub(super) fn stream(&mut self, events: Vec<EventRecord>) {
        for record in events {
            let lost = self.breakage == Some(Breakage::LoseStreamRecords) && self.chance.one_in(30);
            if !lost {
                let body = serde_json::to_string(&record).unwrap();
                self.put_stream(record.incident_id.as_str(), record.event.name(), body);
            }
        }
    }
}

impl SettingsSource for Ports {
    async fn rules(&self) -> Result<Arc<Rules>, PortError> {
        Ok(self.known(self.call(Part::Table, self.twins.fakes.rules()).await?))
    }
}

impl ContactSource for Ports {
    async fn rules_with_contacts(&self) -> Result<Arc<Rules>, PortError> {
        if self.twins.breaks(Breakage::MissAddresses) {
            return self.rules().await;
        }
        Ok(self.known(self.call(Part::Table, self.twins.fakes.rules_with_contacts()).await?))
    }
}
