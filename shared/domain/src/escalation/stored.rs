//! Reads the policy of a stored incident.
//!
//! Must not be as strict as the settings are with what people write: a version to come may store more, and an incident that
//! cannot be read after a roll back pages nobody.

use super::Policy;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

const POLICY: &[&str] = &["levels", "repeat", "ack_timeout", "fallback"];
const LEVEL: &[&str] = &["page", "delay", "round_robin", "all_must_acknowledge", "when"];
const CONDITION: &[&str] = &["severity", "hours"];
const HOURS: &[&str] = &["zone", "windows"];
const WINDOW: &[&str] = &["days", "from", "to"];

/// The policy without the fields that this version does not know.
///
/// # Errors
/// What is known cannot be read.
pub(super) fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Policy, D::Error> {
    let mut policy = Value::deserialize(deserializer)?;
    keep(&mut policy, POLICY);
    for level in policy["levels"].as_array_mut().into_iter().flatten() {
        keep(level, LEVEL);
        let Some(condition) = level.get_mut("when") else { continue };
        keep(condition, CONDITION);
        let Some(hours) = condition.get_mut("hours") else { continue };
        keep(hours, HOURS);
        let windows = hours.get_mut("windows").and_then(Value::as_array_mut);
        windows.into_iter().flatten().for_each(|window| keep(window, WINDOW));
    }
    serde_json::from_value(policy).map_err(D::Error::custom)
}

fn keep(value: &mut Value, known: &[&str]) {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|name, _| known.contains(&name.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use crate::escalation::PolicySnapshot;
    use serde_json::{Value, json};

    /// Every field that a policy can have.
    fn all() -> Value {
        let hours =
            json!({ "zone": "UTC", "windows": [{ "days": ["mon-fri"], "from": "09:00", "to": "17:00" }] });
        json!({
            "name": "payments",
            "fallback": "cho",
            "policy": {
                "levels": [{
                    "page": ["responder:ana"],
                    "delay": "5m",
                    "round_robin": true,
                    "all_must_acknowledge": true,
                    "when": { "severity": "SEV2", "hours": hours },
                }],
                "repeat": 2,
                "ack_timeout": "30m",
                "fallback": "ben",
            },
        })
    }

    #[test]
    fn nothing_that_is_known_is_dropped() {
        let read: PolicySnapshot = serde_json::from_value(all()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), all());
    }

    #[test]
    fn what_a_version_to_come_adds_is_left_out() {
        let mut newer = all();
        let level = &mut newer["policy"]["levels"][0];
        level["when"]["hours"]["windows"][0]["weeks"] = json!("even");
        level["when"]["hours"]["holidays"] = json!(true);
        level["when"]["team"] = json!("core");
        level["conference"] = json!(true);
        newer["policy"]["owner"] = json!("ana");
        let read: PolicySnapshot = serde_json::from_value(newer).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), all());
    }
}
