//! Where incidents live.

use crate::{CommitError, PortError};
use callout_domain::ids::{AlertKey, IncidentId, PolicyName, ServiceName};
use callout_domain::incident::{Alert, EventRecord, Incident};
use callout_domain::notification::Attempt;
use callout_domain::settings::Rules;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

/// What a decision changes, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commit {
    /// The incident and the events that change it.
    pub change: Option<Change>,
    /// The alert that caused it, one version further.
    pub alert: Option<Alert>,
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
pub struct Wanted {
    /// Alerts.
    pub alerts: Vec<AlertKey>,
    /// Services whose open incident is wanted.
    pub services: Vec<ServiceName>,
    /// Policies whose turn is wanted.
    pub policies: Vec<PolicyName>,
}

/// What is known; what does not exist is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Alerts.
    pub alerts: BTreeMap<AlertKey, Alert>,
    /// The open incident of each service.
    pub open: BTreeMap<ServiceName, IncidentId>,
    /// The incidents of those alerts and services.
    pub incidents: BTreeMap<IncidentId, Incident>,
    /// The number the next incident takes.
    pub next_number: u64,
    /// How many incidents a policy that takes turns had so far; none is absent.
    pub turns: BTreeMap<PolicyName, u64>,
}

/// Everything recorded about one incident.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Its events, in order.
    pub events: Vec<EventRecord>,
    /// Its messages, by identity.
    pub attempts: Vec<Attempt>,
}

/// Incidents and alerts, with optimistic commits.
pub trait IncidentStore: Send + Sync {
    /// One incident, as the last commit left it.
    fn incident(&self, id: &IncidentId) -> impl Future<Output = Result<Option<Incident>, PortError>> + Send;

    /// Everything a batch of alarms must know.
    fn find(&self, wanted: &Wanted) -> impl Future<Output = Result<Found, PortError>> + Send;

    /// Records a decision, all or nothing.
    ///
    /// Opening an incident makes it its service's open incident and takes its number; resolving it frees the
    /// service; if its policy takes turns, the turn is over. A commit over something that changed meanwhile is a `Conflict` and leaves no trace.
    fn commit(&self, commit: &Commit) -> impl Future<Output = Result<(), CommitError>> + Send;

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
pub trait Rulebook: Send + Sync {
    /// The rules; with no settings at all, rules that end at the last resort.
    fn rules(&self) -> impl Future<Output = Result<Arc<Rules>, PortError>> + Send;
}
