//! A storm through the real handlers on a DynamoDB engine in this process: thousands of alarms of one service in any order,
//! some told twice, some over before they were told, and triage dying between any two calls.
//!
//! Prints how fast that was and what it would have cost; asserts only what must hold.

mod cost;
mod dying;

use crate::contracts::engine::Engine;
use crate::stories::world::{SETTINGS, alarm_event};
use callout_aws::{Table, save_settings};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Event, Incident};
use callout_domain::settings::Settings;
use callout_ports::fakes::ManualClock;
use callout_ports::{IncidentStore, Timer};
use dying::{Chance, Dying};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeSet, VecDeque};
use std::time::Instant;

/// How many alarms go off.
const ALARMS: u64 = 10_000;
/// One in so many is told twice; one in so many is over again, told in any order.
const SOME: u64 = 20;
/// How many messages a batch of a FIFO queue has at most.
const BATCH: usize = 10;
/// How many batches are worked on at a time: the concurrency of the template.
const WORKERS: usize = 5;
/// One call in so many is the last thing a run of triage does.
const DIES: u64 = 40;

fn began() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

/// Everything that arrives, in the order in which it does.
fn storm(chance: &mut Chance) -> Vec<AlarmEvent> {
    let mut all = Vec::new();
    for n in 0..ALARMS {
        let went_off = alarm_event(&format!("payments-{n}"), AlarmKind::Trigger, began());
        if n % SOME == 1 {
            all.push(went_off.clone());
        }
        if n % SOME == 2 {
            let later = began() + SignedDuration::from_secs(30);
            all.push(alarm_event(&format!("payments-{n}"), AlarmKind::Resolve, later));
        }
        all.push(went_off);
    }
    chance.shuffle(&mut all);
    all
}

/// How many alerts must join, and how many of them still fire: one whose end arrived first never began.
fn expected(storm: &[AlarmEvent]) -> (u32, u32) {
    let mut over = BTreeSet::new();
    let (mut joined, mut firing) = (BTreeSet::new(), BTreeSet::new());
    for event in storm {
        let key = event.alert_key();
        match event.kind {
            AlarmKind::Resolve => {
                firing.remove(&key);
                over.insert(key);
            }
            _ if !over.contains(&key) && joined.insert(key.clone()) => drop(firing.insert(key)),
            _ => {}
        }
    }
    (u32::try_from(joined.len()).unwrap(), u32::try_from(firing.len()).unwrap())
}

/// A queue that keeps the order of each alarm, and brings back what was not finished.
struct Queue {
    waiting: VecDeque<AlarmEvent>,
}

impl Queue {
    /// The next messages, none of an alarm that is being worked on.
    fn take(&mut self, busy: &mut BTreeSet<String>) -> Vec<AlarmEvent> {
        let (mut batch, mut passed) = (Vec::new(), Vec::new());
        while batch.len() < BATCH {
            let Some(event) = self.waiting.pop_front() else { break };
            if busy.insert(event.alert_key().to_string()) { batch.push(event) } else { passed.push(event) }
        }
        passed.into_iter().rev().for_each(|event| self.waiting.push_front(event));
        batch
    }
}

/// Works the storm off, several batches at a time; gives the wakes that were asked for.
async fn work_off(
    table: &Table,
    clock: &ManualClock,
    storm: Vec<AlarmEvent>,
    cost: &cost::Meter,
) -> Vec<Timer> {
    let mut queue = Queue { waiting: storm.into() };
    let mut wakes = Vec::new();
    let mut seed = 1;
    while !queue.waiting.is_empty() {
        let mut busy = BTreeSet::new();
        let batches: Vec<Vec<AlarmEvent>> = (0..WORKERS).map(|_| queue.take(&mut busy)).collect();
        let runs = batches.iter().map(|batch| {
            seed += 1;
            run(table, clock, batch, Chance::new(seed), cost)
        });
        for (batch, (unfinished, armed)) in batches.iter().zip(futures::future::join_all(runs).await) {
            wakes.extend(armed);
            for event in batch
                .iter()
                .zip(unfinished)
                .rev()
                .filter(|(_, unfinished)| *unfinished)
                .map(|(event, _)| event)
            {
                queue.waiting.push_front(event.clone());
            }
        }
    }
    wakes
}

