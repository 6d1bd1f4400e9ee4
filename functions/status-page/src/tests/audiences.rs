//! Several pages of the same components: each shows its own and nothing of the others.

use super::world::{World, at, receives, settings};
use callout_domain::incident::{Command, ComponentStatus, Impact, NewUpdate, Phase, PublicOnly};
use callout_domain::settings::Settings;
use callout_ports::SettingsSource as _;
use serde_json::{Value, json};

const SETTINGS_APPLIED: &str = r#"{"type":"settings_applied"}"#;
const CHECK: &str = r#"{"type":"status_page_check"}"#;

/// In the title, the name, the group and the description of what only the page `internal` shows.
pub(super) const SECRET: &str = "zebra";

/// A main page without the secret component, one for partners with the checkout, and one for colleagues with both.
pub(super) fn with_audiences() -> Settings {
    let mut all = settings();
    let page = all.status_page.as_mut().unwrap();
    page.languages = vec!["en".into(), "de".into()];
    page.publish.from = Some(callout_domain::severity::Severity::Sev3);
    let secret =
        json!({ "title": "Zebra ledger", "description": "A zebra.", "group": "zebra", "main": false });
    page.components.insert("zebra-1".into(), serde_json::from_value(secret).unwrap());
    page.groups = serde_json::from_value(json!({ "zebra": { "title": "Zebras" } })).unwrap();
    let pages = json!({
        "partners": { "title": "Acme for partners", "components": ["checkout"], "languages": ["de", "en"], "footer": [] },
        "internal": { "title": "Acme inside", "components": ["checkout", "zebra-1"] },
    });
    all.status_pages = serde_json::from_value(pages).unwrap();
    all.services.get_mut(&"payments".into()).unwrap().components = vec!["checkout".into(), "zebra-1".into()];
    all
}

pub(super) fn world() -> World {
    let world = World::new();
    world.fakes.set_settings(with_audiences());
    world
}

/// The texts of the settings, which name components.
fn with_texts(mut all: Settings) -> Settings {
    let text = |phase: &str, language: &str, text: &str| json!({ "phase": phase, "language": language, "text": text });
    let texts = json!([
        text("investigating", "en", "{components} is slow."),
        text("investigating", "de", "{components} ist langsam."),
        text("identified", "en", "We mend {components}."),
        text("monitoring", "en", "We watch."),
        text("resolved", "en", "{components} is fast."),
        text("resolved", "de", "{components} ist schnell."),
    ]);
    all.status_page.as_mut().unwrap().texts = serde_json::from_value(texts).unwrap();
    all
}

/// The files of a page by their path from its root.
pub(super) fn files(world: &World, page: &str) -> Vec<(String, String)> {
    let of = |key: &String| match key.split_once('/') {
        _ if key == "partners" || key == "internal" => key == page,
        Some((folder @ ("partners" | "internal"), _)) => folder == page,
        _ => page.is_empty(),
    };
    let text = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
    world.fakes.pages().into_iter().filter(|(key, _)| of(key)).map(|(key, body)| (key, text(&body))).collect()
}

/// Nothing in the files of a page, or in their names, says any of these words.
pub(super) fn says_nothing_of(world: &World, page: &str, words: &[&str]) {
    let files = files(world, page);
    assert!(files.len() > 40, "`{page}` has {} files", files.len());
    for (key, text) in files {
        let all = format!("{key}\n{text}").to_lowercase();
        for word in words {
            let found =
                all.find(word).map(|at| all[at.saturating_sub(80)..(at + 80).min(all.len())].to_owned());
            assert_eq!(found, None, "`{word}` in {key} of `{page}`");
        }
    }
}

/// An incident of both components, told by itself in Callout's words or those of the settings, then by a person, then over.
pub(super) async fn a_life_of_both(world: &World) {
    let opened = world.opens("payments").await;
    receives(
        &world
            .does(&opened, Command::PublishUpdate(NewUpdate::saying(Phase::Investigating, "We look.")))
            .await,
        world,
    )
    .await
    .unwrap();
    world.later(5);
    let states = [
        ("zebra-1".into(), ComponentStatus::MajorOutage),
        ("checkout".into(), ComponentStatus::DegradedPerformance),
    ];
    receives(&world.says(&opened, Phase::Monitoring, "It gets better.", &states).await, world).await.unwrap();
}

