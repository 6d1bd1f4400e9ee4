//! What a key is accepted for, and what its events may not pass for.

use crate::app::{App, request};
use crate::fakes::{ROUTING_KEY, TOPIC_KEY, read, sns_fixture};
use serde_json::json;

#[tokio::test]
async fn the_key_of_a_topic_opens_nothing_that_checks_no_signature() {
    let app = App::new();
    for tool in ["alertmanager", "grafana", "datadog", "events"] {
        let answer = app.post(&format!("/v1/{tool}/{TOPIC_KEY}"), "all is well").await;
        assert_eq!(answer.status, 403, "{tool}: {answer:?}");
        let why = format!("the key of `topic` is for its topics: give `{tool}` an integration of its own");
        assert_eq!(answer.body["message"], why);
    }
    let payload = json!({ "summary": "s", "source": "s", "severity": "error" });
    let body = json!({ "routing_key": TOPIC_KEY, "event_action": "trigger", "payload": payload });
    assert_eq!(app.post("/v2/enqueue", &body.to_string()).await.status, 400);
    assert!(app.sent().is_empty());
}

#[tokio::test]
async fn a_key_without_topics_sends_no_message_of_sns() {
    let app = App::new();
    let message = read(&sns_fixture("notification-v2.json")).to_string();
    assert_eq!(app.post(&format!("/v1/sns/{ROUTING_KEY}"), &message).await.status, 403);
    assert!(app.deps.web.asked.lock().unwrap().is_empty(), "nothing is fetched for it");
}

#[tokio::test]
async fn a_key_with_formats_is_accepted_for_those_alone_and_the_answer_names_the_line() {
    let app = App::new();
    assert_eq!(app.post("/v1/grafana/grafana-key", "{}").await.status, 202);
    let answer = app.post("/v1/events/grafana-key", "disk is full").await;
    assert_eq!(answer.status, 403);
    let why = "the key of `grafana` is not accepted for this format: add `events` to its `formats`";
    assert_eq!(answer.body["message"], why);
    assert_eq!(app.sent().len(), 1);
}

#[tokio::test]
async fn no_tool_passes_for_cloudwatch_in_a_route() {
    let app = App::new();
    let labels = json!({ "alarm": "database-x-down", "account": "111122223333", "region": "eu-west-1" });
    let body = json!([{ "summary": "x", "labels": labels }]);
    assert_eq!(app.post("/v1/events/open-key", &body.to_string()).await.status, 202);
    let labels = &app.sent()[0].labels;
    assert_eq!(labels["label.alarm"], "database-x-down");
    assert!(["alarm", "account", "region"].iter().all(|name| !labels.contains_key(*name)), "{labels:?}");
}

#[tokio::test]
async fn no_query_string_panics() {
    for query in ["a b", "<", "a=\"b\"", "a=%"] {
        let app = App::new();
        let mut request = request("POST", "/v1/events/open-key", "disk is full");
        request["rawQueryString"] = json!(query);
        assert_eq!(app.ask(request).await.status, 202, "{query}");
    }
}

#[tokio::test]
async fn a_key_that_stands_in_a_body_goes_no_further() {
    let app = App::new();
    let payload = json!({
        "summary": format!("sent with {ROUTING_KEY}"), "source": "s", "severity": "error",
        "custom_details": { "password": "hunter2", "disk": 7 }
    });
    let event = json!({ "routing_key": ROUTING_KEY, "event_action": "trigger", "payload": payload });
    let unread = json!({ "what": { "token": "hunter2" }, "routing_key": ROUTING_KEY });
    let text = format!("curl -H 'Authorization: Bearer {ROUTING_KEY}'");
    assert_eq!(app.post("/v2/enqueue", &event.to_string()).await.status, 202);
    for body in [event.to_string(), unread.to_string(), text, format!("{{\"cut off\": \"{ROUTING_KEY}")] {
        for tool in ["events", "grafana"] {
            assert_eq!(app.post(&format!("/v1/{tool}/{ROUTING_KEY}"), &body).await.status, 202);
        }
    }
    for event in app.sent() {
        let text = serde_json::to_string(&event).unwrap();
        assert!(!text.contains(ROUTING_KEY) && !text.contains("hunter2"), "{text}");
    }
    assert!(app.sent()[0].detail.contains("\"password\": \"…\""), "{:?}", app.sent()[0]);
    assert_eq!(app.sent()[0].labels["custom.disk"], "7");
}

#[tokio::test]
async fn the_body_of_a_stranger_is_read_no_further_than_its_key() {
    let app = App::new();
    for key in ["nobody", " nobody ", ROUTING_KEY] {
        let body = json!({ "routing_key": key, "event_action": "nonsense" }).to_string();
        let answer = app.post("/v2/enqueue", &body).await;
        assert_eq!(answer.status, 400);
        let is_stranger = answer.body["errors"] == json!(["routing_key belongs to no integration"]);
        assert_eq!(is_stranger, key != ROUTING_KEY, "{answer:?}");
    }
}
