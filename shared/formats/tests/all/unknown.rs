//! What nobody knows pages: no state, category or sentence that no table lists may pass for news, for an end or for nothing.

use crate::samples::{files, fixture, fixture_names, received_at};
use callout_domain::alarm::AlarmKind::{self, NoData, Trigger};
use callout_domain::severity::Severity;
use callout_formats::payload::parse;
use callout_formats::webhook::Format;
use callout_formats::{Parsed, Sender};
use serde_json::{Value, json};

/// A word that no service and no tool has for anything.
const NEW_WORD: &str = "vermilion";

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

fn posted(tool: &str, body: &Value) -> Vec<Parsed> {
    let sender = Sender::integration("lab", None, received_at());
    Format::named(tool).unwrap().read(body.to_string().as_bytes(), &sender)
}

/// The JSON pointers of all texts and numbers.
fn places(at: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            places(&format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), value, found);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| places(&format!("{at}/{i}"), value, found));
        }
        Value::String(_) | Value::Number(_) => found.push(at.to_owned()),
        _ => {}
    }
}

/// A body with each of its values, or of its lines, in turn as nobody knows it.
fn altered(body: &Value) -> Vec<(String, Value)> {
    if let Some(text) = body.as_str() {
        let lines: Vec<&str> = text.lines().collect();
        let alter = |at: usize| {
            let (name, _) = lines[at].split_once(": ")?;
            let line = format!("{name}: {NEW_WORD}");
            let text = lines.iter().enumerate().map(|(i, old)| if i == at { &line } else { *old });
            Some((name.to_owned(), json!(text.collect::<Vec<_>>().join("\n"))))
        };
        return (0..lines.len()).filter_map(alter).collect();
    }
    let mut found = Vec::new();
    places("", body, &mut found);
    let alter = |place: String| {
        let mut altered = body.clone();
        *altered.pointer_mut(&place).unwrap() = json!(NEW_WORD);
        (place, altered)
    };
    found.into_iter().map(alter).collect()
}

#[track_caller]
fn check(name: &str, body: &Value, read: impl Fn(&Value) -> Vec<Parsed>) {
    if !pages(&read(body)) {
        return;
    }
    for (place, altered) in altered(body) {
        let parsed = read(&altered);
        assert!(pages(&parsed), "{name}: {NEW_WORD} at {place} pages nobody: {parsed:#?}");
    }
}

