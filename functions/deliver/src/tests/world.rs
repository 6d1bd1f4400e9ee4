//! Incidents with updates, subscribers, and a queue that delivers what it was sent.

use crate::{Deps, Places, handler};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{AlertKey, IncidentId, SubscriberId};
use callout_domain::incident::{
    Actor, Command, CommandInfo, Decided, EventRecord, Impact, NewUpdate, Opening, Phase, Via, decide, open,
};
use callout_domain::routing::Routed;
use callout_domain::settings::{Rules, Settings};
use callout_domain::severity::Severity;
use callout_domain::status::{MaintenanceWindow, planned};
use callout_domain::subscriber::{Reach, SignUp, Subscriber, SubscriberAddress, Wanted};
use callout_lambda::Received;
use callout_ports::fakes::Fakes;
use callout_ports::{
    Change, Clock, Commit, DeliveryTask, IncidentStore, Mail, PageDocuments, SettingsSource,
};
use jiff::SignedDuration;
use serde_json::json;

pub(super) struct World {
    pub(super) fakes: Fakes,
    /// Takes the place of the random parts of subscriptions.
    pub(super) next: std::sync::atomic::AtomicU32,
}

pub(super) fn settings() -> Settings {
    serde_json::from_value(json!({
        "services": {
            "payments": { "title": "SECRET payments db", "policy": "none", "components": ["checkout"] },
            "web": { "title": "SECRET web", "policy": "none", "components": ["shop"] } },
        "status_page": { "title": "Acme", "languages": ["en", "de"], "components": {
            "checkout": { "title": "Checkout" }, "shop": { "title": "Web shop" } },
            "publish": { "from": null } }
    }))
    .unwrap()
}

impl World {
    pub(super) fn new() -> Self {
        let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
        fakes.set_settings(settings());
        Self { fakes, next: Default::default() }
    }

    pub(super) fn later(&self, minutes: i64) {
        self.fakes.clock.advance(SignedDuration::from_mins(minutes));
    }

    /// An incident of a service.
    pub(super) async fn opens(&self, service: &str) -> IncidentId {
        let number = self.fakes.incidents().len() as u64 + 1;
        let event = AlarmEvent {
            source: "cloudwatch".into(),
            dedup_key: service.into(),
            kind: AlarmKind::Trigger,
            summary: "SECRET i-0abc in subnet-9".into(),
            severity: None,
            service: None,
            changed_at: self.fakes.now(),
            order: Default::default(),
            labels: Default::default(),
            links: Vec::new(),
            detail: "SECRET detail".into(),
            muted: None,
            children: Vec::new(),
        };
        let routed = Rules::build(settings()).route(&event);
        let routed = Routed { service: service.into(), severity: Severity::Sev2, ..routed };
        let id = IncidentId::derive(&AlertKey::derive("cloudwatch", service), &number.to_string());
        let group = id.as_str().into();
        let opening = Opening { group, ..Opening::new(id.clone(), number, &event, routed) };
        self.commit(open(&opening, &Rules::build(settings()), self.fakes.now())).await;
        id
    }

    /// Publishes an update; returns the event as the topic delivers it.
    pub(super) async fn says(&self, id: &IncidentId, phase: Phase, text: &str) -> String {
        let update = NewUpdate { impact: Some(Impact::Major), ..NewUpdate::saying(phase, text) };
        self.does(id, Command::PublishUpdate(update)).await
    }

    /// Publishes an update that subscribers are not told.
    pub(super) async fn says_quietly(&self, id: &IncidentId, phase: Phase, text: &str) -> String {
        let update = NewUpdate { silent: true, ..NewUpdate::saying(phase, text) };
        self.does(id, Command::PublishUpdate(update)).await
    }

    /// Corrects the latest update, or withdraws it.
    pub(super) async fn changes(&self, id: &IncidentId, text: Option<&str>) -> String {
        self.does(id, Command::ChangeUpdate { seq: None, text: text.map(str::to_owned) }).await
    }

    pub(super) async fn resolves(&self, id: &IncidentId) {
        self.does(id, Command::Resolve { via: Via::Console, note: None }).await;
    }

    async fn does(&self, id: &IncidentId, command: Command) -> String {
        let incident = self.fakes.incident(id).await.unwrap().unwrap();
        let info = CommandInfo { by: Actor::responder(&"secret-ana".into()), now: self.fakes.now() };
        let events =
            self.commit(decide(&incident, &command, &Rules::build(settings()), &info).unwrap()).await;
        serde_json::to_string(&events[0]).unwrap()
    }

