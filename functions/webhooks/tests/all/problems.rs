//! Report pages, as a colleague's browser asks for them.

use crate::app::{invoke, request};
use crate::fakes::{FakeWeb, received_at};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Alert, Decided, Hold, HoldReason, Incident, Opening, open};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use callout_ports::fakes::{Fakes, Fault, ManualClock};
use callout_ports::{Change, Commit, IncidentStore, OpeningWrites, SettingsSource};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::sync::Arc;
use webhooks::deps::Deps;
use webhooks::router::router;

type World = Arc<Deps<Fakes, Fakes, ManualClock, FakeWeb>>;

const EVIL: &str = "<script>alert(1)</script>\"'";

fn world() -> World {
    let settings: Settings = serde_json::from_value(json!({
        "services": { "checkout": { "title": "Checkout", "policy": "checkout" } },
        "responders": { "ana": { "name": "Ana Silva", "contacts": [{ "channel": "email", "address": "ana@example.com" }] } },
        "policies": { "checkout": { "levels": [{ "page": ["responder:ana"], "delay": "5m" }] } },
        "report_pages": { "checkout": { "service": "checkout", "text": "In an emergency, phone 555." } }
    }))
    .unwrap();
    let table = Fakes::at(received_at());
    table.set_settings(settings);
    Arc::new(Deps::new(Fakes::at(received_at()), table, ManualClock::at(received_at()), FakeWeb::default()))
}

/// What a browser keeps.
#[derive(Default, Clone)]
struct Browser {
    cookie: String,
    form: String,
}

struct Page {
    status: u64,
    headers: Value,
    body: String,
}

async fn ask(world: &World, mut request: Value, browser: &mut Browser) -> Page {
    request["headers"]["content-type"] = json!("application/x-www-form-urlencoded");
    request["cookies"] = json!([browser.cookie]);
    let answer = invoke(&router(Arc::clone(world)), request).await;
    let cookie = answer["cookies"].as_array().and_then(|all| all.first()).and_then(Value::as_str);
    if let Some(cookie) = cookie {
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
    }
    let body = answer["body"].as_str().unwrap_or_default().to_owned();
    if let Some((_, rest)) = body.split_once("name=\"form\" value=\"") {
        browser.form = rest.split('"').next().unwrap().to_owned();
    }
    Page { status: answer["statusCode"].as_u64().unwrap(), headers: answer["headers"].clone(), body }
}

async fn look(world: &World, path: &str, browser: &mut Browser) -> Page {
    ask(world, request("GET", path, ""), browser).await
}

async fn send(world: &World, what: &str, browser: &mut Browser) -> Page {
    let body = format!("form={}&what={what}&since=just+now&trouble=minor&who=Zoe", browser.form);
    ask(world, request("POST", "/problem/checkout", &body), browser).await
}

