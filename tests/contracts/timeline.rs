//! What is read over time: overdue steps, the record of one incident, lists of incidents.

use super::contract;
use super::sample::{alert, at, key, minutes, note, now, opening, paged, record, resolved, then};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Event, Incident, Via};
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_ports::{Attempts, Commit, IncidentStore};
use jiff::Timestamp;

async fn due(store: &impl IncidentStore, service: &str, number: u64, next_at: Option<Timestamp>) -> Incident {
    let incident = record(store, opening(service, number, now())).await;
    record(store, then(&incident, paged(next_at))).await
}

contract!(what_is_overdue_comes_most_overdue_first);
async fn what_is_overdue_comes_most_overdue_first(store: &impl IncidentStore) {
    let later = due(store, "payments", 1, Some(minutes(20))).await;
    let sooner = due(store, "search", 2, Some(minutes(10))).await;
    due(store, "mail", 3, Some(minutes(30))).await;
    due(store, "quiet", 4, None).await;

    assert_eq!(store.overdue(minutes(30), 10).await.unwrap(), [sooner.id.clone(), later.id.clone()]);
    assert_eq!(store.overdue(minutes(30), 1).await.unwrap(), [sooner.id]);
    assert_eq!(store.overdue(minutes(30), 0).await.unwrap(), []);
    assert_eq!(store.overdue(minutes(10), 10).await.unwrap(), [], "due is not overdue");
}

contract!(what_is_done_is_not_overdue);
async fn what_is_done_is_not_overdue(store: &impl IncidentStore) {
    let acknowledged = due(store, "payments", 1, Some(minutes(10))).await;
    record(store, then(&acknowledged, Event::Acknowledged { via: Via::Link, lapses_at: None })).await;
    let over = due(store, "search", 2, Some(minutes(10))).await;
    record(store, then(&over, resolved())).await;
    assert_eq!(store.overdue(minutes(60), 10).await.unwrap(), []);
}

fn attempt(incident: &IncidentId, id: &str) -> Attempt {
    Attempt {
        id: id.to_owned(),
        about: Subject::incident(incident, MessageKind::Page),
        responder: "ana".into(),
        contact: "sms".into(),
        claimed_by: "message-1".to_owned(),
        at: now(),
        failures: 0,
        summary_of: 0,
        state: AttemptState::Claimed,
    }
}

contract!(a_record_is_complete_and_in_order);
async fn a_record_is_complete_and_in_order(store: &(impl IncidentStore + Attempts)) {
    let mut incident = record(store, opening("payments", 1, now())).await;
    // More than one answer of DynamoDB holds, which is 1 MB.
    let long = "x".repeat(100_000);
    for _ in 0..12 {
        incident = record(store, then(&incident, note(&long))).await;
    }
    let attempts = [attempt(&incident.id, "page.1.0.ana.sms"), attempt(&incident.id, "page.1.1.ben.sms")];
    Attempts::record(store, &attempts).await.unwrap();
    record(store, opening("search", 2, now())).await;

    let found = IncidentStore::record(store, &incident.id).await.unwrap();
    let order: Vec<u64> = found.events.iter().map(|event| event.seq).collect();
    assert_eq!(order, (1..=13).collect::<Vec<u64>>());
    assert_eq!(found.attempts, attempts);
}

