//! All silences, maintenance windows, and inhibitions together.
//!
//! Must not prefer one over another, except by when it ends.

use super::{
    Inhibition, InhibitionSettings, Maintenance, MaintenanceSettings, Silence, SilenceSettings, child_cause,
};
use crate::alarm::AlarmEvent;
use crate::ids::ServiceName;
use crate::incident::{Hold, HoldReason};
use crate::matcher::Subject;
use crate::triage::CauseName;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The source whose composite alarms summarize others.
const CLOUDWATCH: &str = "cloudwatch";

/// All compiled rules that keep alarms from paging.
#[derive(Debug, Clone, Default)]
pub struct Suppressions {
    silences: Vec<Silence>,
    maintenance: Vec<Maintenance>,
    inhibitions: Vec<Inhibition>,
}

impl Suppressions {
    /// Compiles all rules. A broken rule holds nothing back.
    pub fn build(
        silences: &BTreeMap<String, SilenceSettings>,
        maintenance: &BTreeMap<String, MaintenanceSettings>,
        inhibitions: &[InhibitionSettings],
    ) -> Self {
        Self {
            silences: silences.iter().filter_map(|(name, it)| Silence::compile(name, it)).collect(),
            maintenance: maintenance.iter().filter_map(|(name, it)| Maintenance::compile(name, it)).collect(),
            inhibitions: inhibitions.iter().filter_map(Inhibition::compile).collect(),
        }
    }

    /// What holds an alarm of a service back at a time. If several rules apply, the one that ends last.
    pub fn hold(&self, event: &AlarmEvent, owner: &ServiceName, at: Timestamp) -> Option<Hold> {
        let subject = Subject { event, owner: Some(owner) };
        let silences = self.silences.iter().filter_map(|silence| silence.hold(subject, at));
        let windows = self.maintenance.iter().filter_map(|window| window.hold(subject, at));
        silences.chain(windows).max_by_key(|hold| hold.until)
    }

    /// The maintenance window that covers a whole service at a time. If several apply, the one that ends last.
    pub fn maintenance_of(&self, service: &ServiceName, at: Timestamp) -> Option<Hold> {
        let windows = self.maintenance.iter().filter_map(|window| window.of_service(service, at));
        windows.max_by_key(|hold| hold.until)
    }

    /// How long a hold on a service's incidents lasts from a time on, with the current settings.
    pub fn lasts_until(&self, by: &HoldReason, service: &ServiceName, at: Timestamp) -> Option<Timestamp> {
        match by {
            HoldReason::Silence { .. } => self.silences.iter().find_map(|silence| silence.lasts(by, at)),
            HoldReason::Maintenance { .. } => {
                self.maintenance.iter().find_map(|window| window.lasts(by, service, at))
            }
            HoldReason::Pause { .. } | HoldReason::Mute { .. } | HoldReason::Report => None,
        }
    }

    /// The keys under which an alarm explains others.
    pub fn causes_of(&self, event: &AlarmEvent) -> Vec<CauseName> {
        let children = self.child_causes(event).into_iter();
        children.chain(self.inhibitions.iter().filter_map(|rule| rule.cause(event))).collect()
    }

    /// The keys under which a composite alarm explains its children, which are of its own source.
    pub fn child_causes(&self, event: &AlarmEvent) -> Vec<CauseName> {
        let others = event.children.iter().filter(|child| **child != event.dedup_key);
        others.map(|child| child_cause(&event.source, child)).collect()
    }

    /// The keys under which an alarm that explains this one would be stored.
    pub fn caused_by(&self, event: &AlarmEvent) -> Vec<CauseName> {
        // A composite alarm names alarms. The time series of one alarm are distinguished after a `#`.
        let alarm = event.dedup_key.split('#').next().unwrap_or_default();
        let parent = is_cloudwatch(&event.source).then(|| child_cause(&event.source, alarm));
        parent.into_iter().chain(self.inhibitions.iter().flat_map(|rule| rule.explained_by(event))).collect()
    }
}

/// Whether a source is CloudWatch, of this account or of a topic's: `integration/<name>/cloudwatch`.
fn is_cloudwatch(source: &str) -> bool {
    source.rsplit('/').next() == Some(CLOUDWATCH)
        && (source == CLOUDWATCH || source.starts_with("integration/"))
}
