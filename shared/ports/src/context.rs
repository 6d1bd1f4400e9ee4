//! The context of an incident when it opened.

use crate::PortError;
use callout_domain::context::{AlarmPlace, Graph, IncidentContext};
use callout_domain::ids::IncidentId;
use jiff::Timestamp;
use std::future::Future;

/// Read access to monitoring.
pub trait Metrics: Send + Sync {
    /// The metric of an alarm between two times, or longer if its points are sparse; `None` if the alarm does not exist
    /// here or watches no metric.
    fn graph(
        &self,
        of: &AlarmPlace,
        between: (Timestamp, Timestamp),
    ) -> impl Future<Output = Result<Option<Graph>, PortError>> + Send;

    /// The names of alarms that fire now, in a region or in our own; at most 100.
    fn firing(&self, region: Option<&str>) -> impl Future<Output = Result<Vec<String>, PortError>> + Send;
}

/// The store of contexts.
pub trait ContextStore: Send + Sync {
    /// Stores a context unless the incident already has one; returns the stored one.
    fn keep_context(
        &self,
        of: &IncidentId,
        found: &IncidentContext,
        at: Timestamp,
    ) -> impl Future<Output = Result<IncidentContext, PortError>> + Send;

    /// The stored context, if any.
    fn context(
        &self,
        of: &IncidentId,
    ) -> impl Future<Output = Result<Option<IncidentContext>, PortError>> + Send;
}
