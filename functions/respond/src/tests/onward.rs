//! Where the page of a link leads: the console, and what else its reader has.

use super::world::{World, link_of, settings};
use callout_domain::settings::{AppliedVersion, ConsoleAddress};
use callout_ports::Clock as _;

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
