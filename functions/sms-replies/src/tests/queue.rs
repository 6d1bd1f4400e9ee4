//! Queue deliveries: raw or in the topic's envelope, late, twice, next to unreadable ones, and with faults.

use super::world::{ANA, World};
use crate::handler::receive;
use crate::text::Text;
use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use callout_domain::incident::{Command, Status};
use callout_lambda::{Deadline, Received, each_message};
use callout_ports::fakes::Fault;
use callout_ports::{Clock as _, ContactSource as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

const LATE: &str = "Your reply to #1 came more than an hour late and was not carried out. Reply again or open the link in the page.";

/// A text message as the topic delivers it raw.
fn raw(body: &str) -> String {
    json!({
        "originationNumber": ANA, "destinationNumber": "+15550000", "messageKeyword": "KEYWORD_1", "messageBody": body,
        "inboundMessageId": "cae173d2", "previousPublishedMessageId": "x",
    })
    .to_string()
}

/// The same in the topic's envelope.
fn enveloped(body: &str, sent_at: Timestamp) -> String {
    json!({
        "Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:eu-central-1:111122223333:callout-sms-replies",
        "Message": raw(body), "Timestamp": format!("{sent_at:.3}"), "SignatureVersion": "1",
    })
    .to_string()
}

fn message(id: &str, body: String, queued_at: Timestamp) -> SqsMessage {
    let mut message = SqsMessage::default();
    message.message_id = Some(id.to_owned());
    message.body = Some(body);
    let sent = queued_at.as_millisecond().to_string();
    message.attributes.insert("SentTimestamp".to_owned(), sent);
    message
}

/// Delivers a batch; returns the messages that are delivered again.
async fn deliver(world: &World, messages: &[SqsMessage]) -> Vec<String> {
    let mut event = SqsEvent::default();
    event.records = messages.to_vec();
    let deps = world.deps();
    let work = async |message: Received| receive(&message, &deps).await;
    let response = each_message(event, Deadline::at(jiff::Timestamp::MAX), work).await;
    response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
}

#[test]
fn a_text_is_read_raw_and_from_its_envelope() {
    let (sent, queued) =
        ("2026-11-22T03:00:00.123Z".parse().unwrap(), "2026-11-22T03:00:01Z".parse().unwrap());
    for (body, sent_at) in [(raw("1a"), queued), (enveloped("1a", sent), sent)] {
        let read = Text::read(&body, queued).unwrap();
        assert_eq!((read.id.as_str(), read.from.as_str(), read.body.as_str()), ("cae173d2", ANA, "1a"));
        assert_eq!(read.sent_at, sent_at);
        assert!(!format!("{read:?}").contains("555"), "a log must not hold the number");
    }
    let broken = json!({ "Message": "hello", "Timestamp": "2026-11-22T03:00:00Z" }).to_string();
    assert!(Text::read(&broken, queued).is_err());
}

#[tokio::test]
async fn a_text_waits_for_settings_that_can_be_read() {
    let world = World::with(&["payments"]).await;
    let text = message("first", raw(&world.coded("1a").await), world.fakes.now());
    let settings = world.fakes.rules_with_contacts().await.unwrap().settings().clone();
    world.fakes.hide_settings();
    assert_eq!(
        deliver(&world, std::slice::from_ref(&text)).await,
        ["first"],
        "nobody is known, so nobody is a stranger"
    );
    world.fakes.set_settings(settings);
    for _ in 0..2 {
        assert_eq!(deliver(&world, std::slice::from_ref(&text)).await, [""; 0]);
    }
    assert_eq!(world.status(1), Status::Acknowledged);
    assert!(world.answer(ANA).unwrap().starts_with("You have #1"));
    assert_eq!(world.answer(ANA), None, "answered once");
}

#[tokio::test]
async fn an_answer_older_than_an_hour_is_refused_once_with_what_to_do() {
    for is_enveloped in [false, true] {
        let world = World::with(&["payments"]).await;
        let sent = world.fakes.now();
        world.fakes.clock.advance(SignedDuration::from_mins(61));
        // It waited in the queue; or it was moved back from the dead-letter queue, and only its envelope is old.
        let text = |id| match is_enveloped {
            false => message(id, raw("1a"), sent),
            true => message(id, enveloped("1a", sent), world.fakes.now()),
        };
        for _ in 0..2 {
            assert_eq!(deliver(&world, &[text("first"), text("copy")]).await, [""; 0]);
        }
        assert_eq!(world.status(1), Status::Triggered);
        assert_eq!(world.answer(ANA).as_deref(), Some(LATE));
    }
}

#[tokio::test]
async fn an_answer_of_the_last_hour_is_carried_out() {
    let world = World::with(&["payments"]).await;
    let sent = world.fakes.now();
    world.fakes.clock.advance(SignedDuration::from_mins(59));
    let text = message("first", raw(&world.coded("1a").await), sent);
    assert_eq!(deliver(&world, &[text]).await, [""; 0]);
    assert_eq!(world.status(1), Status::Acknowledged);
    assert!(world.answer(ANA).unwrap().starts_with("You have #1"));
}

/// Ben took it while the text waited.
#[tokio::test]
async fn a_text_that_waited_closes_nothing_that_somebody_took_since() {
    let world = World::with(&["payments"]).await;
    let (body, sent) = (world.coded("1c").await, world.fakes.now());
    world.fakes.clock.advance(SignedDuration::from_mins(20));
    world.does(1, Command::Snooze { until: world.fakes.now() + SignedDuration::from_hours(2) }, "ben").await;
    world.fakes.clock.advance(SignedDuration::from_mins(20));
    assert_eq!(deliver(&world, &[message("late", raw(&body), sent)]).await, [""; 0]);
    assert_eq!(world.status(1), Status::Acknowledged);
    let answer = world.answer(ANA).unwrap();
    assert!(answer.contains(" snoozed #1") && answer.contains("reply again"), "{answer}");
    // Another text has another identity.
    let again = raw(&body).replace("cae173d2", "cae173d3");
    let again = message("again", again, world.fakes.now());
    assert_eq!(deliver(&world, &[again]).await, [""; 0]);
    assert_eq!(world.status(1), Status::Resolved);
}

#[tokio::test]
async fn a_late_answer_without_a_number_and_a_late_word_are_refused_alike() {
    for body in ["ok", "aa", "I am driving"] {
        let world = World::with(&["payments"]).await;
        let sent = world.fakes.now();
        world.fakes.clock.advance(SignedDuration::from_hours(3));
        deliver(&world, &[message("first", raw(body), sent)]).await;
        assert_eq!(world.answer(ANA).unwrap(), LATE.replace(" to #1", ""));
        assert_eq!(world.status(1), Status::Triggered);
    }
}

#[tokio::test]
async fn an_answer_delivered_twice_is_carried_out_and_answered_once() {
    let world = World::with(&["payments"]).await;
    let sent = world.fakes.now();
    let body = world.coded("1e").await;
    let text = |id| message(id, enveloped(&body, sent), world.fakes.now());
    for _ in 0..2 {
        assert_eq!(deliver(&world, &[text("first"), text("copy")]).await, [""; 0]);
        world.fakes.clock.advance(SignedDuration::from_secs(20));
    }
    assert_eq!(world.escalations(1).await, 1);
    assert!(world.answer(ANA).unwrap().starts_with("Paged"));
}

#[tokio::test]
async fn what_cannot_be_read_fails_alone() {
    let world = World::with(&["payments"]).await;
    let now = world.fakes.now();
    let batch =
        [message("bad", "hello".to_owned(), now), message("good", raw(&world.coded("1a").await), now)];
    assert_eq!(deliver(&world, &batch).await, ["bad"]);
    assert_eq!(world.status(1), Status::Acknowledged);
    assert!(world.answer(ANA).is_some());
}

#[tokio::test]
async fn whatever_call_fails_the_queue_brings_it_again_until_it_is_answered() {
    for (body, minutes) in [("1a", 0), ("1c", 0), ("1e", 0), ("1a", 61)] {
        for fault in [Fault::Before, Fault::After] {
            for nth in 0..14 {
                let world = World::with(&["payments"]).await;
                let sent = world.fakes.now();
                world.fakes.clock.advance(SignedDuration::from_mins(minutes));
                let before = world.timeline(1).await;
                let body = world.coded(body).await;
                world.fakes.fail_call(nth, fault);
                let batch = [message("first", raw(&body), sent)];
                let mut tries = 1;
                while !deliver(&world, &batch).await.is_empty() {
                    tries += 1;
                    assert!(tries < 5, "{body} {fault:?} {nth}: it is never finished");
                }
                world.fakes.clear_fault();
                let sent = world.fakes.take_sent().len();
                let (case, most) =
                    (format!("{body} {minutes} {fault:?} {nth}"), 1 + usize::from(fault == Fault::After));
                assert!((1..=most).contains(&sent), "{case}: {sent} answers");
                let happened = world.timeline(1).await.len() - before.len();
                assert_eq!(happened, usize::from(minutes == 0), "{case}: {happened} events");
            }
        }
    }
}
