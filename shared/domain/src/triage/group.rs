//! Which alerts are about the same thing, so that they share one incident.

use crate::delay::Delay;
use crate::ids::{PolicyName, ServiceName, digest, hex};
use std::fmt;

/// The service of an incident that stands for the alerts of many.
pub const STORM: &str = "alert-storm";

/// Alerts of one group share an incident for as long as it is open, or for a window of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Names it.
    pub key: GroupKey,
    /// How long after the incident opened others still join; left out: as long as it is open.
    pub window: Option<Delay>,
    /// In which words an alert is said to belong: `same service`, `same dimension.cluster`.
    pub because: String,
}

/// Names a group; safe at any length.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct GroupKey(String);

impl Group {
    /// Everything about one service.
    pub fn of_service(service: &ServiceName) -> Self {
        Self { key: GroupKey(service.to_string()), window: None, because: "same service".to_owned() }
    }

    /// What happens to one owner while too many incidents open.
    pub fn of_storm(policy: &PolicyName) -> GroupKey {
        GroupKey(format!("{STORM}/{policy}"))
    }

    /// Everything about one service that agrees in what a rule looks at.
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
    /// A group inside another: what is held apart from the rest.
    pub fn within(&self, part: &str) -> Self {
        Self(format!("{self}/{part}"))
    }

    /// The text that names it.
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
