//! The function's address, asked the way Lambda asks it.
//!
//! Holds no expectation.

use crate::twins::{Book, Queue, Stopped, World, received_at};
use alarm_intake::handler::dispatch;
use alarm_intake::http::{Intake, router};
use axum::Router;
use callout_domain::alarm::AlarmEvent;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use std::sync::Arc;

/// A running function with its twins.
pub(crate) struct Door {
    pub(crate) intake: Arc<Intake<Queue, Book, Stopped, World>>,
    routes: Router,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) status: u64,
    pub(crate) headers: Value,
    pub(crate) body: Value,
}

impl Door {
    /// Where everything works.
    pub(crate) fn open() -> Self {
        Self::with(Queue::default(), Book { readable: true }, World::default())
    }

    pub(crate) fn with(queue: Queue, book: Book, world: World) -> Self {
        let intake = Arc::new(Intake::new(queue, book, Stopped, world));
        Self { routes: router(Arc::clone(&intake)), intake }
    }

    pub(crate) async fn ask(&self, request: Value) -> Asked {
        let invocation = LambdaEvent::new(request, Context::default());
        let answer = dispatch(invocation, &self.routes, &self.intake.alerts, received_at()).await.unwrap();
        assert_eq!(answer["headers"]["content-type"], "application/json");
        assert_eq!(answer["isBase64Encoded"], false);
        Asked {
            status: answer["statusCode"].as_u64().unwrap(),
            headers: answer["headers"].clone(),
            body: serde_json::from_str(answer["body"].as_str().unwrap()).unwrap(),
        }
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Asked {
        self.ask(request("POST", path, body)).await
    }

    /// Everything that reached the queue.
    pub(crate) fn sent(&self) -> Vec<AlarmEvent> {
        self.intake.alerts.sent.lock().unwrap().clone()
    }
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
