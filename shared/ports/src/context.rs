//! What was to be seen when an incident opened.

use crate::PortError;
use callout_domain::context::{AlarmPlace, Graph, IncidentContext};
use callout_domain::ids::IncidentId;
use jiff::Timestamp;
use std::future::Future;

/// What monitoring knows, only read.
pub trait Metrics: Send + Sync {
    /// The metric that an alarm watches between two instants, or for longer if its points are far apart; `None` if there
    /// is no such alarm here, or it watches no metric.
    fn graph(
        &self,
        of: &AlarmPlace,
        between: (Timestamp, Timestamp),
    ) -> impl Future<Output = Result<Option<Graph>, PortError>> + Send;

    /// The names of alarms that fire now, in a region or in our own; a hundred at most.
    fn firing(&self, region: Option<&str>) -> impl Future<Output = Result<Vec<String>, PortError>> + Send;
}

/// What was found, beside its incident.
pub trait ContextStore: Send + Sync {
    /// Keeps what was found, unless something is kept already; answers what is kept.
    fn keep_context(
        &self,
        of: &IncidentId,
        found: &IncidentContext,
        at: Timestamp,
    ) -> impl Future<Output = Result<IncidentContext, PortError>> + Send;

    /// What is kept, if anything is.
    fn context(
        &self,
        of: &IncidentId,
    ) -> impl Future<Output = Result<Option<IncidentContext>, PortError>> + Send;
}
