//! Nobody answers: escalation goes on, and never ends in silence.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::incident::{Actor, Command, Event, Status, Via};
use callout_domain::responder::Channel::{Email, Sms};
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[tokio::test]
async fn the_ladder_is_climbed_on_time_twice_and_ends_at_the_fallback_contact() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fast_forward(MINUTE * 15 - SignedDuration::from_secs(1)).await;
    world.expect_silence();
    world.fast_forward(SignedDuration::from_secs(1)).await;
    world.expect(&[("ben", Sms, "#1")]);
    world.fast_forward(MINUTE * 10).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fast_forward(MINUTE * 15).await;
    world.expect(&[("ben", Sms, "#1")]);
    world.fast_forward(MINUTE * 10).await;
    world.expect(&[("cho", Email, "#1"), ("fallback", Sms, "#1"), ("fallback", Email, "#1")]);
    world.fast_forward(MINUTE * 30).await;
    world.expect(&[("cho", Email, "#1"), ("fallback", Sms, "#1"), ("fallback", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn an_empty_level_is_skipped_at_once() {
    let empty = SETTINGS.replace("turns = [\"ana\"]", "turns = [\"nobody\"]");
    let mut world = World::with(&empty, Delivery::Once);
    world.alarm("payments-errors").await;
    world.expect(&[("ben", Sms, "#1")]);
    assert_eq!(world.count(|event| matches!(event, Event::LevelSkipped { level: 0, .. })), 1);
    world.end();
}

#[tokio::test]
async fn when_every_level_is_empty_the_fallback_contact_is_paged_at_once() {
    let empty = SETTINGS
        .replace("turns = [\"ana\"]", "turns = [\"nobody\"]")
        .replace("page = [\"responder:ben\"]", "page = [\"schedule:payments\"]");
    let mut world = World::with(&empty, Delivery::Once);
    world.alarm("payments-errors").await;
    world.expect(&[("cho", Email, "#1"), ("fallback", Sms, "#1"), ("fallback", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_lost_timer_costs_a_minute_not_a_page() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fakes.lose_timers();
    world.fast_forward(MINUTE * 16).await;
    world.expect_silence();
    world.sweep().await;
    world.expect(&[("ben", Sms, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_dead_contact_does_not_hold_up_the_others() {
    let mut world = World::new();
    world.fakes.kill_contact("ana", "sms");
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Email, "#1")]);
    assert!(world.timeline().iter().any(|line| line.starts_with("Could not reach ana by sms")));
    world.end();
}

#[tokio::test]
async fn when_nobody_of_a_level_can_be_reached_the_next_is_paged_at_once() {
    let mut world = World::new();
    world.fakes.kill_contact("ana", "sms");
    world.fakes.kill_contact("ana", "email");
    world.alarm("payments-errors").await;
    world.expect(&[("ben", Sms, "#1")]);
    world.end();
}

#[tokio::test]
async fn escalating_by_hand_takes_the_incident_from_whoever_had_it() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    let ana = Actor::responder(&"ana".into());
    world.ask(Command::Acknowledge { via: Via::Link }, ana.clone()).await.unwrap();
    world.ask(Command::Escalate, ana).await.unwrap();
    world.expect_status(Status::Triggered);
    world.expect(&[("ben", Sms, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_fallback_contact_that_left_the_settings_is_not_paged_in_vain() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    let renamed = SETTINGS
        .replace("fallback = \"cho\"", "fallback = \"dee\"")
        .replace("responders.cho", "responders.dee");
    world.fakes.set_settings(toml::from_str(&renamed).unwrap());
    world.fast_forward(MINUTE * 50).await;
    world.expect(&[
        ("ben", Sms, "#1"),
        ("ana", Sms, "#1"),
        ("ana", Email, "#1"),
        ("ben", Sms, "#1"),
        ("dee", Email, "#1"),
        ("fallback", Sms, "#1"),
        ("fallback", Email, "#1"),
    ]);
    world.end();
}

#[tokio::test]
async fn somebody_who_left_the_settings_between_decision_and_message_is_replaced() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fakes.set_settings(Default::default());
    world.fast_forward(MINUTE * 15).await;
    world.expect(&[("fallback", Sms, "#1"), ("fallback", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_level_that_was_overtaken_is_notified_but_not_woken() {
    let mut world = World::new();
    world.hold_messages();
    world.alarm("payments-errors").await;
    world.fast_forward(MINUTE * 16).await;
    world.release_messages().await;
    world.expect(&[("ana", Email, "#1"), ("ben", Sms, "#1")]);
    world.end();
}
