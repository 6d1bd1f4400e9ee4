//! What the page says is true.

use super::world::{World, at, receives, settings};
use callout_domain::incident::{ComponentStatus, Impact, Phase};
use callout_domain::status::PageDocument;
use callout_ports::PageDocuments as _;
use serde_json::{Value, json};

const SETTINGS_APPLIED: &str = r#"{"type":"settings_applied"}"#;

/// A page that shows a document at a time.
async fn page_of(document: Value, now: &str) -> World {
    let world = World::new();
    world.fakes.clock.set(at(now));
    let document: PageDocument = serde_json::from_value(document).unwrap();
    for version in 1..=document.version {
        world.fakes.save_page(&PageDocument { version, ..document.clone() }).await.unwrap();
    }
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    world
}

fn incident(started: &str, updates: Value) -> Value {
    json!({ "version": 1, "incidents": [{ "id": "inc_23aaaaaaaaaaaaaa", "started_at": started, "updates": updates }] })
}

#[tokio::test]
async fn an_incident_of_sixteen_days_is_past_when_it_ends_and_for_fourteen_days() {
    let document = incident(
        "2026-11-05T20:00:00Z",
        json!([
            { "seq": 2, "at": "2026-11-05T20:05:00Z", "phase": "investigating", "text": "Rows are missing.",
              "impact": "minor", "components": ["checkout"] },
            { "seq": 15, "at": "2026-11-22T02:30:00Z", "phase": "resolved", "text": "All rows are back.",
              "impact": "minor", "components": ["checkout"] },
        ]),
    );
    let world = page_of(document, "2026-11-22T03:00:00Z").await;
    let page = world.file("index.html");
    assert!(page.contains("All rows are back.") && !page.contains("No incidents in the last"), "{page}");
    assert!(page.contains("<h3 class=\"day\">22 November 2026</h3>"), "under the day of its end");
    world.fakes.clock.set(at("2026-12-06T02:00:00Z"));
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("index.html").contains("All rows are back."));
    world.fakes.clock.set(at("2026-12-06T03:00:00Z"));
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("index.html").contains("No incidents in the last 14 days."));
    assert!(
        world.file("incidents/inc_23aaaaaaaaaaaaaa.html").contains("All rows are back."),
        "its address stays"
    );
}

#[tokio::test]
async fn nothing_is_green_above_what_is_open() {
    let open = incident(
        "2026-11-22T02:00:00Z",
        json!([{ "seq": 2, "at": "2026-11-22T02:10:00Z", "phase": "investigating", "impact": "none",
                 "text": "Some receipts are sent late.", "components": ["checkout"] }]),
    );
    let world = page_of(open, "2026-11-22T03:00:00Z").await;
    for key in ["index.html", "badge.svg", "status.txt"] {
        let text = world.file(key);
        assert!(
            text.contains("Incident in Progress") && !text.contains("All Systems Operational"),
            "{key}: {text}"
        );
    }
    assert!(world.file("index.html").contains("<section class=\"banner minor\">"));
    assert!(!world.file("favicon.svg").contains("17753a") && !world.file("badge.svg").contains("17753a"));
    let status: Value = serde_json::from_str(&world.file("api/v2/status.json")).unwrap();
    assert_eq!(status["status"]["indicator"], "none", "as Statuspage's");
}

#[tokio::test]
async fn each_component_is_as_bad_as_what_is_said_of_it() {
    let world = World::new();
    let id = world.opens("payments").await;
    let states = [
        ("checkout".into(), ComponentStatus::MajorOutage),
        ("mail".into(), ComponentStatus::DegradedPerformance),
    ];
    receives(&world.says(&id, Phase::Identified, "A cable was cut.", &states).await, &world).await.unwrap();
    let says = |world: &World, words: &str| world.file("index.html").contains(words);
    assert!(says(&world, "Major Service Outage"), "the worst of them");
    let text = world.file("status.txt");
    assert!(
        text.contains("Checkout  Major outage") && text.contains("Email     Degraded performance"),
        "{text}"
    );

    // What is not named stays as it was said.
    let better = [("checkout".into(), ComponentStatus::Operational)];
    receives(&world.says(&id, Phase::Monitoring, "Checkout is back.", &better).await, &world).await.unwrap();
    let text = world.file("status.txt");
    assert!(
        text.contains("Checkout  Operational") && text.contains("Email     Degraded performance"),
        "{text}"
    );
    assert!(says(&world, "Partially Degraded Service"));
    receives(&world.says(&id, Phase::Monitoring, "We still watch Email.", &[]).await, &world).await.unwrap();
    assert!(world.file("status.txt").contains("Email     Degraded performance"));

    receives(&world.says(&id, Phase::Resolved, "All is well.", &[]).await, &world).await.unwrap();
    assert!(says(&world, "All Systems Operational"));
}

