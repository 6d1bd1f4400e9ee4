//! The store of incidents.

use crate::{CommitError, PortError};
use callout_domain::alarm::AlarmEvent;
use callout_domain::context::IncidentContext;
use callout_domain::ids::{AlertKey, IncidentId, PolicyName};
use callout_domain::incident::{Alert, EventRecord, Incident};
use callout_domain::notification::Attempt;
use callout_domain::settings::Rules;
use callout_domain::triage::{AlertCounter, Cause, CauseName, GroupKey, PolicyHistory, Shard};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;

/// All writes of a decision: all or nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Commit {
    /// The changed incident with its events.
    pub change: Option<Change>,
    /// The other incident that the same decision changes: a merged one and its target.
    pub beside: Option<Change>,
    /// The alerts that caused it, each with its next version.
    pub alerts: Vec<Alert>,
    /// What an incident also writes when it opens.
    pub opening: OpeningWrites,
    /// Alerts that are counted next to their incident.
    pub counting: Option<Counting>,
    /// The shards whose counts the incident takes over: it resolves only if none of them changed since.
    pub counted: Option<Vec<Shard>>,
    /// Alarms that an alert of the incident explains, kept to be judged anew when that is over.
    pub explained: Vec<Explained>,
}

impl Commit {
    /// Changes one incident and nothing else.
    pub fn of(change: Change) -> Self {
        Self { change: Some(change), ..Self::default() }
    }

    /// Changes two incidents that are open already, and nothing else.
    pub fn of_both(change: Change, beside: Change) -> Self {
        Self { beside: Some(beside), ..Self::of(change) }
    }

    /// Every incident that it changes.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.change.iter().chain(&self.beside)
    }

    /// Writes one alert and nothing else.
    pub fn of_alert(alert: Alert) -> Self {
        Self { alerts: vec![alert], ..Self::default() }
    }
}

/// An alarm that an alert of an incident explains.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The incident.
    pub incident: IncidentId,
    /// The event with which triage judges the alarm anew.
    pub release: AlarmEvent,
}

/// What an opening incident writes besides its number and its group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpeningWrites {
    /// The group's previous incident; it is resolved or past its grouping window.
    pub previous: Option<IncidentId>,
    /// The policy with one more opening; omitted while nobody is paged.
    pub history: Option<PolicyHistory>,
}

/// Alerts counted next to their incident, in one of its shards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// The incident.
    pub incident: IncidentId,
    /// The shard.
    pub shard: u8,
    /// The counts to add.
    pub added: AlertCounter,
}

/// An incident with its new events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The incident after the events.
    pub incident: Incident,
    /// The events, in order, never empty; the first one's `seq` is the stored version plus one.
    pub events: Vec<EventRecord>,
}

/// What must be read before a batch of alarms is judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookup {
    /// Alerts.
    pub alerts: BTreeSet<AlertKey>,
    /// Groups whose latest incident is needed.
    pub groups: BTreeSet<GroupKey>,
    /// Policies whose openings are needed.
    pub policies: BTreeSet<PolicyName>,
    /// Names under which an alert that explains others may be stored.
    pub causes: BTreeSet<CauseName>,
}

/// What was found; what does not exist is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The requested alerts, and those that explain others.
    pub alerts: BTreeMap<AlertKey, Alert>,
    /// The latest incident of each group, resolved or not.
    pub groups: BTreeMap<GroupKey, IncidentId>,
    /// The incidents of those alerts, groups and causes.
    pub incidents: BTreeMap<IncidentId, Incident>,
    /// The number of the next incident.
    pub next_number: u64,
    /// The openings of policies.
    pub policy_histories: BTreeMap<PolicyName, PolicyHistory>,
    /// The alerts that explain others.
    pub causes: BTreeMap<CauseName, Cause>,
}

/// Everything recorded about one incident.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// Its events, in order.
    pub events: Vec<EventRecord>,
    /// Its messages, by identity.
    pub attempts: Vec<Attempt>,
    /// Its context when it opened.
    pub context: Option<IncidentContext>,
}

/// Open incidents, limited to a number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpenIncidents {
    /// The newest of them, newest first.
    pub incidents: Vec<Incident>,
    /// How many more are open.
    pub more: usize,
}

/// Incidents and alerts, with optimistic commits.
pub trait IncidentStore: Send + Sync {
    /// One incident, as last committed.
    fn incident(&self, id: &IncidentId) -> impl Future<Output = Result<Option<Incident>, PortError>> + Send;

    /// Reads everything a batch of alarms needs.
    fn find(&self, wanted: &Lookup) -> impl Future<Output = Result<Found, PortError>> + Send;

