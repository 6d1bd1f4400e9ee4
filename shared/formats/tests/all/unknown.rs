//! What nobody knows pages: no state, category or sentence that no table lists may pass for news, for an end or for nothing.

use crate::samples::received_at;
use callout_domain::alarm::AlarmKind::{self, NoData, Trigger};
use callout_domain::severity::Severity;
use callout_formats::payload::parse;
use callout_formats::Parsed;
use serde_json::{Value, json};

fn pages(parsed: &[Parsed]) -> bool {
    let page = |one: &Parsed| matches!(one, Parsed::Event(event) if matches!(event.kind, Trigger | NoData));
    parsed.iter().any(page)
}

fn published(message: &Value) -> Vec<Parsed> {
    let text = message.as_str().map_or_else(|| message.to_string(), str::to_owned);
    let sns = json!({ "Type": "Notification", "TopicArn": "arn:aws:sns:eu-central-1:444455556666:harbor",
        "Message": text, "Timestamp": "2026-11-22T02:59:59.000Z" });
    parse(&json!({ "Records": [{ "EventSource": "aws:sns", "Sns": sns }] }), received_at())
}

#[track_caller]
fn triggers(parsed: Vec<Parsed>) -> Option<Severity> {
    let events = parsed.iter().filter_map(|one| if let Parsed::Event(it) = one { Some(it) } else { None });
    let found = events.clone().find(|event| event.kind == Trigger);
    let ends = events.clone().any(|event| event.kind == AlarmKind::Resolve);
    assert!(found.is_some() && !ends, "{parsed:#?}");
    found.and_then(|event| event.severity)
}

fn event(detail_type: &str, source: &str, detail: Value) -> Vec<Parsed> {
    let event = json!({ "version": "0", "id": "1", "detail-type": detail_type, "source": source,
        "account": "444455556666", "time": "2026-11-22T02:59:30Z", "region": "eu-central-1",
        "resources": ["arn:aws:x:eu-central-1:444455556666:thing/7"], "detail": detail });
    parse(&event, received_at())
}

#[test]
fn a_sentence_that_nobody_knows_pages_unless_the_service_says_that_it_only_informs() {
    let rds = |detail: Value| event("RDS DB Instance Event", "aws.rds", detail);
    let said = |message: &str, categories: Value| {
        rds(
            json!({ "EventCategories": categories, "SourceArn": "arn:aws:rds:eu-central-1:444455556666:db:quay",
            "SourceIdentifier": "quay", "Message": message }),
        )
    };
    for categories in [json!([]), Value::Null, json!(["vermilion"]), json!(["backup", "vermilion"])] {
        let severity = triggers(said("The tide is out at pier 3", categories));
        assert_eq!(severity, Some(Severity::Sev2));
    }
    assert!(!pages(&said("The tide is out at pier 3", json!(["notification"]))));
    triggers(said("The DB instance is unavailable", json!(["notification"])));
    triggers(said("It refuses connections from address 10.0.0.1", json!([])));

    let beanstalk = |message: &str, severity: &str| {
        let detail = json!({ "Status": "x", "ApplicationName": "booking", "EnvironmentName": "booking-prod",
            "Message": message, "Severity": severity });
        event("Other resource status change", "aws.elasticbeanstalk", detail)
    };
    for severity in ["WARN", "ERROR", "FATAL", "VERMILION", ""] {
        triggers(beanstalk("The tide is out at pier 3", severity));
    }
    assert!(!pages(&beanstalk("The tide is out at pier 3", "INFO")));
    triggers(beanstalk("Environment health has transitioned from Ok to Vermilion.", "INFO"));
}

#[test]
fn a_text_is_beanstalks_only_with_its_own_lines() {
    let lines = "Message: The tide is out at pier 3\n\nEnvironment: booking-prod\nApplication: booking\n";
    triggers(published(&json!(lines)));
    let own = format!("{lines}\nRequestId: 3f0c\nNotificationProcessId: 9a1b\n");
    triggers(published(&json!(own)));
    let Parsed::Event(event) = published(&json!(lines)).remove(0) else { panic!("an event") };
    assert_eq!(event.source, "unparsed", "anybody writes such lines");
}