#[tokio::test]
async fn one_incidents_end_claims_nothing_of_what_another_says() {
    let world = World::new();
    let (first, second) = (world.opens("payments").await, world.opens("payments").await);
    receives(&world.publishes(&first, Phase::Identified, Impact::Minor, "slow").await, &world).await.unwrap();
    receives(&world.publishes(&second, Phase::Identified, Impact::Major, "down").await, &world)
        .await
        .unwrap();
    receives(&world.publishes(&second, Phase::Resolved, Impact::Major, "up").await, &world).await.unwrap();
    assert!(world.file("status.txt").contains("Checkout  Degraded performance"));
}

#[tokio::test]
async fn the_words_of_an_end_claim_that_of_one_incident_only() {
    let world = World::new();
    let mut both = settings();
    let page = both.status_page.as_mut().unwrap();
    page.languages = vec!["en".to_owned(), "de".to_owned()];
    page.publish.from = Some(callout_domain::severity::Severity::Sev3);
    world.fakes.set_settings(both);
    let (first, second) = (world.opens_and_tells("payments").await, world.opens_and_tells("payments").await);
    let goes_on = world.publishes(&first, Phase::Identified, Impact::Critical, "down").await;
    receives(&goes_on, &world).await.unwrap();
    world.later(5);
    world.resolves(&second).await;
    receives(&format!(r#"{{"type":"status_updated","incident_id":"{second}"}}"#), &world).await.unwrap();
    assert!(world.file("status.txt").contains("Checkout  Major outage"), "the first goes on");
    for (key, said) in [
        ("index.html", "This problem with Checkout is over."),
        ("history.atom", "This problem with Checkout is over."),
        ("de/index.html", "Diese Störung bei Checkout ist behoben."),
    ] {
        let text = world.file(key);
        assert!(text.contains(said), "no `{said}` in {key}: {text}");
    }
}

#[tokio::test]
async fn an_outage_of_a_minute_shows_for_ninety_days_and_never_reads_100_percent() {
    let world = World::new();
    let mut old = settings();
    for component in old.status_page.as_mut().unwrap().components.values_mut() {
        component.since = Some("2026-01-01".parse().unwrap());
    }
    world.fakes.set_settings(old);
    let id = world.opens("payments").await;
    world.publishes(&id, Phase::Investigating, Impact::Critical, "down").await;
    world.later(1);
    receives(&world.publishes(&id, Phase::Resolved, Impact::Critical, "up").await, &world).await.unwrap();
    let index = world.file("index.html");
    assert!(index.contains(
        "Checkout: 99.99% uptime in the last 90 days. Days with problems: 1, the latest on 22 November 2026."
    ));
    assert!(index.contains("Email: 100% uptime in the last 90 days. No problems."), "{index}");
    let component = world.file("components/checkout.html");
    assert!(
        component.contains("22 November 2026")
            && component.contains("1 minute")
            && component.contains("Major outage")
    );
    world.later(89 * 24 * 60);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("components/checkout.html").contains("Days with problems: 1"), "the month is read");
    world.later(24 * 60);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("components/checkout.html").contains("No problems"));
}

#[tokio::test]
async fn a_new_page_claims_nothing_of_the_time_before_it() {
    let world = World::new();
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let index = world.file("index.html");
    assert!(index.contains("100% uptime since today") && index.contains("class=\"unknown\""), "{index}");
}

