//! The template's topics on SNS, against a stand-in that lists subscriptions as SNS does.

use super::stand_in::against;
use axum::Router;
use axum::extract::State;
use callout_aws::SnsOwnTopics;
use callout_domain::notification::Words;
use callout_ports::{AddressedTopic, AddressedTopics, OwnTopic, OwnTopics as _, SubscriptionStatus};
use std::sync::{Arc, Mutex};

const OPS: &str = "arn:aws:sns:us-east-1:111122223333:callout-ops";
const PHONE: &str = "arn:aws:sns:us-east-1:111122223333:callout-fallback-phone";

/// What SNS was asked, and the subscriptions it lists: address and ARN.
#[derive(Default)]
struct Sns {
    asked: Mutex<Vec<String>>,
    listed: Vec<(&'static str, &'static str)>,
}

async fn answer(State(sns): State<Arc<Sns>>, body: String) -> String {
    let member = |(address, arn): &(&str, &str)| {
        format!(
            "<member><SubscriptionArn>{arn}</SubscriptionArn><Protocol>email</Protocol><Endpoint>{address}</Endpoint>\
             </member>"
        )
    };
    let all: String = sns.listed.iter().map(member).collect();
    let (action, result) = match body.contains("Action=Publish") {
        true => ("Publish", "<MessageId>m-1</MessageId>".to_owned()),
        false => ("ListSubscriptionsByTopic", format!("<Subscriptions>{all}</Subscriptions>")),
    };
    sns.asked.lock().unwrap().push(body);
    format!("<{action}Response><{action}Result>{result}</{action}Result></{action}Response>")
}

/// Does something with the topics of a template that was given an address for ops and a telephone.
async fn with<T>(sns: &Arc<Sns>, work: impl AsyncFnOnce(SnsOwnTopics) -> T) -> T {
    let topic =
        |arn: &str, address: &str| Some(AddressedTopic { arn: arn.to_owned(), address: address.into() });
    let topics = AddressedTopics {
        ops: topic(OPS, "ops@example.com"),
        fallback_email: None,
        fallback_phone: topic(PHONE, "+15550100"),
    };
    let answers = Router::new().fallback(answer).with_state(sns.clone());
    against(answers, async |sdk| work(SnsOwnTopics::new(sdk, topics)).await).await
}

/// The status of the address of ops, with these subscriptions.
async fn check(listed: &[(&'static str, &'static str)], expected: SubscriptionStatus) {
    let sns = Arc::new(Sns { listed: listed.to_vec(), ..Sns::default() });
    let status = with(&sns, async |topics| topics.subscription_status(OwnTopic::Ops).await.unwrap()).await;
    assert_eq!(status, expected, "{listed:?}");
}

#[tokio::test]
async fn a_subscription_counts_where_the_address_of_the_template_was_confirmed() {
    const ARN: &str = "arn:aws:sns:us-east-1:111122223333:callout-ops:2a1c";
    let (ours, old) = ("ops@example.com", "before@example.com");
    check(&[], SubscriptionStatus::Missing).await;
    check(&[(ours, "Deleted")], SubscriptionStatus::Missing).await;
    check(&[(ours, "PendingConfirmation"), (ours, "Deleted")], SubscriptionStatus::Pending).await;
    check(&[(ours, "PendingConfirmation"), (ours, ARN)], SubscriptionStatus::Confirmed).await;
    check(&[("Ops@Example.com", ARN)], SubscriptionStatus::Confirmed).await;
    // Whoever was subscribed before, or by somebody else, is not who was meant.
    check(&[(old, ARN), (ours, "PendingConfirmation")], SubscriptionStatus::Pending).await;
    check(&[(old, ARN)], SubscriptionStatus::Missing).await;
}

#[tokio::test]
async fn only_topics_with_an_address_are_looked_at() {
    let sns = Arc::new(Sns::default());
    let all = with(&sns, async |topics| topics.with_address()).await;
    assert_eq!(all, [OwnTopic::Ops, OwnTopic::FallbackPhone]);
}

#[tokio::test]
async fn a_mail_has_a_subject_and_a_text_message_has_none() {
    for (topic, subject) in [(OwnTopic::Ops, true), (OwnTopic::FallbackPhone, false)] {
        let sns = Arc::new(Sns::default());
        let words = Words { subject: "Callout".into(), body: "lost".into() };
        with(&sns, async |topics| topics.publish(topic, &words).await.unwrap()).await;
        let asked = sns.asked.lock().unwrap().concat();
        assert_eq!(asked.contains("Subject=Callout"), subject, "{asked}");
    }
}
