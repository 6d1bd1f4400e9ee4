//! Which files of several pages are written and removed, and when.

use super::audiences::{SECRET, a_life_of_both, files, says_nothing_of, with_audiences, world};
use super::world::{World, at, receives, settings};
use callout_domain::incident::{ComponentStatus, Impact, Phase};
use callout_domain::status::Month;
use callout_ports::PageDocuments as _;
use serde_json::json;
use std::collections::BTreeSet;

const SETTINGS_APPLIED: &str = r#"{"type":"settings_applied"}"#;
const CHECK: &str = r#"{"type":"status_page_check"}"#;

#[tokio::test]
async fn without_audience_pages_nothing_is_another_file() {
    let (plain, same) = (World::new(), World::new());
    let mut all = settings();
    all.status_pages = with_audiences().status_pages;
    same.fakes.set_settings(all);
    for world in [&plain, &same] {
        let id = world.opens("payments").await;
        receives(&world.publishes(&id, Phase::Identified, Impact::Major, "down").await, world).await.unwrap();
    }
    assert_eq!(plain.fakes.pages(), {
        let mut pages = same.fakes.pages();
        pages.retain(|key, _| !key.starts_with("partners") && !key.starts_with("internal"));
        pages
    });
}

#[tokio::test]
async fn front_pages_come_last_and_each_page_writes_only_what_changed() {
    let world = world();
    let told = world.opens("payments").await;
    receives(&world.publishes(&told, Phase::Resolved, Impact::Minor, "over").await, &world).await.unwrap();
    let first = world.fakes.take_written();
    let fronts: BTreeSet<&str> = first.iter().rev().take(10).map(String::as_str).collect();
    for front in ["index.html", "de/index.html", "partners/index.html", "partners/", "internal/de/index.html"]
    {
        assert!(fronts.contains(front), "{front} is not among the last: {fronts:?}");
    }
    world.later(1);
    let id = world.opens("web").await;
    receives(&world.publishes(&id, Phase::Identified, Impact::Major, "down").await, &world).await.unwrap();
    let second = world.fakes.take_written();
    assert!(second.contains(&"index.html".to_owned()));
    let others: Vec<&String> =
        second.iter().filter(|key| key.contains("partners") || key.contains("internal")).collect();
    assert_eq!(others, [] as [&str; 0]);
}

/// Who sees that a file changes knows that something happens.
#[tokio::test]
async fn what_only_colleagues_read_of_touches_no_file_of_another_page() {
    let world = world();
    let told = world.opens("payments").await;
    receives(&world.publishes(&told, Phase::Resolved, Impact::None, "over").await, &world).await.unwrap();
    world.fakes.take_written();
    for text in ["The zebra ran away.", "The zebra is tired."] {
        world.later(7);
        let id = world.opens("web").await;
        let states = [("zebra-1".into(), ComponentStatus::MajorOutage)];
        receives(&world.says(&id, Phase::Identified, text, &states).await, &world).await.unwrap();
        let written = world.fakes.take_written();
        assert!(written.contains(&"internal/index.html".to_owned()));
        let others: Vec<&String> = written.iter().filter(|key| !key.starts_with("internal")).collect();
        assert_eq!(others, [] as [&str; 0]);
    }
    let front = world.file("partners/index.html");
    assert!(front.contains("name=\"robots\" content=\"noindex\""), "search engines list the main page only");
    assert!(!world.file("index.html").contains("noindex"));
    assert_eq!(
        world.file("robots.txt"),
        "User-agent: *\nAllow: /\n",
        "it names no page that may be a secret"
    );
    assert_eq!(world.fakes.page_text("partners/robots.txt"), None);
}

#[tokio::test]
async fn the_files_of_a_page_that_is_gone_are_gone() {
    let world = world();
    world.fakes.clock.set(at("2026-07-01T12:00:00Z"));
    a_life_of_both(&world).await;
    for time in ["2026-07-02T12:00:00Z", "2026-11-22T03:00:00Z"] {
        world.fakes.clock.set(at(time));
        receives(SETTINGS_APPLIED, &world).await.unwrap();
    }
    assert!(world.fakes.page_text("internal/history/2026-07.html").is_some());
    let mut fewer = with_audiences();
    fewer.status_pages.remove("internal");
    fewer.status_page.as_mut().unwrap().components.remove(&"zebra-1".into());
    world.fakes.set_settings(fewer);
    receives(CHECK, &world).await.unwrap();
    assert_eq!(files(&world, "internal"), []);
    assert!(world.file("partners/index.html").contains("Acme for partners"));
    for page in ["", "partners"] {
        says_nothing_of(&world, page, &[SECRET]);
    }
    // With the last of them, what was kept off the main page stays off it.
    world.fakes.set_settings({
        let mut none = with_audiences();
        none.status_pages.clear();
        none.status_page.as_mut().unwrap().components.remove(&"zebra-1".into());
        none
    });
    receives(CHECK, &world).await.unwrap();
    assert_eq!(files(&world, "partners"), []);
    says_nothing_of(&world, "", &[SECRET]);
}

