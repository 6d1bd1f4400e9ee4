//! The context of an incident: the alarm's metric, recent changes, and other firing alarms.
//!
//! Collected once, read-only, after people were paged. Must not draw conclusions; people do.

mod graph;
mod last_time;
mod svg;
#[cfg(test)]
mod tests;

pub use graph::{Graph, MOST_POINTS};
pub use last_time::LastTime;

use crate::alarm::{AlarmEvent, AlarmKind, clip};
use crate::change::Change;
use crate::ids::ServiceName;
use crate::routing::UNROUTED;
use crate::settings::Rules;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How much of the alarm's metric is shown.
pub const METRIC_SPAN: SignedDuration = SignedDuration::from_hours(3);
/// How long before an incident changes are shown.
pub const CHANGES_SPAN: SignedDuration = SignedDuration::from_hours(2);
/// The most changes and alarms kept. Nobody reads more at night.
pub const MOST_SHOWN: usize = 10;
/// The maximum length of a change's summary.
const LONGEST_LINE: usize = 200;

/// The context, as stored beside the incident.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IncidentContext {
    /// Recent changes, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Names of other firing alarms, those of the same service first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<String>,
    /// The alarm's own metric.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub graphs: Vec<Graph>,
    /// How the incident of the same group before this one ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_time: Option<LastTime>,
    /// The parts that could not be collected in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Part>,
}

/// The context as recorded in the incident, without the graphs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// Recent changes, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Names of other firing alarms, those of the same service first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<String>,
    /// The number of graphs.
    #[serde(default)]
    pub graphs: usize,
    /// The parts that could not be collected in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Part>,
}

/// A part of the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The alarm's own metric.
    Graph,
    /// Recent changes.
    Changes,
    /// Other firing alarms.
    Siblings,
    /// How the same went last time.
    LastTime,
}

impl Part {
    /// The display name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Graph => "the alarm's metric",
            Self::Changes => "recent changes",
            Self::Siblings => "other alarms",
            Self::LastTime => "the last time",
        }
    }
}

impl IncidentContext {
    /// The context without the graphs.
    pub fn findings(&self) -> Findings {
        Findings {
            changes: self.changes.clone(),
            siblings: self.siblings.clone(),
            graphs: self.graphs.len(),
            missing: self.missing.clone(),
        }
    }
}

impl Findings {
    /// The context in one sentence, for the timeline.
    pub fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if !self.is_missing(Part::Changes) {
            let changes: Vec<&str> = self.changes.iter().map(|change| change.summary.as_str()).collect();
            parts.push(listed("no recent changes", "recent changes", &changes));
        }
        if !self.is_missing(Part::Siblings) {
            let siblings: Vec<&str> = self.siblings.iter().map(String::as_str).collect();
            parts.push(listed("no other alarms firing", "other alarms firing", &siblings));
        }
        if !self.missing.is_empty() {
            let missing: Vec<&str> = self.missing.iter().map(|part| part.title()).collect();
            parts.push(format!("not available in time: {}", missing.join(" and ")));
        }
        format!("Context: {}", parts.join("; "))
    }

    fn is_missing(&self, part: Part) -> bool {
        self.missing.contains(&part)
    }
}

fn listed(none: &str, what: &str, all: &[&str]) -> String {
    if all.is_empty() { none.to_owned() } else { format!("{what}: {}", all.join(", ")) }
}

/// The services whose changes may explain an incident: the service itself, and the unrouted service, which holds
/// changes without a route.
pub fn whose_changes(rules: &Rules, service: &ServiceName) -> Vec<ServiceName> {
    let all = rules.settings().routes.iter().filter(|route| route.matches.is_empty());
    let mut services = vec![service.clone(), UNROUTED.into()];
    services.extend(all.filter_map(|route| route.service.clone()));
    services.sort();
    services.dedup();
    services
}

/// Changes as stored with an incident: short, and few.
pub fn shortened(changes: Vec<Change>) -> Vec<Change> {
    let short = |change: Change| Change { summary: clip(&change.summary, LONGEST_LINE), ..change };
    changes.into_iter().take(MOST_SHOWN).map(short).collect()
}

/// Alarms other than `own`, those of the same service first.
pub fn siblings(firing: Vec<String>, own: &[String], service: &ServiceName, rules: &Rules) -> Vec<String> {
    let mut others: Vec<(bool, String)> = firing
        .into_iter()
        .filter(|name| !own.contains(name))
        .map(|name| (rules.route(&event_of(&name)).service != *service, name))
        .collect();
    others.sort();
    others.dedup();
    others.into_iter().take(MOST_SHOWN).map(|(_, name)| name).collect()
}

/// An event with only the data in the alarm's name, for routing.
fn event_of(alarm: &str) -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".to_owned(),
        dedup_key: alarm.to_owned(),
        kind: AlarmKind::Trigger,
        summary: alarm.to_owned(),
        severity: None,
        service: None,
        changed_at: Timestamp::UNIX_EPOCH,
        order: Default::default(),
        labels: [("alarm".to_owned(), alarm.to_owned())].into(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

/// The region and possible names of a CloudWatch alarm, taken from its alert's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmPlace {
    key: String,
    /// The region.
    pub region: String,
    /// Its possible names.
    pub names: Vec<String>,
}

impl AlarmPlace {
    /// The CloudWatch alarm behind an alert, or `None` if it is another source's.
    pub fn of(source: &str, dedup_key: &str) -> Option<Self> {
        let parts: Vec<&str> = dedup_key.splitn(7, ':').collect();
        let ["arn", _, "cloudwatch", region, _, "alarm", name] = parts[..] else { return None };
        // An alarm over several time series has one alert for each, distinguished after a `#`. Names may contain `#`
        // too.
        let whole = name.rsplit_once('#').map(|(whole, _)| whole);
        let names = [Some(name), whole].into_iter().flatten().map(str::to_owned).collect();
        let place = Self { key: dedup_key.to_owned(), region: region.to_owned(), names };
        (source == "cloudwatch" && !region.is_empty() && !name.is_empty()).then_some(place)
    }

    /// Whether this ARN is the alarm's. Another account may have an alarm of the same name.
    pub fn is(&self, arn: &str) -> bool {
        self.key.strip_prefix(arn).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
    }
}
