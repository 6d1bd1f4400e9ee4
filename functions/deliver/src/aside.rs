//! Messages besides news: the one to confirm, and the one that says that a receiver gets nothing any more.

use crate::deps::Ports;
use crate::edition::Edition;
use crate::{mail, webhook};
use anyhow::{Context as _, Result, bail};
use callout_domain::subscriber::{
    Asked, Subscriber, SubscriberAddress, SubscriberEvent, SubscriberEventKind,
};
use callout_lambda::{Postponed, after_conflict};
use callout_ports::{Clock as _, CommitError, Mail, MailError, Mailboxes as _, Mailer as _, Receivers as _};
use jiff::SignedDuration;
use tokio::sync::MutexGuard;

/// How often a claim or a result is saved while others save the same.
const TRIES: usize = 8;
/// How long a mail waits that was one too many in its second, and in its day.
const TOO_FAST: SignedDuration = SignedDuration::from_secs(5);
const TOO_MANY_TODAY: SignedDuration = SignedDuration::from_mins(20);

/// A message that is written and not sent yet.
enum Message {
    Mail(Mail),
    /// Where to, and the text.
    Webhook(SubscriberAddress, String),
}

/// Sends the message that an event makes due, once.
pub(crate) async fn send(event: &SubscriberEvent, by: &str, deps: &impl Ports) -> Result<()> {
    let id = event.message();
    let Some(Mine { subscriber, message, _turn }) = claim(event, &id, by, deps).await? else { return Ok(()) };
    let (is_done, again) = match message {
        Message::Mail(mail) => {
            match deps.mailer().mail(&mail).await {
                Ok(()) => (true, None),
                Err(MailError::TooFast) => (false, Some(TOO_FAST)),
                Err(MailError::TooManyToday) => (false, Some(TOO_MANY_TODAY)),
                Err(MailError::Refused(error)) => {
                    // Strangers type addresses: what SES refuses for one of them sets off no alarm.
                    tracing::warn!(error = format!("{:#}", anyhow::Error::from(error)), "SES refuses a mail");
                    (true, None)
                }
                Err(MailError::NotNow(error)) => {
                    record(&subscriber, &id, false, deps).await?;
                    return Err(error).context("send a mail to a subscriber");
                }
            }
        }
        Message::Webhook(to, body) => {
            let post = webhook::post(&to, &id, body, &subscriber, deps.clock().now());
            // Strangers type addresses: one that does not answer may be subscribed again, and is no failure of ours.
            let status = deps.receivers().post(&post).await.ok();
            tracing::info!(subscriber = subscriber.id.as_str(), status, "a receiver was asked to confirm");
            (true, None)
        }
    };
    record(&subscriber, &id, is_done, deps).await?;
    again.map_or(Ok(()), |by| Err(Postponed { by }.into()))
}

/// A message that is claimed and ours to send.
struct Mine<'a> {
    subscriber: Subscriber,
    message: Message,
    /// Of a mail: one at a time.
    _turn: Option<MutexGuard<'a, ()>>,
}

/// Claims the message, unless it left or nobody needs it any more.
async fn claim<'a>(
    event: &SubscriberEvent,
    id: &str,
    by: &str,
    deps: &'a impl Ports,
) -> Result<Option<Mine<'a>>> {
    let table = deps.table();
    for tried in 0..TRIES {
        let found = table.subscriber_and_mailbox(&event.subscriber).await.context("read a subscriber")?;
        let Some((subscriber, mut mailbox)) = found else { return Ok(None) };
        let Some(message) = message(event.kind, &subscriber, id, deps).await? else { return Ok(None) };
        let turn = match &message {
            Message::Mail(_) => Some(deps.one_mail().lock().await),
            Message::Webhook(..) => None,
        };
        if !mailbox.claim_aside(id, by, deps.clock().now()) {
            return Ok(None);
        }
        mailbox.version += 1;
        match table.save_mailbox(&subscriber.id, &mailbox).await {
            Ok(()) => return Ok(Some(Mine { subscriber, message, _turn: turn })),
            Err(CommitError::Conflict) => after_conflict(tried).await,
            Err(CommitError::Port(error)) => return Err(error).context("claim a message"),
        }
    }
    bail!("every one of {TRIES} tries to claim a message met a conflict")
}

/// The message, if it is still due.
async fn message(
    kind: SubscriberEventKind,
    subscriber: &Subscriber,
    id: &str,
    deps: &impl Ports,
) -> Result<Option<Message>> {
    let now = deps.clock().now();
    let asked = subscriber.asked.as_ref().filter(|asked: &&Asked| !asked.is_over(now));
    let language = asked.map_or(&subscriber.language, |asked| &asked.language);
    let Some(edition) = Edition::load(language, deps).await? else { return Ok(None) };
    let places = deps.places();
    // In the log of SES the message has a name that no other has.
    let name = format!("{}-{id}", subscriber.id);
    Ok(match (kind, &subscriber.address) {
        (SubscriberEventKind::Requested, Some(to)) if asked.is_some() && to.is_email() => {
            let mail = mail::confirmation(to, subscriber, &name, &edition, places)?;
            deps.mailer().can_mail().then_some(Message::Mail(mail))
        }
        (SubscriberEventKind::Requested, Some(to)) if asked.is_some() => {
            let body = webhook::confirmation(id, subscriber, &edition, places)?;
            Some(Message::Webhook(to.clone(), body))
        }
        (SubscriberEventKind::Disabled, Some(receiver)) if !subscriber.is_active() => {
            match &subscriber.contact {
                Some(to) if deps.mailer().can_mail() => {
                    Some(Message::Mail(mail::disabled(to, receiver.as_str(), &name, &edition, places)?))
                }
                _ => None,
            }
        }
        _ => None,
    })
}

/// Records whether the message left.
async fn record(subscriber: &Subscriber, id: &str, is_done: bool, deps: &impl Ports) -> Result<()> {
    let table = deps.table();
    for tried in 0..TRIES {
        let found = table.subscriber_and_mailbox(&subscriber.id).await.context("read a mailbox")?;
        let Some((_, mut mailbox)) = found else { return Ok(()) };
        mailbox.record_aside(id, is_done, deps.clock().now());
        mailbox.version += 1;
        match table.save_mailbox(&subscriber.id, &mailbox).await {
            Ok(()) => return Ok(()),
            Err(CommitError::Conflict) => after_conflict(tried).await,
            Err(CommitError::Port(error)) => return Err(error).context("record a message"),
        }
    }
    bail!("every one of {TRIES} tries to record a message met a conflict")
}