/// The one event that was queued.
fn queued(world: &World) -> AlarmEvent {
    let mut all = world.alerts.take_alarms();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// What triage makes of it.
async fn judged(world: &World, event: &AlarmEvent) -> Incident {
    let rules = world.table.rules().await.unwrap();
    let id = IncidentId::derive(&event.alert_key(), "1");
    let hold = Some(Hold { by: HoldReason::Report, until: received_at() + SignedDuration::from_mins(10) });
    let opening = Opening { hold, ..Opening::new(id.clone(), 1, event, rules.route(event)) };
    let Decided { incident, events } = open(&opening, &rules, received_at());
    let change = Change { incident: incident.clone(), events };
    let alerts = vec![Alert::opened(event, id, None)];
    let commit = Commit { alerts, opening: OpeningWrites::default(), ..Commit::of(change) };
    world.table.commit(&commit).await.unwrap();
    incident
}

#[tokio::test]
async fn a_colleague_reports_and_gets_a_receipt() {
    let (world, mut browser) = (world(), Browser::default());
    let shown = look(&world, "/problem/checkout", &mut browser).await;
    assert_eq!(shown.status, 200);
    for says in
        ["Report a problem: Checkout", "In an emergency, phone 555.", "What is wrong?", "Who are you?"]
    {
        assert!(shown.body.contains(says), "{says}: {}", shown.body);
    }
    assert!(world.alerts.take_alarms().is_empty(), "a GET changes nothing");
    let sent = send(&world, "prices+of+yesterday", &mut browser).await;
    assert_eq!(sent.status, 303);
    let event = queued(&world);
    assert_eq!((event.source.as_str(), event.kind), ("report/checkout", AlarmKind::Trigger));
    assert_eq!((event.summary.as_str(), event.severity), ("prices of yesterday", Some(Severity::Sev4)));
    let receipt = format!("/problem/{}", sent.headers["location"].as_str().unwrap());
    assert!(look(&world, &receipt, &mut browser).await.body.contains("On its way"));
    judged(&world, &event).await;
    let shown = look(&world, &receipt, &mut browser).await;
    for says in ["Nobody has it yet", "Received", "was told, without ringing", "22 Nov 2026, 03:10 UTC"] {
        assert!(shown.body.contains(says), "{says}: {}", shown.body);
    }
    for private in ["Ana", "ana", "prices", "inc_", "SEV", "policy"] {
        assert!(!shown.body.contains(private), "{private}: {}", shown.body);
    }
}

#[tokio::test]
async fn sent_twice_it_is_one_report_and_other_words_are_another() {
    let (world, mut browser) = (world(), Browser::default());
    look(&world, "/problem/checkout", &mut browser).await;
    let first = send(&world, "prices", &mut browser).await;
    let one = queued(&world).alert_key();
    world.clock.advance(SignedDuration::from_secs(1));
    let second = send(&world, "prices", &mut browser).await;
    assert_eq!(queued(&world).alert_key(), one);
    assert_eq!(first.headers["location"], second.headers["location"]);
    send(&world, "something+else", &mut browser).await;
    assert_ne!(queued(&world).alert_key(), one);
}

#[tokio::test]
async fn no_other_site_posts_in_a_colleague_s_browser() {
    let (world, mut own, mut other) = (world(), Browser::default(), Browser::default());
    look(&world, "/problem/checkout", &mut own).await;
    look(&world, "/problem/checkout", &mut other).await;
    // Without the cookie, as a browser sends what another site posts; and with the form of another browser.
    let bare = Browser { cookie: String::new(), form: own.form.clone() };
    let foreign = Browser { cookie: own.cookie.clone(), form: other.form.clone() };
    for mut forged in [bare, foreign, Browser::default()] {
        let refused = send(&world, "kept+words", &mut forged).await;
        assert_eq!(refused.status, 403);
        assert!(refused.body.contains("kept words") && refused.body.contains("Press the button once more"));
        assert!(world.alerts.take_alarms().is_empty());
        assert_eq!(send(&world, "kept+words", &mut forged).await.status, 303, "pressed once more");
        world.alerts.take_alarms();
    }
    let shown = look(&world, "/problem/checkout", &mut own).await;
    let policy = shown.headers["content-security-policy"].as_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{policy}");
}

#[tokio::test]
async fn what_is_typed_stays_text() {
    let (world, mut browser) = (world(), Browser::default());
    look(&world, "/problem/checkout", &mut browser).await;
    let evil: String = EVIL.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let body = format!("form=x&what={evil}&since={evil}&trouble={evil}&who={evil}");
    let shown = ask(&world, request("POST", "/problem/checkout", &body), &mut browser).await;
    assert_eq!(shown.status, 403);
    assert!(!shown.body.contains("<script>alert") && shown.body.contains("&#60;script"), "{}", shown.body);
    send(&world, &evil, &mut browser).await;
    assert_eq!(queued(&world).summary, EVIL);
    let empty = send(&world, "+%0D%0A+", &mut browser).await;
    assert_eq!(empty.status, 400);
    assert!(empty.body.contains("Say what is wrong."));
    let long = send(&world, &"x".repeat(40_000), &mut browser).await;
    assert_eq!(long.status, 400);
    assert!(world.alerts.take_alarms().is_empty());
}

#[tokio::test]
async fn what_is_not_queued_is_not_received() {
    let (world, mut browser) = (world(), Browser::default());
    look(&world, "/problem/checkout", &mut browser).await;
    world.alerts.fail_call(0, Fault::Before);
    let refused = send(&world, "prices", &mut browser).await;
    assert_eq!(refused.status, 503);
    assert!(refused.body.contains("prices") && refused.body.contains("Press the button again"));
    assert_eq!(send(&world, "prices", &mut browser).await.status, 303);
    queued(&world);
}

#[tokio::test]
async fn beyond_the_limit_words_are_kept() {
    let (world, mut browser) = (world(), Browser::default());
    look(&world, "/problem/checkout", &mut browser).await;
    for nth in 0..10 {
        assert_eq!(send(&world, &format!("report+{nth}"), &mut browser).await.status, 303);
    }
    let refused = send(&world, "one+more", &mut browser).await;
    assert_eq!((refused.status, &refused.headers["retry-after"]), (429, &json!("61")));
    assert!(refused.body.contains("one more") && refused.body.contains("whoever is on call has them"));
    world.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(send(&world, "one+more", &mut browser).await.status, 303);
}

#[tokio::test]
async fn what_is_no_page_says_so_and_shows_nothing() {
    let (world, mut browser) = (world(), Browser::default());
    let receipt = "0".repeat(32);
    for path in
        ["/problem", "/problem/", "/problem/search", "/problem/checkout/../../a", "/problem/checkout/x"]
    {
        let shown = look(&world, path, &mut browser).await;
        assert_eq!(shown.status, 404, "{path}");
    }
    assert!(
        look(&world, &format!("/problem/checkout/{receipt}"), &mut browser).await.body.contains("On its way")
    );
    assert_eq!(look(&world, "/times.js", &mut browser).await.status, 200);
    world.table.fail_call(0, Fault::Before);
    assert_eq!(look(&world, "/problem/checkout", &mut browser).await.status, 503);
}
