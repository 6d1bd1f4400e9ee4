//! What whoever reported sees follows each commit about their report, and nothing else has a receipt.

use super::contract;
use super::sample::{alert, now, opening, then};
use callout_domain::ids::AlertKey;
use callout_domain::incident::{Acknowledgement, Actor, Alert, Event, Incident, Via};
use callout_ports::{Change, Commit, IncidentStore, Receipts};

fn reported(change: Change) -> Change {
    Change { incident: Incident { reported_at: Some(now()), ..change.incident }, ..change }
}

contract!(a_receipt_follows_its_report);
async fn a_receipt_follows_its_report(store: &(impl IncidentStore + Receipts)) {
    let key = AlertKey::derive("report/checkout", "1");
    assert_eq!(store.report_state(&key).await.unwrap(), None);
    let opened = reported(opening("payments", 1, now()));
    let incident = opened.incident.clone();
    let source = "report/checkout".to_owned();
    let alerts = vec![Alert { key: key.clone(), source, ..alert("payments", Some(&incident)) }];
    let received_at = alerts[0].opened_at;
    store.commit(&Commit { alerts, ..Commit::of(opened) }).await.unwrap();
    let state = store.report_state(&key).await.unwrap().unwrap();
    assert_eq!(state.received_at, received_at);
    assert_eq!(Some(state.standing), incident.report_standing());
    let mut taken = then(&incident, Event::Acknowledged { via: Via::Link, lapses_at: None });
    let by = Actor::responder(&"ana".into());
    taken.incident.acknowledgement = Some(Acknowledgement { by, at: now() });
    store.commit(&Commit::of(taken)).await.unwrap();
    let state = store.report_state(&key).await.unwrap().unwrap();
    assert_eq!((state.received_at, state.standing.acknowledged_at), (received_at, Some(now())));
}

contract!(an_alarm_has_no_receipt);
async fn an_alarm_has_no_receipt(store: &(impl IncidentStore + Receipts)) {
    let opened = opening("payments", 1, now());
    let of_alarm = alert("payments", Some(&opened.incident));
    let key = of_alarm.key.clone();
    store.commit(&Commit { alerts: vec![of_alarm], ..Commit::of(opened) }).await.unwrap();
    assert_eq!(store.report_state(&key).await.unwrap(), None);
}