#[tokio::test]
async fn no_file_of_a_page_says_anything_of_what_it_does_not_show() {
    for texts in [false, true] {
        let world = world();
        if texts {
            world.fakes.set_settings(with_texts(with_audiences()));
        }
        a_life_of_both(&world).await;
        // One that only colleagues read of, and one that nobody could.
        let own = PublicOnly {
            token: "t-1".into(),
            was: Some((at("2026-10-05T10:00:00Z"), at("2026-10-05T11:00:00Z"))),
            update: NewUpdate {
                states: [("zebra-1".into(), ComponentStatus::MajorOutage)].into(),
                ..NewUpdate::saying(Phase::Identified, "The zebra ran away.")
            },
        };
        for event in world.tells(&own).await {
            receives(&event, &world).await.unwrap();
        }
        for page in ["", "partners"] {
            says_nothing_of(&world, page, &[SECRET, "2026-10"]);
        }
        let inside = world.file("internal/index.html");
        for words in ["Zebra ledger", "Problem with Checkout, Zebra ledger", "It gets better."] {
            assert!(inside.contains(words), "no `{words}` in\n{inside}");
        }
        assert!(world.file("internal/history/2026-10.html").contains("The zebra ran away."));
        assert!(world.file("partners/index.html").contains("Störung bei Checkout"));
        assert!(world.file("index.html").contains("Problem with Checkout<"));
    }
}

