//! What SES says of mail that was sent: a mailbox that does not exist, or a complaint, ends a subscription.
//!
//! Must not log an address.

use crate::deps::Ports;
use anyhow::{Context as _, Result, bail};
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{Standing, SubscriberAddress};
use callout_lambda::after_conflict;
use callout_ports::{Clock as _, CommitError, Subscribers as _};
use serde::Deserialize;

const TRIES: usize = 8;

/// An event of SES (SES developer guide, Examples of event data that SES publishes to SNS).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MailEvent {
    event_type: String,
    #[serde(default)]
    bounce: Option<Bounce>,
    #[serde(default)]
    complaint: Option<Complaint>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    #[serde(default)]
    complained_recipients: Vec<Recipient>,
    /// `not-spam` takes a complaint back.
    #[serde(default)]
    complaint_feedback_type: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// Takes an event of SES. A bounce that may pass changes nothing: SES tries again by itself.
pub(crate) async fn take(body: &str, deps: &impl Ports) -> Result<()> {
    let event: MailEvent = serde_json::from_str(body).context("read an event of SES")?;
    let recipients = match (event.event_type.as_str(), event.bounce, event.complaint) {
        ("Bounce", Some(bounce), _) if bounce.bounce_type == "Permanent" => bounce.bounced_recipients,
        ("Complaint", _, Some(complaint))
            if complaint.complaint_feedback_type.as_deref() != Some("not-spam") =>
        {
            complaint.complained_recipients
        }
        _ => return Ok(()),
    };
    for recipient in recipients {
        if let Some(address) = SubscriberAddress::email(bare(&recipient.email_address)) {
            end(&address.id(), deps).await?;
        }
    }
    Ok(())
}

/// The address in `Ana <ana@example.com>`.
fn bare(text: &str) -> &str {
    let inside = text.rsplit_once('<').map_or(text, |(_, rest)| rest);
    inside.split('>').next().unwrap_or(inside)
}

async fn end(id: &SubscriberId, deps: &impl Ports) -> Result<()> {
    let table = deps.table();
    for tried in 0..TRIES {
        let found = table.subscriber(id).await.context("read a subscription")?;
        let Some(mut subscriber) = found.filter(|one| one.address.is_some()) else { return Ok(()) };
        subscriber.end(Standing::Bounced, deps.clock().now());
        match table.save_subscriber(&subscriber, None).await {
            Ok(()) => {
                tracing::info!(
                    subscriber = id.as_str(),
                    "a mailbox does not exist or complained; it gets no mail any more"
                );
                return Ok(());
            }
            Err(CommitError::Conflict) => after_conflict(tried).await,
            Err(CommitError::Port(error)) => return Err(error).context("end a subscription"),
        }
    }
    bail!("every one of {TRIES} tries to end a subscription met a conflict")
}
