//! Incidents with status updates.

use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{AlertKey, ComponentName, IncidentId};
use callout_domain::incident::{
    Actor, Command, CommandInfo, ComponentStatus, Decided, EventRecord, Impact, NewIncident as _, NewUpdate,
    Opening, Phase, Place, PublicOnly, Via, decide, open,
};
use callout_domain::routing::Routed;
use callout_domain::settings::{Rules, Settings};
use callout_domain::severity::Severity;
use callout_domain::status::{Month, MonthDocument, PageDocument};
use callout_ports::fakes::{Fakes, OverFakes};
use callout_ports::{
    Change, Clock, Commit, CommitError, IncidentStore, PageDocuments, PageObject, PortError, PublishedPage,
    SettingsSource, StatusBucket,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::sync::Mutex;

pub(super) const ADDRESS: &str = "https://status.example.com/";

/// The fakes, and what another process does while a page is saved or published.
pub(super) struct World {
    pub(super) fakes: Fakes,
    pub(super) meanwhile: Mutex<Vec<Meanwhile>>,
}

/// What happens between two of our calls.
pub(super) enum Meanwhile {
    /// Before our document is saved, another process saves one.
    SavesFirst(PageDocument),
    /// Before our files are stored, another process saves a newer document and stores newer files.
    Publishes(PageDocument),
    /// The bucket is away.
    Fails,
    /// Before our files are stored, the settings change and another process stores files made from them.
    Settles(Box<Settings>),
}

pub(super) fn settings() -> Settings {
    serde_json::from_value(json!({
        "services": {
            "payments": { "title": "Payments API", "policy": "none", "components": ["checkout"] },
            "web": { "title": "Web shop", "policy": "none", "components": ["shop"] } },
        "status_page": { "title": "Acme status", "home": "https://acme.example.com/", "components": {
            "checkout": { "title": "Checkout", "order": 2 }, "shop": { "title": "Web shop", "order": 1 },
            "api": { "title": "API", "order": 3 }, "mail": { "title": "Email", "order": 4 } },
            "publish": { "from": null } }
    }))
    .unwrap()
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl World {
    pub(super) fn new() -> Self {
        let fakes = Fakes::at(at("2026-11-22T03:00:00Z"));
        fakes.set_settings(settings());
        Self { fakes, meanwhile: Mutex::default() }
    }

    pub(super) fn later(&self, minutes: i64) {
        self.fakes.clock.advance(SignedDuration::from_mins(minutes));
    }

    /// Opens an incident of a service that nobody is told of by itself, and returns its ID.
    pub(super) async fn opens(&self, service: &str) -> IncidentId {
        self.opens_under(service, settings()).await
    }

    /// The same, told as the settings say.
    pub(super) async fn opens_and_tells(&self, service: &str) -> IncidentId {
        let settings = self.fakes.rules().await.unwrap().settings().clone();
        self.opens_under(service, settings).await
    }

    async fn opens_under(&self, service: &str, settings: Settings) -> IncidentId {
        let number = self.fakes.incidents().len() as u64 + 1;
        let event = AlarmEvent {
            source: "cloudwatch".into(),
            dedup_key: service.into(),
            kind: AlarmKind::Trigger,
            summary: "i-0abc in subnet-9: secret things".into(),
            severity: None,
            service: None,
            changed_at: self.fakes.now(),
            order: Default::default(),
            labels: Default::default(),
            links: Vec::new(),
            detail: "private detail".into(),
            muted: None,
            children: Vec::new(),
        };
        let rules = Rules::build(settings);
        let routed = rules.route(&event);
        let routed = Routed { service: service.into(), severity: Severity::Sev2, ..routed };
        let id = IncidentId::derive(&AlertKey::derive("cloudwatch", service), &number.to_string());
        // Each incident has a group of its own, whichever service it belongs to.
        let group = id.as_str().into();
        let opening = Opening { group, ..Opening::new(id.clone(), number, &event, routed) };
        self.commit(open(&opening, &rules, self.fakes.now())).await;
        id
    }

    /// Publishes a status update; returns the event's text as the topic delivers it.
    pub(super) async fn publishes(
        &self,
        id: &IncidentId,
        phase: Phase,
        impact: Impact,
        text: &str,
    ) -> String {
        self.does(
            id,
            Command::PublishUpdate(NewUpdate { impact: Some(impact), ..NewUpdate::saying(phase, text) }),
        )
        .await
    }

    /// Publishes a status update that names components.
    pub(super) async fn says(
        &self,
        id: &IncidentId,
        phase: Phase,
        text: &str,
        states: &[(ComponentName, ComponentStatus)],
    ) -> String {
        let states = states.iter().cloned().collect();
        self.does(id, Command::PublishUpdate(NewUpdate { states, ..NewUpdate::saying(phase, text) })).await
    }

    /// Corrects the latest update, or withdraws it.
    pub(super) async fn changes(&self, id: &IncidentId, text: Option<&str>) -> String {
        self.does(id, Command::ChangeUpdate { seq: None, text: text.map(str::to_owned) }).await
    }

    pub(super) async fn resolves(&self, id: &IncidentId) {
        self.does(id, Command::Resolve { via: Via::Console, note: None }).await;
    }

    /// Tells customers of what is on the page only; returns each event as the topic delivers it.
    pub(super) async fn tells(&self, told: &PublicOnly) -> Vec<String> {
        let place = Place { number: self.fakes.incidents().len() as u64 + 1, turn: 0 };
        let by = Actor::responder(&"ana".into());
        let rules = self.fakes.rules().await.unwrap();
        let decided = told.open(place, &by, &rules, self.fakes.now()).unwrap();
        let events = self.commit(decided).await;
        events.iter().map(|event| serde_json::to_string(event).unwrap()).collect()
    }

    pub(super) async fn does(&self, id: &IncidentId, command: Command) -> String {
        let incident = self.fakes.incident(id).await.unwrap().unwrap();
        let info = CommandInfo { by: Actor::responder(&"ana".into()), now: self.fakes.now() };
        let rules = self.fakes.rules().await.unwrap();
        let events = self.commit(decide(&incident, &command, &rules, &info).unwrap()).await;
        serde_json::to_string(&events[0]).unwrap()
    }

    async fn commit(&self, Decided { incident, events }: Decided) -> Vec<EventRecord> {
        let change = Change { incident, events: events.clone() };
        self.fakes.commit(&Commit::of(change)).await.unwrap();
        events
    }

    pub(super) fn file(&self, key: &str) -> String {
        self.fakes.page_text(key).unwrap_or_else(|| panic!("{key} was not published"))
    }

    fn next(&self, fits: impl Fn(&Meanwhile) -> bool) -> Option<Meanwhile> {
        let mut meanwhile = self.meanwhile.lock().unwrap();
        let at = meanwhile.iter().position(fits)?;
        Some(meanwhile.remove(at))
    }

    async fn others_publish(&self) {
        let settings = self.fakes.rules().await.unwrap().settings().status_page.clone().unwrap();
        let document = self.fakes.page().await.unwrap();
        let (months, now) = (&[], self.now());
        let site = crate::render::Site {
            settings: &settings,
            document: &document,
            months,
            address: ADDRESS,
            subscribe: "",
            now,
            written: now,
            is_listed: true,
        };
        let rendered = crate::render::render(&site).unwrap();
        self.fakes.publish(&rendered.rest).await.unwrap();
        self.fakes.publish(&rendered.front).await.unwrap();
    }
}

impl PageDocuments for World {
    async fn page(&self) -> Result<PageDocument, PortError> {
        self.fakes.page().await
    }

    async fn save_page(&self, page: &PageDocument) -> Result<(), CommitError> {
        if let Some(Meanwhile::SavesFirst(theirs)) = self.next(|it| matches!(it, Meanwhile::SavesFirst(_))) {
            self.fakes.save_page(&theirs).await.unwrap();
        }
        self.fakes.save_page(page).await
    }

    async fn published_page(&self, page: &str) -> Result<Option<PublishedPage>, PortError> {
        self.fakes.published_page(page).await
    }

    async fn month(&self, month: Month) -> Result<MonthDocument, PortError> {
        self.fakes.month(month).await
    }

    async fn save_month(&self, month: &MonthDocument) -> Result<(), CommitError> {
        self.fakes.save_month(month).await
    }

    async fn note_published(&self, page: &PublishedPage) -> Result<(), CommitError> {
        self.fakes.note_published(page).await
    }
}

impl StatusBucket for World {
    async fn remove(&self, keys: &[String]) -> Result<(), PortError> {
        self.fakes.remove(keys).await
    }

    async fn publish(&self, objects: &[PageObject]) -> Result<(), PortError> {
        match self.next(|it| !matches!(it, Meanwhile::SavesFirst(_))) {
            Some(Meanwhile::Publishes(theirs)) => {
                self.fakes.save_page(&theirs).await.unwrap();
                self.others_publish().await;
            }
            Some(Meanwhile::Settles(theirs)) => {
                self.fakes.set_settings(*theirs);
                self.others_publish().await;
            }
            Some(Meanwhile::Fails) => return Err(PortError::unavailable("publish", "the bucket is away")),
            _ => {}
        }
        self.fakes.publish(objects).await
    }
}

impl OverFakes for World {
    fn fakes(&self) -> &Fakes {
        &self.fakes
    }
}

/// Delivers one event to the function.
pub(super) async fn receives(message: &str, world: &World) -> anyhow::Result<()> {
    crate::handler::handle(message, ADDRESS, world, world, world).await
}
