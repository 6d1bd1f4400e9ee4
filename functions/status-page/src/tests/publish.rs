//! From an event to the published files.

use super::world::{Meanwhile, World, receives, settings};
use callout_domain::incident::{Impact, Phase};
use callout_domain::settings::Settings;
use callout_domain::status::{PageDocument, PublicIncident};
use callout_ports::fakes::Fault;
use callout_ports::{IncidentStore as _, PageDocuments as _};

const SETTINGS_APPLIED: &str = r#"{"type":"settings_applied"}"#;

#[tokio::test]
async fn customers_read_what_was_said_and_nothing_else() {
    let world = World::new();
    let payments = world.opens("payments").await;
    let told =
        world.publishes(&payments, Phase::Investigating, Impact::Major, "We are looking into it.").await;
    receives(&told, &world).await.unwrap();
    let page = world.file("index.html");
    for words in
        ["Partial System Outage", "Problem with Checkout", "We are looking into it.", "Partial outage"]
    {
        assert!(page.contains(words), "no `{words}` in\n{page}");
    }
    for key in ["index.html", "history.atom", "api/v2/summary.json"] {
        let text = world.file(key);
        assert!(
            !text.contains("secret") && !text.contains("private") && !text.contains("ana"),
            "{key}: {text}"
        );
    }
}

/// What the hour's check publishes, after one that published everything.
async fn the_next_check(world: &World) -> Option<String> {
    world.fakes.remove_page("index.html");
    receives(r#"{"type":"status_page_check"}"#, world).await.unwrap();
    world.fakes.page_text("index.html")
}

#[tokio::test]
async fn the_hours_check_publishes_what_no_try_could() {
    let world = World::new();
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert_eq!(the_next_check(&world).await, None, "everything is published");
    let payments = world.opens("payments").await;
    let told = world.publishes(&payments, Phase::Investigating, Impact::Major, "We look into it.").await;
    for _ in 0..100 {
        world.meanwhile.lock().unwrap().push(Meanwhile::Fails);
        receives(&told, &world).await.unwrap_err();
    }
    assert!(the_next_check(&world).await.unwrap().contains("We look into it."));
    assert_eq!(the_next_check(&world).await, None, "everything is published");
    let mut renamed = settings();
    renamed.status_page.as_mut().unwrap().title = "Acme, renamed".into();
    world.fakes.set_settings(renamed);
    assert!(the_next_check(&world).await.unwrap().contains("Acme, renamed"));
}

#[tokio::test]
async fn a_day_later_the_hours_check_lets_go_of_what_is_past() {
    let world = World::new();
    let payments = world.opens("payments").await;
    let over = world.publishes(&payments, Phase::Resolved, Impact::Major, "It works again.").await;
    receives(&over, &world).await.unwrap();
    world.later(15 * 24 * 60);
    assert!(the_next_check(&world).await.unwrap().contains("No incidents in the last 14 days."));
    world.fakes.set_settings(Settings::default());
    world.later(24 * 60);
    assert_eq!(the_next_check(&world).await, None, "there is no page");
}

/// A process that started after a roll back knows no settings: not that there is no page.
#[tokio::test]
async fn what_was_said_waits_for_settings_that_can_be_read() {
    let world = World::new();
    let payments = world.opens("payments").await;
    let told = world.publishes(&payments, Phase::Investigating, Impact::Major, "We look into it.").await;
    world.fakes.hide_settings();
    receives(&told, &world).await.unwrap_err();
    receives(r#"{"type":"status_page_check"}"#, &world).await.unwrap();
    world.fakes.set_settings(settings());
    receives(&told, &world).await.unwrap();
    assert!(world.file("index.html").contains("We look into it."));
}

#[tokio::test]
async fn a_quiet_page_says_so() {
    let world = World::new();
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    let page = world.file("index.html");
    assert!(page.contains("All Systems Operational"));
    assert!(page.contains("No incidents in the last 14 days."));
    assert!(page.contains("Updated <time datetime=\"2026-11-22T03:00:00Z\">22 Nov 2026, 03:00 UTC</time>"));
    assert_eq!(page.matches("Operational</span>").count(), 4);
}

#[tokio::test]
async fn events_twice_and_out_of_order_lead_to_the_same_page() {
    let world = World::new();
    let payments = world.opens("payments").await;
    let first = world.publishes(&payments, Phase::Investigating, Impact::Major, "first words").await;
    world.later(10);
    let second = world.publishes(&payments, Phase::Identified, Impact::Minor, "second words").await;
    receives(&second, &world).await.unwrap();
    let page = world.file("index.html");
    assert!(page.find("second words").unwrap() < page.find("first words").unwrap());
    for late in [&first, &second, &first] {
        receives(late, &world).await.unwrap();
        assert_eq!(world.file("index.html"), page);
    }
    assert_eq!(
        world.fakes.page().await.unwrap().version,
        2,
        "the incident, and since when components are watched"
    );
}

#[tokio::test]
async fn what_is_over_moves_to_the_past() {
    let world = World::new();
    let payments = world.opens("payments").await;
    world.publishes(&payments, Phase::Investigating, Impact::Critical, "We are looking into it.").await;
    world.later(42);
    let over = world.publishes(&payments, Phase::Resolved, Impact::Critical, "It works again.").await;
    receives(&over, &world).await.unwrap();
    let page = world.file("index.html");
    assert!(page.contains("All Systems Operational") && page.contains("after 42 minutes"), "{page}");
    assert!(!page.contains("Happening now"));
    world.later(15 * 24 * 60);
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("index.html").contains("No incidents in the last 14 days."));
}

#[tokio::test]
async fn somebody_elses_change_to_the_document_is_kept() {
    let world = World::new();
    let (payments, web) = (world.opens("payments").await, world.opens("web").await);
    world.publishes(&web, Phase::Investigating, Impact::Minor, "the shop is slow").await;
    let told = world.publishes(&payments, Phase::Investigating, Impact::Major, "cards are declined").await;
    let theirs = document_of(&world, &web).await;
    world.meanwhile.lock().unwrap().push(Meanwhile::SavesFirst(theirs));
    receives(&told, &world).await.unwrap();
    let page = world.file("index.html");
    assert!(page.contains("the shop is slow") && page.contains("cards are declined"));
}

#[tokio::test]
async fn a_slow_render_does_not_hide_a_newer_one() {
    let world = World::new();
    let payments = world.opens("payments").await;
    let told = world.publishes(&payments, Phase::Investigating, Impact::Major, "older words").await;
    // The document of the other render: the same incident, one update and one version later.
    let mut theirs = document_of(&world, &payments).await;
    world.publishes(&payments, Phase::Identified, Impact::Major, "newer words").await;
    let incident = world.incident(&payments).await.unwrap().unwrap();
    let stale =
        PublicIncident { updates: incident.updates[..1].to_vec(), ..PublicIncident::of(&incident).unwrap() };
    let page = settings().status_page.unwrap();
    theirs.watch(page.components.keys(), "2026-11-22".parse().unwrap());
    let stale = PageDocument { version: 1, incidents: vec![stale], ..theirs.clone() };
    world.fakes.save_page(&stale).await.unwrap();
    theirs.version = 2;
    theirs.incidents = vec![PublicIncident::of(&incident).unwrap()];
    world.meanwhile.lock().unwrap().push(Meanwhile::Publishes(theirs));
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("index.html").contains("newer words"));
    receives(&told, &world).await.unwrap();
    assert!(world.file("index.html").contains("newer words"));
}

