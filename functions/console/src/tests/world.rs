//! Incidents, people, and browsers that keep a cookie.

use crate::{Deps, router};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Link};
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Actor, Command, CommandInfo, Decided, Incident, Opening, decide, open};
use callout_domain::link::{LinkKeys, console_path};
use callout_domain::settings::{Rules, Settings};
use callout_domain::severity::Severity;
use callout_ports::fakes::{Fakes, OverFakes};
use callout_ports::{Change, Clock, Commit, IncidentStore as _};
use jiff::SignedDuration;
use serde_json::json;
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

pub(super) struct World {
    pub(super) fakes: Fakes,
    /// What others do right after an incident was read, once each.
    rivals: Mutex<Vec<(u64, Command, Actor)>>,
}

/// A browser in which somebody is signed in.
pub(super) struct Browser {
    world: Arc<World>,
    pub(super) cookie: String,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) html: String,
}

pub(super) fn settings() -> Settings {
    serde_json::from_value(json!({
        "services": { "payments": { "title": "Payments API", "policy": "payments", "components": ["checkout"] },
            "search": { "title": "Search", "policy": "payments" } },
        "policies": { "payments": { "levels": [
            { "page": ["responder:ana"], "delay": "15m" }, { "page": ["responder:ben"], "delay": "15m" } ] } },
        "routes": [{ "name": "payments", "service": "payments" }],
        "responders": {
            "ana": { "name": "Ana Silva", "contacts": [{ "channel": "sms", "address": "+15550100" }] },
            "ben": { "name": "Ben Okafor", "contacts": [{ "channel": "sms", "address": "+15550101" }] },
            "cho": { "name": "Cho Min", "contacts": [{ "channel": "sms", "address": "+15550102" }] } },
        "status_page": { "title": "Acme status", "components": { "checkout": { "title": "Checkout" } },
            "publish": { "from": null } }
    }))
    .unwrap()
}

/// With one more component on the page.
pub(super) fn with_search(mut settings: Settings) -> Settings {
    let search = serde_json::from_value(json!({ "title": "Search" })).unwrap();
    settings.status_page.as_mut().unwrap().components.insert("search".into(), search);
    settings
}

pub(super) fn event(key: &str) -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: key.into(),
        kind: AlarmKind::Trigger,
        summary: format!("{key}: error rate above 5 %"),
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

pub(super) fn ana() -> Actor {
    Actor::responder(&"ana".into())
}

pub(super) fn ben() -> Actor {
    Actor::responder(&"ben".into())
}

impl World {
    /// Without incidents.
    pub(super) fn quiet() -> Arc<Self> {
        let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
        fakes.set_settings(settings());
        Arc::new(Self { fakes, rivals: Mutex::default() })
    }

    /// With incident 1, a SEV2 of payments that paged Ana.
    pub(super) async fn new() -> Arc<Self> {
        let world = Self::quiet();
        world.opens("payments-5xx").await;
        world
    }

    /// Opens an incident of its own for an alarm; returns its number.
    pub(super) async fn opens(&self, key: &str) -> u64 {
        self.opens_as(key, "payments", Severity::Sev2).await
    }

    /// Opens an incident of payments that a silence or window of these settings holds.
    pub(super) async fn opens_held(&self, key: &str, all: Settings) {
        let (event, rules, now) = (event(key), Rules::build(all), self.fakes.now());
        let routed = rules.route(&event);
        let hold = rules.hold(&event, &routed, now);
        assert!(hold.is_some());
        let id = IncidentId::derive(&AlertKey::derive("cloudwatch", key), "1");
        let opening = Opening { group: key.into(), hold, ..Opening::new(id, 1, &event, routed) };
        self.commit(open(&opening, &rules, now)).await;
    }

