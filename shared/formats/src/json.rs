//! Tolerant looks into foreign JSON: what is absent, null or of another type is simply not there.
//!
//! Knows no format.

use serde_json::Value;
use std::collections::BTreeMap;

/// The first of several places (JSON pointers) that holds text with something in it.
pub(crate) fn text<'a>(value: &'a Value, places: &[&str]) -> Option<&'a str> {
    places.iter().filter_map(|place| value.pointer(place)?.as_str()).find(|text| !text.trim().is_empty())
}

/// The first of several places that holds a list.
pub(crate) fn list<'a>(value: &'a Value, places: &[&str]) -> &'a [Value] {
    places.iter().find_map(|place| value.pointer(place)?.as_array()).map_or(&[], Vec::as_slice)
}

/// Whether any of several places holds anything but null.
pub(crate) fn has(value: &Value, places: &[&str]) -> bool {
    places.iter().any(|place| value.pointer(place).is_some_and(|found| !found.is_null()))
}

/// The records of a batch: Lambda's own way of handing them over, or the bare list of an EventBridge pipe.
pub(crate) fn records(value: &Value) -> Option<&[Value]> {
    let listed = value.get("Records").unwrap_or(value);
    listed.as_array().map(Vec::as_slice).filter(|records| !records.is_empty())
}

/// Names and values, written as an object or as a list of pairs in either spelling.
pub(crate) fn pairs(value: &Value, places: &[&str]) -> BTreeMap<String, String> {
    let found = places.iter().find_map(|place| value.pointer(place));
    match found {
        Some(Value::Object(fields)) => {
            fields.iter().filter_map(|(name, value)| Some((name.clone(), scalar(value)?))).collect()
        }
        Some(Value::Array(pairs)) => pairs.iter().filter_map(pair).collect(),
        _ => BTreeMap::new(),
    }
}

fn pair(pair: &Value) -> Option<(String, String)> {
    let name = text(pair, &["/name", "/Name", "/key", "/Key"])?;
    let value = ["value", "Value"].iter().find_map(|field| scalar(pair.get(field)?))?;
    Some((name.to_owned(), value))
}

/// A text, number or truth value, as text.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// JSON as people read it.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}