contract!(the_newest_events_come_first_and_no_more_than_asked);
async fn the_newest_events_come_first_and_no_more_than_asked(store: &(impl IncidentStore + Attempts)) {
    let mut incident = record(store, opening("payments", 1, now())).await;
    // More than one answer of DynamoDB holds, which is 1 MB.
    let long = "x".repeat(300_000);
    for _ in 0..6 {
        incident = record(store, then(&incident, note(&long))).await;
    }
    Attempts::record(store, &[attempt(&incident.id, "page.1.0.ana.sms")]).await.unwrap();
    let newest = async |most| -> Vec<u64> {
        let found = store.newest_events(&incident.id, most).await.unwrap();
        found.iter().map(|event| event.seq).collect()
    };
    assert_eq!(newest(5).await, [7, 6, 5, 4, 3]);
    assert_eq!(newest(100).await, [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(newest(0).await, [0_u64; 0]);
    assert_eq!(store.newest_events(&"inc_0000000000000000".into(), 5).await.unwrap(), []);
}

contract!(a_long_timeline_is_read_in_parts);
async fn a_long_timeline_is_read_in_parts(store: &(impl IncidentStore + Attempts)) {
    let mut incident = record(store, opening("payments", 1, now())).await;
    for _ in 0..11 {
        incident = record(store, then(&incident, note("looking"))).await;
    }
    let ids = ["page.1.0.ana.sms", "page.1.1.ben.sms", "page.2.0.ana.sms"];
    Attempts::record(store, &ids.map(|id| attempt(&incident.id, id))).await.unwrap();
    let before = async |seq, most| -> Vec<u64> {
        let found = store.events_before(&incident.id, seq, most).await.unwrap();
        found.iter().map(|event| event.seq).collect()
    };
    assert_eq!(before(11, 3).await, [10, 9, 8]);
    assert_eq!(before(3, 100).await, [2, 1]);
    assert_eq!(before(u64::MAX, 2).await, [12, 11]);
    assert_eq!((before(1, 9).await, before(0, 9).await), (vec![], vec![]));
    let messages = async |most| store.messages(&incident.id, most).await.unwrap().len();
    assert_eq!((messages(100).await, messages(2).await), (3, 2));
}

contract!(alerts_are_read_by_their_keys);
async fn alerts_are_read_by_their_keys(store: &impl IncidentStore) {
    let known = alert("payments", None);
    store.commit(&Commit::of_alert(known.clone())).await.unwrap();
    let found = store.alerts(&[key("payments"), key("gone")].into()).await.unwrap();
    assert_eq!(found, [(key("payments"), known)].into());
}

contract!(incidents_are_listed_newest_first_over_months);
async fn incidents_are_listed_newest_first_over_months(store: &impl IncidentStore) {
    let moments = [
        "2026-09-30T23:59:59.999Z",
        "2026-11-01T00:00:00Z",
        "2026-11-01T00:00:00.5Z",
        "2027-01-05T12:00:00Z",
    ];
    for (number, moment) in (1..).zip(moments) {
        record(store, opening(&format!("service-{number}"), number, at(moment))).await;
    }
    let listed = async |since: &str| -> Vec<u64> {
        let found = store.opened_since(at(since)).await.unwrap();
        found.iter().map(|incident| incident.number).collect()
    };
    assert_eq!(listed("2026-01-01T00:00:00Z").await, [4, 3, 2, 1]);
    assert_eq!(listed("2026-11-01T00:00:00Z").await, [4, 3, 2]);
    assert_eq!(listed("2026-11-01T00:00:00.25Z").await, [4, 3]);
    assert_eq!(listed("2027-02-01T00:00:00Z").await, [0_u64; 0]);

    let newest = async |since: &str, before: Timestamp, most| -> Vec<u64> {
        let found = store.newest_opened((at(since), before), most).await.unwrap();
        found.iter().map(|incident| incident.number).collect()
    };
    assert_eq!(newest("2026-01-01T00:00:00Z", Timestamp::MAX, 3).await, [4, 3, 2]);
    assert_eq!(newest("2026-01-01T00:00:00Z", at("2026-11-01T00:00:00.5Z"), 9).await, [2, 1]);
    assert_eq!(newest("2026-11-01T00:00:00Z", at("2027-01-05T12:00:00Z"), 1).await, [3]);
    assert_eq!(newest("2026-01-01T00:00:00Z", Timestamp::MAX, 0).await, [0_u64; 0]);
}

contract!(what_is_open_is_found_whatever_its_age);
async fn what_is_open_is_found_whatever_its_age(store: &impl IncidentStore) {
    let open = async |most| -> (Vec<u64>, usize) {
        let found = store.open_incidents(most).await.unwrap();
        (found.incidents.iter().map(|incident| incident.number).collect(), found.more)
    };
    assert_eq!(open(9).await, (vec![], 0));
    let moments =
        ["2025-02-01T00:00:00Z", "2026-10-08T03:00:00Z", "2026-11-21T00:00:00Z", "2026-11-22T03:00:00Z"];
    let mut all = Vec::new();
    for (number, moment) in (1..).zip(moments) {
        all.push(record(store, opening(&format!("service-{number}"), number, at(moment))).await);
    }
    let acknowledged = Event::Acknowledged { via: Via::Link, lapses_at: None };
    record(store, then(&all[1], acknowledged)).await;
    record(store, then(&all[2], resolved())).await;
    assert_eq!(open(9).await, (vec![4, 2, 1], 0));
    assert_eq!(open(2).await, (vec![4, 2], 1), "what is left out is counted");
    assert_eq!(open(0).await, (vec![], 3));
}

contract!(an_incident_is_found_by_its_number);
async fn an_incident_is_found_by_its_number(store: &impl IncidentStore) {
    assert_eq!((store.numbered(1).await.unwrap(), store.opened_count().await.unwrap()), (None, 0));
    let old = record(store, opening("payments", 1, at("2025-02-01T00:00:00Z"))).await;
    record(store, opening("search", 2, now())).await;
    let over = record(store, then(&old, resolved())).await;
    assert_eq!(store.numbered(1).await.unwrap(), Some(over));
    assert_eq!(store.numbered(3).await.unwrap(), None);
    assert_eq!(store.opened_count().await.unwrap(), 2);
}

contract!(a_list_shows_incidents_as_they_stand);
async fn a_list_shows_incidents_as_they_stand(store: &impl IncidentStore) {
    let incident = record(store, opening("payments", 1, now())).await;
    let incident = record(store, then(&incident, resolved())).await;
    assert_eq!(store.opened_since(now()).await.unwrap(), [incident]);
}
