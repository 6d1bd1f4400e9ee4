//! The ports of one invocation, on the twins: each call lets others have their turn first, and may go wrong.

mod console;
mod others;
mod people;
mod persons;
mod receipts;
mod sessions;
mod sign_ins;
mod store;

use super::breakages::Breakage;
use super::chance::Chance;
use super::facts::Facts;
use super::faults::{Fate, Faults, Part};
use super::queues::{Outgoing, Queue, SHARDS};
use super::to_come::ToCome;
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::IncidentId;
use callout_domain::settings::Rules;
use callout_lambda::virtual_time::one_turn;
use callout_ports::fakes::Fakes;
use callout_ports::{Clock, PortError};
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard};

/// What all invocations share.
pub(super) struct Twins {
    pub(super) fakes: Fakes,
    inner: Mutex<Inner>,
}

/// The part of it that changes.
pub(super) struct Inner {
    pub(super) chance: Chance,
    pub(super) faults: Faults,
    pub(super) to_come: ToCome,
    /// How many bytes of an event the topic takes.
    pub(super) longest_event: usize,
    pub(super) facts: Facts,
    /// What was put into queues, for the world to deliver.
    pub(super) outgoing: Vec<Outgoing>,
    /// What the stream brings: the shard, the kind, the body.
    pub(super) streamed: Vec<(usize, String, String)>,
    pub(super) breakage: Option<Breakage>,
}

impl Twins {
    pub(super) fn new(fakes: Fakes, inner: Inner) -> Arc<Self> {
        Arc::new(Self { fakes, inner: Mutex::new(inner) })
    }

    pub(super) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// The time in milliseconds.
    pub(super) fn now(&self) -> i64 {
        self.fakes.now().as_millisecond()
    }

    /// Whether the run has this breakage.
    pub(super) fn breaks(&self, name: Breakage) -> bool {
        self.inner().breakage == Some(name)
    }
}

/// The ports of one invocation.
#[derive(Clone)]
pub(super) struct Ports {
    pub(super) twins: Arc<Twins>,
    /// The invocation's number.
    pub(super) id: u64,
}

pub(super) fn failed() -> PortError {
    PortError::unavailable("do that (a fault of the simulation)", "simulated")
}

impl Ports {
    /// One call: others first, then what chance decides.
    pub(super) async fn call<T, E: From<PortError>>(
        &self,
        part: Part,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        one_turn().await;
        let fate = {
            let now = self.twins.now();
            let mut inner = self.twins.inner();
            let Inner { chance, faults, facts, .. } = &mut *inner;
            let fate = faults.fate(part, chance, now);
            if fate != Fate::Happens {
                facts.faulted.insert(self.id);
            }
            fate
        };
        match fate {
            Fate::Happens => work.await,
            Fate::Refused => Err(failed().into()),
            Fate::Unanswered => {
                work.await?;
                Err(failed().into())
            }
        }
    }

    /// Whether an incident was written by a version to come, so that it cannot be read now.
    pub(super) fn hides(&self, id: &IncidentId) -> bool {
        let until = self.twins.inner().facts.unreadable.get(id).copied();
        until.is_some_and(|until| self.twins.now() < until)
    }

    /// The rules of this process: one that starts while settings cannot be read knows nobody, one that ran before goes on
    /// with the last good ones.
    pub(super) fn known(&self, rules: Arc<Rules>) -> Arc<Rules> {
        let now = self.twins.now();
        let is_cold = if self.id == 0 { now / 60_000 % 2 == 0 } else { self.id.is_multiple_of(2) };
        let hidden = is_cold && self.twins.inner().to_come.hides_settings(now);
        if hidden { Arc::new(Rules::unreadable()) } else { rules }
    }

    /// The version that a form says it was rendered from.
    pub(super) fn seen(&self, version: u64) -> u64 {
        if self.twins.breaks(Breakage::ForgetWhatWasSeen) { u64::MAX } else { version }
    }

    /// One call with many entries, each of which may fail by itself.
    pub(super) async fn batch<T>(
        &self,
        part: Part,
        entries: &[T],
        work: impl Fn(&mut Inner, &T, i64),
    ) -> Vec<Result<(), PortError>> {
        let done: Result<Vec<bool>, PortError> = self
            .call(part, async {
                let now = self.twins.now();
                let mut inner = self.twins.inner();
                let mut one = |entry: &T| {
                    let Inner { chance, faults, .. } = &mut *inner;
                    let lost = faults.strikes("entries of batches that failed", faults.partial, chance, now);
                    if !lost {
                        work(&mut inner, entry, now);
                    }
                    !lost
                };
                Ok(entries.iter().map(&mut one).collect())
            })
            .await;
        match done {
            Ok(done) => done.into_iter().map(|done| if done { Ok(()) } else { Err(failed()) }).collect(),
            Err(_) => entries.iter().map(|_| Err(failed())).collect(),
        }
    }
}

impl Inner {
    /// Puts a message into a queue.
    pub(super) fn put(&mut self, queue: Queue, body: String, at: i64) {
        let body = if self.chance.one_in(20) { with_a_field_to_come(body) } else { body };
        self.outgoing.push(Outgoing::new(queue, body, at));
    }

    /// Puts an event into the alerts queue.
    pub(super) fn put_alert(&mut self, event: &AlarmEvent, at: i64) {
        let fifo = Some((event.alert_key().to_string(), event.identity()));
        let body = serde_json::to_string(event).unwrap();
        self.outgoing.push(Outgoing { queue: Queue::Alerts, body, fifo, at });
    }

    /// Puts a record into the shard of its key.
    pub(super) fn put_stream(&mut self, key: &str, kind: &str, body: String) {
        let sum: usize = key.bytes().map(usize::from).sum();
        self.streamed.push((sum % SHARDS, kind.to_owned(), body));
    }
}

/// What a version to come writes into a message, and this one does not know.
fn with_a_field_to_come(body: String) -> String {
    match body.strip_prefix('{') {
        Some(rest) if rest.len() > 1 => format!("{{\"of_a_version_to_come\":{{\"a\":[1]}},{rest}"),
        _ => body,
    }
}

impl Clock for Ports {
    fn now(&self) -> Timestamp {
        self.twins.fakes.now()
    }
}