#[test]
fn one_new_word_turns_no_page_into_silence() {
    for name in fixture_names() {
        check(&name, &fixture(&name), |payload| parse(payload, received_at()));
    }
    for (name, steps) in files("topics") {
        steps.as_array().unwrap().iter().for_each(|step| check(&name, &step["sends"], published));
    }
    for (name, fixture) in files("monitors") {
        let tool = fixture["tool"].as_str().unwrap().to_owned();
        for address in [&tool, "events"] {
            check(&name, &fixture["opens"], |body| posted(address, body));
        }
        check(&name, &fixture["opens"], published);
    }
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
fn a_run_in_a_state_that_nobody_knows_pages() {
    let run = |kind: &str, detail: Value| triggers(event(kind, "aws.x", detail));
    for state in ["VERMILION", "SERVICE_HEALTH_UNKNOWN", "ERROR", "CLIENT_ERROR"] {
        run(
            "CodeDeploy Deployment State-change Notification",
            json!({ "application": "a", "deploymentGroup": "g", "state": state }),
        );
        run("CodePipeline Stage Execution State Change", json!({ "pipeline": "p", "state": state }));
        run("CodeBuild Build State Change", json!({ "project-name": "p", "build-status": state }));
        run(
            "CloudFormation Stack Status Change",
            json!({ "stack-id": "s", "status-details": { "status": state } }),
        );
        run("Glue Job State Change", json!({ "jobName": "j", "state": state }));
        run("Backup Job State Change", json!({ "resourceArn": "r", "state": state }));
        run("Step Functions Execution Status Change", json!({ "stateMachineArn": "m", "status": state }));
        run("Batch Job State Change", json!({ "jobName": "j", "status": state }));
        run("EC2 Command Status-change Notification", json!({ "document-name": "d", "status": state }));
    }
    run("ECS Service Action", json!({ "eventType": "ERROR", "eventName": "ECS_OPERATION_THROTTLED" }));
    run("EC2 Auto Scaling Instance Refresh Vermilion", json!({ "AutoScalingGroupName": "g" }));
    let news =
        event("ECS Service Action", "aws.ecs", json!({ "eventType": "INFO", "eventName": "VERMILION" }));
    assert!(!pages(&news), "the service says that it only informs: {news:#?}");
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

#[test]
fn a_notice_in_a_state_that_nobody_knows_pages() {
    let notice = |body: Value| triggers(published(&body));
    notice(json!(
        "StackId='arn:aws:cloudformation:s'\nStackName='quay'\nResourceStatus='VERMILION'\nResourceType='AWS::CloudFormation::Stack'\n"
    ));
    notice(
        json!({ "deploymentId": "d-1", "deploymentGroupName": "g", "applicationName": "a", "status": "VERMILION" }),
    );
    notice(json!({ "deploymentId": "d-1", "instanceId": "i-1", "instanceStatus": "VERMILION" }));
    notice(json!({ "messageType": "ConfigurationHistoryDeliveryFailed", "s3ObjectKey": "k" }));
    notice(json!({ "MessageType": "VERMILION", "InsightId": "1" }));
    notice(json!({ "event": "VERMILION", "template": "t", "target": "t" }));
    notice(json!({ "notificationType": "Vermilion", "mail": { "messageId": "1", "source": "a@b.example" } }));
    notice(json!({ "commandId": "c", "documentName": "d", "status": "Vermilion" }));
    notice(json!({ "AutoScalingGroupName": "g", "Event": "autoscaling:VERMILION" }));
    notice(
        json!({ "Records": [{ "eventSource": "aws:s3", "eventName": "Vermilion:Put", "s3": { "bucket": { "name": "b" } } }] }),
    );
    notice(json!({ "ElastiCache:Vermilion": "sessions" }));
    triggers(event("Object Vermilion", "aws.s3", json!({ "bucket": { "name": "b" } })));
    triggers(event(
        "Configuration Compliance State Change",
        "aws.ssm",
        json!({ "compliance-status": "vermilion", "compliance-type": "Patch", "resource-id": "i-1" }),
    ));
    triggers(event("Inspector2 Scan", "aws.inspector2", json!({ "scan-status": "VERMILION" })));
    triggers(event("Recovery Point State Change", "aws.backup", json!({ "status": "VERMILION" })));
    triggers(event(
        "CloudWatch Alarm Configuration Change",
        "aws.cloudwatch",
        json!({ "alarmName": "a", "operation": "vermilion" }),
    ));
}

#[test]
fn a_vaults_job_in_a_state_that_nobody_knows_pages() {
    let mut payload = fixture("sns-backup-failed");
    payload["Records"][0]["Sns"]["MessageAttributes"]["State"]["Value"] = json!("VERMILION");
    triggers(parse(&payload, received_at()));
}

#[test]
fn a_monitor_in_a_state_that_nobody_knows_pages() {
    let body = |tool: &str, body: Value| triggers(posted(tool, &body));
    body(
        "icinga",
        json!({ "NOTIFICATIONTYPE": "VERMILION", "HOSTDISPLAYNAME": "quay", "HOSTSTATE": "DOWN" }),
    );
    body(
        "icinga",
        json!({ "type": "Notification", "notification_type": "VERMILION", "host": "quay", "check_result": { "output": "x" } }),
    );
    body(
        "opsgenie",
        json!({ "action": "Vermilion", "alert": { "alertId": "1", "alias": "a", "message": "m" } }),
    );
    body("sentry", json!({ "action": "vermilion", "data": { "issue": { "id": "7", "title": "x" } } }));
    body(
        "better-stack",
        json!({ "dt": "x", "event": "incident.vermilion", "message": "m", "organization_id": 1 }),
    );
    body(
        "better-stack",
        json!({ "event": "vermilion", "data": { "id": "1", "type": "monitor", "attributes": { "url": "https://x.example" } } }),
    );
}
