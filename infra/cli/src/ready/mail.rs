//! What SES allows, where subscribers of the status page get mail.
//! Must not judge, nor ask anything where no mail leaves.

use super::facts::{Checked, SubscriberMail};
use super::refusal::refusal;
use crate::deployment::Deployment;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::operation::get_email_identity::GetEmailIdentityError;

/// What is allowed; none if the template names no sender, or on this machine, where nothing limits it.
pub(super) async fn subscriber_mail(deployment: &Deployment) -> Option<SubscriberMail> {
    let from = deployment.outputs().await.ok()?.get("SubscriberMailSender").cloned();
    let from = from.filter(|_| deployment.local.is_none())?;
    let client = Client::new(&deployment.sdk);
    let (in_sandbox, is_verified) = tokio::join!(in_sandbox(&client), is_verified(&client, &from));
    Some(SubscriberMail { from, in_sandbox, is_verified })
}

async fn in_sandbox(client: &Client) -> Checked<bool> {
    let account = client.get_account().send().await.map_err(|error| refusal(error, "ses:GetAccount"))?;
    Ok(!account.production_access_enabled())
}

/// Whether SES sends from an address: it is verified itself, or its domain is (SES developer guide, "Verified identities").
async fn is_verified(client: &Client, from: &str) -> Checked<bool> {
    let domain = from.rsplit('@').next().unwrap_or(from);
    for identity in [from, domain] {
        match client.get_email_identity().email_identity(identity).send().await {
            Ok(found) if found.verified_for_sending_status() => return Ok(true),
            Ok(_) => {}
            Err(error)
                if error.as_service_error().is_some_and(GetEmailIdentityError::is_not_found_exception) => {}
            Err(error) => return Err(refusal(error, "ses:GetEmailIdentity")),
        }
    }
    Ok(false)
}
