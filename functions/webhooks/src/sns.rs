//! Verifies messages that an SNS topic sends over HTTPS.
//!
//! A message is accepted if the integration lists its topic, it is fresh, and it is signed with a certificate from
//! SNS's own host. Never fetches anything from another host.

mod address;
mod certificates;
mod message;
mod refusal;

pub use certificates::Certificates;
pub use message::{Message, MessageType};
pub use refusal::Refusal;

use callout_ports::Web;
use jiff::{SignedDuration, Timestamp};

/// The greatest age of a message: SNS retries for an hour; anything older is a replay.
const MAX_AGE: SignedDuration = SignedDuration::from_mins(65);
/// How far clocks may differ.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Verifies that SNS sent a message from one of these topics recently.
///
/// # Errors
/// Why it is refused. Only the last variant is worth a retry.
pub async fn verify(
    message: &Message,
    topics: &[String],
    now: Timestamp,
    certificates: &Certificates,
    web: &impl Web,
) -> Result<(), Refusal> {
    if !topics.contains(&message.topic_arn) {
        return Err(Refusal::Topic);
    }
    let age = now.duration_since(message.timestamp);
    if age > MAX_AGE || age < -MAX_CLOCK_SKEW {
        return Err(Refusal::Time(message.timestamp));
    }
    if !address::is_certificate(&message.signing_cert_url, &message.topic_arn) {
        return Err(Refusal::Address("SigningCertURL"));
    }
    let key = certificates.public_key(&message.signing_cert_url, web).await?;
    if message.is_signed_with(&key) { Ok(()) } else { Err(Refusal::Signature) }
}

/// Confirms a subscription that a verified message requests.
///
/// # Errors
/// The address is not SNS's, or SNS did not answer.
pub async fn confirm(subscribe_url: &str, topic_arn: &str, web: &impl Web) -> Result<(), Refusal> {
    if !address::is_confirmation(subscribe_url, topic_arn) {
        return Err(Refusal::Address("SubscribeURL"));
    }
    web.get(subscribe_url).await?;
    Ok(())
}
