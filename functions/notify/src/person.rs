//! Sends what follows from somebody's change of their own contacts: a code, a test page, and word of the change over a contact
//! that they had before.
//!
//! Stays outside the throttle of pages: it takes none of their places.

use crate::deps::{Deps, Store};
use anyhow::{Context, Result, bail};
use callout_domain::notification::{AttemptState, TestDelivery, TestMessage};
use callout_domain::person::{PersonEvent, PersonMessage, Told};
use callout_domain::responder::verification::CODE_LIFE;
use callout_domain::settings::Rules;
use callout_lambda::readable_settings;
use callout_ports::{Address, Clock, Delivery, LinkKeySource, Messenger};
use jiff::tz::TimeZone;

/// Handles one change. Handling it twice sends its messages twice; the code is the same.
///
/// # Errors
/// The store failed, or the carrier could not take a message now; the queue delivers the change again.
pub(crate) async fn handle<T, M, K, L, C>(event: &PersonEvent, deps: &Deps<'_, T, M, K, L, C>) -> Result<()>
where
    T: Store,
    M: Messenger,
    K: LinkKeySource,
    C: Clock,
{
    let rules = readable_settings(deps.table.rules_with_contacts().await)?;
    for message in &event.messages {
        let is_over = deps.clock.now().duration_since(event.at) > CODE_LIFE;
        if is_over && !matches!(message.told, Told::Change(_)) {
            tracing::info!("a code or a test page was asked for too long ago; nobody waits for it");
            continue;
        }
        send(message, event, &rules, deps).await?;
    }
    Ok(())
}

async fn send<T, M, K, L, C>(
    message: &PersonMessage,
    event: &PersonEvent,
    rules: &Rules,
    deps: &Deps<'_, T, M, K, L, C>,
) -> Result<()>
where
    T: Store,
    M: Messenger,
    K: LinkKeySource,
    C: Clock,
{
    let who = &event.responder;
    let Some(address) = address(message, event, rules, deps).await? else {
        tracing::warn!(responder = who.as_str(), "the contact that was to be told is gone");
        return Ok(());
    };
    let test_message = match &message.told {
        Told::Code(sent) => {
            let keys = deps.keys.link_keys().await.context("read the keys that sign links")?;
            let connected = deps.messenger.connect(who, message.channel, &address).await;
            connected.context("subscribe a new address to its topic")?;
            TestMessage::Code(sent.code(&keys, who))
        }
        Told::Test => TestMessage::Test,
        Told::Change(what) => TestMessage::Changed { by: event.by.clone(), what: what.clone() },
    };
    let zone = rules.responder(who).and_then(|person| TimeZone::get(person.zone.as_deref()?).ok());
    let (responder, contact, channel) = (who.clone(), message.contact.clone(), message.channel);
    let test = TestDelivery { test_message, responder, contact, channel, at: event.at };
    let words = test.words(&zone.unwrap_or(TimeZone::UTC));
    let TestDelivery { responder, contact, .. } = test;
    let delivery = Delivery { responder, contact, channel, address: Some(address), words };
    match deps.hand_over(&delivery).await {
        AttemptState::Delayed(why) => bail!("the message was not taken: {why}"),
        AttemptState::Failed(why) => {
            tracing::error!(
                responder = who.as_str(),
                why,
                "a message about somebody's contacts cannot be sent"
            );
        }
        _ => tracing::info!(responder = who.as_str(), "a message about their contacts was sent"),
    }
    Ok(())
}

/// The address as it was before the change.
async fn address<T: Store, M, K, L, C>(
    message: &PersonMessage,
    event: &PersonEvent,
    rules: &Rules,
    deps: &Deps<'_, T, M, K, L, C>,
) -> Result<Option<Address>> {
    if let Some(mark) = &message.mark {
        return deps.table.own_address(&event.responder, mark).await.context("read an address");
    }
    let contact = rules.of_files(&event.responder).and_then(|person| person.contact(&message.contact));
    Ok(contact.map(|contact| contact.address.as_str().into()))
}