/// One run of triage, which may die on the way; says which messages come again.
async fn run(
    table: &Table,
    clock: &ManualClock,
    batch: &[AlarmEvent],
    chance: Chance,
    cost: &cost::Meter,
) -> (Vec<bool>, Vec<Timer>) {
    let dying = Dying::new(table, chance, DIES, cost);
    let count_timers = triage::deps::ArmedCountTimers::default();
    let deps = triage::deps::Deps::new(&dying, &dying, clock, &count_timers);
    let bodies: Vec<String> = batch.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let answers = triage::handler::handle(&bodies, &deps).await;
    (answers.iter().map(Result::is_err).collect(), dying.armed())
}

#[tokio::test]
async fn ten_thousand_alarms_of_one_service_are_one_incident_one_page_and_none_is_lost() {
    let engine = Engine::start().await;
    let table = engine.table();
    engine.run(check(&table)).await;
}

async fn check(table: &Table) {
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    save_settings(table, &settings, began()).await.unwrap();
    let storm = storm(&mut Chance::new(7));
    let (joined, firing) = expected(&storm);
    let (clock, cost, events) = (ManualClock::at(began()), cost::Meter::default(), storm.len());

    let start = Instant::now();
    let wakes = work_off(table, &clock, storm, &cost).await;
    let took = start.elapsed();
    assert!(!wakes.is_empty(), "somebody looks at the counts");
    assert!(cost.deaths() > 50, "triage died on the way: {}", cost.deaths());
    let id = only_incident(table).await;
    look_at_counts(table, &clock, &id).await;

    let incident = table.incident(&id).await.unwrap().unwrap();
    assert_eq!((incident.alerts.total, incident.alerts.open), (joined, firing));
    let record = IncidentStore::record(table, &id).await.unwrap();
    let pages = record.events.iter().filter(|record| matches!(record.event, Event::Paged { .. })).count();
    assert_eq!(pages, 1, "one page for each responder and cycle");
    assert!(record.events.len() < 60, "nobody reads a longer timeline: {}", record.events.len());
    cost.print(events, took);

    end(table, &clock, &incident, joined).await;
}

/// The only incident there is.
async fn only_incident(table: &Table) -> IncidentId {
    let found: Vec<Incident> = table.opened_since(began()).await.unwrap();
    assert_eq!(found.len(), 1, "one incident");
    found[0].id.clone()
}

/// The timer of the count comes.
async fn look_at_counts(table: &Table, clock: &ManualClock, id: &IncidentId) {
    clock.advance(SignedDuration::from_secs(16));
    let wake = serde_json::to_string(&Timer { incident_id: id.clone(), due_at: began() }).unwrap();
    let nothing = callout_ports::fakes::Fakes::at(began());
    escalate::handler::handle(&wake, table, &nothing, &nothing, clock).await.unwrap();
}

/// Every alarm is fine again: the incident resolves, and only then.
async fn end(table: &Table, clock: &ManualClock, incident: &Incident, joined: u32) {
    let later = began() + SignedDuration::from_mins(5);
    let fine = |n: u64| alarm_event(&format!("payments-{n}"), AlarmKind::Resolve, later);
    let all: Vec<AlarmEvent> = (0..ALARMS).map(fine).collect();
    let (most, last) = all.split_at(all.len() - 1);
    work_off(table, clock, most.to_vec(), &cost::Meter::default()).await;
    look_at_counts(table, clock, &incident.id).await;
    let almost = table.incident(&incident.id).await.unwrap().unwrap();
    assert!(almost.is_open() && almost.alerts.open <= 1, "{:?}", almost.alerts);
    work_off(table, clock, last.to_vec(), &cost::Meter::default()).await;
    look_at_counts(table, clock, &incident.id).await;
    let over = table.incident(&incident.id).await.unwrap().unwrap();
    assert_eq!((over.is_open(), over.alerts.open, over.alerts.total), (false, 0, joined));
}
