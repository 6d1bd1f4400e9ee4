//! The real handlers, each invoked as Lambda does it.

use super::breakages::Breakage;
use super::declarations::Declares;
use super::invariants;
use super::ports::Ports;
use super::queues::{Message, Queue, VISIBILITY};
use super::settings;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Actor, Command};
use callout_domain::link::{Action, Claim, LINK_LIFE, responder_digest};
use callout_lambda::{Deadline, Declared, Postponed, Received, each_batch, each_message, each_message_again};
use callout_ports::{Clock as _, LinkKeySource as _, SettingsSource as _};
use escalate::handler::ProcessCache;
use jiff::{SignedDuration, Timestamp};
use notify::attempts::come_again_after;
use notify::deps::{Deps, QueueDelivery};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;
use triage::deps::ArmedCountTimers;

/// What processes keep between invocations.
#[derive(Debug, Default)]
pub(super) struct Memory {
    count_timers: ArmedCountTimers,
    minutes: ProcessCache,
}

/// When what was not finished comes again, by message; for a stream, how many records are done.
#[derive(Debug, Default)]
pub(super) struct Ended {
    pub(super) again: BTreeMap<u64, i64>,
    pub(super) done: usize,
    /// Whether somebody outside got no answer, and will try again.
    pub(super) failed: bool,
}

pub(super) type Running = Pin<Box<dyn Future<Output = Ended>>>;

fn all_the_time() -> Deadline {
    Deadline::at(Timestamp::MAX)
}

fn record(message: &Message) -> Value {
    let mut attributes = json!({ "ApproximateReceiveCount": message.tries.to_string() });
    if let Some(group) = &message.group {
        attributes["MessageGroupId"] = json!(group);
    }
    json!({
        "messageId": message.id.to_string(),
        "receiptHandle": message.id.to_string(),
        "body": message.body,
        "attributes": attributes,
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:eu-west-1:111122223333:{:?}", message.queue),
        "awsRegion": "eu-west-1",
    })
}

/// Delivers messages of a queue to its function.
pub(super) fn deliver(ports: Ports, memory: Arc<Memory>, messages: &[Message]) -> Running {
    let queue = messages[0].queue;
    let batch = json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() });
    Box::pin(async move {
        let soon: Mutex<BTreeMap<String, SignedDuration>> = Mutex::default();
        let failures = match queue {
            Queue::Incoming => intake(&ports, batch).await,
            Queue::Alerts => triage(&ports, &memory, batch).await,
            Queue::Notify => notify(&ports, batch, &soon).await,
            Queue::Timers => timers(&ports, batch, &soon).await,
            Queue::StatusPage => status_page(&ports, batch).await,
            Queue::Postmortems => postmortems(&ports, batch).await,
            Queue::Context => context(&ports, batch).await,
            Queue::Replies => replies(&ports, batch).await,
        };
        let now = ports.twins.now();
        let soon = soon.into_inner().unwrap();
        let forgets = ports.twins.breaks(Breakage::ForgetFailures);
        let again = failures.into_iter().filter(|_| !forgets).map(|id| {
            let wait = soon.get(&id).map_or(VISIBILITY, |wait| i64::try_from(wait.as_millis()).unwrap());
            (id.parse().unwrap(), now + wait.max(1))
        });
        Ended { again: again.collect(), ..Ended::default() }
    })
}

macro_rules! failures {
    ($response:expr) => {
        $response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    };
}

async fn intake(ports: &Ports, batch: Value) -> Vec<String> {
    let handled = alarm_intake::handler::handle(batch.clone(), all_the_time(), ports.now(), ports).await;
    match handled {
        Ok(answer) => ids(&answer["batchItemFailures"], "itemIdentifier"),
        Err(_) => ids(&batch["Records"], "messageId"),
    }
}

fn ids(list: &Value, name: &str) -> Vec<String> {
    let all = list.as_array().into_iter().flatten();
    all.filter_map(|one| Some(one.get(name)?.as_str()?.to_owned())).collect()
}

