//! When a missing heartbeat raises an alarm, and its text.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn heartbeat(settings: &str) -> Heartbeat {
    toml::from_str(&format!("key_sha256 = []\n{settings}")).unwrap()
}

fn check_due(settings: &str, after: &str) {
    let reported_at = at("2026-11-22T02:00:00Z");
    let patience: SignedDuration = after.parse().unwrap();
    assert_eq!(heartbeat(settings).due_at(reported_at), reported_at + patience, "{settings}");
}

#[test]
fn a_tenth_of_grace_is_given_where_nothing_is_said() {
    check_due("every = '1h'", "1h 6m");
    check_due("every = '1m'", "2m");
    check_due("every = '1d'", "25h");
    check_due("every = '1h'\ngrace = '5m'", "65m");
    check_due("every = '1h'\ngrace = '0m'", "1h");
}

fn heartbeat_state(last_ping_at: &str) -> HeartbeatState {
    HeartbeatState {
        name: "backup".into(),
        version: 1,
        last_ping_at: at(last_ping_at),
        due_at: None,
        missed_at: None,
    }
}

fn check_words(settings: &str, last_ping_at: &str, words: &str) {
    let heartbeat = heartbeat(settings);
    let beat = heartbeat_state(last_ping_at);
    assert_eq!(heartbeat.missed_event(&beat, heartbeat.due_at(beat.last_ping_at)).summary, words);
}

#[test]
fn silence_says_how_long_and_since_when() {
    let reported_at = "2026-11-22T02:00:10Z";
    check_words(
        "every = '1h'\ngrace = '5m'",
        reported_at,
        "backup was silent for 1 h 5 min: last ping at 02:00 UTC",
    );
    check_words(
        "every = '1m'\ngrace = '30s'",
        reported_at,
        "backup was silent for 1 min 30 s: last ping at 02:00 UTC",
    );
    check_words(
        "every = '24h'\ntitle = 'Nightly backup'",
        reported_at,
        "Nightly backup was silent for 1 d 1 h: last ping at 2026-11-22 02:00 UTC",
    );
}

#[test]
fn one_silence_is_one_event_and_its_end_is_later() {
    let heartbeat = heartbeat("every = '1h'\nservice = 'storage'\nseverity = 'SEV3'");
    let beat = heartbeat_state("2026-11-22T02:00:00Z");
    let missed_at = heartbeat.due_at(beat.last_ping_at);
    let (silence, again) =
        (heartbeat.missed_event(&beat, missed_at), heartbeat.missed_event(&beat, missed_at));
    assert_eq!(silence.identity(), again.identity());
    assert_eq!((silence.source.as_str(), silence.kind), ("heartbeat/backup", AlarmKind::Trigger));
    assert_eq!((silence.service.clone(), silence.severity), (Some("storage".into()), Some(Severity::Sev3)));
    let back = heartbeat.resolve_event(&beat.name, missed_at - SignedDuration::from_secs(5), missed_at);
    assert_eq!((back.alert_key(), back.kind), (silence.alert_key(), AlarmKind::Resolve));
    assert!(back.changed_at > silence.changed_at);
}

#[test]
fn a_sign_of_life_takes_silence_back_and_one_that_was_long_on_its_way_is_not_news() {
    let heartbeat = heartbeat("every = '1h'\ngrace = '0m'");
    let first = HeartbeatState::pinged(None, &"backup".into(), &heartbeat, at("2026-11-22T02:00:00Z"));
    assert_eq!((first.version, first.due_at), (1, Some(at("2026-11-22T03:00:00Z"))));
    let missed = first.missed(at("2026-11-22T03:00:00Z")).with_next_check(None);
    assert_eq!((missed.version, missed.due_at), (3, None));
    let back = HeartbeatState::pinged(Some(&missed), &missed.name, &heartbeat, at("2026-11-22T03:10:00Z"));
    assert_eq!((back.version, back.missed_at, back.due_at), (4, None, Some(at("2026-11-22T04:10:00Z"))));
    let late = HeartbeatState::pinged(Some(&back), &back.name, &heartbeat, at("2026-11-22T03:05:00Z"));
    assert_eq!((late.last_ping_at, late.due_at), (back.last_ping_at, back.due_at));
}

#[test]
fn what_is_known_survives_being_stored() {
    let known = heartbeat_state("2026-11-22T02:00:00Z").missed(at("2026-11-22T03:00:00Z"));
    let stored = serde_json::to_string(&known).unwrap();
    assert_eq!(
        stored,
        r#"{"name":"backup","version":2,"last_ping_at":"2026-11-22T02:00:00Z","missed_at":"2026-11-22T03:00:00Z"}"#
    );
    assert_eq!(serde_json::from_str::<HeartbeatState>(&stored).unwrap(), known);
}
