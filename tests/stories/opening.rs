//! From alarm to page, and back to silence.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::AlarmKind;
use callout_domain::incident::{Actor, Command, Event, NewUpdate, Phase, Status};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use callout_ports::{Clock, PageDocuments};
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[tokio::test]
async fn an_alarm_pages_whoever_is_on_call_and_its_end_notifies_them_once() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "SEV2 Payments 03:00 #1"), ("ana", Email, "Acknowledge: https://")]);
    world.fast_forward(MINUTE * 4).await;
    world.ok("payments-errors").await;
    world.expect_status(Status::Resolved);
    world.expect(&[("ana", Email, "Resolved: #1")]);
    world.end();
}

#[tokio::test]
async fn a_second_alarm_of_the_same_service_joins_and_pages_nobody() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.alarm("payments-latency").await;
    world.expect_silence();
    assert_eq!(world.incident().alerts.total, 2);
    world.ok("payments-errors").await;
    world.expect_status(Status::Triggered);
    world.ok("payments-latency").await;
    world.expect_status(Status::Resolved);
    world.expect(&[("ana", Email, "Resolved")]);
    world.end();
}

#[tokio::test]
async fn whatever_is_delivered_twice_or_out_of_order_pages_once() {
    for delivery in [Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(SETTINGS, delivery);
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.fast_forward(MINUTE * 15).await;
        world.expect(&[("ben", Sms, "#1")]);
        world.ok("payments-errors").await;
        world.expect(&[("ana", Email, "Resolved"), ("ben", Sms, "Resolved")]);
        assert_eq!(world.fakes.drafts().len(), 1);
        world.end();
    }
}

#[tokio::test]
async fn an_old_alarm_that_arrives_after_its_end_opens_nothing() {
    let mut world = World::new();
    let start = world.fakes.now();
    let end = start + MINUTE * 2;
    world.event(alarm_event("payments-errors", AlarmKind::Resolve, end)).await;
    world.event(alarm_event("payments-errors", AlarmKind::Trigger, start)).await;
    assert!(world.fakes.incidents().is_empty());
    world.end();
}

#[tokio::test]
async fn no_data_pages_nobody_unless_a_route_says_so() {
    let mut world = World::new();
    let now = world.fakes.now();
    world.event(alarm_event("payments-errors", AlarmKind::NoData, now)).await;
    assert!(world.fakes.incidents().is_empty());
    world.end();

    let settings = SETTINGS.replacen("severity = \"SEV2\"", "severity = \"SEV2\"\nno_data = \"page\"", 1);
    let mut world = World::with(&settings, Delivery::Once);
    world.event(alarm_event("payments-errors", AlarmKind::NoData, now)).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn an_alarm_after_the_end_is_a_new_incident() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.fast_forward(MINUTE).await;
    world.ok("payments-errors").await;
    world.fast_forward(MINUTE).await;
    world.alarm("payments-errors").await;
    assert_eq!(world.fakes.incidents().len(), 2);
    world.expect(&[
        ("ana", Sms, "#1"),
        ("ana", Email, "#1"),
        ("ana", Email, "Resolved: #1"),
        ("ana", Sms, "#2"),
        ("ana", Email, "#2"),
    ]);
    world.end();
}

#[tokio::test]
async fn with_no_settings_at_all_the_fallback_contact_is_paged() {
    let mut world = World::without_settings(Delivery::Once);
    world.alarm("anything").await;
    world.expect(&[("fallback", Sms, "SEV2 Unrouted"), ("fallback", Email, "anything")]);
    world.end();
}

#[tokio::test]
async fn a_muted_alarm_pages_nobody() {
    let mut world = World::new();
    let mut event = alarm_event("payments-errors", AlarmKind::Trigger, world.fakes.now());
    event.muted = Some("a mute rule".into());
    world.event(event).await;
    assert!(world.fakes.incidents().is_empty());
    world.end();
}

#[tokio::test]
async fn worse_news_raises_the_severity() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "SEV2"), ("ana", Email, "SEV2")]);
    let mut event = alarm_event("payments-outage", AlarmKind::Trigger, world.fakes.now());
    event.service = Some("payments".into());
    event.severity = Some(Severity::Sev1);
    world.event(event).await;
    assert_eq!(world.incident().severity, Severity::Sev1);
    assert_eq!(world.count(|event| matches!(event, Event::SeverityRaised { .. })), 1);
    world.end();
}

/// The settings lose their status page for a while: whoever reads it must not read for ever that it is being looked into.
#[tokio::test]
async fn what_was_published_by_itself_ends_even_while_the_settings_have_no_page() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.fakes.take_sent();
    assert_eq!(world.fakes.page().await.unwrap().unresolved().count(), 1);
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    world.fakes.set_settings(Settings { status_page: None, ..settings.clone() });
    world.ok("payments-errors").await;
    world.fakes.take_sent();
    world.fakes.set_settings(settings);
    let page = world.fakes.page().await.unwrap();
    assert_eq!((page.unresolved().count(), page.incidents.len()), (0, 1));
    world.end();
}

#[tokio::test]
async fn however_much_is_published_the_incident_stays_small_and_the_page_keeps_it() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.fakes.take_sent();
    for nth in 0..30 {
        let text = format!("{nth} {}", "\u{1f600}\"".repeat(2000));
        let update = Command::PublishUpdate(NewUpdate::saying(Phase::Monitoring, &text));
        world.ask(update, Actor::operator("op")).await.unwrap();
    }
    let bytes = serde_json::to_string(&world.incident()).unwrap().len();
    assert!(bytes < 64 << 10, "{bytes} bytes");
    assert!(world.fakes.page().await.unwrap().incidents[0].updates.len() > 20);
    world.end();
}
