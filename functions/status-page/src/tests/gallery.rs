//! The page on a quiet day, a bad one and the worst: checks its size and writes it to files to look at.

use super::world::{World, receives, settings};
use callout_domain::incident::{Impact, Phase};
use callout_domain::settings::Settings;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};
use std::path::Path;

/// What one round trip carries on a new connection.
const BUDGET: usize = 14 * 1024;

async fn quiet() -> World {
    let world = World::new();
    receives(r#"{"type":"settings_applied"}"#, &world).await.unwrap();
    world
}

async fn bad() -> World {
    let world = World::new();
    world.fakes.clock.set(super::world::at("2026-11-18T09:12:00Z"));
    let old = world.opens("web").await;
    world.publishes(&old, Phase::Investigating, Impact::Minor, "Pages of the web shop load slowly.").await;
    world.later(31);
    world
        .publishes(&old, Phase::Monitoring, Impact::Minor, "A cache was full. We made room and are watching.")
        .await;
    world.later(64);
    let over = world.publishes(&old, Phase::Resolved, Impact::Minor, "The web shop is fast again.").await;
    world.resolves(&old).await;
    receives(&over, &world).await.unwrap();

    world.fakes.clock.set(super::world::at("2026-11-22T03:02:00Z"));
    let now = world.opens("payments").await;
    world
        .publishes(
            &now,
            Phase::Investigating,
            Impact::Major,
            "Some card payments are declined. We are looking into it.",
        )
        .await;
    world.later(18);
    let text = "A database replica fell behind. Payments are retried by themselves; no order is lost.";
    let told = world.publishes(&now, Phase::Identified, Impact::Major, text).await;
    receives(&told, &world).await.unwrap();
    world
}

/// A bad day with all that settings can say.
async fn full() -> World {
    let world = bad().await;
    let mut settings: Settings = settings();
    let page = settings.status_page.as_mut().unwrap();
    page.languages = vec!["en".into(), "de".into()];
    page.groups =
        serde_json::from_value(json!({ "core": { "title": "Core services", "order": 1 } })).unwrap();
    page.colour = Some("#6b2fb3".into());
    page.footer =
        serde_json::from_value(json!([{ "title": "Imprint", "href": "https://acme.example.com/i" }]))
            .unwrap();
    for (name, component) in &mut page.components {
        component.since = Some("2026-01-01".parse().unwrap());
        component.description = Some(format!("What {name} does for you."));
        component.group = matches!(name.as_str(), "api" | "checkout").then(|| "core".to_owned());
    }
    let window = json!({
        "start": "2026-11-22T03:00", "end": "2026-11-22T05:00", "reason": "x",
        "page": { "components": ["mail"], "title": "Mail moves", "text": "Mail comes late." } });
    let next = json!({
        "start": "2026-11-25T22:00", "end": "2026-11-26T01:00", "reason": "x",
        "page": { "components": ["api", "shop"], "title": "New database", "text": "Orders wait for some minutes." } });
    for (name, window) in [("mail", window), ("db", next)] {
        settings.maintenance.insert(name.to_owned(), serde_json::from_value(window).unwrap());
    }
    world.fakes.set_settings(settings);
    receives(r#"{"type":"settings_applied"}"#, &world).await.unwrap();
    world
}

/// Fifty components, five incidents at once and fifty updates of each.
async fn worst() -> World {
    let world = World::new();
    let mut settings: Settings = settings();
    let page = settings.status_page.as_mut().unwrap();
    let part = page.components[&"api".into()].clone();
    for number in 0..50 {
        let mut part = part.clone();
        part.title = format!("Region {number} of the storage service");
        page.components.insert(format!("part-{number}").as_str().into(), part);
    }
    world.fakes.set_settings(settings);
    for service in ["payments", "web", "mail", "api", "more"] {
        let id = world.opens(service).await;
        let mut told = String::new();
        for number in 0..50 {
            world.later(7);
            let text = format!(
                "Update {number}: {} requests out of {} failed in the {}th minute.",
                number * 7919 % 1009,
                number * 104_729 % 7919,
                number * 31 % 60
            );
            told = world.publishes(&id, Phase::Identified, Impact::Critical, &text).await;
        }
        receives(&told, &world).await.unwrap();
    }
    world
}

fn compressed(text: &str) -> usize {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("index.html", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(text.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner().len()
}

#[tokio::test]
async fn the_first_view_fits_one_round_trip_even_on_the_worst_day() {
    for world in [quiet().await, bad().await, full().await, worst().await] {
        let page = world.file("index.html");
        let size = compressed(&page) + compressed(&world.file("page.css"));
        assert!(size <= BUDGET, "{size} bytes compressed, {} plain", page.len());
    }
}

#[tokio::test]
async fn the_page_asks_nobody_else_for_anything() {
    let page = bad().await.file("index.html");
    for asked in
        ["@import", "url(", "<iframe", "<img", "src=\"http", "src=\"//", "href=\"//", "<style", "style="]
    {
        assert!(!page.contains(asked), "`{asked}` in\n{page}");
    }
    assert_eq!(page.matches("<script").count(), 1, "its own, which shows times in the reader's zone");
    let elsewhere: Vec<&str> =
        page.split("https://").skip(1).map(|rest| rest.split(['"', '/']).next().unwrap()).collect();
    assert_eq!(BTreeSet::from_iter(elsewhere), BTreeSet::from(["acme.example.com", "status.example.com"]));
}

#[tokio::test]
async fn what_operators_write_is_text_and_never_markup() {
    let world = World::new();
    let mut hostile = settings();
    let page = hostile.status_page.as_mut().unwrap();
    page.title = "<script>alert(1)</script>".into();
    page.home = Some("javascript:alert(2)".into());
    page.components.get_mut(&"checkout".into()).unwrap().title = "\"><img src=x onerror=alert(3)>".into();
    world.fakes.set_settings(hostile);
    let id = world.opens("payments").await;
    let told = world
        .publishes(&id, Phase::Identified, Impact::Minor, "</style><script>alert(4)</script>\u{8}&amp;")
        .await;
    receives(&told, &world).await.unwrap();
    let incident = format!("incidents/{id}.html");
    let keys = [
        "index.html",
        "history.atom",
        "history.rss",
        "badge.svg",
        "components/checkout.html",
        "components/checkout.svg",
    ];
    for key in keys.into_iter().chain([incident.as_str(), "status.txt"]) {
        let text = world.file(key);
        for markup in ["<script>", "<img", "javascript:", "\u{8}"] {
            assert!(key == "status.txt" || !text.contains(markup), "`{markup}` in {key}\n{text}");
        }
    }
}

#[tokio::test]
#[ignore = "writes target/gallery for the eye; nothing to check"]
async fn gallery() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    std::fs::create_dir_all(&folder).unwrap();
    let audiences = super::audiences::world();
    super::audiences::a_life_of_both(&audiences).await;
    let days = [
        ("quiet", quiet().await),
        ("bad", bad().await),
        ("full", full().await),
        ("worst", worst().await),
        ("audiences", audiences),
    ];
    for (name, world) in days {
        // A file system has no file and folder of one name.
        for (key, body) in world.fakes.pages().into_iter().filter(|(key, _)| key.contains('.')) {
            let path = folder.join(name).join(key);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, body).unwrap();
        }
    }
}

pub(super) async fn a_bad_day() -> World {
    bad().await
}
