//! What comes over HTTPS: tools, what reports in, and people in a browser.

use super::forms::{Form, Visit};
use super::invariants;
use super::invocations::{Ended, Running};
use super::ports::Ports;
use super::settings;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use callout_domain::ids::ResponderName;
use callout_domain::incident::Actor;
use callout_domain::link::{Action, Claim, LINK_LIFE, console_path, mine_path, responder_digest};
use callout_ports::{Clock as _, LinkKeySource as _};
use std::sync::Arc;
use tower::ServiceExt as _;

/// The functions that answer over HTTPS.
pub(super) struct Addresses {
    webhooks: Router,
    respond: Router,
    console: Router,
}

impl Addresses {
    pub(super) fn new(ports: &Ports) -> Self {
        let webhooks = webhooks::deps::Deps::new(ports.clone(), ports.clone(), ports.clone(), ports.clone());
        let web = || respond::Deps {
            table: Arc::new(ports.clone()),
            keys: Arc::new(ports.clone()),
            clock: Arc::new(ports.clone()),
        };
        Self {
            webhooks: webhooks::router::router(Arc::new(webhooks)),
            respond: respond::router(web()),
            console: console::router(console::Deps { web: web(), secure: true, link_base: String::new() }),
        }
    }
}

/// An answer.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}

fn post(path: &str, kind: &str, cookie: &str, body: String) -> Request<Body> {
    let request = Request::post(path).header(header::CONTENT_TYPE, kind).header(header::COOKIE, cookie);
    request.body(Body::from(body)).unwrap()
}

fn get(path: &str, cookie: &str) -> Request<Body> {
    Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()
}

const FORM: &str = "application/x-www-form-urlencoded";

/// A tool calls its address.
pub(super) fn call(addresses: &Addresses, body: String) -> Running {
    let router = addresses.webhooks.clone();
    Box::pin(async move {
        let path = format!("/v1/events/{}", settings::TOOL_KEY.replace(' ', "%20"));
        let Answer { status, .. } = ask(&router, post(&path, "application/json", "", body)).await;
        debug_assert!(status.is_success() || status.is_server_error(), "{status}");
        Ended { failed: !status.is_success(), ..Ended::default() }
    })
}

/// Something reports in.
pub(super) fn ping(ports: Ports, key: &'static str) -> Running {
    Box::pin(async move {
        let taken = webhooks::heartbeat::record(key, &ports, &ports, &ports).await;
        Ended { failed: !matches!(taken, Ok(Some(_))), ..Ended::default() }
    })
}

/// Somebody fills in a form of a page's link; whoever sees that it failed sends it again.
pub(super) fn press(ports: Ports, addresses: &Addresses, visit: Visit) -> Running {
    let router = addresses.respond.clone();
    Box::pin(async move {
        let expires_at = ports.now().saturating_add(LINK_LIFE).unwrap();
        let (incident, responder) = (visit.incident.clone(), responder_digest(&visit.who));
        let claim = Claim { action: Action::Acknowledge, incident, responder, level: 0, expires_at };
        let keys = ports.twins.fakes.link_keys().await.unwrap();
        let path = format!("/a/{}", keys.sign(&claim));
        // The big button sends nothing.
        let fields = match visit.form {
            Form::Acknowledge => String::new(),
            _ => format!("{}&seen={}", visit.form.fields(), ports.seen(visit.seen)),
        };
        send(&ports, &router, &path, "", (&visit, &fields)).await;
        Ended::default()
    })
}

