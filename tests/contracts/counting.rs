//! Alerts counted beside an incident: by many at once, none lost, none counted twice, and none after the end.

use super::contract;
use super::sample::{alert, is_conflict, now, opening, record, resolved, then};
use callout_domain::incident::{Event, Incident};
use callout_domain::triage::{AlertCounter, SHARDS, sum};
use callout_ports::{Commit, CommitError, Counting, IncidentStore};

async fn storm(store: &impl IncidentStore) -> Incident {
    let incident = record(store, opening("payments", 1, now())).await;
    record(store, then(&incident, Event::CountingBegan)).await
}

fn joining(incident: &Incident, name: &str, service: &str, shard: u8) -> Commit {
    let mut added = AlertCounter::default();
    added.join(&service.into());
    let counting = Some(Counting { incident: incident.id.clone(), shard, added });
    Commit { alerts: vec![alert(name, Some(incident))], counting, ..Commit::default() }
}

contract!(shards_add_up);
async fn shards_add_up(store: &impl IncidentStore) {
    let incident = storm(store).await;
    for nth in 0..20_u8 {
        let service = if nth % 2 == 0 { "payments" } else { "search" };
        store.commit(&joining(&incident, &format!("alarm-{nth}"), service, nth % SHARDS)).await.unwrap();
    }
    let shards = store.shards(&incident.id).await.unwrap();
    assert_eq!(shards.len(), usize::from(SHARDS), "those never written included");
    let counter = sum(&shards);
    assert_eq!((counter.open, counter.total, counter.services[&"search".into()]), (20, 20, 10));
}

contract!(an_alert_is_counted_once_however_often_it_is_reported, |engine| engine.knows_request_tokens());
async fn an_alert_is_counted_once_however_often_it_is_reported(store: &impl IncidentStore) {
    let incident = storm(store).await;
    let commit = joining(&incident, "cpu", "payments", 3);
    store.commit(&commit).await.unwrap();
    // The same request again answers as the first time did; another one about the same version is too late.
    store.commit(&commit).await.unwrap();
    let other = store.commit(&joining(&incident, "cpu", "payments", 4)).await;
    assert!(is_conflict(&other), "{other:?}");
    assert_eq!(sum(&store.shards(&incident.id).await.unwrap()).total, 1);
}

contract!(an_incident_does_not_resolve_over_what_was_counted_meanwhile);
async fn an_incident_does_not_resolve_over_what_was_counted_meanwhile(store: &impl IncidentStore) {
    let incident = storm(store).await;
    let seen = store.shards(&incident.id).await.unwrap();
    store.commit(&joining(&incident, "cpu", "payments", 3)).await.unwrap();
    let resolve = |counted| Commit { counted: Some(counted), ..Commit::of(then(&incident, resolved())) };
    let late: Result<(), CommitError> = store.commit(&resolve(seen)).await;
    assert!(is_conflict(&late), "{late:?}");
    let seen = store.shards(&incident.id).await.unwrap();
    store.commit(&resolve(seen)).await.unwrap();
}

contract!(nothing_is_counted_after_the_end);
async fn nothing_is_counted_after_the_end(store: &impl IncidentStore) {
    let incident = storm(store).await;
    store.commit(&joining(&incident, "cpu", "payments", 3)).await.unwrap();
    // Whoever resolves by hand does not look at the counts.
    record(store, then(&incident, resolved())).await;
    for shard in 0..SHARDS {
        let late = store.commit(&joining(&incident, &format!("late-{shard}"), "payments", shard)).await;
        assert!(is_conflict(&late), "shard {shard}: {late:?}");
    }
}
