//! An SNS message as delivered over HTTPS, and the text that its signature covers.
//!
//! Checks neither topic nor time.

use super::refusal::Refusal;
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters,
    UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;

/// The type of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum MessageType {
    /// A published message.
    Notification,
    /// A topic asks to confirm a subscription.
    SubscriptionConfirmation,
    /// A subscription was removed.
    UnsubscribeConfirmation,
}

/// A message; fields that only some types have are `None` when absent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Message {
    /// Its type.
    #[serde(rename = "Type")]
    pub message_type: MessageType,
    /// The topic that sends it.
    pub topic_arn: String,
    /// When it was published.
    pub timestamp: Timestamp,
    /// The address that confirms the subscription.
    #[serde(rename = "SubscribeURL")]
    pub subscribe_url: Option<String>,
    /// The address of the signing certificate.
    #[serde(rename = "SigningCertURL")]
    pub(super) signing_cert_url: String,
    message: String,
    message_id: String,
    subject: Option<String>,
    token: Option<String>,
    signature: String,
    signature_version: String,
    #[serde(skip)]
    written_timestamp: String,
}

impl Message {
    /// Reads a body.
    ///
    /// # Errors
    /// It is not an SNS message.
    pub fn read(body: &[u8]) -> Result<Self, Refusal> {
        let unreadable = |error: serde_json::Error| Refusal::Unreadable(error.to_string());
        let json: serde_json::Value = serde_json::from_slice(body).map_err(unreadable)?;
        // The signature covers the timestamp exactly as sent.
        let written =
            json.get("Timestamp").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let message: Self = serde_json::from_value(json).map_err(unreadable)?;
        Ok(Self { written_timestamp: written, ..message })
    }

    /// Whether the owner of a public key signed this message.
    pub(super) fn is_signed_with(&self, key: &[u8]) -> bool {
        let algorithm: &'static RsaParameters = match self.signature_version.as_str() {
            "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            "2" => &RSA_PKCS1_2048_8192_SHA256,
            _ => return false,
        };
        let Ok(signature) = STANDARD.decode(&self.signature) else { return false };
        UnparsedPublicKey::new(algorithm, key).verify(self.signed_text().as_bytes(), &signature).is_ok()
    }

    /// Names and values in the order that SNS documents, one per line; a subject only if there is one.
    fn signed_text(&self) -> String {
        let is_about_subscription = self.message_type != MessageType::Notification;
        let lines = [
            ("Message", Some(&self.message)),
            ("MessageId", Some(&self.message_id)),
            ("Subject", self.subject.as_ref().filter(|_| !is_about_subscription)),
            ("SubscribeURL", self.subscribe_url.as_ref().filter(|_| is_about_subscription)),
            ("Timestamp", Some(&self.written_timestamp)),
            ("Token", self.token.as_ref().filter(|_| is_about_subscription)),
            ("TopicArn", Some(&self.topic_arn)),
        ];
        let mut text = String::new();
        for (name, value) in lines {
            if let Some(value) = value {
                text.extend([name, "\n", value, "\n"]);
            }
        }
        text.extend(["Type\n", self.message_type.name(), "\n"]);
        text
    }
}

impl MessageType {
    fn name(self) -> &'static str {
        match self {
            Self::Notification => "Notification",
            Self::SubscriptionConfirmation => "SubscriptionConfirmation",
            Self::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        }
    }
}
