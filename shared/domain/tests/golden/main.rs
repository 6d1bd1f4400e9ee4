//! What is stored today can be read for ever: every form ever written stands in `v1`, `v2`, … beside this file.
//!
//! A test that fails here means that incidents in users' tables could not be read any more. Never change a file that
//! a release has written; add a new version's folder and keep the reader able to read the old one.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod samples;

use callout_domain::incident::{EventRecord, Incident};
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1").join(format!("{name}.json"))
}

/// The stored text means this value, and this value is stored as this text.
fn check<T: DeserializeOwned + serde::Serialize + PartialEq + Debug>(name: &str, value: &T) {
    let written = serde_json::to_string_pretty(value).unwrap() + "\n";
    let Ok(stored) = std::fs::read_to_string(file(name)) else {
        std::fs::create_dir_all(file(name).parent().unwrap()).unwrap();
        std::fs::write(file(name), written).unwrap();
        panic!("{name} had no golden file; it was written, look at it and commit it");
    };
    assert_eq!(&serde_json::from_str::<T>(&stored).unwrap(), value, "{name} is read as something else");
    assert_eq!(written, stored, "{name} is written in another form; old readers may not understand it");
}

#[test]
fn every_event_is_stored_as_it_always_was() {
    let records = samples::records();
    for record in &records {
        check::<EventRecord>(&format!("event-{:02}-{}", record.seq, record.event.name()), record);
    }
    let mut names: Vec<_> = records.iter().map(|record| record.event.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 27, "every kind of event has a golden file");
}

#[test]
fn an_incident_folded_from_its_events_is_stored_as_it_always_was() {
    check::<Incident>("incident", &samples::incident());
}

#[test]
fn context_changes_and_heartbeats_are_stored_as_they_always_were() {
    check::<EventRecord>("event-context_added", &samples::context_added());
    check::<EventRecord>("event-alert_acknowledged", &samples::alert_acknowledged());
    check::<EventRecord>("event-delivery_queued", &samples::delivery_queued());
    check::<EventRecord>("event-reported", &samples::reported());
    check::<EventRecord>("event-open_reminded", &samples::open_reminded());
    check::<EventRecord>("event-opened-declared", &samples::declared());
    check::<Incident>("incident-declared", &samples::declared_incident());
    check("context", &samples::context());
    check("change", &samples::change());
    check("heartbeat_state", &samples::heartbeat_state());
}

#[test]
fn an_alert_an_attempt_an_alarm_a_verification_and_the_page_are_stored_as_they_always_were() {
    check("alert", &samples::alert());
    check("attempt", &samples::attempt());
    check("attempt-of-a-notice", &samples::notice_attempt());
    check("notice", &samples::notice());
    check("alarm-event", &samples::alarm());
    check("page-document", &samples::page());
    check("verification", &samples::verification());
    check("owner", &samples::owner());
    check("cause", &samples::cause());
}
