//! What is stored today can be read for ever: every form ever written stands in `v1`, `v2`, … beside this file.
//!
//! A test that fails here means that incidents in users' tables could not be read any more. Never change a file that
//! a release has written; add a new version's folder and keep the reader able to read the old one.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod merges;
mod samples;
mod to_come;

use callout_domain::incident::{Event, EventRecord, EventStub, Incident};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1").join(format!("{name}.json"))
}

/// The stored text means this value, with whatever a version to come adds, and this value is stored as this text.
fn check<T: DeserializeOwned + serde::Serialize + PartialEq + Debug>(name: &str, value: &T) {
    let written = serde_json::to_string_pretty(value).unwrap() + "\n";
    let Ok(stored) = std::fs::read_to_string(file(name)) else {
        std::fs::create_dir_all(file(name).parent().unwrap()).unwrap();
        std::fs::write(file(name), written).unwrap();
        panic!("{name} had no golden file; it was written, look at it and commit it");
    };
    assert_eq!(&serde_json::from_str::<T>(&stored).unwrap(), value, "{name} is read as something else");
    to_come::check(name, &stored, value);
    assert_eq!(written, stored, "{name} is written in another form; old readers may not understand it");
}

#[test]
fn every_event_is_stored_as_it_always_was() {
    let records = samples::records();
    for record in &records {
        check::<EventRecord>(&format!("event-{:02}-{}", record.seq, record.event.name()), record);
    }
}

/// The names that an event may have, as the reader itself lists them.
fn names() -> BTreeSet<String> {
    let error = serde_json::from_value::<Event>(json!({ "type": "none of them" })).unwrap_err().to_string();
    let (_, known) = error.split_once("expected one of ").unwrap();
    known.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
}

#[test]
fn every_kind_of_event_has_a_golden_file() {
    let own = [
        samples::context_added(),
        samples::alert_acknowledged(),
        samples::delivery_queued(),
        samples::status_update_changed(),
        samples::declined(),
        samples::severity_set(),
        samples::reopened(),
        samples::taken_over(),
        samples::alerts_recounted(),
        samples::reported(),
        samples::open_reminded(),
        samples::update_drafted(),
        samples::draft_discarded(),
        samples::update_reminded(),
        samples::informed(),
    ];
    let all = samples::records().into_iter().chain(own).chain(merges::records());
    let sampled: BTreeSet<String> = all.map(|record| record.event.name().to_owned()).collect();
    assert_eq!(sampled, names());
}

#[test]
fn merges_and_splits_are_stored_as_they_always_were() {
    for record in merges::records() {
        check::<EventRecord>(&format!("event-{}", record.event.name()), &record);
    }
    check::<Incident>("incident-merged", &merges::merged_incident());
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
    check::<EventRecord>("event-status_update_changed", &samples::status_update_changed());
    check::<EventRecord>("event-severity_set", &samples::severity_set());
    check::<EventRecord>("event-reopened", &samples::reopened());
    check::<EventRecord>("event-taken_over", &samples::taken_over());
    check::<EventRecord>("event-alerts_recounted", &samples::alerts_recounted());
    check::<EventRecord>("event-postmortem_scheduled-moved", &samples::postmortem_moved());
    check::<EventRecord>("event-reported", &samples::reported());
    check::<EventRecord>("event-open_reminded", &samples::open_reminded());
    check::<EventRecord>("event-update_drafted", &samples::update_drafted());
    check::<EventRecord>("event-draft_discarded", &samples::draft_discarded());
    check::<EventRecord>("event-update_reminded", &samples::update_reminded());
    check::<EventRecord>("event-opened-declared", &samples::declared());
    check::<Incident>("incident-declared", &samples::declared_incident());
    check("report-standing", &samples::reported_incident().report_standing().unwrap());
    check::<EventRecord>("event-informed", &samples::informed());
    check::<EventRecord>("event-opened-reported", &samples::opened_by_a_report());
    check::<Incident>("incident-reported", &samples::reported_incident());
    check::<EventRecord>("event-declined", &samples::declined());
    check("event-stub", &EventStub::of(&samples::declined()));
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
    check("announced", &samples::announced());
    check("verification", &samples::verification());
    check("owner", &samples::owner());
    check("cause", &samples::cause());
    check("live-entries", &samples::live_entries());
    check("live-record", &samples::live_record());
    check("live-requests", &samples::live_requests());
    check("live-event", &samples::live_event());
    check("notice-of-a-shift", &samples::shift_notice());
}
