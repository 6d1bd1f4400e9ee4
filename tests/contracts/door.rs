//! A door before the engine: a test sees what each request reaches, and may refuse some.

use super::engine::Engine;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// How DynamoDB refuses what IAM does not allow (DynamoDB developer guide, "Error handling").
const DENIED: &str = "com.amazon.coral.service#AccessDeniedException";

/// An engine with a look at every request.
pub(super) struct Door {
    engine: String,
    seen: Mutex<BTreeSet<String>>,
    /// What it does not let through, as IAM does not.
    refused: Mutex<Option<&'static str>>,
}

impl Door {
    pub(super) fn to(engine: &Engine) -> Arc<Self> {
        let (seen, refused) = (Mutex::default(), Mutex::default());
        Arc::new(Self { engine: engine.address(), seen, refused })
    }

    /// Answers for the engine.
    pub(super) fn answers(self: &Arc<Self>) -> Router {
        Router::new().fallback(pass_on).with_state(Arc::clone(self))
    }

    /// What was reached since it last forgot, as `REACH` writes it.
    pub(super) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().cloned().collect()
    }

    pub(super) fn forget(&self) {
        self.seen.lock().unwrap().clear();
    }

    /// Lets nothing through that reaches this, as `REACH` writes it; or everything again.
    pub(super) fn refuse(&self, what: Option<&'static str>) {
        *self.refused.lock().unwrap() = what;
    }
}

async fn pass_on(State(door): State<Arc<Door>>, headers: HeaderMap, body: String) -> (StatusCode, String) {
    let target = headers["x-amz-target"].to_str().unwrap().to_owned();
    let request: Value = serde_json::from_str(&body).unwrap();
    let reached = reached(target.rsplit_once('.').unwrap().1, &request);
    if door.refused.lock().unwrap().is_some_and(|what| reached.contains(what)) {
        return (
            StatusCode::BAD_REQUEST,
            json!({ "__type": DENIED, "Message": "not authorized" }).to_string(),
        );
    }
    door.seen.lock().unwrap().extend(reached);
    let engine = door.engine.clone();
    let answer = move || {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let asked = agent.post(engine).header("x-amz-target", target);
        let asked = asked.header("content-type", "application/x-amz-json-1.0");
        let authorization = headers["authorization"].to_str().unwrap().to_owned();
        let asked = asked.header("authorization", authorization);
        let date = headers["x-amz-date"].to_str().unwrap().to_owned();
        let mut answer = asked.header("x-amz-date", date).send(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    };
    let (status, text) = tokio::task::spawn_blocking(answer).await.unwrap();
    (StatusCode::from_u16(status).unwrap(), text)
}

/// What a request reaches; of a transaction, what each of its parts does.
fn reached(action: &str, request: &Value) -> BTreeSet<String> {
    if let Some(parts) = request["TransactItems"].as_array() {
        let parts = parts.iter().flat_map(|part| part.as_object().unwrap());
        return parts.flat_map(|(kind, part)| reached(&format!("{kind}Item"), part)).collect();
    }
    if let Some(index) = request["IndexName"].as_str() {
        return BTreeSet::from([format!("{action} index/{index}")]);
    }
    let mut keys = Vec::new();
    partition_keys(request, &mut keys);
    keys.iter().map(|key| format!("{action} {}", first_part(key))).collect()
}

/// Every partition key in a request, wherever it stands.
fn partition_keys(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let named = [fields.get("pk"), fields.get(":pk")].into_iter().flatten();
            keys.extend(named.filter_map(|key| key["S"].as_str()).map(str::to_owned));
            fields.values().for_each(|value| partition_keys(value, keys));
        }
        Value::Array(all) => all.iter().for_each(|value| partition_keys(value, keys)),
        _ => {}
    }
}

fn first_part(key: &str) -> &str {
    key.find('#').map_or(key, |at| &key[..=at])
}
