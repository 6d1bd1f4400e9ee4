//! Where incidents live.

use crate::{CommitError, PortError};
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

/// What a decision changes, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commit {
    /// The incident and the events that change it.
    pub change: Option<Change>,
    /// The alerts that caused it, each one version further.
    pub alerts: Vec<Alert>,
    /// What an incident takes if it opens.
    pub taking: OpeningWrites,
    /// Alerts that are counted beside their incident.
    pub counting: Option<Counting>,
    /// The shards from which the incident takes over its counts: it can resolve only if none changed since.
    pub counted: Option<Vec<Shard>>,
}

impl Commit {
    /// A change of one incident, and nothing else.
    pub fn of(change: Change) -> Self {
        Self { change: Some(change), ..Self::default() }
    }

    /// One alert, and nothing else.
    pub fn of_alert(alert: Alert) -> Self {
        Self { alerts: vec![alert], ..Self::default() }
    }
}

/// What an incident takes when it opens, besides its number and its group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpeningWrites {
    /// The incident that had the group before; it is over, or its time is.
    pub previous: Option<IncidentId>,
    /// The owner, one opening further; left out where nobody is called out yet.
    pub owner: Option<PolicyHistory>,
}

/// Alerts that are counted beside their incident, in one of its shards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// The incident.
    pub incident: IncidentId,
    /// The shard.
    pub shard: u8,
    /// What is added to it.
    pub added: AlertCounter,
}

/// An incident one or more events further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The incident after the events.
    pub incident: Incident,
    /// The events, in order, never empty; the first one's `seq` is the stored version plus one.
    pub events: Vec<EventRecord>,
}

/// What a batch of alarms must know before it is judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookup {
    /// Alerts.
    pub alerts: BTreeSet<AlertKey>,
    /// Groups whose latest incident is wanted.
    pub groups: BTreeSet<GroupKey>,
    /// Policies whose openings are wanted.
    pub policies: BTreeSet<PolicyName>,
    /// Places where an alert that explains others may stand.
    pub causes: BTreeSet<CauseName>,
}

/// What is known; what does not exist is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Those alerts, and those that explain others.
    pub alerts: BTreeMap<AlertKey, Alert>,
    /// The latest incident of each group, over or not.
    pub groups: BTreeMap<GroupKey, IncidentId>,
    /// The incidents of those alerts, groups and causes.
    pub incidents: BTreeMap<IncidentId, Incident>,
    /// The number the next incident takes.
    pub next_number: u64,
    /// The openings of policies.
    pub owners: BTreeMap<PolicyName, PolicyHistory>,
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
    /// What was to be seen when it opened.
    pub context: Option<IncidentContext>,
}

/// Incidents and alerts, with optimistic commits.
pub trait IncidentStore: Send + Sync {
    /// One incident, as the last commit left it.
    fn incident(&self, id: &IncidentId) -> impl Future<Output = Result<Option<Incident>, PortError>> + Send;

    /// Everything a batch of alarms must know.
    fn find(&self, wanted: &Lookup) -> impl Future<Output = Result<Found, PortError>> + Send;

    /// Records a decision, all or nothing.
    ///
    /// Opening an incident makes it its group's latest and takes its number. Resolving one whose alerts are counted
    /// closes its shards: counting in them is a `Conflict` from then on. So is a commit over anything that changed
    /// meanwhile; it leaves no trace.
    fn commit(&self, commit: &Commit) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// Lets others find alerts that explain them, before those are committed: what is found is believed only if the
    /// alert fires.
    fn point_to(&self, causes: &[Cause]) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The shards in which the alerts of an incident are counted, those never written included.
    fn shards(&self, id: &IncidentId) -> impl Future<Output = Result<Vec<Shard>, PortError>> + Send;

    /// Incidents whose next step was due before an instant, most overdue first.
    fn overdue(
        &self,
        before: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<IncidentId>, PortError>> + Send;

    /// The newest events of one incident, newest first, at most so many.
    fn newest_events(
        &self,
        id: &IncidentId,
        most: usize,
    ) -> impl Future<Output = Result<Vec<EventRecord>, PortError>> + Send;

    /// Everything recorded about one incident.
    fn record(&self, id: &IncidentId) -> impl Future<Output = Result<Record, PortError>> + Send;

    /// Incidents opened since an instant, newest first. May lag behind the last commits by a moment.
    fn opened_since(&self, since: Timestamp)
    -> impl Future<Output = Result<Vec<Incident>, PortError>> + Send;
}

/// The settings in force.
pub trait SettingsSource: Send + Sync {
    /// The rules; with no settings at all, rules that end at the fallback contact.
    fn rules(&self) -> impl Future<Output = Result<Arc<Rules>, PortError>> + Send;
}
