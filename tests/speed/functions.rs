//! A function as it is deployed, in a process of its own, between stand-ins for Lambda's runtime API and for AWS.
//!
//! The runtime API: Lambda developer guide, "Using the Lambda runtime API for custom runtimes".

use super::aws::Aws;
use super::cpu;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use regex::Regex;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path as FilePath;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const TEMPLATE: &str = include_str!("../../infra/template.yaml");
/// Nothing here takes longer, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// The end of an invocation, in milliseconds since 1970: far away.
const DEADLINE: &str = "4102444800000";

/// A function that runs.
pub(super) struct Function {
    process: Child,
    events: Sender<Value>,
    answers: Receiver<(Instant, Result<Value, String>)>,
    aws: Arc<Aws>,
}

/// How an event was handled.
#[derive(Debug)]
pub(super) struct Handled {
    /// Until the answer, without the time of the stand-in for AWS.
    pub(super) took: Duration,
    /// On a processor.
    pub(super) cpu: Duration,
    pub(super) answer: Value,
}

impl Function {
    /// Starts a function of a folder.
    pub(super) fn start(folder: &FilePath, name: &str, aws: &Arc<Aws>) -> Self {
        let (events, given) = channel();
        let (answered, answers) = channel();
        let runtime = serve(runtime_api(given, answered));
        let endpoint = serve(endpoint(Arc::clone(aws)));
        let process = Command::new(folder.join(name).join("bootstrap"))
            .env_clear()
            .envs(environment(endpoint))
            .env("AWS_LAMBDA_RUNTIME_API", runtime.to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, events, answers, aws: Arc::clone(aws) }
    }

    /// Gives it an event, and waits for the answer.
    pub(super) fn handle(&self, event: Value) -> Handled {
        let (engine, used) = (self.aws.busy(), cpu::of_process(self.process.id()));
        let began = Instant::now();
        self.events.send(event).unwrap();
        let (at, answer) = self.answers.recv_timeout(PATIENCE).unwrap();
        let answer = answer.unwrap_or_else(|error| panic!("the function failed: {error}"));
        let took = at.duration_since(began).saturating_sub(self.aws.busy() - engine);
        Handled { took, cpu: cpu::of_process(self.process.id()).saturating_sub(used), answer }
    }

    /// The most memory it had at once, in MiB.
    pub(super) fn most_memory(&self) -> f64 {
        cpu::most_memory(self.process.id())
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Every setting that the template gives to any function, with a value of its kind.
fn environment(endpoint: SocketAddr) -> Vec<(String, String)> {
    let names = Regex::new(r"(?m)^ +([A-Z][A-Z_]+): ").unwrap();
    let value = |name: &str| match name {
        "TABLE_NAME" => crate::table::NAME.to_owned(),
        "LINK_BASE_URL" => "https://callout.example/".to_owned(),
        "SMS_ORIGINATION_IDENTITY" | "VOICE_ORIGINATION_IDENTITY" => String::new(),
        name if name.ends_with("_URL") => format!("http://{endpoint}/111122223333/queue"),
        name if name.ends_with("_PREFIX") || name.contains("TOPIC") => {
            format!("arn:aws:sns:us-east-1:111122223333:callout-{}", name.to_lowercase())
        }
        name if name.ends_with("_ARN") => "arn:aws:sqs:us-east-1:111122223333:queue".to_owned(),
        _ => "none".to_owned(),
    };
    let of_template = names.captures_iter(TEMPLATE).map(|found| (found[1].to_owned(), value(&found[1])));
    let of_lambda = [
        ("AWS_ENDPOINT_URL", format!("http://{endpoint}").as_str()),
        ("AWS_LAMBDA_FUNCTION_NAME", "measured"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "none"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "none"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "none"),
        ("AWS_SECRET_ACCESS_KEY", "none"),
        ("RUST_LOG", "info"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    of_template.chain(of_lambda).collect()
}

/// Serves in a thread of its own, until the program ends.
fn serve(router: Router) -> SocketAddr {
    let (ready, address) = channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            ready.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    address.recv().unwrap()
}

fn endpoint(aws: Arc<Aws>) -> Router {
    let answer = async move |headers: HeaderMap, body: Bytes| {
        let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let answer = aws.answer(target, &body);
        (StatusCode::from_u16(answer.status).unwrap(), answer.body)
    };
    Router::new().fallback(answer)
}

type Answered = Sender<(Instant, Result<Value, String>)>;

#[derive(Clone)]
struct Api {
    given: Arc<Mutex<Receiver<Value>>>,
    answered: Answered,
}

fn runtime_api(given: Receiver<Value>, answered: Answered) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/{end}", post(finished))
        .route("/2018-06-01/runtime/init/error", post(broken))
        .with_state(Api { given: Arc::new(Mutex::new(given)), answered })
}

/// Lets the function wait for its next event. Nothing else is asked of this thread meanwhile.
async fn next(State(api): State<Api>) -> impl IntoResponse {
    let event = api.given.lock().unwrap().recv().unwrap_or_default();
    let headers = [
        ("Lambda-Runtime-Aws-Request-Id", "request"),
        ("Lambda-Runtime-Deadline-Ms", DEADLINE),
        ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:111122223333:function:measured"),
    ];
    (headers, event.to_string())
}

async fn finished(State(api): State<Api>, Path((_, end)): Path<(String, String)>, body: Bytes) -> StatusCode {
    let at = Instant::now();
    let answer = match end.as_str() {
        "response" => Ok(serde_json::from_slice(&body).unwrap_or_default()),
        _ => Err(String::from_utf8_lossy(&body).into_owned()),
    };
    let _ = api.answered.send((at, answer));
    StatusCode::ACCEPTED
}

async fn broken(State(api): State<Api>, body: Bytes) -> StatusCode {
    let _ = api.answered.send((Instant::now(), Err(String::from_utf8_lossy(&body).into_owned())));
    StatusCode::ACCEPTED
}
