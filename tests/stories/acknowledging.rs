//! Somebody has it: what stops, what lapses.

use super::world::{World, alarm_event};
use callout_domain::alarm::AlarmKind;
use callout_domain::incident::{Actor, Command, Event, NewUpdate, Phase, Refusal, Status, Via};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::severity::Severity;
use callout_ports::Clock;
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn ana() -> Actor {
    Actor::responder(&"ana".into())
}

const ACK: Command = Command::Acknowledge { via: Via::Link };

#[tokio::test]
async fn an_acknowledgement_stops_the_ladder() {
    let mut world = World::new();
    world.alarm("platform-disk").await;
    world.expect(&[("ana", Sms, "SEV3"), ("ana", Email, "SEV3")]);
    world.ask(ACK, ana()).await.unwrap();
    world.fast_forward(MINUTE * 24 * 60).await;
    world.sweep().await;
    world.expect_status(Status::Acknowledged);
    world.end();
}

#[tokio::test]
async fn a_second_acknowledgement_says_who_has_it() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.ask(ACK, ana()).await.unwrap();
    let refusal = world.ask(ACK, Actor::responder(&"ben".into())).await.unwrap_err();
    assert!(matches!(refusal, Refusal::AlreadyAcknowledged(held) if held.by == ana()));
    world.end();
}

#[tokio::test]
async fn an_acknowledged_sev2_without_a_sign_of_life_is_paged_again() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.ask(ACK, ana()).await.unwrap();
    world.fast_forward(MINUTE * 25).await;
    world.expect(&[("ana", Sms, "Still on it?"), ("ana", Email, "Still on it?")]);
    world.fast_forward(MINUTE * 5).await;
    world.expect_status(Status::Triggered);
    world.expect(&[("ana", Sms, "SEV2"), ("ana", Email, "SEV2")]);
    assert_eq!(world.count(|event| matches!(event, Event::AckLapsed { .. })), 1);
    world.end();
}

#[tokio::test]
async fn a_note_is_a_sign_of_life() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.ask(ACK, ana()).await.unwrap();
    world.fast_forward(MINUTE * 20).await;
    world.ask(Command::Note { text: "rolling back".into() }, ana()).await.unwrap();
    world.fast_forward(MINUTE * 24).await;
    world.expect_status(Status::Acknowledged);
    world.expect_silence();
    world.fast_forward(MINUTE).await;
    world.expect(&[("ana", Sms, "Still on it?"), ("ana", Email, "Still on it?")]);
    world.end();
}

#[tokio::test]
async fn whoever_resolves_gets_no_message_about_it() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.ask(Command::Resolve { via: Via::Console, note: None }, ana()).await.unwrap();
    world.expect_status(Status::Resolved);
    world.end();
}

#[tokio::test]
async fn an_alarm_that_fires_on_after_a_resolve_by_hand_is_a_new_incident() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.ask(Command::Resolve { via: Via::Console, note: None }, ana()).await.unwrap();
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fast_forward(MINUTE).await;
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    assert_eq!(world.fakes.incidents().len(), 2);
    world.end();
}

#[tokio::test]
async fn a_small_incident_that_becomes_a_big_one_is_paged_again() {
    let mut world = World::new();
    world.alarm("platform-disk").await;
    world.ask(ACK, ana()).await.unwrap();
    world.expect(&[("ana", Sms, "SEV3"), ("ana", Email, "SEV3")]);
    world.fast_forward(MINUTE * 60 * 24).await;
    let mut worse = alarm_event("platform-outage", AlarmKind::Trigger, world.fakes.now());
    worse.service = Some("platform".into());
    worse.severity = Some(Severity::Sev1);
    world.event(worse).await;
    world.expect_status(Status::Triggered);
    world.expect(&[("ana", Sms, "SEV1"), ("ana", Email, "SEV1")]);
    world.end();
}

#[tokio::test]
async fn a_new_alarm_on_something_held_without_end_must_be_confirmed() {
    let mut world = World::new();
    world.alarm("platform-disk").await;
    world.ask(ACK, ana()).await.unwrap();
    world.expect(&[("ana", Sms, "SEV3"), ("ana", Email, "SEV3")]);
    world.fast_forward(MINUTE * 60 * 24).await;
    world.alarm("platform-memory").await;
    world.expect_silence();
    world.fast_forward(MINUTE * 25).await;
    world.expect(&[("ana", Sms, "Still on it?"), ("ana", Email, "Still on it?")]);
    world.ask(Command::Note { text: "seen".into() }, ana()).await.unwrap();
    world.fast_forward(MINUTE * 60 * 24).await;
    world.expect_status(Status::Acknowledged);
    world.end();
}

#[tokio::test]
async fn a_status_update_confirms_the_acknowledgement() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.ask(ACK, ana()).await.unwrap();
    world.fast_forward(MINUTE * 20).await;
    let words = Command::PublishUpdate(NewUpdate::saying(Phase::Identified, "A replica fell behind."));
    world.ask(words, ana()).await.unwrap();
    world.fast_forward(MINUTE * 24).await;
    world.expect_silence();
    world.end();
}
