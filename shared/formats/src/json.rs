//! Reads untrusted JSON leniently: absent, null and wrongly typed fields are all absent.
//!
//! Knows no format.

use serde_json::Value;
use std::collections::BTreeMap;

/// The first of several JSON pointers that finds non-blank text.
pub(crate) fn text<'a>(value: &'a Value, pointers: &[&str]) -> Option<&'a str> {
    pointers
        .iter()
        .filter_map(|pointer| value.pointer(pointer)?.as_str())
        .find(|text| !text.trim().is_empty())
}

/// The first of several JSON pointers that finds a list.
pub(crate) fn list<'a>(value: &'a Value, pointers: &[&str]) -> &'a [Value] {
    pointers.iter().find_map(|pointer| value.pointer(pointer)?.as_array()).map_or(&[], Vec::as_slice)
}

/// Whether any of several JSON pointers finds anything but null.
pub(crate) fn has(value: &Value, pointers: &[&str]) -> bool {
    pointers.iter().any(|pointer| value.pointer(pointer).is_some_and(|found| !found.is_null()))
}

/// The records of a batch: Lambda's `Records`, or the bare list of an EventBridge pipe.
pub(crate) fn records(value: &Value) -> Option<&[Value]> {
    let listed = value.get("Records").unwrap_or(value);
    listed.as_array().map(Vec::as_slice).filter(|records| !records.is_empty())
}

/// Names and values, given as an object or as a list of pairs in either spelling.
pub(crate) fn pairs(value: &Value, pointers: &[&str]) -> BTreeMap<String, String> {
    let found = pointers.iter().find_map(|pointer| value.pointer(pointer));
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

/// A string, number or boolean, as text.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// Pretty-printed JSON.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}
