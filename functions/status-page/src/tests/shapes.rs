//! The documents that programs read.

use super::gallery::a_bad_day;
use serde_json::Value;

const DOCUMENTS: [&str; 8] = [
    "summary",
    "status",
    "components",
    "incidents",
    "incidents/unresolved",
    "scheduled-maintenances",
    "scheduled-maintenances/upcoming",
    "scheduled-maintenances/active",
];

#[tokio::test]
async fn the_summary_has_statuspages_shape() {
    let summary: Value = serde_json::from_str(&a_bad_day().await.file("api/v2/summary.json")).unwrap();
    insta::assert_json_snapshot!(summary);
}

#[tokio::test]
async fn the_feed_is_atom_with_names_that_stay() {
    insta::assert_snapshot!(a_bad_day().await.file("history.atom"));
}

#[tokio::test]
async fn resolved_incidents_stay_in_the_list_and_leave_the_summary() {
    let world = a_bad_day().await;
    let count = |name: &str| {
        let document: Value = serde_json::from_str(&world.file(&format!("api/v2/{name}.json"))).unwrap();
        document["incidents"].as_array().unwrap().len()
    };
    assert_eq!((count("summary"), count("incidents/unresolved"), count("incidents")), (1, 1, 2));
}

async fn worlds() -> [super::world::World; 2] {
    [a_bad_day().await, super::maintenance::announced().await]
}

/// Checks every document against a schema of Statuspage's public API, if there is one: `CALLOUT_CONFORMANCE` names
/// the folder.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "only this test knows the folder")]
async fn the_documents_keep_to_the_schema() {
    let Ok(folder) = std::env::var("CALLOUT_CONFORMANCE") else { return };
    let schema = std::fs::read_to_string(format!("{folder}/statuspage_v2.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    for (world, name) in worlds().await.iter().flat_map(|world| DOCUMENTS.map(|name| (world, name))) {
        let path = format!("/api/v2/{name}.json");
        let document: Value = serde_json::from_str(&world.file(&path[1..])).unwrap();
        check(&document, &schema["endpoints"][&path], &schema["defs"], name);
    }
}

/// The subset of JSON Schema that the file uses.
fn check(value: &Value, schema: &Value, defs: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return check(value, &defs[name.trim_start_matches("#/$defs/")], defs, at);
    }
    let kinds = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
    let fits = |kind: &Value| match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => true,
    };
    assert!(kinds.iter().any(fits), "{at}: {value} is not {kinds:?}");
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value} is none of {words:?}");
    }
    for field in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        assert!(value.get(field).is_some(), "{at}.{field} is missing");
    }
    for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(field) {
            check(value, schema, defs, &format!("{at}.{field}"));
        }
    }
    for item in value.as_array().into_iter().flatten().filter(|_| !schema["items"].is_null()) {
        check(item, &schema["items"], defs, &format!("{at}[]"));
    }
}
