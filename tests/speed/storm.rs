//! Triage in a storm of one service: on the engine first, then again on what the engine answered, once below the SDK and once
//! above it.

use super::aws::Aws;
use super::cpu::Cpu;
use super::taped::Taped;
use super::wire::Wire;
use callout_aws::{Table, save_settings};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::settings::Settings;
use callout_lambda::{Deadline, Received, each_batch};
use callout_ports::fakes::ManualClock;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use triage::deps::{ArmedCountTimers, Deps, Store};

const SETTINGS: &str = include_str!("../stories/settings.toml");
/// How many messages a batch of a FIFO queue has at most.
const BATCH: usize = 10;
/// One alarm in so many is told twice; one in so many is over again.
const SOME: usize = 20;
/// Each way is gone so often; the fastest counts.
const TIMES: usize = 3;
/// An alert and its share of what is counted: two units in a transaction, and little besides.
const MOST_WRITE_UNITS: f64 = 2.1;
/// In a shorter storm the incident's own writes count for more.
const LONG: usize = 10_000;

fn began() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

/// An alarm of CloudWatch as intake hands it on.
pub(super) fn alarm(name: &str, at: Timestamp) -> AlarmEvent {
    let labels = [
        ("account", "111122223333"),
        ("alarm", name),
        ("dimension.LoadBalancer", "app/prod-blue/50dc6c495c0c9188"),
        ("metric", "HTTPCode_Target_5XX_Count"),
        ("namespace", "AWS/ApplicationELB"),
        ("region", "eu-west-1"),
    ];
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}"),
        kind: AlarmKind::Trigger,
        summary: format!("{name}: HTTPCode_Target_5XX_Count is 12, above 5"),
        severity: None,
        service: None,
        changed_at: at,
        order: Default::default(),
        labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        links: Vec::new(),
        detail: "Threshold Crossed: 1 out of the last 1 datapoints [12.0] was greater than 5.0.".into(),
        muted: None,
        children: Vec::new(),
    }
}

/// The storm of `tests/storm`: one alarm in twenty is told twice, one is over again, and all of it comes in any order. `run`
/// says the same to Alertmanager.
fn storm(events: usize) -> Vec<AlarmEvent> {
    let alarms = events * SOME / (SOME + 2);
    let kind = |n: usize| match n {
        n if n < alarms => (n, AlarmKind::Trigger, began()),
        n if n % 2 == 0 => (n % alarms * SOME % alarms, AlarmKind::Trigger, began()),
        n => (n % alarms * SOME % alarms, AlarmKind::Resolve, began() + SignedDuration::from_secs(30)),
    };
    let event = |n: usize| {
        let (n, kind, at) = kind(n);
        AlarmEvent { kind, ..alarm(&format!("payments-{n}"), at) }
    };
    let mut all: Vec<AlarmEvent> = (0..events).map(event).collect();
    let mut chance = Chance(7);
    for n in (1..all.len()).rev() {
        all.swap(n, chance.below(n + 1));
    }
    all
}

/// Chance that is the same in every run (the generator of Numerical Recipes, its upper half).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// What Lambda gives the function, batch after batch.
fn batches(events: usize) -> Vec<String> {
    let storm = storm(events);
    let body = |event: &AlarmEvent| serde_json::to_string(event).unwrap();
    storm.chunks(BATCH).map(|batch| delivery(batch.iter().map(body).collect()).to_string()).collect()
}

/// A delivery of a queue's messages (Lambda developer guide, Using Lambda with Amazon SQS).
pub(super) fn delivery(bodies: Vec<String>) -> Value {
    let record = |(nth, body): (usize, String)| {
        json!({
            "messageId": format!("message-{nth}"), "receiptHandle": "receipt", "body": body, "md5OfBody": "",
            "attributes": { "ApproximateReceiveCount": "1", "MessageGroupId": format!("group-{nth}") },
            "messageAttributes": {}, "eventSource": "aws:sqs", "awsRegion": "us-east-1",
            "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:callout-alerts.fifo",
        })
    };
    json!({ "Records": bodies.into_iter().enumerate().map(record).collect::<Vec<_>>() })
}

/// Triage does all of it, as the function's `main` has it do; gives the processor's time.
async fn work_off<T: Store>(store: &T, timers: &Taped<'_>, batches: &[String]) -> Duration {
    let (clock, armed) = (ManualClock::at(began()), ArmedCountTimers::default());
    let deps = Deps::new(store, timers, &clock, &armed);
    let work = async |messages: &[Received]| {
        let bodies: Vec<&str> = messages.iter().map(|message| message.body.as_str()).collect();
        triage::handler::handle(&bodies, &deps).await
    };
    let began = Cpu::now();
    for batch in batches {
        let event: Value = serde_json::from_str(batch).unwrap();
        let event = serde_json::from_value(event).unwrap();
        let answer = each_batch(event, Deadline::at(Timestamp::MAX), work).await;
        assert!(answer.batch_item_failures.is_empty(), "{answer:?}");
    }
    began.used()
}

/// On the engine, on what it answered to the SDK, and on what the SDK answered to triage.
pub(super) async fn measure(events: usize) -> Value {
    let batches = batches(events);
    let aws = Arc::new(Aws::start());
    let table = Table::new(&Wire::recording(Arc::clone(&aws)).sdk(), crate::table::NAME);
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    save_settings(&table, &settings, began()).await.unwrap();
    aws.take_counts();

    let wire = Wire::recording(Arc::clone(&aws));
    let table = Table::new(&wire.sdk(), crate::table::NAME);
    let recording = Taped::recording(&table);
    let with_engine = work_off(&recording, &recording, &batches).await;
    let counts = aws.take_counts();
    let units = counts.write_units / events as f64;
    assert!(events < LONG || units <= MOST_WRITE_UNITS, "{units} write units an event");

    let (mut with_sdk, mut own) = (Duration::MAX, Duration::MAX);
    for _ in 0..TIMES {
        let table = Table::new(&Wire::replaying(wire.answers()).sdk(), crate::table::NAME);
        with_sdk = with_sdk.min(work_off(&table, &Taped::replaying(recording.tape()), &batches).await);
        let store = Taped::replaying(recording.tape());
        own = own.min(work_off(&store, &store, &batches).await);
    }
    let a_second = |time: Duration| (events as f64 / time.as_secs_f64()).round();
    json!({
        "events": events,
        "events_per_second_per_core_own": a_second(own),
        "events_per_second_per_core_with_sdk": a_second(with_sdk),
        "write_units_per_event": (units * 100.0).round() / 100.0,
        "store_seconds": with_engine.saturating_sub(with_sdk).as_secs_f64(),
        "calls": counts.calls,
    })
}
