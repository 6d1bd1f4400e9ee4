//! Who is on call, as the page says it.

use super::world::{World, settings};
use axum::http::StatusCode;
use callout_domain::settings::Settings;
use serde_json::json;
use std::sync::Arc;

/// Ana and Ben in turn, from Mondays at nine; nobody on Sundays from 18:00 to 22:00. It is Sunday, 22 November 2026, 03:00 UTC.
fn rotating() -> Settings {
    let mut settings = settings();
    let schedule = json!({ "zone": "Europe/Lisbon", "layers": [{ "name": "weekly", "turns": ["ana", "ben"], "every": "1 week",
        "start": "2026-11-16T09:00", "restrictions": [{ "from": "sun 22:00", "to": "sun 18:00" }] }] });
    settings.schedules = serde_json::from_value(json!({ "payments": schedule })).unwrap();
    settings.policies = serde_json::from_value(json!({ "payments": { "levels": [
        { "page": ["schedule:payments"], "delay": "5m" }, { "page": ["schedule:gone"], "delay": "10m" },
        { "page": ["responder:cho"], "delay": "15m", "when": { "severity": "SEV2" } }], "repeat": 1, "fallback": "ben" } }))
    .unwrap();
    let cho = settings.responders.get_mut(&"cho".into()).unwrap();
    cho.notify = serde_json::from_value(json!({ "high": [{ "contact": "sms", "after": "2m" }] })).unwrap();
    settings
}

async fn page(path: &str) -> (Arc<World>, String) {
    let world = World::new().await;
    world.fakes.set_settings(rotating());
    let answer = world.browser("ana").await.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
    (world, answer.html)
}

#[tokio::test]
async fn each_level_of_a_service_says_who_until_when_and_how() {
    let (_, html) = page("/oncall").await;
    let card = html
        .split("<section class=\"card\">")
        .find(|card| card.contains("<h3>Payments API, Search</h3>"))
        .unwrap();
    let rows: Vec<&str> = card.split("<tr>").skip(2).collect();
    assert_eq!(rows.len(), 5, "{card}");
    for part in [
        "Level 1",
        "at once",
        "<a href=\"oncall?person=ana\" data-row>Ana Silva</a>",
        "schedule:payments",
        "SMS",
        "<time datetime=\"2026-11-22T18:00:00Z\">Sun 22 Nov 2026, 18:00 UTC</time>",
    ] {
        assert!(rows[0].contains(part), "{part}: {}", rows[0]);
    }
    assert!(
        rows[1].contains("<strong class=\"bad\">Nobody</strong>") && rows[1].contains("after 5 min"),
        "{}",
        rows[1]
    );
    for part in ["Level 3", "after 15 min", "Cho Min", "only for SEV1 to SEV2", "SMS after 2 min"] {
        assert!(rows[2].contains(part), "{part}: {}", rows[2]);
    }
    assert!(
        rows[3].contains("Fallback") && rows[3].contains("after 60 min") && rows[3].contains("Ben Okafor"),
        "{}",
        rows[3]
    );
    assert!(
        rows[4].contains("Fallback contact") && rows[4].contains("contact of the template"),
        "{}",
        rows[4]
    );
    assert!(card.contains("The levels repeat once.") && !html.contains("+1555"), "{card}");
}

#[tokio::test]
async fn a_schedule_says_who_is_next_and_where_nobody_is() {
    let (_, html) = page("/oncall").await;
    let card =
        html.split("<section class=\"card\">").find(|card| card.contains("<h3>payments</h3>")).unwrap();
    for part in [
        "On call: <strong><a href=\"oncall?person=ana\">Ana Silva</a></strong> until",
        "Next: <a href=\"oncall?person=ben\">",
        "Nobody is on call for 8 hours in the next two weeks.",
        "Times in Europe/Lisbon",
    ] {
        assert!(card.contains(part), "{part}: {card}");
    }
    let days: Vec<&str> = card.split("<th scope=\"row\">").skip(1).collect();
    assert_eq!(days.len(), 14, "{card}");
    assert!(days[0].starts_with("Sun 22 Nov</th>"), "{}", days[0]);
    for part in [
        "Ana Silva 00:00–18:00",
        "<strong class=\"bad\">Nobody</strong> 18:00–22:00",
        "Ana Silva 22:00–24:00",
    ] {
        assert!(days[0].contains(part), "{part}: {}", days[0]);
    }
    assert!(
        days[1].contains("Ana Silva 00:00–09:00") && days[1].contains("Ben Okafor 09:00–24:00"),
        "{}",
        days[1]
    );
    assert!(days[2].contains("<td>Ben Okafor</td>"), "the whole day: {}", days[2]);
}

