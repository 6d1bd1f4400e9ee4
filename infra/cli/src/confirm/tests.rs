//! What is asked of SNS, against a stand-in that answers as AWS does: an emulator confirms mails at once.

use super::*;
use crate::local::AwsAccess;
use crate::question::Answer;
use axum::Router;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use std::sync::{Arc, Mutex};

const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:callout-ops";
const SUBSCRIPTION: &str = "arn:aws:sns:eu-west-1:111122223333:callout-ops:2a1c";

/// SNS with one subscription.
#[derive(Default)]
struct Sns {
    /// What it was asked, in order: actions, and whether `AuthenticateOnUnsubscribe` was asked for.
    asked: Mutex<Vec<String>>,
    /// Why it does not confirm: code and words.
    refusal: Option<(&'static str, &'static str)>,
    /// Whether the subscription was confirmed with credentials.
    authenticated: bool,
}

fn answer(action: &str, result: &str) -> String {
    format!(
        "<{action}Response xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><{action}Result>{result}</{action}Result>\
         </{action}Response>"
    )
}

async fn serve(Shared(sns): Shared<Arc<Sns>>, body: String) -> (StatusCode, String) {
    let value = |name: &str| {
        let mut pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    };
    let action = value("Action").unwrap_or_default();
    let with = value("AuthenticateOnUnsubscribe").map(|on| format!(" {on}")).unwrap_or_default();
    sns.asked.lock().unwrap().push(format!("{action}{with}"));
    let result = match (action.as_str(), sns.refusal) {
        ("ConfirmSubscription", Some((code, why))) => {
            let error =
                format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{why}</Message></Error>");
            return (StatusCode::BAD_REQUEST, format!("<ErrorResponse>{error}</ErrorResponse>"));
        }
        ("ListSubscriptionsByTopic", _) => format!(
            "<Subscriptions><member><TopicArn>{TOPIC}</TopicArn><Protocol>email</Protocol><SubscriptionArn>{SUBSCRIPTION}\
             </SubscriptionArn><Owner>111122223333</Owner><Endpoint>ops@example.com</Endpoint></member></Subscriptions>"
        ),
        ("GetSubscriptionAttributes", _) => {
            let entry = |key, value: &str| format!("<entry><key>{key}</key><value>{value}</value></entry>");
            let all = [
                entry("Endpoint", "ops@example.com"),
                entry("PendingConfirmation", "false"),
                entry("ConfirmationWasAuthenticated", &sns.authenticated.to_string()),
            ];
            format!("<Attributes>{}</Attributes>", all.concat())
        }
        _ => format!("<SubscriptionArn>{SUBSCRIPTION}</SubscriptionArn>"),
    };
    (StatusCode::OK, answer(&action, &result))
}

fn link() -> Link {
    let mail = format!(
        "https://sns.eu-west-1.amazonaws.com/confirmation.html?TopicArn={TOPIC}&Token=2336&Endpoint=ops@example.com"
    );
    Link::parse(&mail).unwrap()
}

/// What comes of the link, with leave to interrupt, and what SNS was asked for it.
async fn confirmed(sns: Sns) -> (Result<Outcome>, Vec<String>) {
    confirmed_with(sns, Gap { yes: true, force: true, ask: |_| Answer::NobodyThere }).await
}

async fn confirmed_with(sns: Sns, gap: Gap) -> (Result<Outcome>, Vec<String>) {
    let sns = Arc::new(sns);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint_url = format!("http://{}", listener.local_addr().unwrap());
    let (region, key) = ("eu-west-1".to_owned(), "test".to_owned());
    let access = AwsAccess { endpoint_url, region, access_key_id: key.clone(), secret_access_key: key };
    let client = Client::new(&access.sdk_config());
    let link = link();
    let served = axum::serve(listener, Router::new().fallback(serve).with_state(sns.clone()));
    let outcome = tokio::select! {
        outcome = by_link(&client, &link, "callout", gap) => outcome,
        _ = served.into_future() => panic!("the stand-in stopped"),
    };
    let mut asked = sns.asked.lock().unwrap().clone();
    asked.dedup();
    (outcome, asked)
}

#[tokio::test]
async fn a_link_is_confirmed_so_that_unsubscribing_needs_credentials_and_read_back() {
    let (outcome, asked) = confirmed(Sns { authenticated: true, ..Sns::default() }).await;
    let outcome = outcome.unwrap();
    assert_eq!((outcome.address.as_str(), outcome.state), ("ops@example.com", State::Confirmed));
    assert_eq!(asked, ["ConfirmSubscription true", "GetSubscriptionAttributes"]);
    assert!(sentence(&outcome).contains("No link in a mail can end that"), "{}", sentence(&outcome));
}

#[tokio::test]
async fn if_somebody_clicked_first_it_is_subscribed_anew_and_that_is_said() {
    let already = Some(("AuthorizationError", "Subscription already confirmed"));
    for refusal in [None, already] {
        let (outcome, asked) = confirmed(Sns { refusal, ..Sns::default() }).await;
        let outcome = outcome.unwrap();
        assert_eq!(outcome.state, State::AskedAgain);
        assert!(asked.ends_with(&["Unsubscribe".to_owned(), "Subscribe".to_owned()]), "{asked:?}");
        let told = sentence(&outcome);
        assert!(told.contains("had opened the link") && told.contains("callout confirm LINK"), "{told}");
    }
}

#[tokio::test]
async fn the_only_address_of_a_template_topic_stays_subscribed_unless_forced() {
    let gap = Gap { yes: true, force: false, ask: |_| Answer::Yes };
    let (outcome, asked) = confirmed_with(Sns::default(), gap).await;
    let told = outcome.unwrap_err().to_string();
    assert!(told.contains("nothing was changed") && told.contains("--force"), "{told}");
    assert!(!asked.contains(&"Unsubscribe".to_owned()), "{asked:?}");
}

#[tokio::test]
async fn what_was_confirmed_with_credentials_stays_as_it_is() {
    let refusal = Some(("AuthorizationError", "Subscription already confirmed"));
    let (outcome, asked) = confirmed(Sns { refusal, authenticated: true, ..Sns::default() }).await;
    assert_eq!(outcome.unwrap().state, State::AlreadyConfirmed);
    assert!(!asked.contains(&"Unsubscribe".to_owned()), "{asked:?}");
}

/// With this refusal, the command fails and says this.
async fn check(code: &'static str, why: &'static str, says: &str) {
    let (outcome, _) = confirmed(Sns { refusal: Some((code, why)), ..Sns::default() }).await;
    let told = format!("{:#}", outcome.unwrap_err());
    assert!(told.contains(says), "{told}");
}

#[tokio::test]
async fn what_sns_refuses_is_said_in_words() {
    check("InvalidParameter", "Invalid parameter: Token", "callout confirm ops@example.com").await;
    check("NotFound", "Topic does not exist", "callout-ops is gone").await;
    check("AuthorizationError", "ana may not do that", "needs sns:ConfirmSubscription").await;
}

#[test]
fn a_link_of_another_place_is_not_for_this_stack() {
    let refused = |stack, region, account| {
        check_place(&link(), stack, region, account)
            .map_or_else(|error| error.to_string(), |()| String::new())
    };
    assert_eq!(refused("callout", "eu-west-1", Some("111122223333")), "");
    assert_eq!(refused("callout", "eu-west-1", None), "");
    assert!(refused("callout", "us-east-1", None).contains("AWS_REGION=eu-west-1"));
    assert!(refused("callout", "eu-west-1", Some("444455556666")).contains("account 111122223333"));
    assert!(refused("other", "eu-west-1", None).contains("--stack"));
}
