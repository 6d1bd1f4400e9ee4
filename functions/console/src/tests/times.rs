//! By which clock times are shown.

use super::world::{World, settings};
use callout_domain::incident::Command;
use callout_domain::settings::Settings;

fn with_zone(zone: &str) -> Settings {
    let mut settings = settings();
    settings.responders.get_mut(&"ana".into()).unwrap().zone = Some(zone.to_owned());
    settings
}

#[tokio::test]
async fn times_are_by_the_reader_s_own_clock_with_utc_beside() {
    let world = World::new().await;
    world.fakes.set_settings(with_zone("Africa/Lagos"));
    let until = "2026-11-22T05:00:00Z".parse().unwrap();
    world.does(1, Command::Snooze { until }, super::world::ben()).await;
    let page = world.browser("ana").await.get("/incidents/1").await.html;
    let time = "<time datetime=\"2026-11-22T03:00:00Z\">22 Nov 2026, 04:00 WAT (03:00 UTC)</time>";
    assert!(page.contains(time), "{page}");
    assert!(
        page.contains("snoozed it until 2026-11-22 06:00 WAT"),
        "the sentence of the timeline, too: {page}"
    );
    let list = world.browser("ana").await.get("/incidents").await.html;
    assert!(list.contains(time), "{list}");
    let others = world.browser("ben").await.get("/incidents/1").await.html;
    assert!(others.contains("22 Nov 2026, 03:00 UTC</time>") && !others.contains("WAT"), "{others}");
}

#[tokio::test]
async fn a_zone_that_there_is_not_is_utc() {
    let world = World::new().await;
    world.fakes.set_settings(with_zone("Mars/Olympus"));
    let page = world.browser("ana").await.get("/incidents/1").await.html;
    assert!(page.contains("22 Nov 2026, 03:00 UTC</time>"), "{page}");
}
