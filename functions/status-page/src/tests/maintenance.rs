//! Maintenance is announced, begins, moves and ends on the page by itself.

use super::world::{World, at, receives, settings};
use callout_domain::incident::{Impact, Phase};
use callout_domain::settings::Settings;
use callout_domain::status::Month;
use callout_ports::PageDocuments as _;
use callout_ports::fakes::Fault;
use jiff::SignedDuration;
use serde_json::{Value, json};

const SETTINGS_APPLIED: &str = r#"{"type":"settings_applied"}"#;
const CHECK: &str = r#"{"type":"status_page_check"}"#;

/// Settings with an hour of work on the checkout, from a quarter past.
fn with_window(until: &str) -> Settings {
    let mut all = settings();
    let window = json!({
        "start": "2026-11-22T05:15", "end": until, "reason": "not for customers",
        "page": { "components": ["checkout"], "title": "New database", "text": "Orders wait for some minutes." },
    });
    all.maintenance = [("db".to_owned(), serde_json::from_value(window).unwrap())].into();
    all
}

/// The page with a window that is announced.
pub(super) async fn announced() -> World {
    let world = World::new();
    world.fakes.set_settings(with_window("2026-11-22T06:15"));
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    world
}

async fn looks_at(world: &World, time: &str) {
    world.fakes.clock.set(at(time));
    receives(CHECK, world).await.unwrap();
}

fn document(world: &World, name: &str) -> Value {
    serde_json::from_str(&world.file(&format!("api/v2/{name}.json"))).unwrap()
}

#[tokio::test]
async fn it_is_announced_begins_and_ends_by_the_clock() {
    let world = announced().await;
    let index = world.file("index.html");
    for words in
        ["Scheduled maintenance", "New database", "Orders wait for some minutes.", "All Systems Operational"]
    {
        assert!(index.contains(words), "no `{words}` in\n{index}");
    }
    assert!(!index.contains("not for customers"));
    world.fakes.take_written();
    looks_at(&world, "2026-11-22T05:14:30Z").await;
    assert_eq!(world.fakes.take_written(), [] as [&str; 0], "nothing to say yet");

    looks_at(&world, "2026-11-22T05:15:20Z").await;
    let index = world.file("index.html");
    assert!(index.contains("Service Under Maintenance") && index.contains("Under maintenance"), "{index}");
    assert_eq!(document(&world, "status")["status"]["indicator"], "maintenance");
    assert_eq!(
        document(&world, "scheduled-maintenances/active")["scheduled_maintenances"][0]["status"],
        "in_progress"
    );
    assert!(world.file("status.txt").contains("Checkout  Under maintenance"));

    looks_at(&world, "2026-11-22T06:15:20Z").await;
    let index = world.file("index.html");
    assert!(
        index.contains("All Systems Operational") && !index.contains("<h2 id=\"maintenance\""),
        "{index}"
    );
    let past = index.split("<h3 class=\"day\">22 November 2026</h3>").nth(1).expect("its day");
    for words in
        ["New database", "Orders wait for some minutes.", "The maintenance is over.", "href=\"maintenance/"]
    {
        assert!(past.contains(words), "no `{words}` in\n{past}");
    }
    assert!(index.contains("No incidents in the last 14 days."), "it was none");
    let over = &document(&world, "scheduled-maintenances")["scheduled_maintenances"][0];
    assert_eq!(
        (&over["status"], &over["resolved_at"]),
        (&json!("completed"), &json!("2026-11-22T06:15:00.000Z"))
    );
    assert_eq!(document(&world, "summary")["scheduled_maintenances"], json!([]));
    let page = world.file(&format!("maintenance/{}.html", over["id"].as_str().unwrap()));
    assert!(page.contains("The maintenance is over.") && page.contains("Completed"), "{page}");
    assert!(world.file("components/checkout.html").contains("100% uptime"), "maintenance counts as up");
}

