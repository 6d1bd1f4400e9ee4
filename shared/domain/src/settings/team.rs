//! One team: who belongs together, and for which services they answer.
//!
//! Must not page anybody: that is a policy's.

use crate::ids::{ResponderName, ServiceName, TeamName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// The display name. Default: the team's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The people of the team.
    #[serde(default)]
    pub members: Vec<ResponderName>,
    /// The services that the team answers for. A service may have several teams.
    #[serde(default)]
    pub services: Vec<ServiceName>,
}

impl Team {
    /// What people call it.
    pub fn called<'a>(&'a self, name: &'a TeamName) -> &'a str {
        self.title.as_deref().unwrap_or(name.as_str())
    }
}