    pub(super) async fn opens_as(&self, key: &str, service: &str, severity: Severity) -> u64 {
        let (number, event) = (self.fakes.incidents().len() as u64 + 1, event(key));
        let mut routed = Rules::build(settings()).route(&event);
        (routed.service, routed.severity) = (service.into(), severity);
        let id = IncidentId::derive(&AlertKey::derive("cloudwatch", key), "1");
        let opening = Opening { group: key.into(), ..Opening::new(id, number, &event, routed) };
        self.commit(open(&opening, &Rules::build(settings()), self.fakes.now())).await;
        number
    }

    pub(super) fn incident(&self, number: u64) -> Incident {
        self.fakes.incidents().into_iter().find(|incident| incident.number == number).unwrap()
    }

    pub(super) async fn does(&self, number: u64, command: Command, by: Actor) {
        let info = CommandInfo { by, now: self.fakes.now() };
        let decided = decide(&self.incident(number), &command, &Rules::build(settings()), &info).unwrap();
        self.commit(decided).await;
    }

    /// What somebody does right after the next incident was read.
    pub(super) fn rival(&self, number: u64, command: Command, by: Actor) {
        self.rivals.lock().unwrap().push((number, command, by));
    }

    pub(super) fn later(&self, minutes: i64) {
        self.fakes.clock.advance(SignedDuration::from_mins(minutes));
    }

    async fn commit(&self, Decided { incident, events }: Decided) {
        self.fakes.commit(&Commit::of(Change { incident, events })).await.unwrap();
    }

    /// The link of `callout console NAME`.
    pub(super) fn link_of(&self, who: &str) -> String {
        format!("/{}", console_path(&keys(), &who.into(), self.now()))
    }

    /// Signs somebody in.
    pub(super) async fn browser(self: &Arc<Self>, who: &str) -> Browser {
        let mut browser = Browser { world: self.clone(), cookie: String::new() };
        let answer = browser.get(&self.link_of(who)).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "../incidents"));
        let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
        browser.cookie = set.split(';').next().unwrap().to_owned();
        browser
    }

    /// A browser with a cookie of somebody's.
    pub(super) fn with_cookie(self: &Arc<Self>, cookie: String) -> Browser {
        Browser { world: self.clone(), cookie }
    }

    /// Somebody who is not signed in.
    pub(super) fn stranger(self: &Arc<Self>) -> Browser {
        Browser { world: self.clone(), cookie: String::new() }
    }
}

impl Browser {
    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "").await
    }

    /// Sends a form without what shows that it is ours.
    pub(super) async fn post(&self, path: &str, form: &str) -> Answer {
        self.send(Method::POST, path, form).await
    }

    /// Sends an empty form that a browser says comes from such a site.
    pub(super) async fn post_from(&self, site: &str, path: &str) -> Answer {
        self.send_from(Some(site), Method::POST, path, "").await
    }

    /// Sends a form of one of our pages.
    pub(super) async fn submit(&self, path: &str, form: &str) -> Answer {
        let list = self.get("/incidents").await.html;
        let csrf = list.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        self.post(path, &format!("{form}&csrf={csrf}")).await
    }

    async fn send(&self, method: Method, path: &str, form: &str) -> Answer {
        self.send_from(None, method, path, form).await
    }

    async fn send_from(&self, site: Option<&str>, method: Method, path: &str, form: &str) -> Answer {
        let mut request = Request::builder();
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        let request = request
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, format!("theme=dark; {}", self.cookie))
            .body(Body::from(form.to_owned()))
            .unwrap();
        let world = &self.world;
        let web = callout_web::deps::Deps { table: world.clone(), keys: world.clone(), clock: world.clone() };
        let response = router(Deps { web, secure: true, link_base: "https://links.example/".to_owned() })
            .oneshot(request)
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let html = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, html }
    }
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }
}

pub(super) fn keys() -> LinkKeys {
    LinkKeys::new(vec![vec![7; 64]]).unwrap()
}

impl OverFakes for World {
    fn fakes(&self) -> &Fakes {
        &self.fakes
    }

    async fn after_read(&self) {
        let rival = self.rivals.lock().unwrap().pop();
        if let Some((number, command, by)) = rival {
            self.does(number, command, by).await;
        }
    }
}
