//! Whatever comes, something comes of it: no panic, no silence, nothing too large for the queue.

use crate::samples::{events_of, fixture, fixture_names, received_at};
use callout_domain::alarm::{AlarmEvent, MAX_RAW, MAX_SUMMARY};
use callout_formats::Parsed;
use callout_formats::Sender;
use callout_formats::payload::parse;
use callout_formats::tools::pagerduty;
use callout_formats::webhook::{Format, says_nothing};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Words that steer the parsers, so that arbitrary JSON gets far into them.
const WORDS: [&str; 49] = [
    "alerts",
    "labels",
    "startsAt",
    "Records",
    "Sns",
    "Message",
    "Type",
    "TopicArn",
    "body",
    "detail",
    "detail-type",
    "source",
    "alarmData",
    "alarmName",
    "AlarmName",
    "state",
    "value",
    "NewStateValue",
    "NewStateReason",
    "reason",
    "ALARM",
    "Threshold Crossed: 1 out of the last 2 datapoints [1.0 (x)] was greater than the threshold (",
    "Thresholds Crossed: [1.0] less than the lower thresholds [",
    "aws.cloudwatch",
    "configuration",
    "metrics",
    "alarmContributor",
    "muteDetail",
    "operation",
    "delete",
    "requestPayload",
    "arn:aws:cloudwatch:é:1:alarm:é",
    "callout: severity=",
    "AlarmRule",
    "alarmRule",
    "ALARM(\"a b\") AND NOT (OK(c) OR AT_LEAST(60%, NOT OK, (d, e",
    "TriggeringChildren",
    "reasonData",
    "alarmTags",
    "callout:severity",
    "AWS Health Event",
    "eventArn",
    "GuardDuty Finding",
    "Config Rules Compliance Change",
    "newEvaluationResult",
    "CloudFormation Stack Status Change",
    "status-details",
    "AWS Budget Notification\nBudget Name: ",
    "MessageAttributes",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![proptest::sample::select(&WORDS[..]).prop_map(str::to_owned), any::<String>()]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((word(), inner.clone()), 0..6)
                .prop_map(|fields| Value::from(fields.into_iter().collect::<Map<_, _>>())),
            // JSON as text inside JSON, as SNS and SQS carry it.
            inner.prop_map(|value| Value::from(value.to_string())),
        ]
    })
}

/// A known payload, or what is wrapped in it, with one to four places overwritten.
fn mutilated() -> impl Strategy<Value = Value> {
    let wounds = proptest::collection::vec((any::<prop::sample::Index>(), wound()), 1..5);
    (proptest::sample::select(fixture_names()), any::<bool>(), wounds).prop_map(|(name, opened, wounds)| {
        let payload = fixture(&name);
        let message = payload.pointer("/Records/0/Sns/Message").and_then(Value::as_str);
        let inside = message.filter(|_| opened).and_then(|message| serde_json::from_str(message).ok());
        wounded(inside.unwrap_or(payload), wounds)
    })
}

/// What a monitor sends or a service publishes, with one to four places overwritten.
fn mutilated_body() -> impl Strategy<Value = Value> {
    let wounds = proptest::collection::vec((any::<prop::sample::Index>(), wound()), 1..5);
    (proptest::sample::select(bodies()), wounds).prop_map(|(body, wounds)| wounded(body, wounds))
}

fn bodies() -> Vec<Value> {
    let sent = |fixture: Value| match fixture {
        Value::Array(steps) => steps.iter().map(|step| step["sends"].clone()).collect(),
        fixture => ["opens", "ends", "test"].map(|field| fixture[field].clone()).to_vec(),
    };
    let all = ["monitors", "topics"].into_iter().flat_map(crate::samples::files);
    all.flat_map(|(_, fixture)| sent(fixture)).filter(|body| !body.is_null()).collect()
}

fn wounded(mut payload: Value, wounds: Vec<(prop::sample::Index, Value)>) -> Value {
    for (at, value) in wounds {
        let mut places = Vec::new();
        collect_places("", &payload, &mut places);
        *payload.pointer_mut(at.get::<String>(&places)).unwrap() = value;
    }
    payload
}

fn wound() -> impl Strategy<Value = Value> {
    let long = (word(), 1..3000_usize).prop_map(|(text, times)| Value::from(text.repeat(times)));
    prop_oneof![3 => any_json(), 2 => word().prop_map(Value::from), 1 => long]
}