async fn triage(ports: &Ports, memory: &Memory, batch: Value) -> Vec<String> {
    let deps = triage::deps::Deps::new(ports, ports, ports, &memory.count_timers);
    let work = async |messages: &[Received]| {
        let bodies: Vec<&str> = messages.iter().map(|message| message.body.as_str()).collect();
        triage::handler::handle(&bodies, &deps).await
    };
    failures!(each_batch(serde_json::from_value(batch).unwrap(), all_the_time(), work).await)
}

async fn notify(ports: &Ports, batch: Value, soon: &Mutex<BTreeMap<String, SignedDuration>>) -> Vec<String> {
    let deps = Deps::new((ports, ports, ports, ports), ports, "https://callout.example");
    let work = async |message: Received| {
        ports.twins.inner().facts.begins(ports.id, &message.body);
        let tried = QueueDelivery { message_id: &message.id, deadline: all_the_time() };
        notify::handler::handle(&message.body, tried, &deps).await
    };
    let again = async |message: &Received, error: &anyhow::Error| {
        if let Some(after) = come_again_after(error, message.tries) {
            soon.lock().unwrap().insert(message.id.clone(), after);
        }
    };
    failures!(each_message_again(serde_json::from_value(batch).unwrap(), all_the_time(), work, again).await)
}

async fn timers(ports: &Ports, batch: Value, soon: &Mutex<BTreeMap<String, SignedDuration>>) -> Vec<String> {
    let work =
        async |message: Received| escalate::handler::handle(&message.body, ports, ports, ports, ports).await;
    let again = async |message: &Received, error: &anyhow::Error| {
        if let Some(after) = Postponed::by(error) {
            soon.lock().unwrap().insert(message.id.clone(), after);
        }
    };
    failures!(each_message_again(serde_json::from_value(batch).unwrap(), all_the_time(), work, again).await)
}

async fn status_page(ports: &Ports, batch: Value) -> Vec<String> {
    let work = async |message: Received| {
        status_page::handler::handle(&message.body, "https://status.example", ports, ports, ports).await
    };
    failures!(each_message(serde_json::from_value(batch).unwrap(), all_the_time(), work).await)
}

async fn postmortems(ports: &Ports, batch: Value) -> Vec<String> {
    let work = async |message: Received| {
        postmortem_scheduler::handler::handle(&message.body, ports, ports, ports).await
    };
    failures!(each_message(serde_json::from_value(batch).unwrap(), all_the_time(), work).await)
}

async fn context(ports: &Ports, batch: Value) -> Vec<String> {
    let work = async |message: Received| triage::context::handle(&message.body, ports, ports, ports).await;
    failures!(each_message(serde_json::from_value(batch).unwrap(), all_the_time(), work).await)
}

async fn replies(ports: &Ports, batch: Value) -> Vec<String> {
    let deps = sms_replies::deps::Deps { table: ports, keys: ports, messenger: ports, clock: ports };
    let work = async |message: Received| {
        ports.twins.inner().facts.begins_to_answer(ports.id, &message.body);
        sms_replies::handler::receive(&message, &deps).await
    };
    failures!(each_message(serde_json::from_value(batch).unwrap(), all_the_time(), work).await)
}

/// Hands records of the stream to the outbox.
pub(super) fn publish(ports: Ports, items: Vec<(String, String)>) -> Running {
    Box::pin(async move {
        let count = items.len();
        let answers = outbox::handler::handle(items, &ports, &ports, &ports).await;
        let skips = ports.twins.breaks(Breakage::SkipFailedRecords);
        let done = answers.iter().take_while(|answer| answer.is_ok() || skips).count();
        debug_assert_eq!(answers.len(), count);
        Ended { done, ..Ended::default() }
    })
}

/// The minute's sweep.
pub(super) fn sweep(ports: Ports, memory: Arc<Memory>) -> Running {
    Box::pin(async move {
        drop(escalate::handler::minute(&ports, &ports, &memory.minutes, &ports, all_the_time()).await);
        Ended::default()
    })
}

