//! What others than the adapter read in the table: the stream, the clean-up after time, and an operator's eyes.

use super::engine::{Engine, NAME};
use super::sample::{alert, at, minutes, note, now, opening, paged, record, resolved, then};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_aws::Table;
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::HeartbeatName;
use callout_domain::incident::{Alert, AlertStatus, Event};
use callout_ports::{Commit, Heartbeats as _, IncidentStore, Lookup};
use std::collections::{BTreeMap, HashMap};

type Stored = HashMap<String, AttributeValue>;

async fn stored(client: &Client, pk: &str, sk: &str) -> Stored {
    let key = |value: &str| AttributeValue::S(value.to_owned());
    let request = client.get_item().table_name(NAME).key("pk", key(pk)).key("sk", key(sk));
    request.send().await.unwrap().item.unwrap()
}

/// The attributes beside the keys and the JSON, as text.
fn beside(item: &Stored) -> BTreeMap<&str, &str> {
    let shown = item.iter().filter(|(name, _)| !["pk", "sk", "data"].contains(&name.as_str()));
    shown.map(|(name, value)| (name.as_str(), value.as_s().or(value.as_n()).unwrap().as_str())).collect()
}

#[tokio::test]
async fn an_incident_is_stored_with_what_the_indexes_want() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    engine.run(check_incident(table, client)).await;
}

async fn check_incident(table: Table, client: Client) {
    let incident = record(&table, opening("payments", 1, now())).await;
    let incident = record(&table, then(&incident, paged(Some(at("2026-11-22T03:05:00Z"))))).await;
    let pk = format!("INC#{}", incident.id);
    let state = stored(&client, &pk, "STATE").await;
    let expected = [
        ("due_at", "1795316700"),
        ("due_shard", "DUE"),
        ("open_shard", "OPEN"),
        ("opened_at", "2026-11-22T03:00:00.000000000Z"),
        ("opened_month", "2026-11"),
        ("version", "2"),
    ];
    assert_eq!(beside(&state), BTreeMap::from(expected));
    let place = format!("2026-11-22T03:01:00.000000000Z#EV#0000000002#{pk}");
    let by_ana = BTreeMap::from([("audit_place", &*place), ("audit_shard", "AUDIT"), ("type", "paged")]);
    assert_eq!(beside(&stored(&client, &pk, "EV#0000000002").await), by_ana);
    let by_itself = BTreeMap::from([("type", "opened")]);
    assert_eq!(beside(&stored(&client, &pk, "EV#0000000001").await), by_itself);
    let pointer = stored(&client, "GROUP#payments", "STATE").await;
    let wanted = [("expires_at", "1829876400"), ("incident_id", incident.id.as_str())];
    assert_eq!(beside(&pointer), BTreeMap::from(wanted));
    let number = stored(&client, "NUMBER#1", "STATE").await;
    assert_eq!(beside(&number), BTreeMap::from([("incident_id", incident.id.as_str())]));
    let counter = stored(&client, "COUNTER", "INCIDENTS").await;
    assert_eq!(beside(&counter), BTreeMap::from([("last_month", "2026-11"), ("next", "2")]));
    record(&table, then(&incident, resolved())).await;
    let over = stored(&client, &pk, "STATE").await;
    assert!(!over.contains_key("open_shard"), "what is over costs no index of what is open: {over:?}");
}

#[tokio::test]
async fn only_a_closed_alert_is_forgotten_in_the_end() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    engine.run(check_alert(table, client)).await;
}

async fn check_alert(table: Table, client: Client) {
    let open = alert("cpu", None);
    let closed = Alert { version: 2, status: AlertStatus::Closed, ..open.clone() };
    let pk = format!("ALERT#{}", open.key);
    table.commit(&Commit::of_alert(open)).await.unwrap();
    assert_eq!(beside(&stored(&client, &pk, "STATE").await), BTreeMap::from([("version", "1")]));
    table.commit(&Commit::of_alert(closed)).await.unwrap();
    let a_month_later = at("2026-12-22T03:00:00Z").as_second().to_string();
    let expected = BTreeMap::from([("version", "2"), ("expires_at", a_month_later.as_str())]);
    assert_eq!(beside(&stored(&client, &pk, "STATE").await), expected);
}

#[tokio::test]
async fn a_failure_names_the_request_and_dynamodbs_answer() {
    let engine = Engine::start().await;
    let elsewhere = engine.table_named("elsewhere");
    engine.run(check_failure(elsewhere)).await;
}

async fn check_failure(table: Table) {
    let change = opening("payments", 1, now());
    let read = table.incident(&change.incident.id).await.unwrap_err();
    let told = format!("{:#}", anyhow::Error::from(read));
    assert!(told.starts_with("could not read the incident: "), "{told}");
    assert!(told.contains("ResourceNotFoundException"), "{told}");
    let decision = Commit::of(then(&change.incident, note("lost")));
    let write = table.commit(&decision).await.unwrap_err();
    let told = format!("{:#}", anyhow::Error::from(write));
    assert!(told.contains("ResourceNotFoundException"), "{told}");
}

