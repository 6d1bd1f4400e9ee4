//! Samples that AWS and others published, read from a folder that is not part of this repository.
//!
//! `CALLOUT_PAYLOADS=<folder> cargo test -p callout-formats` runs them; without the folder they are skipped.

use crate::samples::{events, folder, read, received_at};
use callout_domain::alarm::AlarmEvent;
use callout_domain::alarm::AlarmKind::{self, Change, Resolve, Trigger};
use callout_domain::severity::Severity::{self, Sev1, Sev2, Sev3, Sev4, Sev5};
use callout_formats::Parsed;
use callout_formats::payload::parse;
use serde_json::Value;
use std::path::Path;

/// File, kind, label `kind`, and the part of the key after region and account.
const ALARMS: [(&str, AlarmKind, &str, &str); 26] = [
    (
        "eb-alarm-contributor-state-metrics-insights",
        Trigger,
        "contributor",
        "alarm:DynamoDBInsightsAlarm#6d442278dba546f6",
    ),
    ("eb-alarm-state-composite-suppressor", Trigger, "composite", "alarm:ServiceAggregatedAlarm"),
    ("eb-alarm-state-log-alarm", Trigger, "log", "alarm:HighErrorRate"),
    ("eb-alarm-state-metric-math-muted", Trigger, "math", "alarm:TotalNetworkTrafficTooHigh"),
    ("eb-alarm-state-metric-math", Trigger, "math", "alarm:TotalNetworkTrafficTooHigh"),
    ("eb-alarm-state-metrics-insights-alarm-level", Trigger, "insights", "alarm:DynamoDBInsightsAlarm"),
    ("eb-alarm-state-single-metric-muted", Trigger, "metric", "alarm:ServerCpuTooHigh"),
    ("eb-alarm-state-single-metric", Trigger, "metric", "alarm:ServerCpuTooHigh"),
    ("lambda-alarm-composite-pt", Trigger, "composite", "alarm:SuppressionDemo.Main"),
    ("lambda-alarm-composite-released-from-waitperiod", Trigger, "composite", "alarm:SuppressionDemo.Main"),
    ("lambda-alarm-composite-rust-fixture", Trigger, "composite", "alarm:SuppressionDemo.Main"),
    ("lambda-alarm-composite-suppressor-hybrid", Trigger, "composite", "alarm:ServiceAggregatedAlarm"),
    ("lambda-alarm-metric", Trigger, "metric", "alarm:lambda-demo-metric-alarm"),
    ("lambda-alarm-single-metric-pt", Trigger, "math", "alarm:test_alarm"),
    ("sns-http-anomaly-alb-2021-old-format", Resolve, "anomaly", "alarm:example-alb-latency"),
    ("sns-http-anomaly-ok-2023", Resolve, "anomaly", "alarm:RDS Prod - CPU Util"),
    ("sns-http-composite-2021", Trigger, "composite", "alarm:sim-app-node_monitor"),
    ("sns-http-metric-ok-2022", Resolve, "metric", "alarm:my-alarm"),
    ("sns-message-composite-2022-empty-children", Trigger, "composite", "alarm:some-alarm-name"),
    (
        "sns-message-contributor-metrics-insights",
        Trigger,
        "contributor",
        "alarm:DynamoDBInsightsAlarm#6d442278dba546f6",
    ),
    ("sns-message-contributor-promql", Trigger, "contributor", "alarm:HighCPUUsageAlarm#1d502278dcd546a1"),
    ("sns-message-log-alarm", Trigger, "log", "alarm:HighErrorCount"),
    ("sns-message-minimal-notify-slack", Trigger, "unknown", "alarm:Example"),
    ("lambda-sns-alarm-metric-math", Trigger, "math", "alarm:EXAMPLE"),
    ("lambda-sns-alarm-single-metric", Trigger, "metric", "alarm:EXAMPLE"),
    ("lambda-sns-alarm-ok-notify-slack", Resolve, "metric", "alarm:DBMigrationRequired"),
];

/// What understands a payload and lets nobody hear of it.
const IGNORED: [&str; 5] = [
    "eb-alarm-config-create-composite",
    "eb-alarm-config-create-log-alarm",
    "eb-alarm-config-update-metric",
    "eb-scheduled-event",
    "sns-http-subscription-confirmation",
];

fn payload(folder: &Path, name: &str) -> Value {
    read(&folder.join(format!("{name}.json")))
}

