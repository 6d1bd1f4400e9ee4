//! One incident, two people, and a browser without script.

use crate::{Deps, router};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Link};
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{
    Actor, Command, CommandInfo, Decided, Incident, Opening, decide, merge, open,
};
use callout_domain::link::{Action, Claim, LINK_LIFE, LinkKeys, responder_digest};
use callout_domain::settings::{Rules, Settings};
use callout_ports::fakes::{Fakes, OverFakes};
use callout_ports::{Change, Clock, Commit, IncidentStore};
use jiff::Timestamp;
use serde_json::json;
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

pub(super) struct World {
    pub(super) fakes: Fakes,
    /// What others do right after an incident was read, once each.
    rivals: Mutex<Vec<(Command, Actor)>>,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) html: String,
}

pub(super) fn settings() -> Settings {
    serde_json::from_value(json!({
        "services": { "payments": { "title": "Payments API", "policy": "payments", "components": ["checkout"],
            "runbook": "https://runbooks.example.com/payments" } },
        "policies": { "payments": { "levels": [
            { "page": ["responder:ana"], "delay": "15m" }, { "page": ["responder:ben"], "delay": "15m" } ] } },
        "routes": [{ "name": "payments", "service": "payments" }],
        "schedules": { "payments": { "zone": "Europe/Lisbon", "layers": [{ "name": "weeks", "turns": ["ana"] }] } },
        "responders": {
            "ana": { "name": "Ana Silva", "contacts": [{ "channel": "sms", "address": "+15550100" }] },
            "ben": { "name": "Ben Okafor", "contacts": [{ "channel": "sms", "address": "+15550101" }] } },
        "status_page": { "title": "Acme status", "components": { "checkout": { "title": "Checkout" } },
            "publish": { "from": null } }
    }))
    .unwrap()
}

pub(super) fn event() -> AlarmEvent {
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
        links: vec![Link {
            text: "Alarm in CloudWatch".into(),
            href: "https://console.example.com/alarm".into(),
        }],
        detail: "Threshold crossed: 3 datapoints were greater than 5.0".into(),
        muted: None,
        children: Vec::new(),
    }
}

impl World {
    /// A SEV2 of payments, opened at 03:00; Ana was paged.
    pub(super) async fn new() -> Arc<Self> {
        Self::with(event()).await
    }

    pub(super) async fn with(event: AlarmEvent) -> Arc<Self> {
        let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
        fakes.set_settings(settings());
        let world = Arc::new(Self { fakes, rivals: Mutex::default() });
        let routed = Rules::build(settings()).route(&event);
        let opening = Opening::new(id(), 1, &event, routed);
        let decided = open(&opening, &Rules::build(settings()), world.fakes.now());
        commit(&world.fakes, decided).await;
        world
    }

    pub(super) fn incident(&self) -> Incident {
        self.fakes.incidents().remove(0)
    }

    pub(super) fn numbered(&self, number: u64) -> Incident {
        self.fakes.incidents().into_iter().find(|incident| incident.number == number).unwrap()
    }

    /// Another one opens, and Ben merges incident 1 into it.
    pub(super) async fn merges(&self) {
        let other =
            AlarmEvent { dedup_key: "search-5xx".into(), summary: "search is down".into(), ..event() };
        let (rules, now) = (Rules::build(settings()), self.fakes.now());
        let id = IncidentId::derive(&other.alert_key(), "1");
        let opening = Opening { group: "search".into(), ..Opening::new(id, 2, &other, rules.route(&other)) };
        commit(&self.fakes, open(&opening, &rules, now)).await;
        let info = CommandInfo { by: Actor::responder(&"ben".into()), now };
        let both = merge(&self.numbered(1), &self.numbered(2), &rules, &info).unwrap();
        let change = |it: Decided| Change { incident: it.incident, events: it.events };
        self.fakes.commit(&Commit::of_both(change(both.child), change(both.target))).await.unwrap();
    }

    pub(super) async fn does(&self, command: Command, by: Actor) {
        let info = CommandInfo { by, now: self.fakes.now() };
        let decided = decide(&self.incident(), &command, &Rules::build(settings()), &info).unwrap();
        commit(&self.fakes, decided).await;
    }

    pub(super) fn rival(&self, command: Command, by: Actor) {
        self.rivals.lock().unwrap().push((command, by));
    }

    pub(super) async fn get(self: &Arc<Self>, path: &str) -> Answer {
        self.send(Method::GET, path, "").await
    }

    pub(super) async fn post(self: &Arc<Self>, path: &str, form: &str) -> Answer {
        self.send(Method::POST, path, form).await
    }

    pub(super) async fn send(self: &Arc<Self>, method: Method, path: &str, form: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        let deps = Deps { table: self.clone(), keys: self.clone(), clock: self.clone() };
        let response = router(deps).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let html = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, html }
    }
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }
}

async fn commit(fakes: &Fakes, Decided { incident, events }: Decided) {
    fakes.commit(&Commit::of(Change { incident, events })).await.unwrap();
}

pub(super) fn id() -> IncidentId {
    IncidentId::derive(&AlertKey::derive("cloudwatch", "payments-5xx"), "1")
}

pub(super) fn keys() -> LinkKeys {
    LinkKeys::new(vec![vec![7; 64]]).unwrap()
}

pub(super) fn claim_of(name: &str) -> Claim {
    let opened: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
    Claim {
        action: Action::Acknowledge,
        incident: id(),
        responder: responder_digest(&name.into()),
        level: 0,
        expires_at: opened + LINK_LIFE,
    }
}

pub(super) fn link_of(name: &str) -> String {
    format!("/a/{}", keys().sign(&claim_of(name)))
}

impl OverFakes for World {
    fn fakes(&self) -> &Fakes {
        &self.fakes
    }

    async fn after_read(&self) {
        let rival = self.rivals.lock().unwrap().pop();
        if let Some((command, by)) = rival {
            self.does(command, by).await;
        }
    }
}
