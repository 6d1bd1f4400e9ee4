//! Where the page of a link leads: the console, and what else its reader has.

use super::world::{World, link_of, settings};
use axum::http::StatusCode;
use callout_domain::settings::{AppliedVersion, ConsoleAddress};
use callout_ports::Clock as _;
use jiff::SignedDuration;

fn applied(world: &World, console: &str) {
    let version = AppliedVersion {
        version: "a".to_owned(),
        number: 1,
        applied_at: world.fakes.now(),
        origin: Default::default(),
        unchanged: Default::default(),
        console: ConsoleAddress::parse(console),
    };
    world.fakes.apply_settings(settings(), version);
}

#[tokio::test]
async fn the_page_leads_to_the_same_incident_in_the_console() {
    let world = World::new().await;
    applied(&world, "https://console.example/");
    let page = world.get(&link_of("ana")).await.html;
    assert!(page.contains("href=\"https://console.example/incidents/1\""), "{page}");
    assert!(page.contains("Tell customers, merge, silence: open it in the console"), "{page}");
}

#[tokio::test]
async fn nothing_leads_to_a_console_that_nobody_knows_or_that_is_reached_in_plain_text() {
    let world = World::new().await;
    let page = world.get(&link_of("ana")).await.html;
    assert!(!page.contains("in the console"), "{page}");
    applied(&world, "http://console.example/");
    let page = world.get(&link_of("ana")).await.html;
    assert!(!page.contains("in the console"), "{page}");
}

#[tokio::test]
async fn the_page_leads_to_what_else_its_reader_has() {
    let world = World::new().await;
    let page = world.get(&link_of("ana")).await.html;
    let (_, rest) = page.split_once("href=\"../m/").expect("a link to the list");
    let token = rest.split('"').next().unwrap();
    let list = world.get(&format!("/m/{token}")).await.html;
    assert!(list.contains("One incident that you were paged for"), "{list}");
    world.fakes.clock.advance(SignedDuration::from_hours(3));
    assert_eq!(world.get(&format!("/m/{token}")).await.status, StatusCode::NOT_FOUND, "for two hours");
}
