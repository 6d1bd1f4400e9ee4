//! Samples that AWS and others published, read from a folder that is not part of this repository.
//!
//! `CALLOUT_PAYLOADS=<folder> cargo test -p alarm-intake` runs them; without the folder they are skipped.

use crate::twins::{folder, read, received_at};
use alarm_intake::event::{Parsed, parse};
use callout_domain::alarm::AlarmKind::{self, NoData, Resolve, Trigger};
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

#[test]
fn every_other_published_payload_reaches_a_person() {
    let Some(folder) = folder("CALLOUT_PAYLOADS") else { return };
    let known: Vec<&str> = ALARMS.iter().map(|(name, ..)| *name).chain(IGNORED).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|ext| ext != "json") || known.contains(&name.as_str()) {
            continue;
        }
        let payload = read(&path);
        let records = payload["Records"].as_array().map_or(1, Vec::len);
        let parsed = parse(&payload, received_at());
        assert_eq!(parsed.len(), records, "{name}");
        for parsed in parsed {
            let Parsed::Event(event) = parsed else { panic!("{name} was ignored") };
            assert!(!matches!(event.kind, NoData | Resolve), "{name}");
            let source = if name.starts_with("eb-") { "eventbridge/" } else { "" };
            assert!(event.source.starts_with(source), "{name}: {}", event.source);
            assert!(!event.detail.is_empty() && event.summary.len() > 10, "{name}: {event:#?}");
            println!("{name}: [{}] {}", event.source, event.summary);
        }
    }
}
