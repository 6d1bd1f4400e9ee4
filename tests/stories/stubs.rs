//! An event that SNS will never take holds up nobody: where it is stored is published, and listeners read it there.

use super::world::{SETTINGS, World};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::Settings;
use callout_ports::fakes::Fakes;
use callout_ports::{Announcement, Clock as _, IncidentStore as _};
use jiff::SignedDuration;

#[tokio::test]
async fn events_that_are_too_long_page_and_end_as_the_others_do() {
    let mut world = World::new();
    // Longer than any stub, shorter than any event.
    world.fakes.refuse_events_longer_than(130);
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    assert!(world.incident().has_context, "what listens to `opened` read it in the table");
    world.fast_forward(SignedDuration::from_mins(15)).await;
    world.expect(&[("ben", Sms, "#1")]);
    world.ok("payments-errors").await;
    world.fast_forward(SignedDuration::from_mins(15)).await;
    world.expect(&[("ana", Email, "Resolved: #1"), ("ben", Sms, "Resolved: #1")]);
    assert!(world.incident().postmortem.is_some());
    world.end();
}

#[tokio::test]
async fn what_stands_behind_a_refused_event_is_published() {
    let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
    fakes.set_settings(toml::from_str::<Settings>(SETTINGS).unwrap());
    fakes.refuse_events_longer_than(130);
    let long = format!(r#"{{"type":"from_tomorrow","text":"{}"}}"#, "x".repeat(300));
    let items = vec![("from_tomorrow".to_owned(), long), ("settings_applied".to_owned(), "{}".to_owned())];
    let answers = outbox::handler::handle(items, &fakes, &fakes, &fakes).await;
    // What names no incident has no stub: it is tried again, and what follows is out meanwhile.
    assert!(matches!(answers.as_slice(), [Err(_), Ok(())]));
    let published: Vec<String> =
        fakes.take_published().into_iter().map(|Announcement { kind, .. }| kind).collect();
    assert_eq!(published, ["settings_applied"]);
    assert!(fakes.opened_since(fakes.now()).await.unwrap().is_empty());
}