/// Somebody signs in to the console, opens an incident, and fills in one of its forms.
pub(super) fn work_in_the_console(
    ports: Ports,
    addresses: &Addresses,
    mut visit: Visit,
    number: u64,
) -> Running {
    let router = addresses.console.clone();
    Box::pin(async move {
        let keys = ports.twins.fakes.link_keys().await.unwrap();
        let link = format!("/{}", console_path(&keys, &visit.who, ports.now()));
        let signed_in = ask(&router, get(&link, "")).await;
        let Some(cookie) = signed_in.headers.get(header::SET_COOKIE).and_then(|it| it.to_str().ok()) else {
            return Ended::default();
        };
        let (cookie, path) = (cookie.split(';').next().unwrap_or_default(), format!("/incidents/{number}"));
        let shown =
            if matches!(visit.form, Form::Merge(..)) { format!("{path}/merge") } else { path.clone() };
        let page = ask(&router, get(&shown, cookie)).await;
        let (Some(csrf), Some(seen)) = (value(&page.body, "csrf"), value(&page.body, "seen")) else {
            return Ended::default();
        };
        visit.seen = visit.seen.min(seen.parse().unwrap());
        let seen = ports.seen(visit.seen);
        let mut fields = format!("{}&csrf={csrf}&seen={seen}", visit.form.fields());
        let path = match (&visit.form, value(&page.body, "shown")) {
            (Form::Silence(_), Some(shown)) => {
                fields.push_str(&format!("&shown={shown}"));
                format!("{path}/silence")
            }
            // Somebody declared it: there is no alarm to silence.
            (Form::Silence(_), None) => return Ended::default(),
            (Form::Merge(_, number), _) if !offers(&page.body, *number) => return Ended::default(),
            (Form::Merge(..), _) => shown,
            (Form::Split, _) => format!("{path}/split"),
            _ => path,
        };
        send(&ports, &router, &path, cookie, (&visit, &fields)).await;
        Ended::default()
    })
}

/// Whether a page offers to merge into an incident.
fn offers(page: &str, number: u64) -> bool {
    page.contains(&format!("name=\"into\" value=\"{number}\""))
}

/// The value of a hidden field of a page.
fn value<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next()
}

async fn send(ports: &Ports, router: &Router, path: &str, cookie: &str, (visit, fields): (&Visit, &String)) {
    let began = ports.now();
    let until = |minutes| ports.twins.now() + settings::minutes(minutes);
    match visit.form {
        Form::Snooze(minutes) => {
            let until = until(minutes);
            ports.twins.inner().facts.asks_to_snooze(&visit.incident, visit.who.as_str(), until);
        }
        Form::Silence(minutes) => {
            let until = until(minutes);
            ports.twins.inner().facts.asks_to_silence(until);
        }
        _ => {}
    }
    for _ in 0..4 {
        let Answer { status, .. } = ask(router, post(path, FORM, cookie, fields.clone())).await;
        match visit.form {
            _ if !status.is_redirection() => {}
            Form::Silence(_) => invariants::at_silence(&ports.twins, visit),
            _ => invariants::at_answer(&ports.twins, visit, &Actor::responder(&visit.who), began),
        }
        if status == StatusCode::NOT_FOUND && visit.form == Form::Acknowledge && cookie.is_empty() {
            invariants::at_refusal(&ports.twins, visit);
        }
        if !status.is_server_error() {
            break;
        }
    }
}

/// Somebody opens the list of what they were paged for, and presses its first button.
pub(super) fn open_the_list(ports: Ports, addresses: &Addresses, who: ResponderName) -> Running {
    let router = addresses.respond.clone();
    Box::pin(async move {
        let keys = ports.twins.fakes.link_keys().await.unwrap();
        let path = format!("/{}", mine_path(&keys, &who, ports.now()));
        let waiting = invariants::waits_for(&ports.twins, &who);
        let page = ask(&router, get(&path, "")).await;
        if page.status.is_success() {
            invariants::at_list(&ports.twins, &who, &waiting, &page.body);
        }
        let button =
            page.body.split_once("method=\"post\" action=\"").and_then(|(_, rest)| rest.split('"').next());
        if let Some(button) = button {
            ask(&router, post(&format!("/m/{button}"), FORM, "", String::new())).await;
        }
        Ended::default()
    })
}