#[tokio::test]
async fn settings_that_change_meanwhile_are_on_the_page_in_the_end() {
    let world = World::new();
    let mut renamed = settings();
    renamed.status_page.as_mut().unwrap().title = "Acme, renamed".into();
    world.meanwhile.lock().unwrap().push(Meanwhile::Settles(renamed.into()));
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("index.html").contains("Acme, renamed"));
}

#[tokio::test]
async fn a_failed_call_is_reported_and_the_next_delivery_finishes_the_work() {
    for fault in [Fault::Before, Fault::After] {
        for call in 0.. {
            let world = World::new();
            let payments = world.opens("payments").await;
            let told = world.publishes(&payments, Phase::Investigating, Impact::Major, "We are on it.").await;
            world.fakes.fail_call(call, fault);
            let outcome = receives(&told, &world).await;
            if world.fakes.clear_fault() {
                assert!(call > 5 && outcome.is_ok());
                break;
            }
            assert!(outcome.is_err(), "call {call} failed and nobody was told");
            receives(&told, &world).await.unwrap();
            assert!(world.file("index.html").contains("We are on it."));
        }
    }
}

#[tokio::test]
async fn other_events_and_no_status_page_leave_everything_alone() {
    let world = World::new();
    let payments = world.opens("payments").await;
    let told = world.publishes(&payments, Phase::Investigating, Impact::Major, "We are on it.").await;
    receives(r#"{"type":"paged","incident_id":"inc_0000000000000000"}"#, &world).await.unwrap();
    world.fakes.set_settings(Settings { status_page: None, ..settings() });
    for message in [told.as_str(), SETTINGS_APPLIED] {
        receives(message, &world).await.unwrap();
    }
    assert_eq!(world.fakes.page_text("index.html"), None);
    world.fakes.set_settings(settings());
    receives(SETTINGS_APPLIED, &world).await.unwrap();
    assert!(world.file("index.html").contains("We are on it."), "the page came back");
}

#[tokio::test]
async fn addresses_join_with_and_without_a_slash_and_without_an_address() {
    for (address, link) in
        [("https://status.example.com", "https://status.example.com/history.atom"), ("", "history.atom")]
    {
        let world = World::new();
        crate::handler::handle(SETTINGS_APPLIED, address, &world, &world, &world).await.unwrap();
        assert!(
            world
                .file("history.atom")
                .contains(&format!("rel=\"self\" type=\"application/atom+xml\" href=\"{link}\""))
        );
    }
}

#[tokio::test]
async fn what_is_no_event_is_an_error() {
    let world = World::new();
    for message in ["", "{}", "hello"] {
        assert!(receives(message, &world).await.is_err());
    }
    let unknown = r#"{"type":"status_updated","incident_id":"inc_0000000000000000"}"#;
    let error = receives(unknown, &world).await.unwrap_err();
    assert_eq!(error.to_string(), "inc_0000000000000000 has a published event but is not in the table");
}

async fn document_of(world: &World, id: &callout_domain::ids::IncidentId) -> PageDocument {
    let mut document = PageDocument::default();
    document.take(&PublicIncident::of(&world.incident(id).await.unwrap().unwrap()).unwrap());
    document
}
