//! What a version to come may add: a field in any object of anything stored, which this version must pass over.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;

/// Objects whose keys are names, and enums whose only key is their variant: nothing can be added to these.
const CLOSED: [&str; 16] = [
    "/services",
    "/firing",
    "/states",
    "/translations",
    "/titles",
    "/texts",
    "/since",
    "/upto",
    "/merged",
    "/labels",
    "/escalation/step",
    "/step",
    "/hold/by",
    "/by",
    "/state",
    "/kind",
];

/// Checks that a field added to any object of the stored text changes nothing.
pub(crate) fn check<T: DeserializeOwned + PartialEq + Debug>(name: &str, stored: &str, value: &T) {
    let stored: Value = serde_json::from_str(stored).unwrap();
    for place in objects(&stored, String::new()) {
        let mut newer = stored.clone();
        newer.pointer_mut(&place).unwrap()["of_a_version_to_come"] = json!({ "a": [1] });
        match serde_json::from_value::<T>(newer) {
            Ok(read) => assert_eq!(&read, value, "{name}, a field more at {place}"),
            Err(error) => {
                let place = place.as_str();
                assert!(
                    CLOSED.iter().any(|closed| place.ends_with(closed)),
                    "{name}, a field more at {place}: {error}"
                );
            }
        }
    }
}

/// Where the objects of a value are, as JSON pointers.
fn objects(value: &Value, at: String) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(nth, value)| (nth.to_string(), value)).collect(),
        _ => return Vec::new(),
    };
    let own = value.is_object().then(|| at.clone());
    let below = below.into_iter().flat_map(|(name, value)| objects(value, format!("{at}/{name}")));
    own.into_iter().chain(below).collect()
}
