//! What was to be seen when an incident opened: the alarm's own metric, what was changed before, what else fires.
//!
//! Gathered once, from reading alone, after people were paged. Concludes nothing: that is theirs.

mod graph;
mod svg;
#[cfg(test)]
mod tests;

pub use graph::{Graph, MOST_POINTS};

use crate::alarm::{AlarmEvent, AlarmKind, clip};
use crate::change::Change;
use crate::ids::ServiceName;
use crate::routing::UNROUTED;
use crate::settings::Rules;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far back the alarm's metric is shown.
pub const METRIC_SPAN: SignedDuration = SignedDuration::from_hours(3);
/// How long before an incident a change is worth a look.
pub const CHANGES_SPAN: SignedDuration = SignedDuration::from_hours(2);
/// The most changes and alarms that are kept: more than that nobody reads at night.
pub const MOST_SHOWN: usize = 10;
/// The most characters of a change's line that are kept.
const LONGEST_LINE: usize = 200;

/// What was found, as it is kept beside the incident.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IncidentContext {
    /// What was changed shortly before, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Names of other alarms that fired, those of the same service first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<String>,
    /// The alarm's own metric.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub graphs: Vec<Graph>,
    /// What could not be looked at in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Part>,
}

/// What was found, as the record of the incident tells it: without the drawings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// What was changed shortly before, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Names of other alarms that fired, those of the same service first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<String>,
    /// How many metrics were drawn.
    #[serde(default)]
    pub graphs: usize,
    /// What could not be looked at in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Part>,
}

/// One of the things looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The alarm's own metric.
    Graph,
    /// What was changed.
    Changes,
    /// Other alarms that fire.
    Siblings,
}

impl Part {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Graph => "the alarm's metric",
            Self::Changes => "recent changes",
            Self::Siblings => "other alarms",
        }
    }
}

impl IncidentContext {
    /// The same, without the drawings.
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
    /// All of it in one sentence, for the timeline.
    pub fn sentence(&self) -> String {
        let mut said = Vec::new();
        if !self.is_missing(Part::Changes) {
            let changes: Vec<&str> = self.changes.iter().map(|change| change.summary.as_str()).collect();
            said.push(listed("changed in the two hours before", &changes));
        }
        if !self.is_missing(Part::Siblings) {
            let siblings: Vec<&str> = self.siblings.iter().map(String::as_str).collect();
            said.push(listed("other alarms firing", &siblings));
        }
        if !self.missing.is_empty() {
            let parts: Vec<&str> = self.missing.iter().map(|part| part.title()).collect();
            said.push(format!("no answer in time about {}", parts.join(" and ")));
        }
        format!("RouteTrace around: {}", said.join("; "))
    }

    fn is_missing(&self, part: Part) -> bool {
        self.missing.contains(&part)
    }
}

fn listed(what: &str, all: &[&str]) -> String {
    if all.is_empty() { format!("{what}: nothing") } else { format!("{what}: {}", all.join(", ")) }
}

/// Whose changes may explain an incident of a service: its own, and those of nobody in particular, which are kept below
/// whatever takes what no other route does.
pub fn whose_changes(rules: &Rules, service: &ServiceName) -> Vec<ServiceName> {
    let all = rules.settings().routes.iter().filter(|route| route.matches.is_empty());
    let mut whose = vec![service.clone(), UNROUTED.into()];
    whose.extend(all.filter_map(|route| route.service.clone()));
    whose.sort();
    whose.dedup();
    whose
}

/// Changes as they are kept with an incident: short, and few.
pub fn shortened(changes: Vec<Change>) -> Vec<Change> {
    let short = |change: Change| Change { summary: clip(&change.summary, LONGEST_LINE), ..change };
    changes.into_iter().take(MOST_SHOWN).map(short).collect()
}

/// Other alarms than `own`, those that go to the same service first.
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

/// As much of an alarm as its name tells, for routes to look at.
fn event_of(alarm: &str) -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".to_owned(),
        dedup_key: alarm.to_owned(),
        kind: AlarmKind::Trigger,
        summary: alarm.to_owned(),
        severity: None,
        service: None,
        changed_at: Timestamp::UNIX_EPOCH,
        labels: [("alarm".to_owned(), alarm.to_owned())].into(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

/// Where an alarm of CloudWatch is, out of the key that its alert has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmPlace {
    key: String,
    /// The region.
    pub region: String,
    /// What it may be called there.
    pub names: Vec<String>,
}

impl AlarmPlace {
    /// The place of the alarm behind an alert; `None` if it is not one of CloudWatch.
    pub fn of(source: &str, dedup_key: &str) -> Option<Self> {
        let parts: Vec<&str> = dedup_key.splitn(7, ':').collect();
        let ["arn", _, "cloudwatch", region, _, "alarm", name] = parts[..] else { return None };
        // An alarm over several time series has an alert for each, told apart after a `#`, which names may hold too.
        let whole = name.rsplit_once('#').map(|(whole, _)| whole);
        let names = [Some(name), whole].into_iter().flatten().map(str::to_owned).collect();
        let place = Self { key: dedup_key.to_owned(), region: region.to_owned(), names };
        (source == "cloudwatch" && !region.is_empty() && !name.is_empty()).then_some(place)
    }

    /// Whether it is the alarm that CloudWatch calls this: another account may have one of the same name.
    pub fn is(&self, arn: &str) -> bool {
        self.key.strip_prefix(arn).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
    }
}
