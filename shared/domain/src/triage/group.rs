//! Grouping: which alerts share an incident.

use crate::delay::Delay;
use crate::ids::{PolicyName, ServiceName, digest, hex};
use std::fmt;

/// The service of an incident that covers alerts of many services.
pub const STORM: &str = "alert-storm";

/// Alerts of one group share an incident while it is open, or for a time window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The key of the group.
    pub key: GroupKey,
    /// How long after the incident opened alerts still join. Default: as long as it is open.
    pub window: Option<Delay>,
    /// What its alerts have in common, as text: `same service`, `same dimension.cluster`.
    pub because: String,
}

/// The key of a group, safe at any length.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct GroupKey(String);

impl Group {
    /// The group of all alerts of a service.
    pub fn of_service(service: &ServiceName) -> Self {
        Self { key: GroupKey(service.to_string()), window: None, because: "same service".to_owned() }
    }

    /// The group of an alert storm in one policy. What an integration sends has one of its own: nobody who has its key can
    /// set off a storm in which alarms of CloudWatch, or of another integration, join without a page.
    pub fn of_storm(policy: &PolicyName, source: &str) -> GroupKey {
        match source.strip_prefix("integration/") {
            Some(integration) => {
                let name = integration.split('/').next().unwrap_or_default();
                GroupKey(format!("{STORM}/{policy}/integration/{name}"))
            }
            None => GroupKey(format!("{STORM}/{policy}")),
        }
    }

    /// The group of alerts of a service with equal values in a rule's fields.
    pub fn by_rule(
        service: &ServiceName,
        rule: &str,
        values: &[(&str, &str)],
        window: Option<Delay>,
    ) -> Self {
        let parts: Vec<&str> = values.iter().flat_map(|(name, value)| [*name, *value]).collect();
        let parts: Vec<&str> = [rule].into_iter().chain(parts).collect();
        let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        let because =
            if names.is_empty() { "same route".to_owned() } else { format!("same {}", names.join(", ")) };
        Self { key: GroupKey(format!("{service}/{}", hex(&digest(&parts)[..8]))), window, because }
    }
}

impl GroupKey {
    /// A group inside this one, for alerts that are held apart.
    pub fn within(&self, part: &str) -> Self {
        Self(format!("{self}/{part}"))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for GroupKey {
    fn from(key: &str) -> Self {
        Self(key.to_owned())
    }
}

impl fmt::Display for GroupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
