//! All fakes with one shared state: what one function writes, another reads.

use super::clock::ManualClock;
use super::lock::lock;
use super::state::{Fault, Sent, State};
use crate::{
    AlertQueue, Announcement, Clock, CommitError, ContactSource, Drafts, EventTopic, PageDocuments,
    PageObject, PortError, PublishedPage, SendError, SettingsSource, StatusBucket, Timer, Timers,
};
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::IncidentId;
use callout_domain::incident::{EventRecord, Incident};
use callout_domain::live::LiveRecord;
use callout_domain::notification::Attempt;
use callout_domain::settings::{AppliedVersion, Rules, Settings};
use callout_domain::status::{Month, MonthDocument, PageDocument};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// All fakes with one shared state, which its clones share, too: for functions whose ports are several.
#[derive(Debug, Clone)]
pub struct Fakes {
    /// The clock.
    pub clock: ManualClock,
    pub(super) state: Arc<Mutex<State>>,
}

pub(super) fn refused() -> PortError {
    PortError::unavailable("do that (an injected fault)", "injected")
}

impl Fakes {
    /// Creates fakes without data at a time.
    pub fn at(now: Timestamp) -> Self {
        Self { clock: ManualClock::at(now), state: Arc::default() }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Activates settings.
    pub fn set_settings(&self, settings: Settings) {
        let mut state = self.state();
        state.settings = Some(settings);
        state.build_rules();
    }

    /// Every change of what people decided beside the settings, in order.
    pub fn live_records(&self) -> Vec<LiveRecord> {
        self.state().live_records.clone()
    }

    /// Settings that no version here can read are active from now on, and no process has others in memory.
    pub fn hide_settings(&self) {
        let rules = Some(Arc::new(Rules::unreadable()));
        let mut state = self.state();
        (state.rules, state.rules_with_contacts) = (rules.clone(), rules);
    }

    /// Activates settings as a version.
    pub fn apply_settings(&self, settings: Settings, version: AppliedVersion) {
        self.set_settings(settings.clone());
        let (without_addresses, _) = settings.split_addresses();
        self.state().rules = Some(Arc::new(Rules::build(without_addresses).applied_as(version)));
    }

    /// The settings cannot be read from now on.
    pub fn break_settings(&self) {
        let mut state = self.state();
        state.rules = Some(Arc::new(Rules::unreadable()));
        state.rules_with_contacts = Some(Arc::new(Rules::unreadable()));
    }

    /// Nobody here can read this incident from now on, when it is asked for by its name.
    pub fn hide_incident(&self, id: &IncidentId) {
        self.state().hidden.insert(id.clone());
    }

    /// Nobody here can read the queue of any contact from now on, or everybody can again.
    pub fn hide_contact_queues(&self, hidden: bool) {
        self.state().hides_contact_queues = hidden;
    }

    /// Whether some incident cannot be read.
    pub fn hides_incidents(&self) -> bool {
        !self.state().hidden.is_empty()
    }

    /// Everybody can read all incidents again.
    pub fn show_incidents(&self) {
        self.state().hidden.clear();
    }

    /// Lets the `nth` call from now (from 0) fail once.
    pub fn fail_call(&self, nth: u64, fault: Fault) {
        let mut state = self.state();
        state.fault = Some((state.calls + nth, fault));
    }

    /// Removes a fault that has not happened; returns whether there was one.
    pub fn clear_fault(&self) -> bool {
        self.state().fault.take().is_some()
    }

    /// Lets the next savings of contacts' queues meet another writer, this many times.
    pub fn conflict_contact_queues(&self, times: u32) {
        self.state().contact_queue_conflicts = times;
    }

    /// How many calls were made.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// Makes the carrier reject messages to a contact from now on.
    pub fn kill_contact(&self, responder: &str, contact: &str) {
        self.state().dead_topics.insert(format!("{responder}.{contact}"));
    }

    /// Turns on replies to text messages.
    pub fn allow_replies(&self) {
        self.state().hears_texts = true;
    }

    /// Takes everything from the alert queue, in order.
    pub fn take_alarms(&self) -> Vec<AlarmEvent> {
        std::mem::take(&mut self.state().alert_queue)
    }

    /// Takes everything committed since the last call, in order: what the stream would carry.
    pub fn take_stream(&self) -> Vec<EventRecord> {
        std::mem::take(&mut self.state().stream)
    }

    /// Takes everything published since the last call, in order.
    pub fn take_published(&self) -> Vec<Announcement> {
        std::mem::take(&mut self.state().published)
    }

    /// The topic refuses longer events for good from now on.
    pub fn refuse_events_longer_than(&self, bytes: usize) {
        self.state().longest_event = Some(bytes);
    }

    /// Takes the timers that are due.
    pub fn take_due_wakes(&self) -> Vec<Timer> {
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

    /// Drops every timer, as an outage would.
    pub fn lose_timers(&self) {
        self.state().wakes.clear();
    }

    /// Takes all messages that were sent, in order.
    pub fn take_sent(&self) -> Vec<Sent> {
        std::mem::take(&mut self.state().sent)
    }

    /// Every attempt.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.state().attempts.values().cloned().collect()
    }

    /// Removes a file of the status page.
    pub fn remove_page(&self, key: &str) {
        self.state().objects.remove(key);
    }

    /// Takes the paths of all files of the status page that were written since, in order.
    pub fn take_written(&self) -> Vec<String> {
        std::mem::take(&mut self.state().written)
    }

    /// All files of the status page by path.
    pub fn pages(&self) -> BTreeMap<String, Vec<u8>> {
        let objects = &self.state().objects;
        objects.iter().map(|(key, object)| (key.clone(), object.body.clone())).collect()
    }

    /// A file of the status page as text.
    pub fn page_text(&self, key: &str) -> Option<String> {
        self.state().objects.get(key).map(|object| String::from_utf8_lossy(&object.body).into_owned())
    }

    /// All postmortem drafts by key.
    pub fn drafts(&self) -> BTreeMap<String, String> {
        self.state().drafts.clone()
    }

    /// Adds an incident as it stands, as if it had been committed before.
    pub fn put_incident(&self, incident: Incident) {
        self.state().incidents.insert(incident.id.clone(), incident);
    }

    /// Every incident.
    pub fn incidents(&self) -> Vec<Incident> {
        self.state().incidents.values().cloned().collect()
    }

    /// Every incident that is open.
    pub fn open_incidents(&self) -> Vec<Incident> {
        self.state().incidents.values().filter(|incident| incident.is_open()).cloned().collect()
    }

    /// The number of stored alerts.
    pub fn alert_count(&self) -> usize {
        self.state().alerts.len()
    }

    /// Runs a call, with a fault if one is planned for it.
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

    /// Runs a batch call; a fault affects every entry.
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

impl ContactSource for Fakes {
    async fn rules_with_contacts(&self) -> Result<Arc<Rules>, PortError> {
        self.call(|state| {
            let rules = state.rules_with_contacts.clone();
            Ok(rules.unwrap_or_else(|| Arc::new(Rules::build(Settings::default()))))
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
    async fn publish(&self, all: &[Announcement]) -> Vec<Result<(), SendError>> {
        let longest = self.state().longest_event.unwrap_or(usize::MAX);
        let fits = |announcement: &Announcement| announcement.body.len() <= longest;
        let answers = self.batch(all, |state, announcement| {
            state.published.extend(Some(announcement.clone()).filter(fits));
        });
        let answer = |(answer, announcement): (Result<(), PortError>, &Announcement)| match answer {
            Ok(()) if fits(announcement) => Ok(()),
            Ok(()) => Err(SendError::Refused(refused())),
            Err(error) => Err(SendError::NotNow(error)),
        };
        answers.into_iter().zip(all).map(answer).collect()
    }
}

impl Timers for Fakes {
    async fn arm(&self, wakes: &[Timer], _now: Timestamp) -> Vec<Result<(), PortError>> {
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

    async fn published_page(&self, page: &str) -> Result<Option<PublishedPage>, PortError> {
        self.call(|state| Ok(state.published_pages.get(page).cloned()))
    }

    async fn month(&self, month: Month) -> Result<MonthDocument, PortError> {
        let empty = MonthDocument::empty(month);
        self.call(|state| Ok(state.months.get(&month).cloned().unwrap_or(empty)))
    }

    async fn save_month(&self, month: &MonthDocument) -> Result<(), CommitError> {
        self.call(|state| {
            if month.version != state.months.get(&month.month).map_or(0, |stored| stored.version) + 1 {
                return Err(CommitError::Conflict);
            }
            state.months.insert(month.month, month.clone());
            Ok(())
        })
    }

    async fn note_published(&self, page: &PublishedPage) -> Result<(), CommitError> {
        self.call(|state| {
            if page.round != state.published_pages.get(&page.page).map_or(0, |noted| noted.round) + 1 {
                return Err(CommitError::Conflict);
            }
            state.published_pages.insert(page.page.clone(), page.clone());
            Ok(())
        })
    }
}

impl StatusBucket for Fakes {
    async fn publish(&self, objects: &[PageObject]) -> Result<(), PortError> {
        self.call(|state| {
            for object in objects {
                state.objects.insert(object.key.clone(), object.clone());
                state.written.push(object.key.clone());
            }
            Ok(())
        })
    }

    async fn remove(&self, keys: &[String]) -> Result<(), PortError> {
        self.call(|state| {
            keys.iter().for_each(|key| drop(state.objects.remove(key)));
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
