//! The fakes of monitoring and of the store of contexts.

use super::world::Fakes;
use crate::{ContextStore, Metrics, PortError};
use callout_domain::context::{AlarmPlace, Graph, IncidentContext};
use callout_domain::ids::IncidentId;
use jiff::Timestamp;

impl Metrics for Fakes {
    async fn graph(
        &self,
        of: &AlarmPlace,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Option<Graph>, PortError> {
        self.call(|state| {
            let known = of.names.iter().find_map(|name| state.graphs.get(name)).cloned();
            let within = |at: i64| (from.as_second()..=until.as_second()).contains(&at);
            Ok(known.map(|mut graph| {
                graph.points.retain(|(at, _)| within(*at));
                graph
            }))
        })
    }

    async fn firing(&self, _region: Option<&str>) -> Result<Vec<String>, PortError> {
        self.call(|state| Ok(state.firing.clone()))
    }
}

impl ContextStore for Fakes {
    async fn keep_context(
        &self,
        of: &IncidentId,
        found: &IncidentContext,
        _at: Timestamp,
    ) -> Result<IncidentContext, PortError> {
        self.call(|state| Ok(state.context.entry(of.clone()).or_insert_with(|| found.clone()).clone()))
    }

    async fn context(&self, of: &IncidentId) -> Result<Option<IncidentContext>, PortError> {
        self.call(|state| Ok(state.context.get(of).cloned()))
    }
}

impl Fakes {
    /// Sets the metric of an alarm.
    pub fn set_graph(&self, alarm: &str, graph: Graph) {
        self.state().graphs.insert(alarm.to_owned(), graph);
    }

    /// Sets the alarms that fire.
    pub fn set_firing(&self, alarms: &[&str]) {
        self.state().firing = alarms.iter().map(|&name| name.to_owned()).collect();
    }
}
