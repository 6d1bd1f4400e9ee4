//! The function's address, asked the way Lambda asks it.

use crate::twins::{Book, Queue, ROUTING_KEY, Stopped, fixture, received_at};
use alarm_intake::handler::dispatch;
use alarm_intake::http::{Intake, router};
use callout_domain::alarm::AlarmKind;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use std::sync::Arc;

struct Asked {
    status: u64,
    body: Value,
    queue: Queue,
}

async fn ask(queue: Queue, book: Book, request: Value) -> Asked {
    let intake = Arc::new(Intake { alerts: queue, rulebook: book, clock: Stopped });
    let routes = router(Arc::clone(&intake));
    let invocation = LambdaEvent::new(request, Context::default());
    let answer = dispatch(invocation, &routes, &intake.alerts, received_at()).await.unwrap();
    drop(routes);
    assert_eq!(answer["headers"]["content-type"], "application/json");
    assert_eq!(answer["isBase64Encoded"], false);
    Asked {
        status: answer["statusCode"].as_u64().unwrap(),
        body: serde_json::from_str(answer["body"].as_str().unwrap()).unwrap(),
        queue: Arc::into_inner(intake).unwrap().alerts,
    }
}

async fn post(body: &str) -> Asked {
    ask(Queue::default(), Book { readable: true }, request("POST", "/v2/enqueue", body)).await
}

pub(crate) fn request(method: &str, path: &str, body: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": { "content-type": "application/json", "host": "abc.lambda-url.eu-central-1.on.aws" },
        "requestContext": {
            "accountId": "anonymous", "apiId": "abc", "domainName": "abc.lambda-url.eu-central-1.on.aws",
            "domainPrefix": "abc", "requestId": "r-1", "routeKey": "$default", "stage": "$default",
            "time": "22/Nov/2026:03:00:00 +0000", "timeEpoch": 1_795_316_400_000_u64,
            "http": {
                "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7", "userAgent": "curl"
            }
        },
        "body": body, "isBase64Encoded": false
    })
}

fn trigger(routing_key: &str) -> Value {
    json!({
        "routing_key": routing_key, "event_action": "trigger", "dedup_key": "disk/db-1",
        "payload": { "summary": "disk is full", "source": "db-1.harbor.example", "severity": "critical" }
    })
}

#[tokio::test]
async fn an_event_is_queued_then_answered() {
    let asked = post(&trigger(ROUTING_KEY).to_string()).await;
    assert_eq!(asked.status, 202);
    assert_eq!(
        asked.body,
        json!({ "status": "success", "message": "Event processed", "dedup_key": "disk/db-1" })
    );
    let sent = asked.queue.sent.into_inner().unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].source, "integration/sentinel");
    assert_eq!(sent[0].service, Some("payments".into()));
    assert_eq!(sent[0].kind, AlarmKind::Trigger);
    assert_eq!(sent[0].changed_at, received_at());
}

#[tokio::test]
async fn a_base64_body_is_read() {
    let mut request = request("POST", "/v2/enqueue", "");
    // {"event_action":"resolve"}
    request["body"] = json!("eyJldmVudF9hY3Rpb24iOiJyZXNvbHZlIn0=");
    request["isBase64Encoded"] = json!(true);
    let asked = ask(Queue::default(), Book { readable: true }, request).await;
    assert_eq!(asked.status, 400);
    assert_eq!(asked.body["errors"], json!(["routing_key is missing or blank"]));
}

#[tokio::test]
async fn a_key_of_nobody_is_refused_and_nothing_is_queued() {
    let asked = post(&trigger("somebody-elses-key").to_string()).await;
    assert_eq!((asked.status, &asked.body["status"]), (400, &json!("invalid event")));
    assert!(!asked.body.to_string().contains("somebody-elses-key"));
    assert!(asked.queue.sent.into_inner().unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_recorded_is_never_accepted() {
    let body = trigger(ROUTING_KEY).to_string();
    let refusing = Queue { refuses: Some("disk"), ..Queue::default() };
    let asked = ask(refusing, Book { readable: true }, request("POST", "/v2/enqueue", &body)).await;
    assert_eq!(asked.status, 503);
    let asked = ask(Queue::default(), Book { readable: false }, request("POST", "/v2/enqueue", &body)).await;
    assert_eq!(asked.status, 503);
}

#[tokio::test]
async fn a_body_over_512_kb_is_refused() {
    let largest = |bytes: usize| {
        let body = trigger(ROUTING_KEY).to_string();
        format!("{body}{}", " ".repeat(bytes - body.len()))
    };
    assert_eq!(post(&largest(512 * 1024)).await.status, 202);
    let asked = post(&largest(512 * 1024 + 1)).await;
    assert_eq!((asked.status, &asked.body["status"]), (413, &json!("invalid event")));
}

#[tokio::test]
async fn other_routes_and_methods_say_what_to_do() {
    let ask = |method, path| ask(Queue::default(), Book { readable: true }, request(method, path, ""));
    let asked = ask("GET", "/v2/enqueue").await;
    assert_eq!((asked.status, &asked.body["message"]), (405, &json!("send events with POST")));
    assert_eq!(ask("POST", "/elsewhere").await.status, 404);
    assert_eq!(ask("POST", "/v2/enqueue").await.status, 400);
}

#[tokio::test]
async fn an_event_invocation_is_told_from_a_request() {
    let intake =
        Arc::new(Intake { alerts: Queue::default(), rulebook: Book { readable: false }, clock: Stopped });
    let routes = router(Arc::clone(&intake));
    let invocation = LambdaEvent::new(fixture("failed-invocation"), Context::default());
    let answer = dispatch(invocation, &routes, &intake.alerts, received_at()).await.unwrap();
    assert_eq!(answer, json!({ "queued": 1 }));
}