#[tokio::test]
async fn what_is_extended_ended_early_or_cancelled_says_so() {
    let world = announced().await;
    looks_at(&world, "2026-11-22T05:15:20Z").await;
    world.fakes.set_settings(with_window("2026-11-22T07:00"));
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let id = document(&world, "summary")["scheduled_maintenances"][0]["id"].as_str().unwrap().to_owned();
    let page = world.file(&format!("maintenance/{id}.html"));
    assert!(page.contains("Moved: 22 Nov 2026, 05:15 UTC until 22 Nov 2026, 07:00 UTC."), "{page}");
    looks_at(&world, "2026-11-22T06:15:20Z").await;
    assert!(world.file("index.html").contains("Service Under Maintenance"), "it goes on");
    world.fakes.set_settings(settings());
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("index.html").contains("All Systems Operational"));

    let world = announced().await;
    world.fakes.set_settings(settings());
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(!world.file("index.html").contains("New database"));
    assert_eq!(world.fakes.page_text("history/2026-11.html"), None, "it never took place");
    assert!(world.file("maintenance.ics").contains("STATUS:CANCELLED\r\n"));
}

/// A window of two hours each night.
fn nightly() -> Settings {
    let mut all = settings();
    let window = json!({
        "recurring": [{ "times": [{ "from": "01:00", "to": "03:00" }] }], "reason": "patches",
        "page": { "components": ["api"], "title": "Patches" },
    });
    all.maintenance = [("patches".to_owned(), serde_json::from_value(window).unwrap())].into();
    all
}

#[tokio::test]
async fn what_took_place_stands_in_its_month_for_years() {
    let world = announced().await;
    looks_at(&world, "2026-11-22T06:15:20Z").await;
    let month = |world: &World| world.file("history/2026-11.html");
    for words in ["New database", "The maintenance has begun.", "The maintenance is over."] {
        assert!(month(&world).contains(words), "no `{words}` in {}", month(&world));
    }
    assert!(world.file("history.html").contains("November 2026"));
    world.fakes.set_settings(nightly());
    let mut day = at("2026-11-24T03:10:00Z");
    for _ in 0..55 {
        looks_at(&world, &(day - SignedDuration::from_mins(30)).to_string()).await;
        looks_at(&world, &day.to_string()).await;
        day += SignedDuration::from_hours(24);
    }
    let document = world.fakes.page().await.unwrap();
    assert!(document.maintenance.iter().all(|window| window.title == "Patches"), "fifty and no more");
    assert!(month(&world).contains("New database") && month(&world).contains("Patches"), "{}", month(&world));
    assert!(!world.file("index.html").contains("New database"), "fourteen days are over");
    // Whoever gets a page three years later reads it there.
    let mut later = settings();
    let partners = json!({ "partners": { "title": "For partners", "components": ["checkout"] } });
    later.status_pages = serde_json::from_value(partners).unwrap();
    world.fakes.set_settings(later);
    looks_at(&world, "2029-11-20T06:15:20Z").await;
    let theirs = world.file("partners/history/2026-11.html");
    assert!(theirs.contains("New database") && !theirs.contains("Patches"), "{theirs}");
    let id = theirs.split("href=\"../maintenance/").nth(1).unwrap().split('"').next().unwrap();
    assert!(world.file(&format!("partners/maintenance/{id}")).contains("The maintenance is over."));
    assert!(world.file(&format!("maintenance/{id}")).contains("The maintenance is over."));
}

#[tokio::test]
async fn whatever_fails_its_month_knows_it_once() {
    for fault in [Fault::Before, Fault::After] {
        for call in 0.. {
            let world = announced().await;
            world.fakes.clock.set(at("2026-11-22T06:15:20Z"));
            world.fakes.fail_call(call, fault);
            let outcome = receives(CHECK, &world).await;
            if world.fakes.clear_fault() {
                assert!(call > 5 && outcome.is_ok());
                break;
            }
            receives(CHECK, &world).await.unwrap();
            let month = world.fakes.month(Month::of(at("2026-11-22T06:15:20Z"))).await.unwrap();
            assert_eq!(month.maintenance.len(), 1, "call {call}");
            assert!(world.file("history/2026-11.html").contains("New database"), "call {call}");
        }
    }
}

