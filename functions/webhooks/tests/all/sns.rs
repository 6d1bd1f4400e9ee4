//! An SNS topic subscribed to the function's address: only what SNS signed, from a topic that was named, just now.

use crate::app::{Answer, App, authorized};
use crate::fakes::{FakeTable, FakeWeb, TOPIC_KEY, event, fixture, read, received_at, sns_fixture};
use callout_domain::alarm::AlarmEvent;
use callout_ports::fakes::FakeQueue;
use proptest::prelude::*;
use serde_json::{Value, json};
use webhooks::sns::Message;

fn message(name: &str) -> Value {
    read(&sns_fixture(&format!("{name}.json")))
}

async fn send(app: &App, message: &Value) -> Answer {
    app.post(&format!("/v1/sns/{TOPIC_KEY}"), &message.to_string()).await
}

async fn refused(message: Value, status: u64, word: &str) {
    let app = App::new();
    let answer = send(&app, &message).await;
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.body["message"].as_str().unwrap().contains(word), "{answer:?}");
    assert!(app.sent().is_empty());
}

#[tokio::test]
async fn a_signed_alarm_is_the_event_that_the_topic_sent_and_of_another_account_only_the_integrations() {
    for version in ["notification-v1", "notification-v2"] {
        let app = App::new();
        let answer = send(&app, &message(version)).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        let sent = app.sent();
        let alarm = event(&fixture("sns-metric"));
        assert_eq!(sent[0].source, "integration/topic/cloudwatch", "the topic is of another account");
        let source = alarm.source.clone();
        assert_eq!(AlarmEvent { source, ..sent[0].clone() }.identity(), alarm.identity(), "{version}");
    }
}

#[tokio::test]
async fn a_message_without_a_subject_is_verified_too_and_text_is_kept() {
    let app = App::new();
    assert_eq!(send(&app, &message("notification-without-subject")).await.status, 202);
    assert!(app.sent()[0].detail.contains("ask the storage team"));
}

#[tokio::test]
async fn the_certificate_is_fetched_once_and_kept() {
    let app = App::new();
    for _ in 0..3 {
        send(&app, &message("notification-v2")).await;
    }
    let answer = app.deps.web.asked.lock().unwrap().clone();
    assert_eq!(answer, [message("notification-v2")["SigningCertURL"].as_str().unwrap()]);
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
    let app = App::new();
    let answer = app.post("/v1/sns/open-key", &message("notification-v2").to_string()).await;
    assert_eq!(answer.status, 403, "an integration that names no topics takes none");
    assert!(app.deps.web.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_certificate_elsewhere_is_never_fetched() {
    let mut message = message("notification-v2");
    message["SigningCertURL"] =
        json!("https://sns.eu-central-1.amazonaws.com.harbor.example/SimpleNotificationService-0.pem");
    let app = App::new();
    let answer = send(&app, &message).await;
    assert_eq!(answer.status, 403);
    assert!(app.deps.web.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_now_makes_sns_try_again() {
    let world = FakeWeb { away: true, ..FakeWeb::default() };
    let app = App::with(FakeQueue::default(), FakeTable { readable: true }, world);
    assert_eq!(send(&app, &message("notification-v2")).await.status, 503);
}

#[tokio::test]
async fn a_subscription_is_confirmed_at_sns_and_nowhere_else() {
    let app = App::new();
    let answer = send(&app, &message("subscription")).await;
    assert_eq!((answer.status, &answer.body["subscribed"]), (202, &json!(true)));
    let fetched = app.deps.web.asked.lock().unwrap().clone();
    assert_eq!(fetched.last().unwrap(), message("subscription")["SubscribeURL"].as_str().unwrap());

    let app = App::new();
    assert_eq!(send(&app, &message("subscription-elsewhere")).await.status, 403);
    assert_eq!(app.deps.web.asked.lock().unwrap().len(), 1, "the certificate only");

    let mut forged = message("subscription");
    forged["Token"] = json!("another");
    refused(forged, 403, "signature").await;
}

#[tokio::test]
async fn an_unsubscription_is_not_taken_back() {
    let app = App::new();
    assert_eq!(send(&app, &message("unsubscription")).await.status, 202);
    assert_eq!(app.deps.web.asked.lock().unwrap().len(), 1, "the certificate only");
    assert!(app.sent().is_empty());
}

#[tokio::test]
async fn the_key_is_asked_for_first_and_may_be_a_password() {
    let body = message("notification-v2").to_string();
    assert_eq!(App::new().post("/v1/sns/nobodys", &body).await.status, 401);
    assert_eq!(App::new().post("/v1/sns", &body).await.status, 401);
    let answer = App::new().ask(authorized(&format!("Bearer {TOPIC_KEY}"), "/v1/sns", &body)).await;
    assert_eq!(answer.status, 202);
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
