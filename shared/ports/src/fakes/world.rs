//! One world of twins: what one function writes, another reads.

use super::clock::ManualClock;
use super::store::StoredShard;
use crate::{
    AlertQueue, Announcement, Clock, CommitError, ContactQueueTimer, Delivery, Drafts, EventTopic,
    PageDocuments, PageObject, PortError, SettingsSource, StatusBucket, StoredContactQueue, Timers, Wake,
};
use callout_domain::alarm::AlarmEvent;
use callout_domain::context::{Graph, IncidentContext};
use callout_domain::heartbeat::Pulse;
use callout_domain::ids::{
    AlertKey, ContactName, HeartbeatName, IncidentId, NoticeId, PolicyName, ResponderName,
};
use callout_domain::incident::{Alert, EventRecord, Incident};
use callout_domain::notification::Attempt;
use callout_domain::oncall::Notice;
use callout_domain::responder::verification::Verification;
use callout_domain::settings::{Rules, Settings};
use callout_domain::status::PageDocument;
use callout_domain::triage::{Cause, CauseName, GroupKey, PolicyHistory};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A fault to come: which call fails, and whether it did its work before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The call does nothing and fails.
    Before,
    /// The call does its work, but its answer is lost.
    After,
}

/// A message that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub delivery: Delivery,
    /// When.
    pub at: Timestamp,
}

/// All twins in one world.
#[derive(Debug)]
pub struct Fakes {
    /// The world's clock.
    pub clock: ManualClock,
    pub(super) state: Mutex<State>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) incidents: BTreeMap<IncidentId, Incident>,
    pub(super) events: BTreeMap<IncidentId, Vec<EventRecord>>,
    pub(super) alerts: BTreeMap<AlertKey, Alert>,
    pub(super) groups: BTreeMap<GroupKey, IncidentId>,
    pub(super) owners: BTreeMap<PolicyName, PolicyHistory>,
    pub(super) causes: BTreeMap<CauseName, Cause>,
    pub(super) shards: BTreeMap<(IncidentId, u8), StoredShard>,
    /// Every commit that counted: a repeated request changes nothing.
    pub(super) counted: BTreeSet<String>,
    pub(super) contact_queues: BTreeMap<(ResponderName, ContactName), StoredContactQueue>,
    pub(super) contact_queue_timers: Vec<ContactQueueTimer>,
    pub(super) stream: Vec<EventRecord>,
    pub(super) pulses: BTreeMap<HeartbeatName, Pulse>,
    pub(super) changes: Vec<callout_domain::change::Change>,
    pub(super) graphs: BTreeMap<String, Graph>,
    pub(super) firing: Vec<String>,
    pub(super) context: BTreeMap<IncidentId, IncidentContext>,
    pub(super) notices: BTreeSet<NoticeId>,
    pub(super) posted: Vec<Notice>,
    pub(super) attempts: BTreeMap<(String, String), Attempt>,
    rules: Option<Arc<Rules>>,
    alert_queue: Vec<AlarmEvent>,
    seen: BTreeSet<String>,
    published: Vec<Announcement>,
    wakes: Vec<Wake>,
    pub(super) sent: Vec<Sent>,
    pub(super) dead_topics: BTreeSet<String>,
    pub(super) hears_texts: bool,
    page: PageDocument,
    pub(super) verifications: Vec<Verification>,
    objects: BTreeMap<String, PageObject>,
    drafts: BTreeMap<String, String>,
    calls: u64,
    fault: Option<(u64, Fault)>,
}

/// A poisoned lock only means that a test failed elsewhere; the data are still the data.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn refused() -> PortError {
    PortError::unavailable("do that (an injected fault)", "injected")
}

impl Fakes {
    /// An empty world at an instant.
    pub fn at(now: Timestamp) -> Self {
        Self { clock: ManualClock::at(now), state: Mutex::default() }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Puts settings in force.
    pub fn set_settings(&self, settings: Settings) {
        self.state().rules = Some(Arc::new(Rules::build(settings)));
    }

    /// Lets the `nth` call from now (from 0) fail once.
    pub fn fail_call(&self, nth: u64, fault: Fault) {
        let mut state = self.state();
        state.fault = Some((state.calls + nth, fault));
    }

    /// Takes back a fault that has not happened; says whether there was one.
    pub fn clear_fault(&self) -> bool {
        self.state().fault.take().is_some()
    }

    /// How many calls were made.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// From now on, messages to a contact of a responder are refused.
    pub fn kill_contact(&self, responder: &str, contact: &str) {
        self.state().dead_topics.insert(format!("{responder}.{contact}"));
    }

    /// From now on, answers to text messages come back.
    pub fn hear_texts(&self) {
        self.state().hears_texts = true;
    }

    /// Takes everything from the alert queue, in order.
    pub fn take_alarms(&self) -> Vec<AlarmEvent> {
        std::mem::take(&mut self.state().alert_queue)
    }

    /// Takes everything committed since the last time, in order: what the stream would carry.
    pub fn take_stream(&self) -> Vec<EventRecord> {
        std::mem::take(&mut self.state().stream)
    }

    /// Takes everything published since the last time, in order.
    pub fn take_published(&self) -> Vec<Announcement> {
        std::mem::take(&mut self.state().published)
    }

    /// Takes the timers that are due.
    pub fn take_due_wakes(&self) -> Vec<Wake> {
        let now = self.clock.now();
        let mut state = self.state();
        let (due, later) = std::mem::take(&mut state.wakes).into_iter().partition(|wake| wake.due_at <= now);
        state.wakes = later;
        due
    }

    /// When the next timer is due.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.state().wakes.iter().map(|wake| wake.due_at).min()
    }

