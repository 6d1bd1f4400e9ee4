//! When a missing heartbeat raises an alarm, and its text.

use super::*;
use crate::incident::Alert;

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
    check_due("every = '23h'", "24h");
    check_due("every = '1d'", "26h");
    check_due("every = '7d'", "170h");
    check_due("every = '1d'\ngrace = '5m'", "24h 5m");
    check_due("every = '1h'\ngrace = '5m'", "65m");
    check_due("every = '1h'\ngrace = '0m'", "1h");
}

fn heartbeat_state(last_ping_at: &str) -> HeartbeatState {
    HeartbeatState {
        name: "backup".into(),
        version: 1,
        last_ping_at: at(last_ping_at),
        rescheduled_at: None,
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
        "Nightly backup was silent for 1 d 2 h: last ping at 2026-11-22 02:00 UTC",
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

/// The clock of whoever takes pings in may be behind: the end of a silence is never older than the silence.
#[test]
fn the_end_of_a_silence_is_never_old() {
    let heartbeat = heartbeat("every = '1h'");
    let beat = heartbeat_state("2026-11-22T02:00:00Z");
    let missed_at = heartbeat.due_at(beat.last_ping_at);
    let silence = heartbeat.missed_event(&beat, missed_at);
    let alert = Alert::opened(&silence, "inc_00000000000000ff".into(), None);
    for seconds in [-7_200, -1, 0, 1, 7_200] {
        let at = missed_at + SignedDuration::from_secs(seconds);
        assert!(!alert.is_stale(&heartbeat.resolve_event(&beat.name, at, missed_at)), "{seconds} s after");
    }
}

/// A heartbeat with these settings that reports at these times in time, each before the next is missed.
fn check_in_time(settings: &str, reports: &[&str]) {
    let heartbeat = heartbeat(settings);
    for pair in reports.windows(2) {
        let due_at = heartbeat.due_at(at(pair[0]));
        assert!(at(pair[1]) < due_at, "{settings}: after {} missed at {due_at}, before {}", pair[0], pair[1]);
    }
}

/// A job of 02:30 in Lisbon that takes some minutes: on the long night it reports 25 hours after the night before.
#[test]
fn a_nightly_job_pages_nobody_on_the_nights_on_which_clocks_change() {
    let autumn = ["2026-10-24T01:34:00Z", "2026-10-25T02:36:00Z", "2026-10-26T02:34:00Z"];
    let spring = ["2027-03-27T02:34:00Z", "2027-03-28T01:36:00Z", "2027-03-29T01:34:00Z"];
    for settings in [
        "every = '1d'",
        "at = '02:30'
zone = 'Europe/Lisbon'",
        "at = '02:30'
zone = 'Europe/Lisbon'
grace = '10m'",
        "cron = '30 2 * * *'
zone = 'Europe/Lisbon'
grace = '10m'",
    ] {
        check_in_time(settings, &autumn);
        check_in_time(settings, &spring);
    }
}

fn check_missed(settings: &str, reported_at: &str, missed_at: &str) {
    assert_eq!(heartbeat(settings).due_at(at(reported_at)), at(missed_at), "{settings} after {reported_at}");
}

#[test]
fn a_job_that_does_not_run_is_missed_by_the_wall_clock() {
    let nightly = "at = '02:30'
zone = 'Europe/Lisbon'
grace = '30m'";
    check_missed(nightly, "2026-10-24T01:34:00Z", "2026-10-25T03:00:00Z");
    check_missed(nightly, "2026-10-25T02:36:00Z", "2026-10-26T03:00:00Z");
    // Its clock is a few seconds ahead of ours; and it may run at another time, too.
    check_missed(nightly, "2026-10-25T02:29:50Z", "2026-10-26T03:00:00Z");
    check_missed(nightly, "2026-10-25T14:00:00Z", "2026-10-26T03:00:00Z");
    // Friday's is followed by Monday's.
    let weekdays = "at = '02:30'
days = ['mon-fri']
zone = 'Europe/Lisbon'";
    check_missed(weekdays, "2026-10-23T01:34:00Z", "2026-10-26T03:30:00Z");
    check_missed(
        "cron = '*/5 * * * *'
zone = 'UTC'",
        "2026-10-24T01:30:07Z",
        "2026-10-24T01:36:00Z",
    );
    check_missed(
        "cron = '0 4 1 * *'
zone = 'UTC'",
        "2026-10-01T04:10:00Z",
        "2026-11-01T05:00:00Z",
    );
}

#[test]
fn an_hour_that_does_not_exist_expects_nothing_and_in_one_that_comes_twice_either_time_will_do() {
    let nightly = "at = '01:30'
zone = 'Europe/Lisbon'
grace = '10m'";
    // Whether or not cron makes up for it, the next night counts.
    check_missed(nightly, "2027-03-27T01:34:00Z", "2027-03-29T00:40:00Z");
    check_missed(nightly, "2027-03-28T01:01:00Z", "2027-03-29T00:40:00Z");
    // From 01:00 to 02:00 twice: cron runs it at the first, others at the second.
    check_missed(nightly, "2027-10-30T00:34:00Z", "2027-10-31T01:40:00Z");
    check_in_time(nightly, &["2027-10-30T00:34:00Z", "2027-10-31T00:34:00Z", "2027-11-01T01:34:00Z"]);
    check_in_time(nightly, &["2027-10-30T00:34:00Z", "2027-10-31T01:34:00Z", "2027-11-01T01:34:00Z"]);
}

#[test]
fn what_is_expected_next_is_known_without_a_report() {
    let nightly = heartbeat(
        "at = '02:30'
zone = 'Europe/Lisbon'",
    );
    let next: Vec<Expected> = nightly.next_expected(at("2026-10-24T12:00:00Z")).take(2).collect();
    let expected = |start: &str, by: &str| Expected { at: at(start), by: at(by) };
    assert_eq!(
        next,
        [
            expected("2026-10-25T02:30:00Z", "2026-10-25T03:30:00Z"),
            expected("2026-10-26T02:30:00Z", "2026-10-26T03:30:00Z"),
        ]
    );
    assert_eq!(heartbeat("every = '1h'").next_expected(at("2026-10-24T12:00:00Z")).next(), None);
}

#[test]
fn a_short_grace_of_a_day_is_known_to_page_on_the_long_night() {
    let fears = |settings: &str| heartbeat(settings).fears_the_long_night();
    assert!(fears("every = '1d'\ngrace = '30m'"));
    assert!(fears("every = '7d'\ngrace = '1h'"));
    assert!(!fears("every = '1d'") && !fears("every = '90m'\ngrace = '1m'"));
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