#[tokio::test]
async fn the_days_are_those_of_the_reader_s_clock_where_it_is_known() {
    let world = World::new().await;
    let mut settings = rotating();
    settings.responders.get_mut(&"ana".into()).unwrap().zone = Some("Africa/Lagos".to_owned());
    world.fakes.set_settings(settings);
    let html = world.browser("ana").await.get("/oncall").await.html;
    assert!(html.contains("Times in Africa/Lagos") && html.contains("Nobody</strong> 19:00–23:00"), "{html}");
}

#[tokio::test]
async fn a_person_s_next_shifts_are_listed() {
    let (world, html) = page("/oncall?person=ana").await;
    assert!(html.contains("<h1>Ana Silva on call</h1>"), "{html}");
    let main = html.split("<main").nth(1).unwrap();
    let rows: Vec<&str> = main.split("<tr").skip(2).collect();
    assert!(
        rows[0].contains("<strong>Now</strong>")
            && rows[0].contains("payments")
            && rows[0].contains("weekly"),
        "{}",
        rows[0]
    );
    assert!(
        rows[1].contains("datetime=\"2026-11-22T22:00:00Z\"")
            && rows[1].contains("datetime=\"2026-11-23T09:00:00Z\""),
        "{}",
        rows[1]
    );
    let cho = world.browser("ana").await.get("/oncall?person=cho").await;
    assert!(cho.html.contains("No shifts in the next 60 days."), "{}", cho.html);
    assert_eq!(world.browser("ana").await.get("/oncall?person=nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_is_on_call_costs_no_read_beside_the_settings_and_the_session() {
    let (world, _) = page("/oncall").await;
    let browser = world.browser("ana").await;
    let before = world.fakes.calls();
    browser.get("/oncall").await;
    assert!(
        world.fakes.calls() - before <= 3,
        "the keys of links, the settings, and whether the session was ended"
    );
}

#[tokio::test]
async fn a_schedule_says_how_evenly_what_is_to_come_is_shared() {
    let (world, html) = page("/oncall").await;
    assert!(html.contains("<a href=\"oncall?fairness=payments\">How evenly it is shared</a>"), "{html}");
    let browser = world.browser("ana").await;
    assert_eq!(browser.get("/oncall?fairness=gone").await.status, StatusCode::NOT_FOUND);
    let html = browser.get("/oncall?fairness=payments").await.html;
    let (_, fairness) = html.split_once("<caption>The next 90 days").unwrap();
    let rows: Vec<&str> = fairness.split("<tr>").skip(2).collect();
    let hours = |row: &str| -> Vec<f64> {
        row.split("<td")
            .skip(2)
            .filter_map(|cell| cell.split(['>', ' ']).find_map(|word| word.parse().ok()))
            .collect()
    };
    assert!(rows[0].contains("Ana Silva") || rows[0].contains("Ben Okafor"), "{}", rows[0]);
    let all: Vec<Vec<f64>> = rows.iter().take(2).map(|row| hours(row)).collect();
    let total: f64 = all.iter().map(|row| row[0]).sum();
    // Four hours of each of thirteen Sundays belong to nobody.
    assert_eq!(total, 90.0 * 24.0 - 13.0 * 4.0, "{all:?}");
    assert!(all.iter().all(|row| row[1] > 0.0 && row[2] > 0.0 && row[3] == 0.0), "{all:?}");
    assert!(fairness.contains("Balance: hours ") && !fairness.contains("holidays 1"), "{fairness}");
    assert!(fairness.contains("in Europe/Lisbon"), "{fairness}");
}

#[tokio::test]
async fn a_calendar_program_reads_shifts_at_an_address_that_is_on_no_page() {
    let (world, _) = page("/oncall").await;
    let ana = world.browser("ana").await;
    for path in ["/mine", "/oncall"] {
        let html = ana.get(path).await.html;
        assert!(html.contains("action=\"mine/calendar\"") && !html.contains("/cal/"), "{path}: {html}");
    }
    for (form, whose) in [("x=1", "My shifts"), ("schedule=payments", "Shifts of payments")] {
        let answer = ana.submit("/mine/calendar", form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
        assert!(answer.html.contains(&format!("<h1>{whose} in a calendar</h1>")), "{}", answer.html);
        let (_, rest) = answer.html.split_once("<a href=\"https://links.example/cal/").unwrap();
        let (token, _) = rest.split_once(".ics\"").unwrap();
        assert_eq!(token.len(), 48);
        assert!(answer.html.contains("22 Nov 2027, 03:00 UTC"), "{}", answer.html);
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    assert_eq!(ana.submit("/mine/calendar", "schedule=gone").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ana.post("/mine/calendar", "csrf=x").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ana.get("/mine/calendar").await.status, StatusCode::METHOD_NOT_ALLOWED);
}
