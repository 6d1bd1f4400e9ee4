//! Sends the link that somebody asked for to sign in, to each mail contact that has the address and was verified.
//!
//! Must not tell whoever asked whether anybody has the address, and stays outside the throttle of pages: it takes none of
//! their places.

use crate::deps::{Deps, QueueDelivery, Store, address};
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::link::{LinkKeys, sign_in_path};
use callout_domain::notification::AttemptState;
use callout_domain::responder::Channel;
use callout_domain::settings::Rules;
use callout_domain::sign_in::{SignInRequest, contacts_of, is_own_verified, is_verified, words};
use callout_lambda::readable_settings;
use callout_ports::{Clock, Delivery, LinkKeySource, Messenger, Verifications};

/// Handles one request. Handling it twice sends the mail twice: both links work.
///
/// # Errors
/// The store failed, or the carrier could not take the mail now; the queue delivers the request again.
pub(crate) async fn handle<T, M, K, L, C>(
    request: &SignInRequest,
    _: QueueDelivery<'_>,
    deps: &Deps<'_, T, M, K, L, C>,
) -> Result<()>
where
    T: Store,
    M: Messenger,
    K: LinkKeySource,
    C: Clock,
{
    let Some(base) = deps.console_base.filter(|_| !request.is_over(deps.clock.now())) else {
        tracing::info!("a link to sign in was asked for too long ago; nobody waits for it");
        return Ok(());
    };
    let rules = readable_settings(deps.table.rules_with_contacts().await)?;
    let keys = deps.keys.link_keys().await.context("read the keys that sign links")?;
    let is_meant = |address: &str| keys.address_marks(address).any(|mark| request.marks.contains(&mark));
    for (who, contact) in verified(contacts_of(&rules, is_meant), &rules, deps).await? {
        if deps.table.take_sign_in(&who, request).await.context("count a person's links")? {
            send((&who, &contact), &rules, (&keys, base), deps).await?;
        } else {
            tracing::warn!(responder = who.as_str(), "asked for too many links to sign in today");
        }
    }
    Ok(())
}

async fn verified<T: Verifications, M, K, L, C: Clock>(
    found: Vec<(ResponderName, ContactName)>,
    rules: &Rules,
    deps: &Deps<'_, T, M, K, L, C>,
) -> Result<Vec<(ResponderName, ContactName)>> {
    if found.is_empty() {
        tracing::info!("a link to sign in was asked for with an address that nobody has");
        return Ok(Vec::new());
    }
    let known = deps.table.verifications(&found).await.context("read which contacts were verified")?;
    let now = deps.clock.now();
    let is_known = |(who, contact): &(ResponderName, ContactName)| {
        let mut of = known.iter().filter(|one| one.responder == *who && one.contact == *contact);
        is_own_verified(rules, who, contact, now) || of.any(|one| is_verified(rules, one, now))
    };
    let verified: Vec<_> = found.iter().filter(|one| is_known(one)).cloned().collect();
    if verified.is_empty() {
        tracing::warn!(
            responder = found[0].0.as_str(),
            "a link to sign in was asked for with an address that was never verified; `callout verify` does that"
        );
    }
    Ok(verified)
}

async fn send<T, M: Messenger, K, L, C: Clock>(
    (who, contact): (&ResponderName, &ContactName),
    rules: &Rules,
    (keys, base): (&LinkKeys, &str),
    deps: &Deps<'_, T, M, K, L, C>,
) -> Result<()> {
    let link = format!("{}/{}", base.trim_end_matches('/'), sign_in_path(keys, who, deps.clock.now()));
    let delivery = Delivery {
        responder: who.clone(),
        contact: contact.clone(),
        channel: Channel::Email,
        address: address(rules, who, contact),
        words: words(&link),
    };
    match deps.hand_over(&delivery).await {
        AttemptState::Delayed(why) => bail!("the mail to sign in was not taken: {why}"),
        AttemptState::Failed(why) => {
            tracing::error!(responder = who.as_str(), why, "the mail to sign in cannot be sent");
        }
        _ => tracing::info!(responder = who.as_str(), "a link to sign in was sent"),
    }
    Ok(())
}