#[tokio::test]
async fn what_is_said_by_itself_names_what_the_page_shows_in_its_language() {
    for (texts, said) in [
        (
            false,
            [
                "We are looking into a problem with Checkout.",
                "Wir untersuchen eine Störung bei Checkout.",
                "We are looking into a problem with Checkout and Zebra ledger.",
            ],
        ),
        (true, ["Checkout is slow.", "Checkout ist langsam.", "Checkout and Zebra ledger is slow."]),
    ] {
        let world = world();
        if texts {
            world.fakes.set_settings(with_texts(with_audiences()));
        }
        let id = world.opens_and_tells("payments").await;
        receives(&format!(r#"{{"type":"status_updated","incident_id":"{id}"}}"#), &world).await.unwrap();
        for (key, words) in ["index.html", "partners/index.html", "internal/index.html"].iter().zip(said) {
            assert!(world.file(key).contains(words), "no `{words}` in {key}\n{}", world.file(key));
        }
        assert!(world.file("internal/de/index.html").contains("Checkout und Zebra ledger"));
        world.resolves(&id).await;
        receives(&format!(r#"{{"type":"status_updated","incident_id":"{id}"}}"#), &world).await.unwrap();
        for page in ["", "partners"] {
            says_nothing_of(&world, page, &[SECRET]);
        }
        assert!(world.file(&format!("internal/incidents/{id}.html")).contains("Zebra ledger"));
    }
}

#[tokio::test]
async fn a_page_is_as_bad_as_what_it_shows() {
    let world = world();
    a_life_of_both(&world).await;
    let status = |key: &str| -> Value { serde_json::from_str(&world.file(key)).unwrap() };
    for (folder, indicator) in [("", "minor"), ("partners/", "minor"), ("internal/", "critical")] {
        assert_eq!(
            status(&format!("{folder}api/v2/status.json"))["status"]["indicator"],
            indicator,
            "{folder}"
        );
        let incidents = status(&format!("{folder}api/v2/incidents.json"));
        let worst = if indicator == "minor" { "major" } else { "critical" };
        assert_eq!(
            incidents["incidents"][0]["impact"], worst,
            "the first update: as bad as the severity, {folder}"
        );
    }
    assert!(world.file("internal/status.txt").contains("Major outage"));
    assert!(!world.file("partners/status.txt").contains("Major outage"));
    assert!(world.file("partners/favicon.svg").contains("8a6100"), "not the colour of an outage");
}

#[tokio::test]
async fn a_page_leads_to_itself_and_knows_its_own_address() {
    let world = world();
    a_life_of_both(&world).await;
    let mine = |page: &str, address: &str| {
        for (key, text) in files(&world, page) {
            for found in text.split("https://status.example.com/").skip(1) {
                let of = ["partners/", "internal/"].into_iter().find(|one| found.starts_with(*one));
                assert_eq!(
                    of.unwrap_or_default(),
                    address,
                    "{key} leads to {}",
                    &found[..20.min(found.len())]
                );
            }
            let folders = key.matches('/').count() - usize::from(!page.is_empty() && key.contains('/'));
            for link in text.split("href=\"").skip(1).filter(|_| key.ends_with(".html")) {
                let link = link.split('"').next().unwrap();
                assert!(
                    link.matches("../").count() <= folders && !link.starts_with('/'),
                    "{key} leads to {link}"
                );
            }
        }
    };
    mine("", "");
    mine("partners", "partners/");
    let front = world.file("partners/index.html");
    assert_eq!(world.file("partners/"), front, "the address works without the name of the file");
    assert!(world.file("partners").contains("url=partners/"));
    assert!(front.contains("<html lang=\"de\">") && front.contains("Acme for partners"));
    assert!(
        front.contains("href=\"https://acme.example.com/\""),
        "what it leaves out is as on the main page"
    );
    assert!(!world.file("partners/index.html").contains("subscribe.example"), "feeds only");
    assert!(world.file("partners/history.atom").contains("https://status.example.com/partners/history.atom"));
}

#[tokio::test]
async fn maintenance_is_on_the_pages_of_what_is_worked_on() {
    let mut all = with_audiences();
    let window = |components: Value, title: &str| {
        json!({ "start": "2026-11-22T05:00", "end": "2026-11-22T06:00", "reason": "x",
                "page": { "components": components, "title": title, "text": "Wait a little." } })
    };
    for (name, components, title) in [
        ("one", json!(["zebra-1"]), "Zebras are fed"),
        ("two", json!(["checkout", "zebra-1"]), "New database"),
        ("three", json!(["mail"]), "Mail moves"),
    ] {
        all.maintenance.insert(name.to_owned(), serde_json::from_value(window(components, title)).unwrap());
    }
    let world = world();
    world.fakes.set_settings(all);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let shown = |key: &str| {
        ["Zebras are fed", "New database", "Mail moves"].map(|title| world.file(key).contains(title))
    };
    assert_eq!(shown("maintenance.ics"), [false, true, true]);
    assert_eq!(shown("partners/maintenance.ics"), [false, true, false]);
    assert_eq!(shown("internal/index.html"), [true, true, false]);
    for page in ["", "partners"] {
        says_nothing_of(&world, page, &[SECRET]);
    }
    // Over, it is in the history of the same pages.
    for time in ["2026-11-22T05:30:00Z", "2026-11-22T06:30:00Z"] {
        world.fakes.clock.set(at(time));
        receives(CHECK, &world).await.unwrap();
    }
    for key in ["index.html", "history/2026-11.html"] {
        assert_eq!(shown(key), [false, true, true]);
        assert_eq!(shown(&format!("partners/{key}")), [false, true, false]);
        assert_eq!(shown(&format!("internal/{key}")), [true, true, false]);
    }
    for page in ["", "partners"] {
        says_nothing_of(&world, page, &[SECRET]);
    }
    // What the page shows no longer leaves its history, too.
    let mut fewer = world.fakes.rules().await.unwrap().settings().clone();
    fewer.status_page.as_mut().unwrap().components.get_mut(&"mail".into()).unwrap().main = false;
    fewer.maintenance.clear();
    world.fakes.set_settings(fewer);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    says_nothing_of(&world, "", &[SECRET, "mail moves"]);
}

#[tokio::test]
async fn an_incident_falls_silent_on_each_page_by_how_bad_it_is_there() {
    let world = world();
    let id = world.opens("payments").await;
    let states = [
        ("zebra-1".into(), ComponentStatus::MajorOutage),
        ("checkout".into(), ComponentStatus::PartialOutage),
    ];
    receives(&world.says(&id, Phase::Identified, "It burns.", &states).await, &world).await.unwrap();
    let silent = |world: &World, key: &str| world.file(key).contains("No update since <time");
    for (minutes, inside, main) in [(31, true, false), (30, true, true)] {
        world.later(minutes);
        receives(CHECK, &world).await.unwrap();
        assert_eq!((silent(&world, "internal/index.html"), silent(&world, "index.html")), (inside, main));
    }
}

#[tokio::test]
async fn what_names_no_component_is_on_every_page() {
    let world = world();
    let told = PublicOnly {
        token: "t-1".into(),
        was: None,
        update: NewUpdate {
            impact: Some(Impact::Minor),
            ..NewUpdate::saying(Phase::Identified, "Mails are late.")
        },
    };
    for event in world.tells(&told).await {
        receives(&event, &world).await.unwrap();
    }
    for key in ["index.html", "partners/index.html", "internal/index.html"] {
        assert!(world.file(key).contains("Mails are late."), "{key}");
    }
}
