//! Verifies messages that an SNS topic sends over HTTPS: SNS wrote them, for a topic that the integration names.
//!
//! A message counts if its topic is one that the integration names, it is fresh, and it is signed with a certificate
//! from SNS's own host. Never fetches anything from elsewhere.

mod address;
mod certificates;
mod message;
mod refusal;

pub use certificates::Certificates;
pub use message::{Message, MessageType};
pub use refusal::Refusal;

use callout_ports::Web;
use jiff::{SignedDuration, Timestamp};

/// How old a message may be: SNS tries for an hour; somebody plays back what is older.
const MAX_AGE: SignedDuration = SignedDuration::from_mins(65);
/// How far clocks may differ.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Checks that SNS sent a message from one of these topics just now.
///
/// # Errors
/// Says why not. Only the last class is worth another try.
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
    if !address::is_certificate(&message.signing_cert_url) {
        return Err(Refusal::Address("SigningCertURL"));
    }
    let key = certificates.public_key(&message.signing_cert_url, web).await?;
    if message.is_signed_with(&key) { Ok(()) } else { Err(Refusal::Signature) }
}

/// Accepts a subscription that a verified message offers.
///
/// # Errors
/// The address is not one at which SNS confirms, or SNS did not answer.
pub async fn confirm(subscribe_url: &str, web: &impl Web) -> Result<(), Refusal> {
    if !address::is_confirmation(subscribe_url) {
        return Err(Refusal::Address("SubscribeURL"));
    }
    web.get(subscribe_url).await?;
    Ok(())
}