    /// Records a decision, all or nothing.
    ///
    /// Opening an incident makes it its group's latest and uses up its number. Resolving one with counted alerts closes
    /// its shards: adding to them is a `Conflict` from then on. A commit over anything that changed meanwhile is a
    /// `Conflict` too, and writes nothing.
    fn commit(&self, commit: &Commit) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// Stores pointers to alerts that explain others, before those alerts are committed: readers must check that the
    /// alert fires.
    fn point_to(&self, causes: &[Cause]) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The shards that count an incident's alerts, including those never written.
    fn shards(&self, id: &IncidentId) -> impl Future<Output = Result<Vec<Shard>, PortError>> + Send;

    /// The alarms that alerts of an incident explained when they joined, in any order. Some may be over.
    fn explained(&self, id: &IncidentId) -> impl Future<Output = Result<Vec<AlarmEvent>, PortError>> + Send;

    /// Incidents whose next step was due before a time, most overdue first.
    fn overdue(
        &self,
        before: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<IncidentId>, PortError>> + Send;

    /// The newest events of one incident, newest first, limited to a number.
    fn newest_events(
        &self,
        id: &IncidentId,
        most: usize,
    ) -> impl Future<Output = Result<Vec<EventRecord>, PortError>> + Send;

    /// The newest events of one incident before one of them, newest first, limited to a number.
    fn events_before(
        &self,
        id: &IncidentId,
        before: u64,
        most: usize,
    ) -> impl Future<Output = Result<Vec<EventRecord>, PortError>> + Send {
        async move {
            let mut events = self.record(id).await?.events;
            events.retain(|event| event.seq < before);
            Ok(events.into_iter().rev().take(most).collect())
        }
    }

    /// Messages about one incident, limited to a number: all, or if there are more any of them.
    fn messages(
        &self,
        id: &IncidentId,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Attempt>, PortError>> + Send {
        async move { Ok(self.record(id).await?.attempts.into_iter().take(most).collect()) }
    }

    /// Some alerts, as last committed; what does not exist is absent.
    fn alerts(
        &self,
        keys: &BTreeSet<AlertKey>,
    ) -> impl Future<Output = Result<BTreeMap<AlertKey, Alert>, PortError>> + Send {
        async move {
            let wanted = Lookup { alerts: keys.clone(), ..Lookup::default() };
            Ok(self.find(&wanted).await?.alerts)
        }
    }

    /// Everything recorded about one incident.
    fn record(&self, id: &IncidentId) -> impl Future<Output = Result<Record, PortError>> + Send;

    /// Open incidents, whatever their age, each as last committed. May lag behind the last openings.
    fn open_incidents(&self, most: usize) -> impl Future<Output = Result<OpenIncidents, PortError>> + Send {
        async move {
            let mut incidents = self.opened_since(Timestamp::MIN).await?;
            incidents.retain(Incident::is_open);
            let more = incidents.len().saturating_sub(most);
            incidents.truncate(most);
            Ok(OpenIncidents { incidents, more })
        }
    }

    /// The incident with a number, as last committed.
    fn numbered(&self, number: u64) -> impl Future<Output = Result<Option<Incident>, PortError>> + Send {
        async move {
            let all = self.opened_since(Timestamp::MIN).await?;
            Ok(all.into_iter().find(|incident| incident.number == number))
        }
    }

    /// How many incidents were ever opened.
    fn opened_count(&self) -> impl Future<Output = Result<u64, PortError>> + Send {
        async move { Ok(self.opened_since(Timestamp::MIN).await?.len() as u64) }
    }

    /// Incidents opened since a time, newest first. May lag behind the last commits.
    fn opened_since(&self, since: Timestamp)
    -> impl Future<Output = Result<Vec<Incident>, PortError>> + Send;

    /// The newest incidents opened at or after the first time and before the second, newest first, limited to a number:
    /// whoever answers a person must not read a month of a storm for it. May lag behind the last commits.
    fn newest_opened(
        &self,
        between: (Timestamp, Timestamp),
        most: usize,
    ) -> impl Future<Output = Result<Vec<Incident>, PortError>> + Send {
        async move {
            let mut found = self.opened_since(between.0).await?;
            found.retain(|incident| incident.opened_at < between.1);
            found.truncate(most);
            Ok(found)
        }
    }
}

/// The active settings.
pub trait SettingsSource: Send + Sync {
    /// The compiled rules; without settings, rules that page the fallback contact. They may know no address.
    fn rules(&self) -> impl Future<Output = Result<Arc<Rules>, PortError>> + Send;
}

/// The active settings with people's addresses, for whoever writes to people or hears from them. Nobody else may read those.
pub trait ContactSource: SettingsSource {
    /// The compiled rules, each contact with its address. Rules and addresses always belong to the same version.
    fn rules_with_contacts(&self) -> impl Future<Output = Result<Arc<Rules>, PortError>> + Send;
}
