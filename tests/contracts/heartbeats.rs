//! What is known about a heartbeat changes one version at a time, and what is due is found in order.

use super::contract;
use super::sample::{is_conflict, minutes, now};
use callout_domain::heartbeat::Pulse;
use callout_ports::Heartbeats;
use jiff::SignedDuration;

fn pulse(name: &str, due_in: Option<i64>) -> Pulse {
    Pulse { name: name.into(), version: 1, heard_at: now(), due_at: due_in.map(minutes), missed_at: None }
}

contract!(nothing_is_known_before_the_first_sign_of_life);
async fn nothing_is_known_before_the_first_sign_of_life(memory: &impl Heartbeats) {
    assert_eq!(memory.pulse(&"backup".into()).await.unwrap(), None);
    assert_eq!(memory.pulses(&[]).await.unwrap(), []);
    assert_eq!(memory.due_pulses(minutes(100), 9).await.unwrap(), []);
    memory.save_pulse(&pulse("backup", Some(60))).await.unwrap();
    assert_eq!(memory.pulse(&"backup".into()).await.unwrap(), Some(pulse("backup", Some(60))));
    let several = memory.pulses(&["backup".into(), "rotation".into()]).await.unwrap();
    assert_eq!(several, [pulse("backup", Some(60))]);
}

contract!(of_two_who_save_a_pulse_one_wins);
async fn of_two_who_save_a_pulse_one_wins(memory: &impl Heartbeats) {
    let heard = pulse("backup", Some(60));
    memory.save_pulse(&heard).await.unwrap();
    let missed = heard.missed(minutes(60));
    memory.save_pulse(&missed).await.unwrap();
    for late in [&heard, &missed, &heard.looked_at(None), &pulse("rotation", None).missed(now())] {
        let answer = memory.save_pulse(late).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    assert_eq!(memory.pulse(&"backup".into()).await.unwrap(), Some(missed));
}

contract!(what_is_due_is_found_most_overdue_first);
async fn what_is_due_is_found_most_overdue_first(memory: &impl Heartbeats) {
    for (name, due_in) in [("later", Some(61)), ("second", Some(60)), ("first", Some(5)), ("asleep", None)] {
        memory.save_pulse(&pulse(name, due_in)).await.unwrap();
    }
    assert_eq!(memory.due_pulses(minutes(60), 9).await.unwrap(), ["first".into(), "second".into()]);
    assert_eq!(memory.due_pulses(minutes(60), 1).await.unwrap(), ["first".into()]);
    let just_before = minutes(5) - SignedDuration::from_secs(1);
    assert_eq!(memory.due_pulses(just_before, 9).await.unwrap(), []);
    memory.save_pulse(&pulse("first", Some(5)).looked_at(None)).await.unwrap();
    assert_eq!(memory.due_pulses(minutes(60), 9).await.unwrap(), ["second".into()]);
}