#[tokio::test]
async fn history_has_a_page_for_each_month_and_each_incident() {
    let world = World::new();
    world.fakes.clock.set(at("2026-09-30T12:00:00Z"));
    let old = world.opens("web").await;
    receives(&world.publishes(&old, Phase::Resolved, Impact::Minor, "in September").await, &world)
        .await
        .unwrap();
    world.fakes.clock.set(at("2026-11-22T03:00:00Z"));
    let new = world.opens("payments").await;
    receives(&world.publishes(&new, Phase::Resolved, Impact::Minor, "in November").await, &world)
        .await
        .unwrap();
    let history = world.file("history.html");
    assert!(history.find("November 2026").unwrap() < history.find("September 2026").unwrap());
    let month = world.file("history/2026-11.html");
    assert!(month.contains("in November") && !month.contains("in September"));
    assert!(month.contains("href=\"../history/2026-09.html\"") && month.contains("Older: September 2026"));
    assert!(world.file(&format!("incidents/{old}.html")).contains("in September"));
    let document: Value = serde_json::from_str(&world.file(&format!("api/v2/incidents/{new}.json"))).unwrap();
    assert_eq!(document["incident"]["name"], "Problem with Checkout");
    assert_eq!(world.file("api/v2/summary"), world.file("api/v2/summary.json"));
}

#[tokio::test]
async fn the_page_speaks_german_where_the_settings_say_so() {
    let world = World::new();
    let mut settings = settings();
    settings.status_page.as_mut().unwrap().languages = vec!["en".into(), "de".into(), "xx".into()];
    world.fakes.set_settings(settings);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let german = world.file("de/index.html");
    for words in [
        "<html lang=\"de\">",
        "Systeme funktionieren",
        "href=\"../page.css\"",
        "href=\"../index.html\" lang=\"en\"",
    ] {
        assert!(german.contains(words), "no `{words}` in\n{german}");
    }
    assert!(world.file("index.html").contains("href=\"de/index.html\" lang=\"de\""));
    assert!(
        world
            .file("de/components/checkout.html")
            .contains("href=\"../../components/checkout.html\" lang=\"en\"")
    );
}

#[tokio::test]
async fn only_what_changed_is_written_and_the_front_page_last() {
    let world = World::new();
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let first = world.fakes.take_written();
    assert!(first.len() > 40 && first.last().unwrap() == "index.html");
    let id = world.opens("payments").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Major, "down").await, &world).await.unwrap();
    let second = world.fakes.take_written();
    println!("{} of {} files are written", second.len(), world.fakes.pages().len());
    assert!(second.len() < 30, "{second:?}");
    assert!(second.last().unwrap() == "index.html" && second.contains(&format!("incidents/{id}.html")));
    for untouched in ["page.css", "components/mail.html", "components/mail.atom"] {
        assert!(!second.contains(&untouched.to_owned()), "{untouched} was written again: {second:?}");
    }
    world.fakes.clock.set(at("2026-11-23T00:00:01Z"));
    receives(r#"{"type":"status_page_check"}"#, &world).await.unwrap();
    assert!(world.fakes.take_written().contains(&"page.css".to_owned()), "once a day all files");
}

#[tokio::test]
async fn components_stand_in_their_groups() {
    let world = World::new();
    let mut settings = settings();
    let page = settings.status_page.as_mut().unwrap();
    page.groups = serde_json::from_value(
        json!({ "core": { "title": "Core", "order": 9 }, "none": { "title": "Empty" } }),
    )
    .unwrap();
    for name in ["checkout", "api"] {
        page.components.get_mut(&name.into()).unwrap().group = Some("core".into());
    }
    world.fakes.set_settings(settings);
    let id = world.opens("payments").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Major, "down").await, &world).await.unwrap();
    let index = world.file("index.html");
    assert!(index.find("Email").unwrap() < index.find("<h3>Core").unwrap() && !index.contains("Empty"));
    let document: Value = serde_json::from_str(&world.file("api/v2/components.json")).unwrap();
    let named = |name: &str| {
        document["components"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
    };
    assert_eq!(named("Core")["components"], json!(["checkout", "api"]));
    assert_eq!((&named("Core")["status"], &named("Core")["group"]), (&json!("partial_outage"), &json!(true)));
    assert_eq!(named("API")["group_id"], named("Core")["id"]);
}