/// The functions that answer over HTTPS.
pub(super) struct Addresses {
    webhooks: Router,
    respond: Router,
}

impl Addresses {
    pub(super) fn new(ports: &Ports) -> Self {
        let webhooks = webhooks::deps::Deps::new(ports.clone(), ports.clone(), ports.clone(), ports.clone());
        let respond = respond::Deps {
            table: Arc::new(ports.clone()),
            keys: Arc::new(ports.clone()),
            clock: Arc::new(ports.clone()),
        };
        Self { webhooks: webhooks::router::router(Arc::new(webhooks)), respond: respond::router(respond) }
    }
}

/// A tool calls its address.
pub(super) fn call(addresses: &Addresses, body: String) -> Running {
    let router = addresses.webhooks.clone();
    Box::pin(async move {
        let path = format!("/v1/events/{}", settings::TOOL_KEY.replace(' ', "%20"));
        let status = ask(router, "application/json", &path, body).await;
        debug_assert!(status.is_success() || status.is_server_error(), "{status}");
        Ended { failed: !status.is_success(), ..Ended::default() }
    })
}

/// Something reports in.
pub(super) fn ping(ports: Ports, key: &'static str) -> Running {
    Box::pin(async move {
        let taken = webhooks::heartbeat::record(key, &ports, &ports, &ports).await;
        Ended { failed: !matches!(taken, Ok(Some(_))), ..Ended::default() }
    })
}

/// Somebody declares something; whoever gets no answer sends the form again.
pub(super) fn declare(ports: Ports, Declares { by, declaration, .. }: Declares) -> Running {
    Box::pin(async move {
        let Ok(rules) = ports.rules().await else { return Ended { failed: true, ..Ended::default() } };
        let by = Actor::responder(&by.into());
        let declared = callout_lambda::declare(&ports, &declaration, &by, &rules, &ports).await;
        if matches!(declared, Ok(Declared::Opened(_) | Declared::Before(_))) {
            ports.twins.inner().facts.declared.insert(declaration.id());
        }
        Ended { failed: declared.is_err(), ..Ended::default() }
    })
}

/// Somebody presses the button of a page's link; whoever sees that it failed presses it again.
pub(super) fn press(
    ports: Ports,
    addresses: &Addresses,
    incident: IncidentId,
    who: ResponderName,
) -> Running {
    let router = addresses.respond.clone();
    Box::pin(async move {
        let began = ports.now();
        let expires_at = began.saturating_add(LINK_LIFE).unwrap();
        let responder = responder_digest(&who);
        let claim = Claim {
            action: Action::Acknowledge,
            incident: incident.clone(),
            responder,
            level: 0,
            expires_at,
        };
        let keys = ports.twins.fakes.link_keys().await.unwrap();
        let path = format!("/a/{}", keys.sign(&claim));
        for _ in 0..4 {
            let form = "application/x-www-form-urlencoded";
            let status = ask(router.clone(), form, &path, String::new()).await;
            if status.is_redirection() {
                invariants::at_acknowledgement(&ports.twins, &incident, &who, began);
            }
            if !status.is_server_error() {
                break;
            }
        }
        Ended::default()
    })
}

async fn ask(router: Router, kind: &str, path: &str, body: String) -> StatusCode {
    let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
    router.oneshot(request).await.unwrap().status()
}

/// Somebody does something; tries again twice where that fails, as people do.
pub(super) fn act(ports: Ports, id: IncidentId, command: Command, by: Actor) -> Running {
    Box::pin(async move {
        for _ in 0..3 {
            let done = callout_lambda::change(&ports, &id, &command, &by, &ports).await;
            if let Ok(changed) = done {
                let now = ports.twins.now();
                ports.twins.inner().facts.acted(&id, &command, &changed, now);
                break;
            }
        }
        Ended::default()
    })
}
