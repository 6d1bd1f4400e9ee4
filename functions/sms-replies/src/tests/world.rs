//! Incidents for which Ana was paged, and her phone.

use crate::deps::Deps;
use crate::handler::handle;
use crate::text::Text;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Actor, Command, Decided, Event, Incident, Opening, PageReason, Status, open};
use callout_domain::notification::sms_parts;
use callout_domain::responder::Channel;
use callout_domain::routing::Routed;
use callout_domain::settings::{Rules, Settings};
use callout_domain::severity::Severity;
use callout_domain::timeline::sentence;
use callout_lambda::change;
use callout_ports::fakes::Fakes;
use callout_ports::{Change, Clock as _, Commit, IncidentStore as _, LinkKeySource as _};
use jiff::SignedDuration;
use serde_json::json;

pub(super) const ANA: &str = "+15550100";
pub(super) const BEN: &str = "+15550101";
pub(super) const SHARED: &str = "+15550199";

fn settings() -> Settings {
    let sms = |number: &str| json!([{ "name": "mobile", "channel": "sms", "address": number }]);
    let service = |title: &str| json!({ "title": title, "policy": "all" });
    serde_json::from_value(json!({
        "services": { "payments": service("Payments"), "search": service("Search"), "mail": service("Mail") },
        "policies": { "all": { "levels": [
            { "page": ["responder:ana"], "delay": "15m" }, { "page": ["responder:ben", "responder:dan"], "delay": "15m" } ] } },
        "responders": {
            "ana": { "name": "Ana Silva", "zone": "Europe/Lisbon", "contacts": sms(ANA) },
            "ben": { "name": "Ben Okafor", "contacts": sms(BEN) },
            "cho": { "name": "Cho Park", "contacts": sms(SHARED) },
            "dan": { "name": "Dan Levy", "contacts": sms(SHARED) } },
    }))
    .unwrap()
}

pub(super) struct World {
    pub(super) fakes: Fakes,
}

impl World {
    fn new() -> Self {
        let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
        fakes.set_settings(settings());
        Self { fakes }
    }

    /// Ana was paged for one SEV2 incident of each of these services.
    pub(super) async fn with(services: &[&str]) -> Self {
        let world = Self::new();
        for service in services {
            world.alarm(service).await;
        }
        world
    }

    pub(super) async fn alarm(&self, service: &str) {
        let number = self.fakes.incidents().len() as u64 + 1;
        let event = AlarmEvent { summary: format!("{service}-5xx: errors above 5 %"), ..event() };
        let routed = Routed::to(service.into(), Severity::Sev2, "a test");
        let id = IncidentId::derive(&AlertKey::derive("cloudwatch", service), "1");
        let opening = Opening::new(id, number, &event, routed);
        let Decided { incident, events } = open(&opening, &Rules::build(settings()), self.fakes.now());
        let commit = Commit::of(Change { incident, events });
        self.fakes.commit(&commit).await.unwrap();
    }

    pub(super) fn incident(&self, number: u64) -> Incident {
        self.fakes.incidents().into_iter().find(|incident| incident.number == number).unwrap()
    }

    pub(super) fn status(&self, number: u64) -> Status {
        self.incident(number).status
    }

    pub(super) async fn does(&self, number: u64, command: Command, by: &str) {
        let id = self.incident(number).id;
        change(&self.fakes, &id, &command, &Actor::responder(&by.into()), &self.fakes).await.unwrap();
    }

    pub(super) async fn timeline(&self, number: u64) -> Vec<String> {
        let record = self.fakes.record(&self.incident(number).id).await.unwrap();
        record.events.iter().map(sentence).collect()
    }

    pub(super) fn text(&self, id: &str, from: &str, body: &str) -> Text {
        Text { id: id.into(), from: from.into(), body: body.into(), sent_at: self.fakes.now() }
    }

    pub(super) fn deps(&self) -> Deps<'_, Fakes, Fakes, Fakes, Fakes> {
        let fakes = &self.fakes;
        Deps { table: fakes, keys: fakes, messenger: fakes, clock: fakes }
    }

    /// The code in the texts to somebody about an incident.
    pub(super) async fn code(&self, number: u64, who: &str) -> String {
        let keys = self.fakes.link_keys().await.unwrap();
        keys.reply_code(&self.incident(number).id, &who.into()).to_string()
    }

    /// A text of Ana's with the code of her page about incident 1.
    pub(super) async fn coded(&self, body: &str) -> String {
        format!("{body} {}", self.code(1, "ana").await)
    }

    /// Delivers a text twice; returns the single answer, if any.
    pub(super) async fn says(&self, from: &str, body: &str) -> Option<String> {
        let text = self.text(&format!("{from} {body} {}", self.fakes.now()), from, body);
        for claimed_by in ["first", "second"] {
            handle(&text, claimed_by, &self.deps()).await.unwrap();
        }
        self.fakes.clock.advance(SignedDuration::from_mins(11));
        self.answer(from)
    }

    /// The same, with the code of the texts to `who` about an incident.
    pub(super) async fn says_with_code(&self, from: &str, body: &str, of: (u64, &str)) -> Option<String> {
        let code = self.code(of.0, of.1).await;
        self.says(from, &format!("{body} {code}")).await
    }

    pub(super) fn answer(&self, to: &str) -> Option<String> {
        let mut sent = self.fakes.take_sent();
        assert!(sent.len() <= 1, "{sent:#?}");
        let delivery = sent.pop()?.delivery;
        assert_eq!(delivery.address.as_ref().map(|address| address.as_str()), Some(to));
        assert_eq!((delivery.channel, delivery.contact.as_str()), (Channel::Sms, "mobile"));
        assert!(sms_parts(&delivery.words.body) <= 2, "{}", delivery.words.body);
        Some(delivery.words.body)
    }

    pub(super) async fn escalations(&self, number: u64) -> usize {
        let record = self.fakes.record(&self.incident(number).id).await.unwrap();
        let escalated = |event: &Event| matches!(event, Event::Paged { reason: PageReason::Escalated, .. });
        record.events.iter().filter(|record| escalated(&record.event)).count()
    }
}

fn event() -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: "payments-5xx".into(),
        kind: AlarmKind::Trigger,
        summary: "payments-5xx: error rate above 5 %".into(),
        severity: None,
        service: None,
        changed_at: "2026-11-22T03:00:00Z".parse().unwrap(),
        order: Default::default(),
        labels: Default::default(),
        links: Vec::new(),
        detail: "Threshold crossed: 3 datapoints were greater than 5.0".into(),
        muted: None,
        children: Vec::new(),
    }
}
