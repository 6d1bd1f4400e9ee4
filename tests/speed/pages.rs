//! First pages with the settings of a large company, function after function as in production: what each costs.

use super::aws::{Aws, Counts};
use super::functions::{Function, Handled};
use super::large;
use super::storm::{alarm, delivery};
use super::wire::Wire;
use callout_aws::{Table, save_settings};
use callout_domain::incident::{Event, EventRecord, Incident};
use callout_ports::{Clock, IncidentStore, Timer};
use jiff::{SignedDuration, Timestamp};
use regex::Regex;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// How many incidents open; the first one meets functions that have just started.
const INCIDENTS: usize = 30;

/// What a step of a first page costs.
#[derive(Debug, Default, Serialize)]
struct Step {
    function: String,
    step: String,
    /// The first event, which also reads settings, certificates and keys.
    first_ms: f64,
    first_cpu_ms: f64,
    /// The later ones, on average.
    later_ms: f64,
    later_cpu_ms: f64,
    /// Of a later event.
    calls: Vec<String>,
    write_units: f64,
    /// The most at once, in MiB.
    memory: f64,
}

/// A function, and what its events cost.
struct Measured {
    function: Function,
    step: Step,
    handled: Vec<Handled>,
    counts: Counts,
}

impl Measured {
    fn start(folder: &Path, aws: &Arc<Aws>, name: &str, step: &str) -> Self {
        let function = Function::start(folder, name, aws);
        let step = Step { function: name.to_owned(), step: step.to_owned(), ..Step::default() };
        Self { function, step, handled: Vec::new(), counts: Counts::default() }
    }

    /// Handles an event; gives the answer, and what was asked of AWS meanwhile.
    fn handle(&mut self, aws: &Aws, event: Value) -> (Value, Counts) {
        aws.take_counts();
        let handled = self.function.handle(event);
        let counts = aws.take_counts();
        let answer = handled.answer.clone();
        let failed = answer["batchItemFailures"].as_array().is_some_and(|failed| !failed.is_empty());
        assert!(!failed, "{} failed: {answer}", self.step.function);
        self.handled.push(handled);
        self.counts = counts.clone();
        (answer, counts)
    }

    fn end(self) -> Step {
        let ms = |handled: &Handled| handled.took.as_secs_f64() * 1000.0;
        let cpu_ms = |handled: &Handled| handled.cpu.as_secs_f64() * 1000.0;
        let (first, later) = self.handled.split_first().unwrap();
        let average = |of: &dyn Fn(&Handled) -> f64| later.iter().map(of).sum::<f64>() / later.len() as f64;
        let times = |(name, times): (&String, &u32)| match times {
            1 => name.clone(),
            _ => format!("{times} {name}"),
        };
        Step {
            first_ms: ms(first),
            first_cpu_ms: cpu_ms(first),
            later_ms: average(&ms),
            later_cpu_ms: average(&cpu_ms),
            calls: self.counts.calls.iter().map(times).collect(),
            write_units: self.counts.write_units,
            memory: self.function.most_memory(),
            ..self.step
        }
    }
}

/// New items of the table, as its stream brings them.
fn stream(records: &[&EventRecord]) -> Value {
    let record = |record: &&EventRecord| {
        let text = |value: &str| json!({ "S": value });
        let data = serde_json::to_string(record).unwrap();
        let image = json!({ "type": text(record.event.name()), "data": text(&data) });
        json!({
            "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "us-east-1", "eventSourceARN": "arn:aws:dynamodb:us-east-1:111122223333:table/callout/stream/1",
            "dynamodb": {
                "Keys": {}, "NewImage": image, "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
                "ApproximateCreationDateTime": 1.0,
            },
        })
    };
    json!({ "Records": records.iter().map(record).collect::<Vec<_>>() })
}