fn collect_places(at: &str, value: &Value, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect_places(&format!("{at}/{name}"), value, places);
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, value)| collect_places(&format!("{at}/{i}"), value, places));
        }
        _ => {}
    }
}

fn check(payload: &Value) {
    let parsed = parse(payload, received_at());
    assert!(!parsed.is_empty());
    for parsed in parsed {
        let event = match parsed {
            Parsed::Event(event) => event,
            Parsed::Ignored(reason) => {
                assert!(!reason.to_string().is_empty());
                continue;
            }
        };
        check_event(&event);
    }
}

fn check_event(event: &AlarmEvent) {
    assert!(!event.summary.is_empty() && !event.dedup_key.is_empty() && !event.source.is_empty());
    assert!(event.summary.chars().count() <= MAX_SUMMARY && event.detail.chars().count() <= MAX_RAW);
    assert!(!event.summary.contains('\n'));
    assert!(event.children.len() <= 100);
    let body = serde_json::to_string(&event).unwrap();
    assert!(!body.contains(['\u{FFFE}', '\u{FFFF}']), "the queue takes it: {body:?}");
    assert!(event.links.iter().all(|link| link.href.starts_with("https://")));
}

proptest! {
    #[test]
    fn something_comes_of_any_json(payload in any_json()) {
        check(&payload);
    }

    #[test]
    fn something_comes_of_any_mutilated_payload(payload in mutilated()) {
        check(&payload);
    }

    #[test]
    fn something_comes_of_any_mutilated_body(body in mutilated_body()) {
        let topic = "arn:aws:sns:eu-west-1:111122223333:t";
        let text = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        check(&json!({ "Type": "Notification", "TopicArn": topic, "Message": text }));
        let parsed = Format::Generic.read(text.as_bytes(), &Sender::integration("any", None, received_at()));
        assert!(says_nothing(text.as_bytes()) || !parsed.is_empty());
        events_of(parsed).iter().for_each(check_event);
    }

    #[test]
    fn something_comes_of_any_webhook(body in any::<Vec<u8>>(), json in any_json(), alert in any_json()) {
        let sender = Sender::integration("any", None, received_at());
        let alerts = json!({ "version": "4", "alerts": [alert, { "labels": json }], "truncatedAlerts": json });
        let monitors = Format::monitors().into_iter().filter_map(|tool| Format::named(tool.name));
        let others = [Format::Alertmanager, Format::Grafana, Format::Datadog, Format::Generic];
        for format in monitors.chain(others) {
            for body in [&body[..], json.to_string().as_bytes(), alerts.to_string().as_bytes()] {
                let events = format.read(body, &sender);
                assert!(says_nothing(body) || !events.is_empty());
                events_of(events).iter().for_each(check_event);
            }
        }
    }

    #[test]
    fn an_events_api_body_never_panics(body in any::<Vec<u8>>(), json in any_json()) {
        let _ = pagerduty::read_event(&body, None);
        let _ = pagerduty::read_event(json.to_string().as_bytes(), None);
        let _ = pagerduty::read_change(json.to_string().as_bytes(), None);
    }
}

#[test]
fn a_huge_event_fits_the_queue() {
    let mut payload = fixture("eventbridge-metric");
    let many: Map<String, Value> = (0..5000).map(|i| (format!("tag-{i}"), json!("é".repeat(3000)))).collect();
    payload["detail"]["alarmTags"] = many.into();
    payload["detail"]["state"]["reason"] = json!("é".repeat(500_000));
    let [Parsed::Event(event)] = &parse(&payload, received_at())[..] else { panic!("one event") };
    assert!(serde_json::to_vec(event).unwrap().len() < 100_000);
    assert_eq!(event.labels["alarm"], "payments-5xx-errors");
}

#[test]
fn a_hostile_rule_names_at_most_as_many_alarms_as_cloudwatch_allows() {
    let mut payload = fixture("eventbridge-composite-at-least");
    let many: Vec<String> = (0..50_000).map(|i| format!("ALARM(\"alarm {i}\")")).collect();
    for rule in [many.join(" OR "), "NOT (".repeat(100_000), format!("ALARM({})", "é".repeat(100_000))] {
        payload["detail"]["configuration"]["alarmRule"] = json!(rule);
        check(&payload);
    }
}
