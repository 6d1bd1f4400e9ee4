//! Why an alarm is a consequence of another: a composite alarm summarizes it, or an inhibition rule says so.
//!
//! Must not look alerts up; it only names the keys to look up.

use crate::alarm::{AlarmEvent, clip};
use crate::ids::{AlertKey, IncidentId};
use crate::incident::JoinReason;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The key of an alert that explains others: `child/<alert>` for a composite alarm's child, `rule/<name>/<digest of the
/// equal labels>` for an inhibition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CauseName(pub String);

impl CauseName {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CauseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An alert that explains others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its key.
    pub name: CauseName,
    /// The alert.
    pub alert: AlertKey,
    /// The incident it belongs to.
    pub incident: IncidentId,
    /// How it explains them.
    pub reason: JoinReason,
    /// The reason, as text.
    pub because: String,
    /// Since when the alert fires.
    pub since: Timestamp,
}

/// The maximum length of the reason.
const MAX_BECAUSE: usize = 300;

impl Cause {
    /// The record of an alert of `incident` that explains others.
    pub fn of(name: CauseName, event: &AlarmEvent, incident: &IncidentId) -> Self {
        let alarm = event.labels.get("alarm").unwrap_or(&event.summary);
        let rule = name.0.strip_prefix("rule/").map(|rest| rest.strip_suffix("/both").unwrap_or(rest));
        let (reason, because) = match rule.and_then(|rest| rest.rsplit_once('/')) {
            Some((rule, _)) => {
                (JoinReason::Inhibited, format!("rule “{rule}” says that {alarm} explains it"))
            }
            None => (JoinReason::Child, format!("part of the composite alarm {alarm}")),
        };
        let (alert, incident, since) = (event.alert_key(), incident.clone(), event.changed_at);
        Self { name, alert, incident, reason, because: clip(&because, MAX_BECAUSE), since }
    }
}
