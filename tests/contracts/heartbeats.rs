//! What is known about a heartbeat changes one version at a time, and what is due is found in order.

use super::contract;
use super::sample::{is_conflict, minutes, now};
use callout_domain::heartbeat::HeartbeatState;
use callout_ports::Heartbeats;
use jiff::SignedDuration;

fn heartbeat_state(name: &str, due_in: Option<i64>) -> HeartbeatState {
    HeartbeatState {
        name: name.into(),
        version: 1,
        last_ping_at: now(),
        rescheduled_at: None,
        due_at: due_in.map(minutes),
        missed_at: None,
    }
}

contract!(nothing_is_known_before_the_first_report);
async fn nothing_is_known_before_the_first_report(memory: &impl Heartbeats) {
    assert_eq!(memory.heartbeat_state(&"backup".into()).await.unwrap(), None);
    assert_eq!(memory.heartbeat_states(&[]).await.unwrap(), []);
    assert_eq!(memory.due_heartbeats(minutes(100), 9).await.unwrap(), []);
    memory.save_heartbeat_state(&heartbeat_state("backup", Some(60))).await.unwrap();
    assert_eq!(
        memory.heartbeat_state(&"backup".into()).await.unwrap(),
        Some(heartbeat_state("backup", Some(60)))
    );
    let several = memory.heartbeat_states(&["backup".into(), "rotation".into()]).await.unwrap();
    assert_eq!(several, [heartbeat_state("backup", Some(60))]);
}

contract!(of_two_who_save_a_heartbeat_state_one_wins);
async fn of_two_who_save_a_heartbeat_state_one_wins(memory: &impl Heartbeats) {
    let pinged = heartbeat_state("backup", Some(60));
    memory.save_heartbeat_state(&pinged).await.unwrap();
    let missed = pinged.missed(minutes(60));
    memory.save_heartbeat_state(&missed).await.unwrap();
    for late in
        [&pinged, &missed, &pinged.with_next_check(None), &heartbeat_state("rotation", None).missed(now())]
    {
        let answer = memory.save_heartbeat_state(late).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    assert_eq!(memory.heartbeat_state(&"backup".into()).await.unwrap(), Some(missed));
}

contract!(what_is_due_is_found_most_overdue_first);
async fn what_is_due_is_found_most_overdue_first(memory: &impl Heartbeats) {
    for (name, due_in) in [("later", Some(61)), ("second", Some(60)), ("first", Some(5)), ("asleep", None)] {
        memory.save_heartbeat_state(&heartbeat_state(name, due_in)).await.unwrap();
    }
    assert_eq!(memory.due_heartbeats(minutes(60), 9).await.unwrap(), ["first".into(), "second".into()]);
    assert_eq!(memory.due_heartbeats(minutes(60), 1).await.unwrap(), ["first".into()]);
    let just_before = minutes(5) - SignedDuration::from_secs(1);
    assert_eq!(memory.due_heartbeats(just_before, 9).await.unwrap(), []);
    memory.save_heartbeat_state(&heartbeat_state("first", Some(5)).with_next_check(None)).await.unwrap();
    assert_eq!(memory.due_heartbeats(minutes(60), 9).await.unwrap(), ["second".into()]);
}
