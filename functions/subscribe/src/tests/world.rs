//! A page with two components, and a browser without script.

use crate::config::Config;
use crate::{Deps, router};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use callout_domain::ids::SubscriberId;
use callout_domain::settings::Settings;
use callout_domain::subscriber::{Reach, Subscriber, SubscriberAddress, SubscriberEvent};
use callout_ports::fakes::Fakes;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;
use lambda_http::request::RequestContext;
use serde_json::json;
use std::sync::Arc;
use tower::ServiceExt as _;

pub(super) struct World {
    pub(super) fakes: Arc<Fakes>,
    pub(super) can_mail: bool,
    pub(super) ip: &'static str,
    pub(super) language: &'static str,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) html: String,
}

fn settings() -> Settings {
    serde_json::from_value(json!({
        "services": { "payments": { "title": "SECRET payments db", "policy": "payments", "components": ["checkout"] } },
        "status_page": { "title": "Acme <status>", "languages": ["en", "de"], "components": {
            "checkout": { "title": "Checkout", "order": 1 }, "search": { "title": "Search & find", "order": 0 } } }
    }))
    .unwrap()
}

impl World {
    pub(super) fn new() -> Self {
        let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
        fakes.set_settings(settings());
        Self { fakes: Arc::new(fakes), can_mail: true, ip: "192.0.2.7", language: "en-GB,en;q=0.9" }
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    pub(super) async fn post(&self, path: &str, form: &str) -> Answer {
        self.send(Method::POST, path, form.to_owned()).await
    }

    async fn send(&self, method: Method, path: &str, form: String) -> Answer {
        let config = Config {
            table: String::new(),
            status_page: "https://status.example.com/".to_owned(),
            can_mail: self.can_mail,
            reach: Reach::Public,
        };
        let deps = Deps { table: Arc::clone(&self.fakes), clock: Arc::clone(&self.fakes), config };
        let mut context = ApiGatewayV2httpRequestContext::default();
        context.http.source_ip = Some(self.ip.to_owned());
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT_LANGUAGE, self.language)
            .extension(RequestContext::ApiGatewayV2(context))
            .body(Body::from(form))
            .unwrap();
        let answer = router(Arc::new(deps)).oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, html }
    }

    /// Signs up by mail; returns what is stored, and the events that it made.
    pub(super) async fn sign_up(&self, address: &str) -> (Option<Subscriber>, Vec<SubscriberEvent>) {
        let answer = self.post("/", &format!("email={address}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
        (self.stored(address), self.fakes.take_subscriber_events())
    }

    pub(super) fn stored(&self, address: &str) -> Option<Subscriber> {
        self.fakes.stored_subscriber(&id(address))
    }

    /// An active subscription, and the last two parts of its links.
    pub(super) async fn subscribed(&self, address: &str) -> String {
        let (stored, _) = self.sign_up(address).await;
        let link = link(&stored.unwrap());
        assert_eq!(self.post(&format!("/confirm/{link}"), "").await.status, StatusCode::OK);
        link
    }
}

pub(super) fn id(address: &str) -> SubscriberId {
    SubscriberAddress::email(address).unwrap().id()
}

pub(super) fn link(subscriber: &Subscriber) -> String {
    format!("{}/{}", subscriber.id, subscriber.token)
}
