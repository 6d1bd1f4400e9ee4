//! The function's address, asked the way Lambda asks it.
//!
//! Holds no expectation.

use crate::fakes::{FakeTable, FakeWeb, FixedClock};
use axum::Router;
use callout_domain::alarm::AlarmEvent;
use callout_ports::fakes::FakeQueue;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Context, LambdaEvent, Service as _};
use serde_json::{Value, json};
use std::sync::Arc;
use webhooks::deps::Deps;
use webhooks::router::router;

/// A running function with its fakes.
pub(crate) struct App {
    pub(crate) deps: Arc<Deps<FakeQueue, FakeTable, FixedClock, FakeWeb>>,
    routes: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u64,
    pub(crate) headers: Value,
    pub(crate) body: Value,
}

impl App {
    /// Where everything works.
    pub(crate) fn new() -> Self {
        Self::with(FakeQueue::default(), FakeTable { readable: true }, FakeWeb::default())
    }

    pub(crate) fn with(queue: FakeQueue, table: FakeTable, web: FakeWeb) -> Self {
        let deps = Arc::new(Deps::new(queue, table, FixedClock, web));
        Self { routes: router(Arc::clone(&deps)), deps }
    }

    pub(crate) async fn ask(&self, request: Value) -> Answer {
        let answer = invoke(&self.routes, request).await;
        assert_eq!(answer["headers"]["content-type"], "application/json");
        Answer {
            status: answer["statusCode"].as_u64().unwrap(),
            headers: answer["headers"].clone(),
            body: serde_json::from_str(answer["body"].as_str().unwrap()).unwrap(),
        }
    }

    /// The whole answer, whatever is in it.
    pub(crate) async fn invoke(&self, request: Value) -> Value {
        invoke(&self.routes, request).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.ask(request("POST", path, body)).await
    }

    /// Everything that reached the queue.
    pub(crate) fn sent(&self) -> Vec<AlarmEvent> {
        self.deps.alerts.sent.lock().unwrap().clone()
    }
}

/// What Lambda gets for a payload.
pub(crate) async fn invoke(routes: &Router, payload: Value) -> Value {
    let request: LambdaRequest = serde_json::from_value(payload).unwrap();
    let invocation = callout_lambda::readable(LambdaEvent::new(request, Context::default()));
    let response = Adapter::from(routes.clone()).call(invocation).await.unwrap();
    let answer = serde_json::to_value(response).unwrap();
    assert_eq!(answer["isBase64Encoded"], false);
    answer
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

/// A request that says who it is in its header.
pub(crate) fn authorized(authorization: &str, path: &str, body: &str) -> Value {
    let mut request = request("POST", path, body);
    request["headers"]["authorization"] = json!(authorization);
    request
}
