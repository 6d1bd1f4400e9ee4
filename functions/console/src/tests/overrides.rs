//! Putting somebody on call at once.

use super::world::{World, settings};
use axum::http::StatusCode;
use callout_domain::ids::ResponderName;
use callout_domain::responder::Access;
use callout_domain::settings::Settings;
use callout_ports::{Clock as _, SettingsSource as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::sync::Arc;

const FORM: &str = "/overrides?schedule=payments";

/// Ana and Ben in turn, from Mondays at nine. It is Sunday, 22 November 2026, 03:00 UTC: Ana.
fn rotating() -> Settings {
    let schedule = json!({ "zone": "UTC", "layers": [{ "name": "weekly", "turns": ["ana", "ben"], "every": "1 week",
        "start": "2026-11-16T09:00" }] });
    let schedules = serde_json::from_value(json!({ "payments": schedule })).unwrap();
    Settings { schedules, ..settings() }
}

async fn world() -> Arc<World> {
    let world = World::new().await;
    world.fakes.set_settings(rotating());
    world
}

async fn on_call(world: &World, at: Timestamp) -> String {
    let rules = world.fakes.rules().await.unwrap();
    let people = rules.schedule(&"payments".into()).unwrap().on_call(at);
    people.iter().map(ResponderName::as_str).collect::<Vec<_>>().join("+")
}

fn stands_in(from: &str, to: &str, minutes: u32) -> String {
    format!("schedule=payments&from={from}&to={to}&minutes={minutes}&text=she+is+ill")
}

#[tokio::test]
async fn somebody_is_on_call_at_once_and_until_it_ends() {
    let world = world().await;
    let ben = world.browser("ben").await;
    assert!(
        ben.get("/oncall")
            .await
            .html
            .contains("<a href=\"overrides?schedule=payments\">Put somebody on call</a>")
    );
    let form = ben.get(FORM).await.html;
    assert!(
        form.contains("<option value=\"ben\" selected>Ben Okafor</option>"),
        "whoever opens it is awake: {form}"
    );
    let answer = ben.submit("/overrides", &stands_in("ana", "ben", 120)).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "oncall"), "{}", answer.html);
    let now = world.fakes.now();
    let hours = |hours: i64| now + SignedDuration::from_hours(hours);
    assert_eq!([on_call(&world, now).await, on_call(&world, hours(2)).await], ["ben", "ana"]);
    // What one has by an override is handed on like any shift.
    let cho = world.browser("cho").await;
    assert_eq!(cho.submit("/overrides", &stands_in("ben", "cho", 60)).await.status, StatusCode::SEE_OTHER);
    let seen = [on_call(&world, now).await, on_call(&world, hours(1)).await, on_call(&world, hours(2)).await];
    assert_eq!(seen, ["cho", "ben", "ana"]);
    assert!(ben.get("/silences").await.html.contains("she is ill"), "it can be ended there");
    assert!(ben.get("/audit").await.html.contains("Ben Okafor"), "and is on record");
}

#[tokio::test]
async fn somebody_is_put_on_call_for_the_evening_instead_of_whoever_is_then() {
    let world = world().await;
    let ben = world.browser("ben").await;
    let later = |begins: &str| format!("{}&begins={begins}", stands_in("ana", "ben", 120));
    let refused = ben.submit("/overrides", &later("tonight")).await;
    assert!(refused.html.contains("is no time") && refused.html.contains("she is ill"), "{}", refused.html);
    // Ben himself is on call from Monday, nine.
    let refused = ben.submit("/overrides", &later("2026-11-23T09:00")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.html.contains("Ana Silva is not on call for payments then"), "{}", refused.html);
    assert!(
        refused.html.contains("<option value=\"ben\" selected>"),
        "whoever is on call then: {}",
        refused.html
    );
    assert_eq!(ben.submit("/overrides", &later("2026-11-22T20:00")).await.status, StatusCode::SEE_OTHER);
    let at =
        |hour: i64| "2026-11-22T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hour);
    let seen = [on_call(&world, at(19)).await, on_call(&world, at(20)).await, on_call(&world, at(22)).await];
    assert_eq!(seen, ["ana", "ben", "ana"]);
}

#[tokio::test]
async fn what_changes_nothing_or_too_much_is_said_with_what_was_typed() {
    let world = world().await;
    let ben = world.browser("ben").await;
    for (form, words) in [
        (stands_in("cho", "ben", 60), "Cho Min is not on call for payments now"),
        (stands_in("ana", "ana", 60), "Ana Silva is already on call for payments now"),
        (stands_in("ana", "somebody", 60), "Choose who stands in."),
        (stands_in("ana", "ben", 3_000), "day"),
    ] {
        let answer = ben.submit("/overrides", &form).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{form}: {}", answer.html);
        assert!(
            answer.html.contains(words) && answer.html.contains("value=\"she is ill\""),
            "{}",
            answer.html
        );
    }
    assert_eq!(on_call(&world, world.fakes.now()).await, "ana");
    assert_eq!(ben.get("/overrides?schedule=nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_only_looks_puts_nobody_on_call() {
    let world = world().await;
    let mut settings = rotating();
    settings.responders.get_mut(&"ben".into()).unwrap().access = Access::Observer;
    world.fakes.set_settings(settings);
    let ben = world.browser("ben").await;
    assert!(!ben.get("/oncall").await.html.contains("Put somebody on call"));
    assert_eq!(ben.get(FORM).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ben.submit("/overrides", &stands_in("ana", "ben", 60)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.browser("ana").await.post("/overrides", &stands_in("ana", "ben", 60)).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(on_call(&world, world.fakes.now()).await, "ana");
}
