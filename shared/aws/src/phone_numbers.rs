//! Voice calls and text messages from our own phone number, over AWS End User Messaging.
//!
//! Uses no topic, and reveals no number it calls: neither logs nor timelines contain one.

use crate::late::Late;
use aws_config::SdkConfig;
use aws_sdk_pinpointsmsvoicev2::Client;
use aws_sdk_pinpointsmsvoicev2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_pinpointsmsvoicev2::types::{MessageType, VoiceId, VoiceMessageBodyTextType};
use callout_domain::responder::Channel;
use callout_ports::{Address, Delivery, Messenger, PortError, SendError};
use std::error::Error;

/// The most characters that are read out (End User Messaging API reference, `SendVoiceMessage`: text without markup).
const MOST_SPOKEN: usize = 3000;

/// The numbers that send; a channel without one is off.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// The ARN of the number, or pool of numbers, that calls.
    pub voice: Option<String>,
    /// The voice: one of Amazon Polly's, like `JOANNA`.
    pub voice_id: String,
    /// The ARN of the number, or pool of numbers, that sends text messages and receives replies.
    pub text: Option<String>,
}

/// Our own numbers.
#[derive(Debug, Clone)]
pub struct PhoneNumbers {
    /// Most stacks have no number.
    client: Late<Client>,
    origins: Origins,
}

impl PhoneNumbers {
    /// Creates the carrier for these numbers.
    pub fn new(config: &SdkConfig, origins: Origins) -> Self {
        Self { client: Late::new(config, Client::new), origins }
    }

    /// Whether there is a number for text messages.
    pub fn has_text(&self) -> bool {
        self.origins.text.is_some()
    }

    async fn call(&self, to: &Address, words: &str) -> Result<String, Failure> {
        let from =
            self.origins.voice.as_ref().ok_or(Failure::off("telephone calls", "VoiceOriginationIdentity"))?;
        let request = self.client.send_voice_message().destination_phone_number(to.as_str());
        let request =
            request.origination_identity(from).voice_id(VoiceId::from(self.origins.voice_id.as_str()));
        let request = request.message_body_text_type(VoiceMessageBodyTextType::Text);
        let spoken: String = words.chars().take(MOST_SPOKEN).collect();
        let answer = request.message_body(spoken).send().await.map_err(|error| Failure::of(error, to))?;
        Ok(answer.message_id.unwrap_or_default())
    }

    async fn text(&self, to: &Address, words: &str) -> Result<String, Failure> {
        let from =
            self.origins.text.as_ref().ok_or(Failure::off("text messages", "SmsOriginationIdentity"))?;
        let request = self.client.send_text_message().destination_phone_number(to.as_str());
        let request = request.origination_identity(from).message_type(MessageType::Transactional);
        let answer = request.message_body(words).send().await.map_err(|error| Failure::of(error, to))?;
        Ok(answer.message_id.unwrap_or_default())
    }
}

impl Messenger for PhoneNumbers {
    async fn send(&self, delivery: &Delivery) -> Result<String, SendError> {
        let Delivery { responder, contact, channel, address, words } = delivery;
        let sent = match (channel, address) {
            (Channel::Voice, Some(to)) => self.call(to, &words.body).await,
            (Channel::Sms, Some(to)) => self.text(to, &words.body).await,
            _ => Err(Failure { is_final: true, why: "there is no telephone number".into() }),
        };
        sent.map_err(|failure| {
            let class = if failure.is_final { SendError::Refused } else { SendError::NotNow };
            class(PortError::unavailable(format!("reach {responder} by {contact}"), failure.why))
        })
    }

    fn receives_replies(&self, channel: Channel) -> bool {
        channel == Channel::Sms && self.has_text()
    }
}

/// Why a message was not sent, in words without a phone number.
struct Failure {
    /// Whether a retry would fail again.
    is_final: bool,
    why: Box<dyn Error + Send + Sync>,
}

impl Failure {
    fn off(what: &str, parameter: &str) -> Self {
        Self {
            is_final: true,
            why: format!("{what} are off; set the template's parameter {parameter}").into(),
        }
    }

    fn of<E>(error: SdkError<E>, to: &Address) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match error.as_service_error().map(|said| (said.code(), said.message())) {
            Some((Some(code), message)) => {
                let said = format!("{code}: {}", message.unwrap_or("no reason given"));
                Self { is_final: is_final(code), why: said.replace(digits(to), "…").into() }
            }
            _ => Self { is_final: false, why: error.into() },
        }
    }
}

fn digits(to: &Address) -> &str {
    to.as_str().trim_start_matches('+')
}

/// Whether a retry would fail again: the number does not exist or opted out, a permission or registration is
/// missing, or the spending quota is used up until somebody raises it.
fn is_final(code: &str) -> bool {
    matches!(
        code,
        "AccessDeniedException"
            | "ConflictException"
            | "ResourceNotFoundException"
            | "ServiceQuotaExceededException"
            | "ValidationException"
    )
}
