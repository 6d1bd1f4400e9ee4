//! A stand-in for CloudFormation that answers each call with what was recorded for it, in the shapes of AWS's API reference.

use crate::deploy::site::Site;
use crate::local::AwsAccess;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Recorded answers by call, and the calls that came.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    /// The next answer to a call comes first; the last one is given again and again.
    answers: Mutex<HashMap<&'static str, Vec<(u16, String)>>>,
    calls: Mutex<Vec<String>>,
    token: Mutex<String>,
}

impl Recorded {
    /// Records the next answer to a call: what stands in its result.
    pub(crate) fn answer(self, call: &'static str, result: &str) -> Self {
        let text = format!("<{call}Response><{call}Result>{result}</{call}Result></{call}Response>");
        self.record(call, 200, text)
    }

    /// Records a refusal as the next answer to a call.
    pub(crate) fn refusal(self, call: &'static str, code: &str, message: &str) -> Self {
        let error = format!("<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>");
        self.record(call, 400, format!("<ErrorResponse><Error>{error}</Error></ErrorResponse>"))
    }

    /// Records a bare status as the answer to requests of a method.
    pub(crate) fn status(self, method: &'static str, status: u16) -> Self {
        self.record(method, status, String::new())
    }

    /// Records a status and a text as the next answer to a call that is asked for in JSON.
    pub(crate) fn json(self, call: &'static str, status: u16, text: &str) -> Self {
        self.record(call, status, text.to_owned())
    }

    fn record(self, call: &'static str, status: u16, text: String) -> Self {
        self.answers.lock().unwrap().entry(call).or_default().push((status, text));
        self
    }

    /// Does something with a site whose AWS this is; the calls that came.
    pub(crate) async fn serve<T>(self, does: impl AsyncFnOnce(Site) -> T) -> (T, Vec<String>) {
        let recorded = Arc::new(self);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint_url = format!("http://{}", listener.local_addr().unwrap());
        let (region, key) = ("eu-west-1".to_owned(), "test".to_owned());
        let access = AwsAccess { endpoint_url, region, access_key_id: key.clone(), secret_access_key: key };
        let site = Site::of(&access.sdk_config(), "prod", "111122223333".to_owned()).unwrap();
        let router = Router::new().fallback(reply).with_state(recorded.clone());
        let done = tokio::select! {
            done = does(site) => done,
            _ = axum::serve(listener, router).into_future() => panic!("the stand-in stopped"),
        };
        let calls = recorded.calls.lock().unwrap().clone();
        (done, calls)
    }
}

async fn reply(
    State(recorded): State<Arc<Recorded>>,
    method: Method,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, String) {
    let field = |name: &str| body.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()?.rsplit('.').next());
    let call = field("Action").or(target).unwrap_or(method.as_str());
    recorded.calls.lock().unwrap().push(call.to_owned());
    if let Some(token) = field("ClientRequestToken") {
        *recorded.token.lock().unwrap() = token.to_owned();
    }
    let token = recorded.token.lock().unwrap().clone();
    let mut all = recorded.answers.lock().unwrap();
    let Some(answers) = all.get_mut(call) else { return (StatusCode::NOT_FOUND, String::new()) };
    let (status, text) = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
    (StatusCode::from_u16(status).unwrap(), text.replace("{token}", &token))
}

/// A stack in a state, as `DescribeStacks` tells it.
pub(crate) fn stack(status: &str) -> String {
    format!(
        "<Stacks><member><StackId>arn:prod</StackId><StackName>prod</StackName><StackStatus>{status}</StackStatus>\
         <CreationTime>2026-11-28T12:00:00Z</CreationTime></member></Stacks>"
    )
}

/// Events, newest first as `DescribeStackEvents` tells them: id, resource, status, reason and token.
pub(crate) fn events(all: &[(&str, &str, &str, &str, &str)]) -> String {
    let event = |(id, resource, status, reason, token): &(&str, &str, &str, &str, &str)| {
        let kind = if *resource == "prod" { "AWS::CloudFormation::Stack" } else { "AWS::SQS::Queue" };
        format!(
            "<member><StackId>arn:prod</StackId><EventId>{id}</EventId><StackName>prod</StackName>\
             <LogicalResourceId>{resource}</LogicalResourceId><ResourceType>{kind}</ResourceType>\
             <Timestamp>2026-11-28T12:00:00Z</Timestamp><ResourceStatus>{status}</ResourceStatus>\
             <ResourceStatusReason>{reason}</ResourceStatusReason><ClientRequestToken>{token}</ClientRequestToken></member>"
        )
    };
    format!("<StackEvents>{}</StackEvents>", all.iter().map(event).collect::<String>())
}
