//! Carriers on AWS, against a stand-in for SNS and End User Messaging that speaks their protocols.

use super::stand_in::against;
use aws_config::SdkConfig;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use callout_aws::{Carriers, Origins, PhoneNumbers, SnsMessenger, Topics};
use callout_domain::notification::Words;
use callout_domain::responder::{Channel, ResponderTopic};
use callout_ports::{Delivery, Messenger, SendError};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const VOICE: &str = "arn:aws:sms-voice:us-east-1:111122223333:phone-number/phone-1";
const TEXT: &str = "arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1";

/// What AWS was asked, and what it answers to everything.
#[derive(Default)]
struct Aws {
    asked: Mutex<Vec<(String, String)>>,
    refusal: Option<(u16, Value)>,
}

impl Aws {
    fn refusing(status: u16, code: &str, message: &str) -> Self {
        let refusal = json!({ "__type": code, "message": message });
        Self { refusal: Some((status, refusal)), ..Self::default() }
    }

    /// The only call: what was called, and the body.
    fn asked(&self) -> (String, String) {
        let asked = self.asked.lock().unwrap();
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked[0].clone()
    }

    fn body(&self) -> Value {
        serde_json::from_str(&self.asked().1).unwrap()
    }
}

async fn answer(State(aws): State<Arc<Aws>>, headers: HeaderMap, body: String) -> impl IntoResponse + use<> {
    let target = headers.get("x-amz-target").map(|target| target.to_str().unwrap().to_owned());
    let is_json = target.is_some();
    aws.asked.lock().unwrap().push((target.unwrap_or_default(), body));
    match &aws.refusal {
        Some((status, refusal)) => (StatusCode::from_u16(*status).unwrap(), refusal.to_string()),
        None if is_json => (StatusCode::OK, r#"{"MessageId":"m-1"}"#.to_owned()),
        None => (StatusCode::OK, PUBLISHED.to_owned()),
    }
}

const PUBLISHED: &str = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>\
                         <MessageId>m-1</MessageId></PublishResult></PublishResponse>";

/// Hands a message to the carriers while AWS is as given.
async fn send(aws: &Arc<Aws>, origins: Origins, delivery: &Delivery) -> Result<String, SendError> {
    let topics = Topics {
        drill: String::new(),
        responder_prefix: "arn:aws:sns:us-east-1:111122223333:callout-responder-".into(),
        chat_prefix: "arn:aws:sns:us-east-1:111122223333:callout-chat-".into(),
        fallback_email: "arn:aws:sns:us-east-1:111122223333:callout-fallback-email".into(),
        fallback_phone: "arn:aws:sns:us-east-1:111122223333:callout-fallback-phone".into(),
    };
    let answers = Router::new().fallback(answer).with_state(aws.clone());
    let work = async |sdk: &SdkConfig| {
        let numbers = PhoneNumbers::new(sdk, origins);
        Carriers { topics: SnsMessenger::new(sdk, topics), numbers }.send(delivery).await
    };
    against(answers, work).await
}

fn both() -> Origins {
    Origins { voice: Some(VOICE.into()), voice_id: "JOANNA".into(), text: Some(TEXT.into()) }
}

fn to_ana(channel: Channel, address: &str) -> Delivery {
    Delivery {
        responder: "ana".into(),
        contact: channel.as_str().into(),
        channel,
        address: Some(address.into()),
        words: Words { subject: "SEV2".into(), body: "SEV2 Payments".into() },
    }
}

#[tokio::test]
async fn a_chat_message_goes_to_its_room() {
    let aws = Arc::new(Aws::default());
    send(&aws, Origins::default(), &to_ana(Channel::Chat, "payments-room")).await.unwrap();
    let (_, body) = aws.asked();
    assert!(body.contains("callout-chat-payments-room&"), "{body}");
}

#[tokio::test]
async fn a_call_is_read_out_from_our_number() {
    let aws = Arc::new(Aws::default());
    let receipt = send(&aws, both(), &to_ana(Channel::Voice, "+15550100")).await.unwrap();
    assert_eq!(receipt, "m-1");
    assert_eq!(aws.asked().0, "PinpointSMSVoiceV2.SendVoiceMessage");
    let expected = json!({
        "DestinationPhoneNumber": "+15550100", "OriginationIdentity": VOICE, "VoiceId": "JOANNA",
        "MessageBody": "SEV2 Payments", "MessageBodyTextType": "TEXT",
    });
    assert_eq!(aws.body(), expected);
}

#[tokio::test]
async fn what_is_read_out_is_no_longer_than_aws_takes() {
    let aws = Arc::new(Aws::default());
    let mut delivery = to_ana(Channel::Voice, "+15550100");
    delivery.words.body = "ä".repeat(5000);
    send(&aws, both(), &delivery).await.unwrap();
    assert_eq!(aws.body()["MessageBody"].as_str().unwrap().chars().count(), 3000);
}

#[tokio::test]
async fn without_a_number_nobody_is_called_and_it_says_what_to_set() {
    let aws = Arc::new(Aws::default());
    let refused = send(&aws, Origins::default(), &to_ana(Channel::Voice, "+15550100")).await.unwrap_err();
    let SendError::Refused(error) = refused else { panic!("{refused:?}") };
    let words = format!("{:#}", anyhow::Error::new(error));
    assert_eq!(
        words,
        "could not reach ana by voice: telephone calls are off; set the template's parameter \
         VoiceOriginationIdentity"
    );
    assert!(aws.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn texts_go_out_from_our_number_where_there_is_one_and_over_the_topic_where_not() {
    let text = to_ana(Channel::Sms, "+15550100");
    let aws = Arc::new(Aws::default());
    send(&aws, both(), &text).await.unwrap();
    assert_eq!(aws.asked().0, "PinpointSMSVoiceV2.SendTextMessage");
    let expected = json!({
        "DestinationPhoneNumber": "+15550100", "OriginationIdentity": TEXT, "MessageType": "TRANSACTIONAL",
        "MessageBody": "SEV2 Payments",
    });
    assert_eq!(aws.body(), expected);

    let aws = Arc::new(Aws::default());
    send(&aws, Origins { text: None, ..both() }, &text).await.unwrap();
    assert!(aws.asked().1.contains(&format!("callout-responder-{}&", topic(Channel::Sms, "+15550100"))));
}

/// The name of a topic of ana's, without its prefix.
fn topic(channel: Channel, address: &str) -> String {
    ResponderTopic::of(&"ana".into(), channel, address).to_string()
}

#[tokio::test]
async fn each_address_has_a_topic_of_its_own_whatever_the_contact_is_called() {
    for name in ["email", "work"] {
        let aws = Arc::new(Aws::default());
        let mail = to_ana(Channel::Email, "ana@example.com");
        send(&aws, Origins::default(), &Delivery { contact: name.into(), ..mail }).await.unwrap();
        let (_, body) = aws.asked();
        assert!(
            body.contains(&format!("-responder-{}&", topic(Channel::Email, "ana@example.com"))),
            "{body}"
        );
        assert!(!body.contains("MessageAttributes"), "nothing filters: {body}");
    }
}

#[tokio::test]
async fn a_contact_that_the_settings_no_longer_have_is_refused() {
    let aws = Arc::new(Aws::default());
    let gone = Delivery { address: None, ..to_ana(Channel::Email, "ana@example.com") };
    let refused = send(&aws, Origins::default(), &gone).await.unwrap_err();
    assert!(matches!(refused, SendError::Refused(_)), "{refused:?}");
    assert!(aws.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_fallback_contact_is_reached_over_its_topics() {
    let aws = Arc::new(Aws::default());
    let delivery =
        Delivery { responder: "fallback".into(), address: None, ..to_ana(Channel::Sms, "+15550100") };
    send(&aws, both(), &delivery).await.unwrap();
    assert!(aws.asked().1.contains("callout-fallback-phone&"));

    let aws = Arc::new(Aws::default());
    let mail = Delivery { channel: Channel::Email, ..delivery };
    send(&aws, both(), &mail).await.unwrap();
    assert!(aws.asked().1.contains("callout-fallback-email&"));
}

/// Whether a refusal of AWS is final, for a call and for a text.
async fn check(status: u16, code: &str, is_final: bool) {
    for channel in [Channel::Voice, Channel::Sms] {
        let aws = Arc::new(Aws::refusing(status, code, "+15550100 cannot be reached"));
        let error = send(&aws, both(), &to_ana(channel, "+15550100")).await.unwrap_err();
        assert_eq!(matches!(error, SendError::Refused(_)), is_final, "{code}: {error:?}");
        let words = format!("{:#}", anyhow::Error::new(error));
        assert!(words.contains(code) && !words.contains("5550100"), "{words}");
    }
}

#[tokio::test]
async fn a_number_that_wants_no_messages_is_not_tried_again() {
    check(400, "ConflictException", true).await;
}

#[tokio::test]
async fn a_number_that_does_not_exist_is_not_tried_again() {
    check(400, "ValidationException", true).await;
}

#[tokio::test]
async fn money_that_is_used_up_and_missing_permissions_are_not_waited_for() {
    check(400, "ServiceQuotaExceededException", true).await;
    check(400, "AccessDeniedException", true).await;
    check(400, "ResourceNotFoundException", true).await;
}

#[tokio::test]
async fn a_carrier_that_is_busy_or_ill_is_asked_again() {
    check(400, "ThrottlingException", false).await;
    check(500, "InternalServerException", false).await;
}
