//! The real handlers, each invoked as Lambda does it.

use super::breakages::Breakage;
use super::declarations::Declares;
use super::ports::Ports;
use super::queues::{Message, Queue, VISIBILITY};
use super::to_come::MARK;
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Command, NewIncident as _};
use callout_lambda::{
    Deadline, Declared, MergeRequest, Merged, Patience, Postponed, Received, each_batch, each_message,
    each_message_again, merge_into, split_off,
};
use callout_ports::{Clock as _, IncidentStore as _, SettingsSource as _};
use escalate::handler::ProcessCache;
use jiff::{SignedDuration, Timestamp};
use notify::attempts::come_again_after;
use notify::deps::{Deps, QueueDelivery};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
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
    let foreign = messages.iter().filter(|message| message.body.contains(MARK));
    let foreign: BTreeSet<String> = foreign.map(|message| message.id.to_string()).collect();
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
        let drops = ports.twins.breaks(Breakage::DropWhatCannotBeRead);
        let again = failures
            .into_iter()
            .filter(|_| !forgets)
            .filter(|id| !(drops && foreign.contains(id)))
            .map(|id| {
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

/// Somebody does something; tries again twice where that fails, as people do.
pub(super) fn act(ports: Ports, id: IncidentId, command: Command, by: Actor) -> Running {
    Box::pin(async move {
        if let Command::Snooze { until } = command {
            ports.twins.inner().facts.asks_to_snooze(&id, &by.name, until.as_millisecond());
        }
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

/// Somebody merges an incident into another, or splits it off; tries again twice where that fails, as people do.
pub(super) fn merge(ports: Ports, child: IncidentId, target: Option<IncidentId>, by: Actor) -> Running {
    Box::pin(async move {
        for _ in 0..3 {
            if merge_once(&ports, &child, target.as_ref(), &by).await.is_ok() {
                break;
            }
        }
        Ended::default()
    })
}

async fn merge_once(
    ports: &Ports,
    child: &IncidentId,
    target: Option<&IncidentId>,
    by: &Actor,
) -> anyhow::Result<()> {
    let rules = ports.rules().await?;
    let Some(incident) = ports.incident(child).await? else { return Ok(()) };
    let request = MergeRequest { by, rules: &rules, seen: None, patience: Patience::BRIEF };
    let merged = match target {
        Some(target) => merge_into(ports, incident, target, &request, ports).await?,
        None => split_off(ports, incident, &request, ports).await?,
    };
    let now = ports.twins.now();
    ports.twins.inner().facts.tell(now, || {
        let words = match merged {
            Merged::Done(_) | Merged::Before => "done".to_owned(),
            Merged::Refused(_, why) => why.to_string(),
            Merged::Unknown => "unknown".to_owned(),
        };
        format!("{child}: {} asks to merge into {target:?}: {words}", by.name)
    });
    Ok(())
}
