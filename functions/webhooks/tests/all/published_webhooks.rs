//! Webhooks that others published, read from a folder that is not part of this repository.
//!
//! Each goes to its own route; the rest of the folder, CloudWatch's included, goes to ours and must not be lost.

use crate::app::App;
use crate::fakes::{folder, read};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;

async fn through(path: &str, name: &str) -> Option<Vec<AlarmEvent>> {
    let body = read(&folder("CALLOUT_PAYLOADS")?.join(format!("{name}.json")));
    let app = App::new();
    let answer = app.post(&format!("{path}/open-key"), &body.to_string()).await;
    assert_eq!(answer.status, 202, "{name}: {answer:?}");
    Some(app.sent())
}

async fn check(
    path: &str,
    name: &str,
    kind: AlarmKind,
    severity: Option<Severity>,
    key: impl Fn(&str) -> bool,
) {
    let Some(events) = through(path, name).await else { return };
    assert_eq!(events.len(), 1, "{name}");
    let event = &events[0];
    assert_eq!((event.kind, event.severity), (kind, severity), "{name}: {event:?}");
    assert!(key(&event.dedup_key), "{name}: {}", event.dedup_key);
    assert!(!event.summary.is_empty() && event.source == "integration/open", "{name}: {event:?}");
}

fn is_digest(key: &str) -> bool {
    key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit())
}

#[tokio::test]
async fn every_published_webhook_is_understood() {
    use AlarmKind::Trigger;
    check("/v1/alertmanager", "goalert-alertmanager-minimal", Trigger, None, is_digest).await;
    check("/v1/grafana", "grafana-12-webhook", Trigger, None, |key| key.len() == 16).await;
    check("/v1/datadog", "datadog-webhook-template", Trigger, None, is_digest).await;
    check("/v1/datadog", "keep-datadog", Trigger, Some(Severity::Sev3), |key| key.ends_with('/')).await;
    check("/v1/events", "keep-gcpmonitoring", Trigger, Some(Severity::Sev1), |key| key.contains("5xx")).await;
    check("/v1/events", "keep-sentry", Trigger, Some(Severity::Sev2), |key| key.ends_with("/4616132097"))
        .await;
    check("/v1/events", "keep-signalfx", Trigger, Some(Severity::Sev1), |key| !key.is_empty()).await;
}

#[tokio::test]
async fn nothing_that_others_published_is_lost_or_refused_whichever_route_it_takes() {
    let Some(folder) = folder("CALLOUT_PAYLOADS") else { return };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for route in ["/v1/alertmanager", "/v1/grafana", "/v1/datadog", "/v1/events"] {
            let events = through(route, &name).await.unwrap();
            assert!(!events.is_empty() && events.iter().all(|event| !event.summary.is_empty()), "{name}");
        }
    }
}
