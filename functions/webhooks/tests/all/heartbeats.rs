//! Signs of life, sent the way cron jobs send them.

use crate::app::{invoke, request};
use crate::fakes::{FakeWeb, received_at};
use callout_domain::alarm::AlarmKind;
use callout_domain::settings::{Settings, hash_key};
use callout_ports::fakes::{Fakes, Fault, ManualClock};
use callout_ports::{Heartbeats, KeyUses};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::sync::Arc;
use webhooks::deps::Deps;
use webhooks::router::router;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const WITH_KEY: &str = "/heartbeat/0123456789abcdef0123456789abcdef";

type World = Arc<Deps<Fakes, Fakes, ManualClock, FakeWeb>>;

/// One heartbeat, `backup`, of every hour.
fn world() -> World {
    let backup = json!({ "every": "1h", "key_sha256": [hash_key(KEY)] });
    let settings: Settings = serde_json::from_value(json!({ "heartbeats": { "backup": backup } })).unwrap();
    let table = Fakes::at(received_at());
    table.set_settings(settings);
    let (alerts, clock) = (Fakes::at(received_at()), ManualClock::at(received_at()));
    Arc::new(Deps::new(alerts, table, clock, FakeWeb::default()))
}

async fn ask(world: &World, method: &str, path: &str) -> (u64, Value) {
    answer(world, request(method, path, "")).await
}

async fn ask_with(world: &World, method: &str, path: &str, authorization: &str) -> (u64, Value) {
    let mut asked = request(method, path, "");
    asked["headers"]["authorization"] = json!(authorization);
    answer(world, asked).await
}

async fn answer(world: &World, asked: Value) -> (u64, Value) {
    let answer = invoke(&router(Arc::clone(world)), asked).await;
    let body = answer["body"].as_str().filter(|body| !body.is_empty()).unwrap_or("null");
    assert!(!body.contains(KEY), "the key is nobody's business");
    (answer["statusCode"].as_u64().unwrap(), serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn whatever_the_sender_can_do_is_a_sign_of_life() {
    for method in ["GET", "POST", "HEAD"] {
        let world = world();
        let (status, body) = ask(&world, method, WITH_KEY).await;
        assert_eq!(status, 200, "{method}");
        if method != "HEAD" {
            let expected =
                json!({ "status": "ok", "heartbeat": "backup", "next_by": "2026-11-22T04:06:00Z" });
            assert_eq!(body, expected);
        }
        let beat = world.table.heartbeat_state(&"backup".into()).await.unwrap().unwrap();
        assert_eq!((beat.last_ping_at, beat.version), (received_at(), 1));
        assert!(world.alerts.take_alarms().is_empty());
    }
}

#[tokio::test]
async fn what_pings_opsgenie_needs_a_new_host_and_key_only() {
    for (method, called) in
        [("GET", "backup"), ("PUT", "Back%20Up"), ("POST", "backup/"), ("PATCH", "BACKUP")]
    {
        let world = world();
        let path = if called.ends_with('/') {
            "/v2/heartbeats/backup/ping/".to_owned()
        } else {
            format!("/v2/heartbeats/{called}/ping")
        };
        let (status, body) = ask_with(&world, method, &path, &format!("GenieKey {KEY}")).await;
        assert_eq!((status, &body["result"]), (202, &json!("PONG - Heartbeat received")), "{method} {path}");
        assert!(world.table.heartbeat_state(&"backup".into()).await.unwrap().is_some());
    }
    let world = world();
    for (key, called, status, why) in [
        (KEY, "rotation", 404, "this key is that of the heartbeat backup; each has its own"),
        ("nobody", "backup", 404, "this key belongs to no heartbeat"),
        ("", "backup", 401, "send the heartbeat's key as `Authorization: GenieKey <key>`"),
    ] {
        let answer =
            ask_with(&world, "GET", &format!("/v2/heartbeats/{called}/ping"), &format!("GenieKey {key}"))
                .await;
        assert_eq!((answer.0, &answer.1["message"]), (status, &json!(why)));
    }
    assert_eq!(world.table.heartbeat_state(&"backup".into()).await.unwrap(), None);
}

#[tokio::test]
async fn an_unknown_key_gets_404() {
    let world = world();
    for path in ["/heartbeat/somebody-elses", "/heartbeat/", "/heartbeat"] {
        assert_eq!(ask(&world, "GET", path).await.0, 404, "{path}");
    }
    assert_eq!(ask(&world, "DELETE", WITH_KEY).await.0, 405);
    assert_eq!(world.table.heartbeat_state(&"backup".into()).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_not_recorded_is_not_ok() {
    for nth in 0..3 {
        let world = world();
        world.table.fail_call(nth, Fault::Before);
        let (status, body) = ask(&world, "GET", WITH_KEY).await;
        assert_eq!((status, &body["message"]), (503, &json!("not recorded: send it again")), "call {nth}");
    }
}

#[tokio::test]
async fn the_end_of_a_silence_is_queued_before_it_is_recorded() {
    let world = world();
    ask(&world, "GET", WITH_KEY).await;
    let pinged = world.table.heartbeat_state(&"backup".into()).await.unwrap().unwrap();
    let missed = pinged.missed("2026-11-22T04:06:00Z".parse().unwrap());
    world.table.save_heartbeat_state(&missed).await.unwrap();
    world.clock.set("2026-11-22T05:00:00Z".parse().unwrap());
    world.alerts.fail_call(0, Fault::Before);
    assert_eq!(ask(&world, "GET", WITH_KEY).await.0, 503);
    assert_eq!(world.table.heartbeat_state(&"backup".into()).await.unwrap(), Some(missed));
    assert_eq!(ask(&world, "GET", WITH_KEY).await.0, 200);
    let alarms = world.alerts.take_alarms();
    assert_eq!(alarms.len(), 1);
    assert_eq!((alarms[0].kind, alarms[0].source.as_str()), (AlarmKind::Resolve, "heartbeat/backup"));
    assert_eq!(alarms[0].summary, "backup is back: ping at 05:00 UTC");
}

#[tokio::test]
async fn the_use_of_a_key_is_noted_once_an_hour() {
    let world = world();
    let digest = hash_key(KEY);
    let noted = async || world.table.key_uses(std::slice::from_ref(&digest)).await.unwrap().remove(&digest);
    assert_eq!(noted().await, None);
    for (minutes, expected) in [(0, 0), (59, 0), (1, 60)] {
        world.clock.advance(SignedDuration::from_mins(minutes));
        assert_eq!(ask(&world, "GET", WITH_KEY).await.0, 200);
        assert_eq!(noted().await, Some(received_at() + SignedDuration::from_mins(expected)));
    }
    assert_eq!(ask(&world, "GET", "/heartbeat/nobody").await.0, 404);
    assert!(world.table.key_uses(&[hash_key("nobody")]).await.unwrap().is_empty());
}