#[test]
fn every_published_alarm_is_understood() {
    let Some(folder) = folder("CALLOUT_PAYLOADS") else { return };
    for (name, kind, label, key) in ALARMS {
        for parsed in parse(&payload(&folder, name), received_at()) {
            let Parsed::Event(event) = parsed else { panic!("{name} was ignored") };
            assert_eq!((event.source.as_str(), event.kind), ("cloudwatch", kind), "{name}");
            assert_eq!(event.labels["kind"], label, "{name}");
            let tail: Vec<&str> = event.dedup_key.splitn(6, ':').collect();
            assert_eq!(tail.last(), Some(&key), "{name}");
            assert!(!event.dedup_key.contains(": "), "{name}");
            let muted = name.ends_with("-muted")
                || name.contains("-suppressor")
                || name.starts_with("eb-alarm-contr");
            assert_eq!(event.muted.is_some(), muted, "{name}: {:?}", event.muted);
            assert_ne!(event.changed_at, received_at(), "{name} has a time of its own");
            assert!(
                event.summary.starts_with(&event.labels["alarm"]) && event.summary.len() < 200,
                "{}",
                event.summary
            );
        }
    }
}

#[test]
fn no_published_configuration_or_handshake_opens_anything() {
    let Some(folder) = folder("CALLOUT_PAYLOADS") else { return };
    for name in IGNORED {
        let parsed = parse(&payload(&folder, name), received_at());
        assert!(matches!(parsed.as_slice(), [Parsed::Ignored(_)]), "{name}: {parsed:?}");
    }
}

/// File, name of a composite alarm's children.
const CHILDREN: [(&str, &[&str]); 7] = [
    ("eb-alarm-state-composite-suppressor", &["ServerCpuTooHigh", "TotalNetworkTrafficTooHigh"]),
    ("lambda-alarm-composite-suppressor-hybrid", &["ServerCpuTooHigh", "TotalNetworkTrafficTooHigh"]),
    ("lambda-alarm-composite-pt", &["CompositeDemo.FirstChild", "CompositeDemo.SecondChild"]),
    (
        "lambda-alarm-composite-released-from-waitperiod",
        &["CompositeDemo.FirstChild", "CompositeDemo.SecondChild"],
    ),
    ("lambda-alarm-composite-rust-fixture", &["CompositeDemo.FirstChild", "CompositeDemo.SecondChild"]),
    ("sns-http-composite-2021", &["sim-app-node_failure", "sim-app-long_execution"]),
    (
        "sns-message-composite-2022-empty-children",
        &[
            "dummy-function-DummyErrorAlarm-1LWOKJ2U4UZ2U",
            "dummy-function-DummyErrorPercentageAlarm-PM5CG7X05G4P",
        ],
    ),
];

#[test]
fn published_composite_alarms_name_their_children() {
    let Some(folder) = folder("CALLOUT_PAYLOADS") else { return };
    for (name, children) in CHILDREN {
        for event in events(&payload(&folder, name)) {
            let (place, _) = event.dedup_key.split_once(":alarm:").unwrap();
            let expected: Vec<String> =
                children.iter().map(|child| format!("{place}:alarm:{child}")).collect();
            assert_eq!(event.children, expected, "{name}");
        }
    }
}

