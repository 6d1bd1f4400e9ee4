//! AWS as far as the functions ask it: DynamoDB is an engine in this process, the others say yes to everything.
//!
//! Counts calls, and the write units that the engine reckons, indexes included.

use crate::table::definition;
use dynoxide::{Database, DynoxideError};
use regex::Regex;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// AWS in this process.
pub(super) struct Aws {
    database: Database,
    counts: Mutex<Counts>,
    busy: Mutex<Duration>,
}

/// What was asked for.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts {
    /// Calls, by name.
    pub(super) calls: BTreeMap<String, u32>,
    /// DynamoDB's write units.
    pub(super) write_units: f64,
    /// The text of the last message that was published to a topic.
    pub(super) published: String,
}

/// An answer over HTTP.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Answer {
    fn of(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, body: body.into() }
    }
}

impl std::fmt::Debug for Aws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Aws")
    }
}

impl Aws {
    pub(super) fn start() -> Self {
        let database = Database::memory().unwrap();
        database.create_table(serde_json::from_value(definition()).unwrap()).unwrap();
        Self { database, counts: Mutex::default(), busy: Mutex::default() }
    }

    /// What was asked for since the last look.
    pub(super) fn take_counts(&self) -> Counts {
        std::mem::take(&mut self.counts.lock().unwrap())
    }

    /// How long it took over all its answers so far.
    pub(super) fn busy(&self) -> Duration {
        *self.busy.lock().unwrap()
    }

    /// Answers a request: `target` is the header `X-Amz-Target` of AWS's JSON protocols, which the others do without.
    pub(super) fn answer(&self, target: &str, body: &[u8]) -> Answer {
        let began = Instant::now();
        let answer = self.answer_at_leisure(target, body);
        *self.busy.lock().unwrap() += began.elapsed();
        answer
    }

    fn answer_at_leisure(&self, target: &str, body: &[u8]) -> Answer {
        let name = target.rsplit('.').next().unwrap();
        if target.starts_with("DynamoDB") {
            return self.database(name, body);
        }
        let text = String::from_utf8_lossy(body);
        if name.is_empty() {
            return self.query(&text);
        }
        self.count(name);
        match name {
            "SendMessageBatch" => Answer::of(all_sent(&text)),
            "GetSecretValue" => Answer::of(
                json!({ "SecretString": json!({ "key": "0".repeat(64) }).to_string() }).to_string(),
            ),
            _ => Answer::of("{}"),
        }
    }

    fn count(&self, name: &str) {
        *self.counts.lock().unwrap().calls.entry(name.to_owned()).or_default() += 1;
    }

    /// SNS speaks AWS's query protocol: a form goes in, XML comes out.
    fn query(&self, form: &str) -> Answer {
        let action = form.strip_prefix("Action=").and_then(|rest| rest.split('&').next()).unwrap_or("other");
        self.count(action);
        if action == "Publish" {
            form.clone_into(&mut self.counts.lock().unwrap().published);
        }
        let ids = Regex::new(r"member\.\d+\.Id=([^&]*)").unwrap();
        let member = |id: &str| format!("<member><Id>{id}</Id><MessageId>m</MessageId></member>");
        let sent: String = ids.captures_iter(form).map(|found| member(&found[1])).collect();
        let result = format!("<Successful>{sent}</Successful><Failed/><MessageId>m</MessageId>");
        Answer::of(format!("<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"))
    }

    fn database(&self, name: &str, body: &[u8]) -> Answer {
        let it = &self.database;
        let (answer, units) = match name {
            "BatchGetItem" => run(body, |request| it.batch_get_item(request)),
            "BatchWriteItem" => run(body, |request| it.batch_write_item(request)),
            "DeleteItem" => run(body, |request| it.delete_item(request)),
            "GetItem" => run(body, |request| it.get_item(request)),
            "PutItem" => run(body, |request| it.put_item(request)),
            "Query" => run(body, |request| it.query(request)),
            "TransactWriteItems" => run(body, |request| it.transact_write_items(request)),
            "UpdateItem" => run(body, |request| it.update_item(request)),
            other => panic!("the engine here knows no {other}"),
        };
        self.count(name);
        if !matches!(name, "BatchGetItem" | "GetItem" | "Query") {
            self.counts.lock().unwrap().write_units += units;
        }
        answer
    }
}

/// Asks the engine, and how many units that took.
fn run<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    ask: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> (Answer, f64) {
    let mut request: Value = serde_json::from_slice(body).unwrap();
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    match ask(serde_json::from_value(request).unwrap()) {
        Ok(answer) => {
            let mut answer = serde_json::to_value(answer).unwrap();
            let consumed = answer.as_object_mut().unwrap().remove("ConsumedCapacity").unwrap_or_default();
            (Answer::of(answer.to_string()), units(&consumed))
        }
        Err(error) => (Answer { status: error.status_code(), body: error.to_json().into() }, 0.0),
    }
}

/// One table's, or a list of them.
fn units(consumed: &Value) -> f64 {
    match consumed {
        Value::Array(tables) => tables.iter().map(units).sum(),
        table => table["CapacityUnits"].as_f64().unwrap_or(0.0),
    }
}

/// SQS took every message of a batch.
fn all_sent(request: &str) -> String {
    let request: Value = serde_json::from_str(request).unwrap();
    let entries = request["Entries"].as_array().cloned().unwrap_or_default();
    let sent = |entry: &Value| json!({ "Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "" });
    json!({ "Successful": entries.iter().map(sent).collect::<Vec<_>>(), "Failed": [] }).to_string()
}
