//! What is committed is found; what lost a race left no trace.

use super::contract;
use super::sample::{alert, commit, is_conflict, key, note, now, opening, record, resolved, then};
use crate::stories::world::alarm_event;
use callout_domain::alarm::AlarmKind;
use callout_domain::incident::{Alert, AlertStatus, Incident, JoinReason};
use callout_domain::triage::{Cause, CauseName, PolicyHistory};
use callout_ports::{Commit, Explained, IncidentStore, Lookup, OpeningWrites};
use std::collections::BTreeMap;

fn wanted(alerts: &[&str], groups: &[&str]) -> Lookup {
    Lookup {
        alerts: alerts.iter().map(|name| key(name)).collect(),
        groups: groups.iter().map(|name| (*name).into()).collect(),
        ..Lookup::default()
    }
}

contract!(an_empty_store_knows_nothing);
async fn an_empty_store_knows_nothing(store: &impl IncidentStore) {
    let found = store.find(&wanted(&["cpu"], &["payments"])).await.unwrap();
    assert_eq!((found.alerts.len(), found.groups.len(), found.incidents.len()), (0, 0, 0));
    assert_eq!(found.next_number, 1);
    let id = opening("payments", 1, now()).incident.id;
    assert_eq!(store.incident(&id).await.unwrap(), None);
    assert_eq!(store.record(&id).await.unwrap(), callout_ports::Record::default());
    assert_eq!(store.opened_since(now()).await.unwrap(), []);
}

contract!(an_opened_incident_is_found_by_alert_and_by_service);
async fn an_opened_incident_is_found_by_alert_and_by_service(store: &impl IncidentStore) {
    let change = opening("payments", 1, now());
    let incident = change.incident.clone();
    let cpu = alert("cpu", Some(&incident));
    commit(store, change, Some(cpu.clone())).await.unwrap();

    assert_eq!(store.incident(&incident.id).await.unwrap(), Some(incident.clone()));
    let known = BTreeMap::from([(incident.id.clone(), incident.clone())]);
    let by_service = store.find(&wanted(&[], &["payments", "search"])).await.unwrap();
    assert_eq!(by_service.groups, BTreeMap::from([("payments".into(), incident.id.clone())]));
    assert_eq!((by_service.incidents, by_service.next_number), (known.clone(), 2));
    let by_alert = store.find(&wanted(&["cpu", "disk", "cpu"], &[])).await.unwrap();
    assert_eq!(by_alert.alerts, BTreeMap::from([(key("cpu"), cpu)]));
    assert_eq!((by_alert.incidents, by_alert.groups.len()), (known, 0));
}

contract!(of_two_who_decide_on_the_same_state_one_wins);
async fn of_two_who_decide_on_the_same_state_one_wins(store: &impl IncidentStore) {
    let incident = record(store, opening("payments", 1, now())).await;
    let winner = record(store, then(&incident, note("first"))).await;

    let lost = commit(store, then(&incident, note("second")), Some(alert("cpu", Some(&incident)))).await;
    assert!(is_conflict(&lost), "{lost:?}");
    assert_eq!(store.incident(&incident.id).await.unwrap(), Some(winner));
    assert_eq!(store.record(&incident.id).await.unwrap().events.len(), 2);
    assert!(store.find(&wanted(&["cpu"], &[])).await.unwrap().alerts.is_empty());
}

contract!(an_alert_that_moved_meanwhile_stops_the_whole_commit);
async fn an_alert_that_moved_meanwhile_stops_the_whole_commit(store: &impl IncidentStore) {
    let incident = record(store, opening("payments", 1, now())).await;
    let cpu = alert("cpu", Some(&incident));
    store.commit(&Commit::of_alert(cpu.clone())).await.unwrap();

    let lost = commit(store, then(&incident, note("joined")), Some(cpu)).await;
    assert!(is_conflict(&lost), "{lost:?}");
    assert_eq!(store.incident(&incident.id).await.unwrap(), Some(incident));
}

