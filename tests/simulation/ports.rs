//! The ports of one invocation, on the twins: each call lets others have their turn first, and may go wrong.

mod others;
mod people;
mod sign_ins;
mod store;

use super::breakages::Breakage;
use super::chance::Chance;
use super::facts::Facts;
use super::faults::{Fate, Faults, Part};
use super::queues::{Outgoing, Queue, SHARDS};
use callout_domain::alarm::AlarmEvent;
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
