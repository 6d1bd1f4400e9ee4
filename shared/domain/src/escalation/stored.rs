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
    use crate::delay::Delay;
    use crate::escalation::{AckTimeout, Condition, HoursSettings, Level, Policy, PolicySnapshot, Target};
    use crate::oncall::settings::RestrictionSettings;
    use crate::severity::Severity;
    use serde_json::{Value, json};

    /// Every field that a policy can have. Each struct is written out, so that a new field does not compile until it is here.
    fn all() -> PolicySnapshot {
        let window =
            RestrictionSettings { days: vec!["mon-fri".into()], from: "09:00".into(), to: "17:00".into() };
        let hours = HoursSettings { zone: "UTC".into(), windows: vec![window] };
        let level = Level {
            page: vec![Target::Responder("ana".into())],
            delay: Delay::minutes(5),
            round_robin: true,
            all_must_acknowledge: true,
            condition: Some(Condition { severity: Some(Severity::Sev2), hours: Some(hours) }),
        };
        let policy = Policy {
            levels: vec![level],
            repeat: 2,
            ack_timeout: Some(AckTimeout::After(Delay::minutes(30))),
            fallback: Some("ben".into()),
        };
        PolicySnapshot { name: "payments".into(), policy, fallback: "cho".into() }
    }

    #[test]
    fn nothing_that_is_known_is_dropped() {
        let stored = serde_json::to_value(all()).unwrap();
        assert_eq!(serde_json::from_value::<PolicySnapshot>(stored).unwrap(), all());
    }

    #[test]
    fn what_a_version_to_come_adds_is_left_out() {
        let mut newer: Value = serde_json::to_value(all()).unwrap();
        let level = &mut newer["policy"]["levels"][0];
        level["when"]["hours"]["windows"][0]["weeks"] = json!("even");
        level["when"]["hours"]["holidays"] = json!(true);
        level["when"]["team"] = json!("core");
        level["conference"] = json!(true);
        newer["policy"]["owner"] = json!("ana");
        assert_eq!(serde_json::from_value::<PolicySnapshot>(newer).unwrap(), all());
    }
}