contract!(the_same_decision_twice_is_recorded_once, |engine| engine.knows_request_tokens());
async fn the_same_decision_twice_is_recorded_once(store: &impl IncidentStore) {
    let change = opening("payments", 1, now());
    let cpu = alert("cpu", Some(&change.incident));
    let decision = Commit { alerts: vec![cpu], ..Commit::of(change) };
    store.commit(&decision).await.unwrap();
    store.commit(&decision).await.unwrap();
    let id = decision.change.unwrap().incident.id;
    assert_eq!(store.record(&id).await.unwrap().events.len(), 1);
    assert_eq!(store.find(&wanted(&[], &[])).await.unwrap().next_number, 2);
}

contract!(a_service_has_one_open_incident);
async fn a_service_has_one_open_incident(store: &impl IncidentStore) {
    let first = record(store, opening("payments", 1, now())).await;
    let second = commit(store, opening("payments", 2, now()), None).await;
    assert!(is_conflict(&second), "{second:?}");
    let found = store.find(&wanted(&[], &["payments"])).await.unwrap();
    assert_eq!(found.groups, BTreeMap::from([("payments".into(), first.id)]));
    assert_eq!(found.next_number, 2);
}

contract!(a_number_is_taken_once);
async fn a_number_is_taken_once(store: &impl IncidentStore) {
    record(store, opening("payments", 1, now())).await;
    for taken_or_skipped in [1, 3] {
        let answer = commit(store, opening("search", taken_or_skipped, now()), None).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    record(store, opening("search", 2, now())).await;
    assert_eq!(store.find(&wanted(&[], &[])).await.unwrap().next_number, 3);
}

contract!(a_group_passes_to_whoever_knew_who_had_it);
async fn a_group_passes_to_whoever_knew_who_had_it(store: &impl IncidentStore) {
    let first = record(store, opening("payments", 1, now())).await;
    let first = record(store, then(&first, resolved())).await;
    let unaware = commit(store, opening("payments", 2, now()), None).await;
    assert!(is_conflict(&unaware), "{unaware:?}");

    let change = opening("payments", 2, now());
    let second = change.incident.id.clone();
    let writes = OpeningWrites { previous: Some(first.id.clone()), history: None };
    store.commit(&Commit { opening: writes, ..Commit::of(change) }).await.unwrap();
    record(store, then(&first, note("late"))).await;
    let found = store.find(&wanted(&[], &["payments"])).await.unwrap();
    assert_eq!(
        found.groups,
        BTreeMap::from([("payments".into(), second)]),
        "a resolved one takes nothing back"
    );
}

contract!(openings_of_one_policy_are_counted_one_by_one);
async fn openings_of_one_policy_are_counted_one_by_one(store: &impl IncidentStore) {
    let open = async |service: &str, number, history: PolicyHistory| {
        let writes = OpeningWrites { previous: None, history: Some(history) };
        store.commit(&Commit { opening: writes, ..Commit::of(opening(service, number, now())) }).await
    };
    let first = PolicyHistory::default().after_opening(now(), false);
    open("payments", 1, first.clone()).await.unwrap();
    let unaware = open("search", 2, first.clone()).await;
    assert!(is_conflict(&unaware), "{unaware:?}");
    let second = first.after_opening(now(), false);
    open("search", 2, second.clone()).await.unwrap();
    let policy = opening("search", 2, now()).incident.policy.name;
    let wanted = Lookup { policies: [policy.clone()].into(), ..Lookup::default() };
    assert_eq!(store.find(&wanted).await.unwrap().policy_histories, BTreeMap::from([(policy, second)]));
}

contract!(a_cause_is_found_with_its_alert_and_its_incident);
async fn a_cause_is_found_with_its_alert_and_its_incident(store: &impl IncidentStore) {
    let change = opening("payments", 1, now());
    let incident = change.incident.clone();
    let cpu = alert("cpu", Some(&incident));
    commit(store, change, Some(cpu.clone())).await.unwrap();
    let cause = Cause {
        name: CauseName("rule/network/00ff".to_owned()),
        alert: cpu.key.clone(),
        incident: incident.id.clone(),
        reason: JoinReason::Inhibited,
        because: "rule “network”".to_owned(),
        since: now(),
    };
    store.point_to(std::slice::from_ref(&cause)).await.unwrap();
    let wanted = Lookup { causes: [cause.name.clone()].into(), ..Lookup::default() };
    let found = store.find(&wanted).await.unwrap();
    assert_eq!(found.causes, BTreeMap::from([(cause.name.clone(), cause)]));
    assert_eq!(found.alerts.into_values().collect::<Vec<_>>(), [cpu]);
    assert_eq!(found.incidents.into_values().collect::<Vec<_>>(), [incident]);
}

contract!(an_alert_alone_keeps_its_versions_in_order);
async fn an_alert_alone_keeps_its_versions_in_order(store: &impl IncidentStore) {
    let first = alert("cpu", None);
    let closed = Alert { version: 2, status: AlertStatus::Closed, ..first.clone() };
    let early = store.commit(&Commit::of_alert(closed.clone())).await;
    assert!(is_conflict(&early), "{early:?}");
    for alert in [&first, &closed] {
        store.commit(&Commit::of_alert(alert.clone())).await.unwrap();
    }
    let late = store.commit(&Commit::of_alert(first)).await;
    assert!(is_conflict(&late), "{late:?}");
    assert_eq!(store.find(&wanted(&["cpu"], &[])).await.unwrap().alerts[&key("cpu")], closed);
}

contract!(an_empty_commit_is_no_trouble);
async fn an_empty_commit_is_no_trouble(store: &impl IncidentStore) {
    store.commit(&Commit::default()).await.unwrap();
}

contract!(more_alerts_than_one_request_takes_are_found_at_once);
async fn more_alerts_than_one_request_takes_are_found_at_once(store: &impl IncidentStore) {
    let names: Vec<String> = (0..130).map(|nth| format!("alarm-{nth}")).collect();
    for name in &names {
        store.commit(&Commit::of_alert(alert(name, None))).await.unwrap();
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(store.find(&wanted(&names, &["payments"])).await.unwrap().alerts.len(), 130);
}

contract!(what_was_explained_is_kept_with_its_incident_once_for_each_alarm);
async fn what_was_explained_is_kept_with_its_incident_once_for_each_alarm(store: &impl IncidentStore) {
    let incident = record(store, opening("payments", 1, now())).await;
    let other = record(store, opening("search", 2, now())).await;
    let explained = |of: &Incident, name: &str| Explained {
        incident: of.id.clone(),
        release: alarm_event(name, AlarmKind::Release { no_data: false, version: 1 }, now()),
    };
    let alerts = ["cpu", "disk"].map(|name| alert(name, Some(&incident)));
    let both = vec![explained(&incident, "cpu"), explained(&incident, "disk")];
    let commit = Commit { alerts: alerts.to_vec(), explained: both.clone(), ..Commit::default() };
    store.commit(&commit).await.unwrap();
    let again = Alert { version: 2, ..alerts[0].clone() };
    let commit = Commit { explained: vec![both[0].clone()], ..Commit::of_alert(again) };
    store.commit(&commit).await.unwrap();
    let mut found = store.explained(&incident.id).await.unwrap();
    found.sort_by(|a, b| a.dedup_key.cmp(&b.dedup_key));
    assert_eq!(found, both.into_iter().map(|it| it.release).collect::<Vec<_>>());
    assert_eq!(store.explained(&other.id).await.unwrap(), []);
}

contract!(two_incidents_change_together_or_not_at_all);
async fn two_incidents_change_together_or_not_at_all(store: &impl IncidentStore) {
    let child = record(store, opening("payments", 1, now())).await;
    let target = record(store, opening("search", 2, now())).await;
    let (of_child, of_target) = (then(&child, note("merged")), then(&target, note("took it")));
    store.commit(&Commit::of_both(of_child.clone(), of_target.clone())).await.unwrap();
    for change in [&of_child, &of_target] {
        let id = &change.incident.id;
        assert_eq!(store.incident(id).await.unwrap().as_ref(), Some(&change.incident));
        assert_eq!(store.newest_events(id, 1).await.unwrap(), change.events);
    }
    // Either of them moved on meanwhile.
    let moved = record(store, then(&of_target.incident, note("moved on"))).await;
    let stale =
        Commit::of_both(then(&of_child.incident, note("lost")), then(&of_target.incident, note("lost")));
    let swapped = Commit { change: stale.beside.clone(), beside: stale.change.clone(), ..Commit::default() };
    for lost in [stale, swapped] {
        let answer = store.commit(&lost).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    assert_eq!(store.incident(&child.id).await.unwrap(), Some(of_child.incident));
    assert_eq!(store.incident(&target.id).await.unwrap(), Some(moved));
}