/// A request as a function's URL brings it (Lambda developer guide, Invoking function URLs).
fn request(method: &str, path: &str, body: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": { "host": "callout.example", "content-type": "application/json" },
        "requestContext": {
            "accountId": "anonymous", "apiId": "a", "domainName": "callout.example", "domainPrefix": "callout",
            "requestId": "r", "routeKey": "$default", "stage": "$default", "time": "22/Nov/2026:03:00:00 +0000",
            "timeEpoch": 1_795_316_400_000_i64,
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "curl" },
        },
        "body": body, "isBase64Encoded": false,
    })
}

/// The link in the message that was published last.
fn link(counts: &Counts) -> String {
    let found = Regex::new(r"%2Fa%2F([A-Za-z0-9_-]+)").unwrap();
    format!("/a/{}", &found.captures(&counts.published).expect("a page with a link")[1])
}

/// Everything that happens until somebody acknowledged.
pub(super) async fn measure(folder: &Path) -> Value {
    let aws = Arc::new(Aws::start());
    let table = Table::new(&Wire::recording(Arc::clone(&aws)).sdk(), crate::table::NAME);
    let now = callout_lambda::SystemClock.now();
    save_settings(&table, &large::settings(), now).await.unwrap();
    let start = |name: &str, step: &str| Measured::start(folder, &aws, name, step);

    let mut steps = vec![taken_in(start("webhooks", "an event over HTTPS"), &aws)];
    let mut triage = start("triage", "an alarm opens an incident");
    for nth in 0..INCIDENTS {
        let event = serde_json::to_string(&alarm(&large::alarm(nth), now)).unwrap();
        triage.handle(&aws, delivery(vec![event]));
    }
    steps.push(triage.end());
    let incidents: Vec<Incident> = table.opened_since(now - SignedDuration::from_mins(1)).await.unwrap();
    assert_eq!(incidents.len(), INCIDENTS);

    let mut records = Vec::new();
    for incident in &incidents {
        records.push(IncidentStore::record(&table, &incident.id).await.unwrap().events);
    }
    steps.extend(published_and_sent(&start, &aws, &records));
    let mut escalate = start("escalate", "its timer, once it is acknowledged");
    for incident in &incidents {
        let timer = Timer { incident_id: incident.id.clone(), due_at: Timestamp::UNIX_EPOCH };
        escalate.handle(&aws, delivery(vec![serde_json::to_string(&timer).unwrap()]));
    }
    steps.push(escalate.end());
    json!(steps)
}

fn taken_in(mut webhooks: Measured, aws: &Aws) -> Step {
    for nth in 0..INCIDENTS {
        let event = json!({
            "routing_key": large::KEY, "event_action": "trigger", "dedup_key": format!("tool-{nth}"),
            "payload": { "summary": "disk is full", "source": "db-1", "severity": "critical" },
        });
        let (answer, _) = webhooks.handle(aws, request("POST", "/v2/enqueue", &event.to_string()));
        assert_eq!(answer["statusCode"], 202, "{answer}");
    }
    webhooks.end()
}

/// The outbox publishes, notify sends, somebody opens the link and presses the button.
fn published_and_sent(
    start: &impl Fn(&str, &str) -> Measured,
    aws: &Aws,
    records: &[Vec<EventRecord>],
) -> Vec<Step> {
    let mut outbox = start("outbox", "its events are published");
    let mut notify = start("notify", "the page is sent");
    let mut shown = start("respond", "its link is opened");
    let mut pressed = start("respond", "the button is pressed");
    for events in records {
        outbox.handle(aws, stream(&events.iter().collect::<Vec<_>>()));
        let page = events.iter().find(|record| matches!(record.event, Event::Paged { .. })).unwrap();
        let (_, counts) = notify.handle(aws, delivery(vec![serde_json::to_string(page).unwrap()]));
        let link = link(&counts);
        for (respond, method) in [(&mut shown, "GET"), (&mut pressed, "POST")] {
            let (answer, _) = respond.handle(aws, request(method, &link, ""));
            assert!(answer["statusCode"].as_u64().is_some_and(|status| status < 400), "{answer}");
        }
    }
    vec![outbox.end(), notify.end(), shown.end(), pressed.end()]
}