    async fn commit(&self, Decided { incident, events }: Decided) -> Vec<EventRecord> {
        let change = Change { incident, events: events.clone() };
        self.fakes.commit(&Commit::of(change)).await.unwrap();
        events
    }

    /// Somebody who confirmed long ago.
    pub(super) fn subscribes(&self, address: &str, wanted: Wanted, language: &str) -> SubscriberId {
        let address = match address.starts_with("https://") {
            true => SubscriberAddress::webhook(address, Reach::Public).unwrap(),
            false => SubscriberAddress::email(address).unwrap(),
        };
        let nth = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let now = self.fakes.now() - SignedDuration::from_hours(1);
        let mut one = Subscriber::new(&address, format!("token-{nth}"), format!("key-{nth}"), now);
        let contact = SubscriberAddress::email("contact@example.com");
        one.admit(&SignUp { address, wanted, language: language.to_owned(), contact }, now);
        self.fakes.put_subscriber(one.clone());
        one.id
    }

    /// Somebody who confirms now.
    pub(super) fn signs_up(&self, address: &str) {
        let id = self.subscribes(address, Wanted::everything(), "en");
        let one = self.fakes.stored_subscriber(&id).unwrap();
        self.fakes.put_subscriber(Subscriber { since: self.fakes.now(), ..one });
    }

    /// The status page follows the settings and the clock.
    pub(super) async fn page_looks(&self) {
        let (rules, now) = (self.fakes.rules().await.unwrap(), self.fakes.now());
        let mut page = self.fakes.page().await.unwrap();
        if page.follow_maintenance(&planned(rules.settings(), now), now) {
            self.fakes.save_page(&page).await.unwrap();
        }
    }

    /// The only maintenance window of the page.
    pub(super) async fn window(&self) -> MaintenanceWindow {
        let page = self.fakes.page().await.unwrap();
        assert_eq!(page.maintenance.len(), 1);
        page.maintenance.into_iter().next().unwrap()
    }

    /// A sign-up that nobody confirmed yet, and its event as the topic delivers it.
    pub(super) fn asks(&self, address: SubscriberAddress) -> (SubscriberId, String) {
        let mut one = Subscriber::new(&address, "token-asked".to_owned(), "key".to_owned(), self.fakes.now());
        let sign_up =
            SignUp { address, wanted: Wanted::everything(), language: "en".to_owned(), contact: None };
        let event = one.ask(&sign_up, self.fakes.now()).unwrap();
        self.fakes.put_subscriber(one.clone());
        (one.id, serde_json::to_string(&event).unwrap())
    }

    /// Delivers one message to the function.
    pub(super) async fn receives(&self, body: &str) -> anyhow::Result<()> {
        self.receives_as("message-1", body).await
    }

    pub(super) async fn receives_as(&self, id: &str, body: &str) -> anyhow::Result<()> {
        let deps = Deps {
            table: self.fakes.clone(),
            mailer: self.fakes.clone(),
            receivers: self.fakes.clone(),
            queue: self.fakes.clone(),
            clock: self.fakes.clone(),
            places: Places::new("https://status.example.com", "https://subscribe.example.com/"),
            one_mail: Default::default(),
        };
        let message = Received::first(id, body);
        handler::handle(&message, &deps).await
    }

    /// Delivers a message and all tasks that follow from it.
    pub(super) async fn run(&self, body: &str) {
        self.receives(body).await.unwrap();
        self.drain().await;
    }

    /// Delivers the tasks of the queue, until none is left.
    pub(super) async fn drain(&self) {
        for _ in 0..50 {
            let tasks = self.fakes.take_delivery_tasks();
            if tasks.is_empty() {
                return;
            }
            for task in tasks {
                self.receives(&serde_json::to_string(&task).unwrap()).await.unwrap();
            }
        }
        panic!("the queue never ends");
    }

    /// A minute's look at what is due.
    pub(super) async fn check(&self) {
        self.run(&serde_json::to_string(&DeliveryTask::DeliverCheck).unwrap()).await;
    }

    pub(super) fn subjects(&self) -> Vec<String> {
        self.fakes.take_mails().into_iter().map(|mail: Mail| mail.subject).collect()
    }
}
