//! The webhooks of other tools: what comes of each, and what holds for all.

use crate::app::{App, authorized, request};
use crate::fakes::{NEXT_KEY, ROUTING_KEY, read};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use serde_json::json;
use std::path::PathBuf;

const TOOLS: [&str; 4] = ["alertmanager", "grafana", "datadog", "events"];

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/webhooks")
}

/// Sends a fixture to the route that its name begins with, from an integration without a service of its own.
async fn deliver(app: &App, name: &str) -> u64 {
    let tool = name.split('-').next().unwrap();
    let body = read(&fixtures().join(format!("{name}.json"))).to_string();
    app.post(&format!("/v1/{tool}/open-key"), &body).await.status
}

async fn said(path: &str, body: &str) -> Vec<AlarmEvent> {
    let app = App::new();
    let answer = app.post(path, body).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    app.sent()
}

#[tokio::test]
async fn a_webhook_delivered_twice_is_the_same_events_in_one_batch_each() {
    let app = App::new();
    for _ in 0..2 {
        assert_eq!(deliver(&app, "alertmanager-group").await, 202);
    }
    let identities: Vec<String> = app.sent().iter().map(AlarmEvent::identity).collect();
    let (first, second) = identities.split_at(identities.len() / 2);
    assert_eq!(first, second);
    assert_eq!(*app.deps.alerts.calls.lock().unwrap(), 2);
}

#[tokio::test]
async fn the_key_comes_as_bearer_as_password_or_in_the_path() {
    let basic_password = "Basic Y2FsbG91dDpvcGVuLWtleQ=="; // callout:open-key
    let basic_name = "Basic b3Blbi1rZXk6"; // open-key:
    for authorization in ["Bearer open-key", "bearer  open-key", "Token open-key", basic_password, basic_name]
    {
        for tool in TOOLS {
            let answer = App::new().ask(authorized(authorization, &format!("/v1/{tool}"), "x")).await;
            assert_eq!(answer.status, 202, "{authorization}: {answer:?}");
        }
    }
    for key in [ROUTING_KEY, NEXT_KEY] {
        assert_eq!(App::new().post(&format!("/v1/events/{key}"), "x").await.status, 202);
    }
}

#[tokio::test]
async fn a_missing_or_unknown_key_is_401_and_nothing_is_queued() {
    let app = App::new();
    for tool in TOOLS {
        let path = format!("/v1/{tool}");
        for request in [
            request("POST", &path, "x"),
            request("POST", &format!("{path}/nobodys"), "x"),
            authorized("Bearer nobodys", &path, "x"),
            authorized("Basic ????", &path, "x"),
            authorized("Digest open-key", &path, "x"),
        ] {
            let answer = app.ask(request).await;
            assert_eq!((answer.status, answer.headers["www-authenticate"].as_str()), (401, Some("Bearer")));
            assert!(!answer.body.to_string().contains("nobodys"));
        }
    }
    assert!(app.sent().is_empty());
}

#[tokio::test]
async fn an_empty_body_is_the_one_thing_refused() {
    for tool in TOOLS {
        assert_eq!(App::new().post(&format!("/v1/{tool}/open-key"), " \n").await.status, 400);
        for body in ["{", "[]]", "null", "7", "{}", "nobody knows", "\u{1}\u{FFFE}"] {
            let answer = App::new().post(&format!("/v1/{tool}/open-key"), body).await;
            assert_eq!((answer.status, &answer.body["events"]), (202, &json!(1)), "{tool}: {body}");
        }
    }
}

#[tokio::test]
async fn what_nobody_understands_goes_to_the_integrations_service_with_its_text() {
    for tool in TOOLS {
        let sent = said(&format!("/v1/{tool}/{ROUTING_KEY}"), r#"{"hello": ["nobody"]}"#).await;
        assert_eq!(
            (sent.len(), sent[0].source.as_str(), sent[0].kind),
            (1, "integration/sentinel", AlarmKind::Trigger)
        );
        assert_eq!(sent[0].service, Some("payments".into()));
        assert!(sent[0].detail.contains("nobody"), "{}", sent[0].detail);
        assert!(sent[0].summary.contains("integration sentinel"), "{}", sent[0].summary);
    }
}

#[tokio::test]
async fn a_line_of_text_is_an_event() {
    let sent = said("/v1/events/open-key", "backup of db-1 failed\nexit code 2\n").await;
    assert_eq!(
        (sent[0].summary.as_str(), sent[0].source.as_str()),
        ("backup of db-1 failed", "integration/open")
    );
    assert!(sent[0].detail.contains("exit code 2"));
}

#[tokio::test]
async fn the_service_in_the_settings_wins_over_the_one_in_the_body() {
    let body = r#"{"summary": "x", "service": "search"}"#;
    assert_eq!(said("/v1/events/open-key", body).await[0].service, Some("search".into()));
    assert_eq!(said(&format!("/v1/events/{ROUTING_KEY}"), body).await[0].service, Some("payments".into()));
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_key_is_ever_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
    let _guard = tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish());
    let sent = json!({ "routing_key": "secret-of-nobody", "event_action": "trigger",
        "payload": { "summary": "s", "source": "s", "severity": "info" } });
    let known = json!({ "routing_key": "open-key", "event_action": "trigger", "payload": sent["payload"] });
    for (key, event) in [("secret-of-nobody", &sent), ("open-key", &known)] {
        let app = App::new();
        app.post("/v2/enqueue", &event.to_string()).await;
        for tool in [&TOOLS[..], &["sns", "elsewhere"]].concat() {
            app.post(&format!("/v1/{tool}/{key}"), "x").await;
            app.ask(authorized(&format!("Bearer {key}"), &format!("/v1/{tool}"), "x")).await;
        }
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("belongs to no integration"), "{logged}");
    assert!(!logged.contains("secret-of-nobody") && !logged.contains("open-key"), "{logged}");
}