#[tokio::test]
async fn an_incident_that_nobody_updates_says_so_when_its_time_is_over() {
    let world = World::new();
    let id = world.opens("payments").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Major, "down").await, &world).await.unwrap();
    let says = |world: &World| world.file("index.html").contains("No update since <time");
    let check = r#"{"type":"status_page_check"}"#;
    world.later(58);
    receives(check, &world).await.unwrap();
    assert!(!says(&world));
    world.later(3);
    receives(check, &world).await.unwrap();
    assert!(says(&world) && world.file(&format!("incidents/{id}.html")).contains("No update since"));
    receives(&world.publishes(&id, Phase::Monitoring, Impact::Major, "better").await, &world).await.unwrap();
    assert!(!says(&world));
    let mut quiet = settings();
    quiet.status_page.as_mut().unwrap().clock.show = false;
    world.fakes.set_settings(quiet);
    world.later(600);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(!says(&world), "where the settings say so");
}

#[tokio::test]
async fn what_is_corrected_or_withdrawn_says_so_and_does_not_hold() {
    let world = World::new();
    let id = world.opens("payments").await;
    world.publishes(&id, Phase::Investigating, Impact::Minor, "slow").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Critical, "All is lots.").await, &world)
        .await
        .unwrap();
    receives(&world.changes(&id, Some("All is lost.")).await, &world).await.unwrap();
    let index = world.file("index.html");
    assert!(index.contains("All is lost."), "{index}");
    let corrected = "Corrected <time datetime=\"2026-11-22T03:00:00Z\">22 Nov 2026, 03:00 UTC</time>.";
    assert!(index.contains(corrected), "the reader's clock has it too: {index}");
    assert!(world.file("history.atom").contains("Corrected 22 Nov 2026, 03:00 UTC."));
    assert!(!index.contains("All is lots."));
    receives(&world.changes(&id, None).await, &world).await.unwrap();
    let index = world.file("index.html");
    assert!(
        index.contains("This update was withdrawn <time datetime=\"2026") && !index.contains("All is lost."),
        "{index}"
    );
    assert!(index.contains("Partially Degraded Service"), "what was said before holds");
    let summary: Value = serde_json::from_str(&world.file("api/v2/summary.json")).unwrap();
    let first = &summary["incidents"][0]["incident_updates"][0];
    assert_eq!(
        (&first["body"], &first["status"]),
        (&json!("slow"), &json!("investigating")),
        "clients take the first"
    );
    assert!(world.file("status.txt").contains("Investigating: slow"));
    assert!(!world.file("history.atom").contains("All is lost."));
}

#[tokio::test]
async fn a_correction_is_news_to_programs() {
    let world = World::new();
    let id = world.opens("payments").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Major, "down").await, &world).await.unwrap();
    world.later(7);
    receives(&world.changes(&id, Some("down, all of it")).await, &world).await.unwrap();
    let summary: Value = serde_json::from_str(&world.file("api/v2/summary.json")).unwrap();
    assert_eq!(summary["incidents"][0]["updated_at"], "2026-11-22T03:07:00.000Z");
    assert!(world.file("history.atom").contains("<updated>2026-11-22T03:07:00Z</updated>"));
}

#[tokio::test]
async fn the_name_of_a_component_that_is_gone_is_shown_nowhere() {
    let world = World::new();
    let id = world.opens("payments").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Major, "down").await, &world).await.unwrap();
    let mut without = settings();
    without.status_page.as_mut().unwrap().components.remove(&"checkout".into());
    world.fakes.set_settings(without);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let files = ["index.html", "api/v2/summary.json", "history.atom", "status.txt"].map(str::to_owned);
    for key in files.into_iter().chain([format!("incidents/{id}.html")]) {
        assert!(!world.file(&key).contains("checkout"), "{key}: {}", world.file(&key));
    }
    assert!(world.file("index.html").contains("Service incident"));
}

#[tokio::test]
async fn pages_of_components_and_languages_that_are_gone_say_nothing_any_more() {
    let world = World::new();
    let mut both = settings();
    both.status_page.as_mut().unwrap().languages = vec!["en".into(), "de".into()];
    world.fakes.set_settings(both);
    let id = world.opens("payments").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Major, "down").await, &world).await.unwrap();
    let mut fewer = settings();
    fewer.status_page.as_mut().unwrap().components.remove(&"mail".into());
    world.fakes.set_settings(fewer);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    for gone in
        ["de/index.html", "de/components/checkout.html", "components/mail.html", "components/mail.svg"]
    {
        assert_eq!(world.fakes.page_text(gone), None, "{gone}");
    }
    for kept in ["components/checkout.html".to_owned(), format!("incidents/{id}.html")] {
        assert!(world.fakes.page_text(&kept).is_some(), "{kept}");
    }
}