#[tokio::test]
async fn what_dynamodb_leaves_over_is_asked_for_again() {
    let engine = Engine::start().await;
    let table = engine.table();
    engine.run(check_left_over(table)).await;
}

/// One answer of `BatchGetItem` holds at most 16 MB.
async fn check_left_over(table: Table) {
    let summary = "x".repeat(390_000);
    let mut keys = Vec::new();
    for nth in 0..45 {
        let alert = Alert { summary: summary.clone(), ..alert(&format!("alarm-{nth}"), None) };
        keys.push(alert.key.clone());
        table.commit(&Commit::of_alert(alert)).await.unwrap();
    }
    let wanted =
        callout_ports::Lookup { alerts: keys.into_iter().collect(), ..callout_ports::Lookup::default() };
    assert_eq!(table.find(&wanted).await.unwrap().alerts.len(), 45);
}

#[tokio::test]
async fn what_was_counted_in_a_storm_is_forgotten_in_the_end() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    engine.run(check_shards(table, client)).await;
}

async fn check_shards(table: Table, client: Client) {
    let incident = record(&table, opening("payments", 1, now())).await;
    let incident = record(&table, then(&incident, Event::CountingBegan)).await;
    let incident = record(&table, then(&incident, resolved())).await;
    for shard in 0..8 {
        let item = stored(&client, &format!("ALERT_COUNTER#{}#{shard}", incident.id), "STATE").await;
        assert!(item["expires_at"].as_n().is_ok() && item["closed"].as_bool().is_ok(), "{item:?}");
    }
}

/// Replaces the content of an item by what no version can read.
async fn spoil(client: &Client, pk: &str, sk: &str) {
    let mut item = stored(client, pk, sk).await;
    item.insert("data".to_owned(), AttributeValue::S("{}".to_owned()));
    client.put_item().table_name(NAME).set_item(Some(item)).send().await.unwrap();
}

#[tokio::test]
async fn a_heartbeat_that_cannot_be_read_hides_no_other_and_pings_again() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    engine.run(check_unreadable_heartbeat(table, client)).await;
}

async fn check_unreadable_heartbeat(table: Table, client: Client) {
    let (backup, rotation) = (HeartbeatName::from("backup"), HeartbeatName::from("rotation"));
    for name in [&backup, &rotation] {
        let state = HeartbeatState {
            missed_at: None,
            last_ping_at: now(),
            ..HeartbeatState::unreadable(name.clone(), 1, Some(minutes(60)))
        };
        table.save_heartbeat_state(&state).await.unwrap();
    }
    spoil(&client, "HEARTBEAT#backup", "STATE").await;
    let mut all = table.heartbeat_states(&[backup.clone(), rotation.clone()]).await.unwrap();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(all.iter().map(HeartbeatState::is_readable).collect::<Vec<_>>(), [false, true]);
    let lost = table.heartbeat_state(&backup).await.unwrap().unwrap();
    assert_eq!(all.first(), Some(&lost));
    assert_eq!(lost.missed_at, Some(minutes(60)), "it is missed when it was due");
    let pinged = HeartbeatState { version: lost.version + 1, last_ping_at: now(), missed_at: None, ..lost };
    table.save_heartbeat_state(&pinged).await.unwrap();
    assert_eq!(table.heartbeat_state(&backup).await.unwrap(), Some(pinged));
}

#[tokio::test]
async fn what_cannot_be_read_hides_no_other_incident_and_keeps_no_alarm_from_paging() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    engine.run(check_unreadable(table, client)).await;
}

async fn check_unreadable(table: Table, client: Client) {
    let lost = record(&table, opening("payments", 1, now())).await;
    let other = record(&table, opening("search", 2, now())).await;
    let known = alert("cpu", Some(&lost));
    table.commit(&Commit::of_alert(known.clone())).await.unwrap();
    let wanted = Lookup {
        alerts: [known.key.clone()].into(),
        groups: [lost.group.clone(), other.group.clone()].into(),
        policies: [lost.policy.name.clone()].into(),
        ..Lookup::default()
    };
    let before = table.find(&wanted).await.unwrap();
    spoil(&client, &format!("INC#{}", lost.id), "STATE").await;
    spoil(&client, &format!("INC#{}", lost.id), "EV#0000000001").await;
    spoil(&client, &format!("ALERT#{}", known.key), "STATE").await;

    let found = table.find(&wanted).await.unwrap();
    assert_eq!(found.groups, before.groups, "the pointer is known, so that a new incident can take it");
    assert_eq!(found.incidents.keys().collect::<Vec<_>>(), [&other.id]);
    let blank = &found.alerts[&known.key];
    assert_eq!((blank.status, blank.version), (AlertStatus::Closed, 1), "it can be written again");
    assert_eq!(table.opened_since(now()).await.unwrap(), [other]);
    assert_eq!(table.record(&lost.id).await.unwrap().events, []);
    assert_eq!(table.newest_events(&lost.id, 5).await.unwrap(), []);
    assert!(table.incident(&lost.id).await.is_err(), "asked for by its name, it is not said to be absent");
}
