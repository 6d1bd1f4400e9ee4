//! JSON that nobody knows, and what a few lines of settings make of it.

use crate::samples::{events_of, received_at};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::settings::Mapping;
use callout_domain::severity::Severity;
use callout_formats::Sender;
use callout_formats::webhook::Format;
use serde_json::{Value, json};

fn boiler(phase: &str) -> Value {
    json!({ "unit": { "no": 3, "site": "quay" }, "alarm": { "nr": "E-17", "text": "Pressure is above 4 bar", "phase": phase,
        "class": "major", "page": "https://boilers.harbor.example/3" } })
}

fn read(body: &Value, mapping: Option<Value>) -> AlarmEvent {
    let mapping: Option<Mapping> = mapping.map(|mapping| serde_json::from_value(mapping).unwrap());
    let sender = Sender::integration("boiler", None, received_at()).with_mapping(mapping);
    let mut events = events_of(Format::Generic.read(body.to_string().as_bytes(), &sender));
    assert_eq!(events.len(), 1, "{events:#?}");
    events.remove(0)
}

#[test]
fn without_a_mapping_its_best_sentence_pages_and_its_end_is_a_second_alert() {
    let (come, gone) = (read(&boiler("come"), None), read(&boiler("gone"), None));
    assert!(come.summary.starts_with("Pressure is above 4 bar"), "{}", come.summary);
    assert!(!come.summary.contains(['{', '}']), "{}", come.summary);
    assert_eq!(come.labels["format"], "unknown");
    assert_eq!((gone.kind, gone.alert_key() == come.alert_key()), (AlarmKind::Trigger, false));
}

#[test]
fn a_mapping_teaches_title_state_key_severity_and_link() {
    let mapping = json!({ "title": "{/alarm/text} in boiler {/unit/no}", "key": "/alarm/nr", "state": "/alarm/phase",
        "resolved": ["gone"], "severity": "/alarm/class", "link": "/alarm/page" });
    let come = read(&boiler("come"), Some(mapping.clone()));
    assert_eq!(come.summary, "Pressure is above 4 bar in boiler 3");
    assert_eq!(
        (come.dedup_key.as_str(), come.kind, come.severity),
        ("E-17", AlarmKind::Trigger, Some(Severity::Sev2))
    );
    assert_eq!(come.links[0].href, "https://boilers.harbor.example/3");
    assert_eq!((come.source.as_str(), come.labels.get("format")), ("integration/boiler", None));
    let gone = read(&boiler("GONE"), Some(mapping.clone()));
    assert_eq!((gone.kind, gone.alert_key()), (AlarmKind::Resolve, come.alert_key()));
    // What the settings call resolved is all that is: `ok` is a word of this tool for something else.
    assert_eq!(read(&boiler("ok"), Some(mapping)).kind, AlarmKind::Trigger);
}

#[test]
fn without_words_of_its_own_a_mapping_knows_the_usual_ones() {
    let mapping = json!({ "title": "/alarm/text", "state": "/alarm/phase" });
    assert_eq!(read(&boiler("resolved"), Some(mapping.clone())).kind, AlarmKind::Resolve);
    assert_eq!(read(&boiler("up"), Some(mapping.clone())).kind, AlarmKind::Resolve);
    assert_eq!(read(&boiler("odd"), Some(mapping)).kind, AlarmKind::Trigger);
}

#[test]
fn a_body_without_the_promised_title_is_read_as_if_there_were_no_mapping() {
    let mapping = json!({ "title": "/alarm/headline" });
    assert_eq!(read(&boiler("come"), Some(mapping.clone())).labels["format"], "unknown");
    let pingdom = json!({ "check_id": 7, "check_name": "Shop", "current_state": "DOWN" });
    assert_eq!(read(&pingdom, Some(mapping)).dedup_key, "pingdom/7");
}

#[test]
fn a_likely_title_is_taken_and_marked_as_a_guess_unless_key_and_state_are_there_too() {
    let guessed = read(&json!({ "message": "Boiler 3 is hot", "colour": "red" }), None);
    assert_eq!((guessed.summary.as_str(), guessed.labels["format"].as_str()), ("Boiler 3 is hot", "guessed"));
    let complete = read(&json!({ "message": "Boiler 3 is hot", "alias": "b3", "status": "firing" }), None);
    assert_eq!(complete.labels.get("format"), None);
    let ours = read(&json!({ "summary": "Boiler 3 is hot" }), None);
    assert_eq!(ours.labels.get("format"), None);
}

#[test]
fn a_text_that_begins_with_its_state_ends_what_it_opened() {
    let say = |text: &str| {
        let sender = Sender::integration("boiler", None, received_at());
        events_of(Format::Generic.read(text.as_bytes(), &sender)).remove(0)
    };
    let (come, gone) = (say("PROBLEM: boiler 3 is hot"), say("RESOLVED: boiler 3 is hot"));
    assert_eq!((come.kind, gone.kind), (AlarmKind::Trigger, AlarmKind::Resolve));
    assert_eq!(come.alert_key(), gone.alert_key());
    assert_eq!(come.summary, "PROBLEM: boiler 3 is hot");
}

#[test]
fn tools_without_a_table_are_often_understood_by_their_likely_fields() {
    let pair = |down: Value, up: Value| {
        let (down, up) = (read(&down, None), read(&up, None));
        assert_eq!((down.kind, up.kind), (AlarmKind::Trigger, AlarmKind::Resolve), "{down:?}, {up:?}");
        assert_eq!(down.alert_key(), up.alert_key(), "{down:?}, {up:?}");
    };
    let monitor =
        |state: &str| json!({ "monitor_id": "7", "monitor_name": "Crane control", "monitor_status": state });
    pair(monitor("offline"), monitor("online"));
    let page = |event: &str| json!({ "event": event, "name": "Crane control", "url": "https://cranes.harbor.example" });
    pair(page("uptime.down"), page("uptime.up"));
    let nested =
        |state: &str| json!({ "monitor": { "id": 1, "name": "test" }, "status": state, "statusCode": 200 });
    pair(nested("error"), nested("recovered"));
}

#[test]
fn what_might_be_the_trouble_itself_is_never_taken_for_its_end() {
    let of = |body: Value| read(&body, None).kind;
    for text in ["The error rate is up", "Stopped: the payment worker", "Closed: port 443 of db-1"] {
        assert_eq!(of(json!({ "message": text })), AlarmKind::Trigger, "{text}");
        assert_eq!(of(json!({ "summary": text })), AlarmKind::Trigger, "{text}");
    }
    assert_eq!(of(json!({ "message": "the worker", "event": "process.stopped" })), AlarmKind::Trigger);
    assert_eq!(
        of(json!({ "summary": "OK: says the old text, with no status" })),
        AlarmKind::Trigger,
        "ours has a field for it"
    );
}

#[test]
fn a_monitors_sentence_tells_its_state() {
    let say = |text: &str| {
        let sender = Sender::integration("cron", None, received_at());
        events_of(Format::named("healthchecks").unwrap().read(text.as_bytes(), &sender)).remove(0)
    };
    let (down, up) = (say("Nightly backup is DOWN"), say("Nightly backup is UP"));
    assert_eq!((down.kind, up.kind), (AlarmKind::Trigger, AlarmKind::Resolve));
    assert_eq!(down.alert_key(), up.alert_key());
}