#[tokio::test]
async fn it_is_read_in_each_language_of_the_page() {
    let world = World::new();
    let mut all = with_window("2026-11-22T06:15");
    all.status_page.as_mut().unwrap().languages = vec!["en".to_owned(), "de".to_owned()];
    let public = all.maintenance.get_mut("db").unwrap().page.as_mut().unwrap();
    public.titles = [("de".to_owned(), "Neue Datenbank".to_owned())].into();
    public.texts = [("de".to_owned(), "Bestellungen warten.".to_owned())].into();
    world.fakes.set_settings(all);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let (english, german) = (world.file("index.html"), world.file("de/index.html"));
    assert!(english.contains("New database") && !english.contains("Neue Datenbank"), "{english}");
    for words in ["Neue Datenbank", "Bestellungen warten."] {
        assert!(german.contains(words), "no `{words}` in {german}");
    }
    assert!(!german.contains("New database") && !german.contains("Orders wait"), "{german}");
    assert!(world.file("history.atom").contains("Orders wait for some minutes."), "programs read English");
    let id = document(&world, "summary")["scheduled_maintenances"][0]["id"].as_str().unwrap().to_owned();
    assert!(world.file(&format!("de/maintenance/{id}.html")).contains("Bestellungen warten."));
}

#[tokio::test]
async fn an_incident_is_worse_than_maintenance() {
    let world = announced().await;
    looks_at(&world, "2026-11-22T05:15:20Z").await;
    let id = world.opens("payments").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Minor, "slow").await, &world).await.unwrap();
    let index = world.file("index.html");
    assert!(index.contains("<h1>Partially Degraded Service</h1>"), "{index}");
    assert!(world.file("status.txt").contains("Checkout  Degraded performance"));
    assert_eq!(document(&world, "status")["status"]["indicator"], "minor");
}

#[tokio::test]
async fn its_calendar_has_one_event_that_keeps_its_name() {
    let world = announced().await;
    let first = world.file("maintenance.ics");
    for line in ["DTSTART:20261122T051500Z", "DTEND:20261122T061500Z", "SUMMARY:New database", "SEQUENCE:0"] {
        assert!(first.contains(&format!("{line}\r\n")), "no {line} in\n{first}");
    }
    world.fakes.set_settings(with_window("2026-11-22T07:00"));
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let moved = world.file("maintenance.ics");
    let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
    assert_eq!((uid(&first), moved.matches("BEGIN:VEVENT").count()), (uid(&moved), 1));
    assert!(moved.contains("SEQUENCE:1\r\n") && moved.contains("DTEND:20261122T070000Z\r\n"));
}

#[tokio::test]
async fn feeds_have_one_entry_of_it_that_says_how_it_goes() {
    let world = announced().await;
    let first = world.file("history.atom");
    assert!(first.contains("<title>New database</title>") && first.contains("Scheduled"), "{first}");
    looks_at(&world, "2026-11-22T05:15:20Z").await;
    let begun = world.file("history.atom");
    assert_eq!(begun.matches("<title>New database</title>").count(), 1);
    assert!(begun.contains("The maintenance has begun."), "{begun}");
    let id = |feed: &str| feed.split("<entry>").nth(1).unwrap().split("</id>").next().unwrap().to_owned();
    assert_eq!(id(&first), id(&begun), "a reader shows it once");
    assert!(world.file("components/checkout.rss").contains("New database"));
    assert!(!world.file("components/api.rss").contains("New database"));
}

/// Whoever ends a window by hand applies no settings.
#[tokio::test]
async fn a_window_that_somebody_ends_early_is_over_at_the_next_check() {
    let world = announced().await;
    looks_at(&world, "2026-11-22T05:15:20Z").await;
    world.fakes.set_settings(settings());
    looks_at(&world, "2026-11-22T05:32:20Z").await;
    assert!(world.file("index.html").contains("All Systems Operational"));
    assert!(
        world.file("maintenance.ics").contains("DTEND:20261122T053220Z\r\n"),
        "nobody's calendar is blocked"
    );
}