#[tokio::test]
async fn what_a_page_shows_no_longer_leaves_it_with_all_that_was_said_of_it() {
    let world = World::new();
    world.fakes.clock.set(at("2026-07-01T12:00:00Z"));
    let old = world.opens("web").await;
    receives(&world.publishes(&old, Phase::Resolved, Impact::Minor, "in July").await, &world).await.unwrap();
    world.fakes.clock.set(at("2026-11-22T03:00:00Z"));
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let page = format!("incidents/{old}.html");
    assert!(world.file(&page).contains("Web shop") && world.file("history.html").contains("July 2026"));
    let mut hidden = settings();
    hidden.status_page.as_mut().unwrap().components.get_mut(&"shop".into()).unwrap().main = false;
    hidden.status_pages =
        serde_json::from_value(json!({ "partners": { "title": "For partners", "components": ["shop"] } }))
            .unwrap();
    world.fakes.set_settings(hidden);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    says_nothing_of(&world, "", &["web shop", "in july", "july 2026", "history/2026-07"]);
    assert!(world.file(&format!("partners/{page}")).contains("in July"), "a new page has the whole history");
    assert!(world.file("partners/history/2026-07.html").contains("Web shop"));
    world.fakes.set_settings(settings());
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file(&page).contains("in July"), "and back");
    assert!(world.fakes.month(Month::of(at("2026-07-01T12:00:00Z"))).await.unwrap().version > 0);
}

#[tokio::test]
async fn an_incident_that_turns_out_to_be_about_something_else_leaves_the_page() {
    let world = world();
    let id = world.opens("web").await;
    let shop = [("shop".into(), ComponentStatus::PartialOutage)];
    let event = world.says(&id, Phase::Investigating, "Sorry for the shop.", &shop).await;
    receives(&event, &world).await.unwrap();
    let page = format!("incidents/{id}.html");
    assert!(world.fakes.page_text(&page).is_some());
    world.fakes.clock.set(at("2026-11-23T03:00:00Z"));
    receives(&world.changes(&id, None).await, &world).await.unwrap();
    let zebra = [("zebra-1".into(), ComponentStatus::PartialOutage)];
    receives(&world.says(&id, Phase::Investigating, "It is the zebra.", &zebra).await, &world).await.unwrap();
    assert_eq!(world.fakes.page_text(&page), None);
    says_nothing_of(&world, "", &[SECRET]);
}

#[tokio::test]
async fn a_failed_call_is_made_good_on_every_page() {
    use callout_ports::fakes::Fault;
    for fault in [Fault::Before, Fault::After] {
        for call in 0.. {
            let world = world();
            receives(SETTINGS_APPLIED, &world).await.unwrap();
            let id = world.opens("payments").await;
            let told = world.publishes(&id, Phase::Investigating, Impact::Major, "We are on it.").await;
            let mut fewer = with_audiences();
            fewer.status_pages.remove("internal");
            fewer.status_page.as_mut().unwrap().components.remove(&"zebra-1".into());
            world.fakes.set_settings(fewer);
            world.fakes.fail_call(call, fault);
            let outcome = receives(&told, &world).await;
            if world.fakes.clear_fault() {
                assert!(call > 10 && outcome.is_ok());
                break;
            }
            assert!(outcome.is_err(), "call {call} failed and nobody was told");
            receives(CHECK, &world).await.unwrap();
            receives(&told, &world).await.unwrap();
            assert!(world.file("partners/index.html").contains("We are on it."), "call {call}");
            assert_eq!(files(&world, "internal"), [], "call {call}");
        }
    }
}

/// An item has at most 400 KB (`DynamoDB` developer guide, quotas).
#[tokio::test]
async fn what_is_noted_of_five_hundred_components_on_three_pages_fits_into_items() {
    let mut all = settings();
    let page = all.status_page.as_mut().unwrap();
    page.languages = vec!["en".into(), "de".into()];
    let part = page.components[&"api".into()].clone();
    let names: Vec<String> = (0..500).map(|nth| format!("storage-in-region-number-{nth}")).collect();
    page.components = names.iter().map(|name| (name.as_str().into(), part.clone())).collect();
    for name in ["partners", "internal"] {
        let page = json!({ "title": "Many", "components": names });
        all.status_pages.insert(name.to_owned(), serde_json::from_value(page).unwrap());
    }
    let world = World::new();
    world.fakes.set_settings(all);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    for page in ["", "partners", "internal"] {
        let noted = world.fakes.published_page(page).await.unwrap().unwrap();
        let bytes = serde_json::to_string(&noted).unwrap().len();
        assert!(noted.files.len() > 2_500 && bytes < 250_000, "{} files, {bytes} bytes", noted.files.len());
    }
    assert!(world.fakes.take_written().len() > 7_500);
}
