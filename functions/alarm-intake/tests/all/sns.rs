//! An SNS topic subscribed to the function's address: only what SNS signed, from a topic that was named, just now.

use crate::door::{Asked, Door, authorized};
use crate::twins::{Book, Queue, ROUTING_KEY, World, event, fixture, read, received_at, sns_fixture};
use alarm_intake::sns::Message;
use proptest::prelude::*;
use serde_json::{Value, json};

fn message(name: &str) -> Value {
    read(&sns_fixture(&format!("{name}.json")))
}

async fn send(door: &Door, message: &Value) -> Asked {
    door.post(&format!("/v1/sns/{ROUTING_KEY}"), &message.to_string()).await
}

async fn refused(message: Value, status: u64, word: &str) {
    let door = Door::open();
    let asked = send(&door, &message).await;
    assert_eq!(asked.status, status, "{asked:?}");
    assert!(asked.body["message"].as_str().unwrap().contains(word), "{asked:?}");
    assert!(door.sent().is_empty());
}

#[tokio::test]
async fn a_signed_alarm_is_the_same_event_as_over_any_other_way() {
    for version in ["notification-v1", "notification-v2"] {
        let door = Door::open();
        let asked = send(&door, &message(version)).await;
        assert_eq!(asked.status, 202, "{asked:?}");
        let sent = door.sent();
        assert_eq!(sent[0].identity(), event(&fixture("sns-metric")).identity(), "{version}");
        assert_eq!(sent[0].source, "cloudwatch");
    }
}

#[tokio::test]
async fn a_message_without_a_subject_is_verified_too_and_text_is_kept() {
    let door = Door::open();
    assert_eq!(send(&door, &message("notification-without-subject")).await.status, 202);
    assert!(door.sent()[0].detail.contains("ask the storage team"));
}

#[tokio::test]
async fn the_certificate_is_fetched_once_and_kept() {
    let door = Door::open();
    for _ in 0..3 {
        send(&door, &message("notification-v2")).await;
    }
    let asked = door.intake.web.asked.lock().unwrap().clone();
    assert_eq!(asked, [message("notification-v2")["SigningCertURL"].as_str().unwrap()]);
}

#[tokio::test]
async fn whatever_was_changed_on_the_way_is_refused() {
    for (field, value) in [
        ("Message", json!("all is well")),
        ("MessageId", json!("another")),
        ("Subject", json!("OK")),
        ("Subject", Value::Null),
        ("Timestamp", json!("2026-11-22T02:59:58Z")),
        ("SignatureVersion", json!("1")),
        ("SignatureVersion", json!("3")),
        ("Signature", json!("AAAA")),
        ("Signature", json!("not base64")),
        ("Type", json!("UnsubscribeConfirmation")),
    ] {
        let mut message = message("notification-v2");
        message[field] = value;
        refused(message, 403, "signature").await;
    }
}

#[tokio::test]
async fn other_topics_and_old_messages_are_refused_before_anything_is_fetched() {
    let mut other = message("notification-v2");
    other["TopicArn"] = json!("arn:aws:sns:eu-central-1:999999999999:somebody-elses");
    refused(other, 403, "topics").await;
    for time in ["2026-11-22T01:50:00.000Z", "2026-11-22T03:10:00.000Z"] {
        let mut old = message("notification-v2");
        old["Timestamp"] = json!(time);
        refused(old, 403, "just now").await;
    }
    let door = Door::open();
    let asked = door.post("/v1/sns/open-key", &message("notification-v2").to_string()).await;
    assert_eq!(asked.status, 403, "an integration that names no topics takes none");
    assert!(door.intake.web.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_certificate_elsewhere_is_never_fetched() {
    let mut message = message("notification-v2");
    message["SigningCertURL"] =
        json!("https://sns.eu-central-1.amazonaws.com.harbor.example/SimpleNotificationService-0.pem");
    let door = Door::open();
    let asked = send(&door, &message).await;
    assert_eq!(asked.status, 403);
    assert!(door.intake.web.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_now_makes_sns_try_again() {
    let world = World { away: true, ..World::default() };
    let door = Door::with(Queue::default(), Book { readable: true }, world);
    assert_eq!(send(&door, &message("notification-v2")).await.status, 503);
}

#[tokio::test]
async fn a_subscription_is_confirmed_at_sns_and_nowhere_else() {
    let door = Door::open();
    let asked = send(&door, &message("subscription")).await;
    assert_eq!((asked.status, &asked.body["subscribed"]), (202, &json!(true)));
    let fetched = door.intake.web.asked.lock().unwrap().clone();
    assert_eq!(fetched.last().unwrap(), message("subscription")["SubscribeURL"].as_str().unwrap());

    let door = Door::open();
    assert_eq!(send(&door, &message("subscription-elsewhere")).await.status, 403);
    assert_eq!(door.intake.web.asked.lock().unwrap().len(), 1, "the certificate only");

    let mut forged = message("subscription");
    forged["Token"] = json!("another");
    refused(forged, 403, "signature").await;
}

#[tokio::test]
async fn an_unsubscription_is_not_taken_back() {
    let door = Door::open();
    assert_eq!(send(&door, &message("unsubscription")).await.status, 202);
    assert_eq!(door.intake.web.asked.lock().unwrap().len(), 1, "the certificate only");
    assert!(door.sent().is_empty());
}

#[tokio::test]
async fn the_key_is_asked_for_first_and_may_be_a_password() {
    let body = message("notification-v2").to_string();
    assert_eq!(Door::open().post("/v1/sns/nobodys", &body).await.status, 401);
    assert_eq!(Door::open().post("/v1/sns", &body).await.status, 401);
    let asked = Door::open().ask(authorized(&format!("Bearer {ROUTING_KEY}"), "/v1/sns", &body)).await;
    assert_eq!(asked.status, 202);
    refused(json!({ "hello": "raw" }), 400, "raw message delivery").await;
    assert!(received_at() > message("notification-v2")["Timestamp"].as_str().unwrap().parse().unwrap());
}

proptest! {
    #[test]
    fn a_message_never_panics(
        body in any::<Vec<u8>>(),
        name in proptest::sample::select(vec!["notification-v1", "subscription"]),
        at in any::<prop::sample::Index>(),
        value in prop_oneof![Just(Value::Null), any::<f64>().prop_map(Value::from), any::<String>().prop_map(Value::from)],
    ) {
        let _ = Message::read(&body);
        let mut message = message(name);
        let field = at.get(&message.as_object().unwrap().keys().cloned().collect::<Vec<_>>()).clone();
        message[field] = value;
        let _ = Message::read(message.to_string().as_bytes());
    }
}