    /// Forgets every timer, as an outage would.
    pub fn lose_timers(&self) {
        self.state().wakes.clear();
    }

    /// Takes everything that was sent to people, in order.
    pub fn take_sent(&self) -> Vec<Sent> {
        std::mem::take(&mut self.state().sent)
    }

    /// Every attempt.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.state().attempts.values().cloned().collect()
    }

    /// A file of the status page as text.
    pub fn page_text(&self, key: &str) -> Option<String> {
        self.state().objects.get(key).map(|object| String::from_utf8_lossy(&object.body).into_owned())
    }

    /// All drafts of postmortems by key.
    pub fn drafts(&self) -> BTreeMap<String, String> {
        self.state().drafts.clone()
    }

    /// Every incident.
    pub fn incidents(&self) -> Vec<Incident> {
        self.state().incidents.values().cloned().collect()
    }

    /// Does a call's work under the fault that may be planned for it.
    pub(super) fn call<T, E: From<PortError>>(
        &self,
        work: impl FnOnce(&mut State) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut state = self.state();
        let number = state.calls;
        state.calls += 1;
        let fault = state.fault.filter(|(nth, _)| *nth == number).map(|(_, fault)| fault);
        if fault.is_some() {
            state.fault = None;
        }
        if fault == Some(Fault::Before) {
            return Err(refused().into());
        }
        let done = work(&mut state);
        if fault == Some(Fault::After) { Err(refused().into()) } else { done }
    }

    /// Does a batch call's work; a fault strikes every entry.
    fn batch<T>(&self, entries: &[T], mut work: impl FnMut(&mut State, &T)) -> Vec<Result<(), PortError>> {
        let done: Result<(), PortError> = self.call(|state| {
            entries.iter().for_each(|entry| work(state, entry));
            Ok(())
        });
        entries.iter().map(|_| if done.is_ok() { Ok(()) } else { Err(refused()) }).collect()
    }
}

impl Clock for Fakes {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl SettingsSource for Fakes {
    async fn rules(&self) -> Result<Arc<Rules>, PortError> {
        self.call(|state| {
            Ok(state.rules.clone().unwrap_or_else(|| Arc::new(Rules::build(Settings::default()))))
        })
    }
}

impl AlertQueue for Fakes {
    async fn send(&self, events: &[AlarmEvent]) -> Vec<Result<(), PortError>> {
        self.batch(events, |state, event| {
            if state.seen.insert(event.identity()) {
                state.alert_queue.push(event.clone());
            }
        })
    }
}

impl EventTopic for Fakes {
    async fn publish(&self, all: &[Announcement]) -> Vec<Result<(), PortError>> {
        self.batch(all, |state, announcement| state.published.push(announcement.clone()))
    }
}

impl Timers for Fakes {
    async fn arm(&self, wakes: &[Wake], _now: Timestamp) -> Vec<Result<(), PortError>> {
        self.batch(wakes, |state, wake| state.wakes.push(wake.clone()))
    }
}

impl PageDocuments for Fakes {
    async fn page(&self) -> Result<PageDocument, PortError> {
        self.call(|state| Ok(state.page.clone()))
    }

    async fn save_page(&self, page: &PageDocument) -> Result<(), CommitError> {
        self.call(|state| {
            if page.version != state.page.version + 1 {
                return Err(CommitError::Conflict);
            }
            state.page = page.clone();
            Ok(())
        })
    }
}

impl StatusBucket for Fakes {
    async fn publish(&self, objects: &[PageObject]) -> Result<(), PortError> {
        self.call(|state| {
            for object in objects {
                state.objects.insert(object.key.clone(), object.clone());
            }
            Ok(())
        })
    }
}

impl Drafts for Fakes {
    async fn save_draft(&self, key: &str, markdown: &str) -> Result<String, PortError> {
        self.call(|state| {
            state.drafts.entry(key.to_owned()).or_insert_with(|| markdown.to_owned());
            Ok(format!("s3://drafts/{key}"))
        })
    }
}

impl State {
    pub(super) fn attempts_of(&self, incident: &IncidentId) -> Vec<Attempt> {
        let all = self.attempts.iter().filter(|((of, _), _)| of == incident.as_str());
        all.map(|(_, attempt)| attempt.clone()).collect()
    }
}