/// File, and of each event in it kind, severity, source, a part of the key and a part of the summary.
type ServiceEvent = (AlarmKind, Option<Severity>, &'static str, &'static str, &'static str);
const SERVICES: [(&str, &[ServiceEvent]); 21] = [
    (
        "eb-autoscaling-launch-unsuccessful",
        &[(
            Trigger,
            Some(Sev3),
            "eventbridge/aws.autoscaling",
            "#my-auto-scaling-group",
            "Launch Unsuccessful",
        )],
    ),
    (
        "eb-codebuild-state",
        &[
            (Change, None, "eventbridge/aws.codebuild", "#my-sample-project", "my-sample-project: succeeded"),
            (
                Resolve,
                None,
                "eventbridge/aws.codebuild",
                "#my-sample-project",
                "my-sample-project: succeeded",
            ),
        ],
    ),
    (
        "eb-codedeploy-deployment",
        &[
            (Change, None, "eventbridge/aws.codedeploy", "#myApplication/myDeploymentGroup", "success"),
            (Resolve, None, "eventbridge/aws.codedeploy", "#myApplication/myDeploymentGroup", "success"),
        ],
    ),
    (
        "eb-codepipeline-execution-state",
        &[(Change, None, "eventbridge/aws.codepipeline", "#myPipeline", "CodePipeline myPipeline: started")],
    ),
    (
        "eb-config-compliance-change",
        &[(
            Trigger,
            Some(Sev4),
            "eventbridge/aws.config",
            "#access-keys-rotated#AWS::IAM::User#AIDAEXAMPLE",
            "rule access-keys-rotated is broken by AWS::IAM::User AIDAEXAMPLE",
        )],
    ),
    ("eb-ec2-state-change", &[(Change, None, "eventbridge/aws.ec2", "i-abcd1111", "i-abcd1111 is pending")]),
    (
        "eb-ecr-image-push",
        &[
            (Change, None, "eventbridge/aws.ecr", "#my-repository-name", "my-repository-name: success"),
            (Resolve, None, "eventbridge/aws.ecr", "#my-repository-name", "my-repository-name: success"),
        ],
    ),
    ("eb-ecr-image-scan", &[(Trigger, None, "eventbridge/aws.ecr", "", "tribble-image-scan-test COMPLETE")]),
    (
        "eb-ecs-container-instance",
        &[(Resolve, None, "eventbridge/aws.ecs", "b54a2a04", "i-f3a8506b is ACTIVE")],
    ),
    (
        "eb-guardduty-high-trimmed",
        &[(Trigger, Some(Sev1), "eventbridge/aws.guardduty", "sample-id-2#123456789", "Unprotected port")],
    ),
    (
        "eb-guardduty-medium-trimmed",
        &[(Trigger, Some(Sev3), "eventbridge/aws.guardduty", "#123456789", "Unprotected port")],
    ),
    (
        "eb-guardduty-low-trimmed",
        &[(Trigger, Some(Sev5), "eventbridge/aws.guardduty", "#123456789", "Unprotected port")],
    ),
    (
        "lambda-sns-guardduty",
        &[(Trigger, Some(Sev1), "eventbridge/aws.guardduty", "sample-id-2#123456789", "Unprotected port")],
    ),
    (
        "lambda-sns-guardduty-malware",
        &[(Trigger, Some(Sev2), "eventbridge/aws.guardduty", "amzn-s3-demo-bucket/", "threats found")],
    ),
    (
        "eb-health-2016-format",
        &[(
            Trigger,
            Some(Sev2),
            "eventbridge/aws.health",
            "_90353408594353980#1234",
            "in us-west-2: i-abcd1111",
        )],
    ),
    (
        "eb-health-account-ec2-drive",
        &[(
            Trigger,
            Some(Sev2),
            "eventbridge/aws.health",
            "_90353408594353980#1234",
            "in us-west-2: i-abcd1111",
        )],
    ),
    (
        "eb-health-public-ec2-issue",
        &[(
            Trigger,
            Some(Sev3),
            "eventbridge/aws.health",
            "AWS_EC2_OPERATIONAL_ISSUE",
            "issue in af-south-1",
        )],
    ),
    (
        "lambda-sns-wrapped-eventbridge-glue",
        &[(Trigger, None, "eventbridge/aws.glue", "#test_job", "Glue job test_job: failed: SystemExit: 1")],
    ),
    (
        "lambda-sns-backup-multi-record",
        &[
            (Resolve, None, "aws.backup", "vol-012f345df6789012e", "completed successfully"),
            (Trigger, Some(Sev4), "aws.backup", "vol-012f345df6789012e", "job failed"),
            (Trigger, Some(Sev4), "aws.backup", "vol-012f345df6789012e", "failed to complete in time"),
            (Trigger, Some(Sev4), "aws.backup", "2c3456c3-f33d-5ec6-cdc7-ccd890fe2345", "Copy job"),
        ],
    ),
    ("lambda-sns-plain-text", &[(Trigger, None, "unparsed", "", "All Fine")]),
    ("sqs-dlq-event", &[(Trigger, None, "unparsed", "", "hello world")]),
];

#[test]
fn every_published_event_of_another_service_is_understood() {
    let Some(folder) = folder("CALLOUT_PAYLOADS") else { return };
    for (name, expected) in SERVICES {
        let found = events(&payload(&folder, name));
        assert_eq!(found.len(), expected.len(), "{name}: {found:#?}");
        for (event, (kind, severity, source, key, summary)) in found.iter().zip(expected) {
            assert_eq!(
                (event.kind, event.severity, event.source.as_str()),
                (*kind, *severity, *source),
                "{name}"
            );
            assert!(event.dedup_key.contains(key), "{name}: {}", event.dedup_key);
            assert!(event.summary.contains(summary) && !event.detail.is_empty(), "{name}: {}", event.summary);
        }
    }
}

#[test]
fn every_other_published_payload_reaches_a_person() {
    let Some(folder) = folder("CALLOUT_PAYLOADS") else { return };
    let services = SERVICES.iter().map(|(name, _)| *name);
    let known: Vec<&str> = ALARMS.iter().map(|(name, ..)| *name).chain(IGNORED).chain(services).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|ext| ext != "json") || known.contains(&name.as_str()) {
            continue;
        }
        let payload = read(&path);
        let records = payload["Records"].as_array().map_or(1, Vec::len);
        let found = events(&payload);
        assert_eq!(found.len(), records, "{name}");
        found.iter().for_each(|event| raw(&name, event));
    }
}

/// What is no event of AWS at all: for a person, with its text.
fn raw(name: &str, event: &AlarmEvent) {
    assert_eq!((event.kind, event.source.as_str(), event.severity), (Trigger, "unparsed", None), "{name}");
    assert!(!event.detail.is_empty() && event.summary.ends_with("in an unknown format)"), "{name}");
}
