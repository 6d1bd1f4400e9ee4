//! Handles one text message: finds the sender, checks its age, carries it out and answers.

use crate::carry_out::carry_out;
use crate::deps::Deps;
use crate::reply_record::{ReplyKey, ReplyRecord};
use crate::sender::{Sender, senders};
use crate::text::Text;
use crate::words;
use anyhow::Result;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::notification::{Act, Reply, Unclear, Words, gsm7, parse_reply};
use callout_domain::responder::Channel;
use callout_lambda::{Received, readable_settings};
use callout_ports::{Attempts, Clock, ContactSource, Delivery, IncidentStore, LinkKeySource, Messenger};
use jiff::SignedDuration;

/// The shortest interval between two help texts, in seconds: some phones answer each of our texts automatically.
const EXPLAIN_EVERY: i64 = 600;

/// An older text may no longer be what its sender wants.
const LONGEST_DELAY: SignedDuration = SignedDuration::from_hours(1);

/// Handles one message of the queue.
///
/// # Errors
/// It holds no text message, the store failed, or the carrier could not take the answer now; the queue delivers it
/// again, and moves it to the dead-letter queue in the end.
pub async fn receive<T, K, M, C>(message: &Received, deps: &Deps<'_, T, K, M, C>) -> Result<()>
where
    T: IncidentStore + ContactSource + Attempts,
    K: LinkKeySource,
    M: Messenger,
    C: Clock,
{
    let queued_at = message.sent_at.unwrap_or_else(|| deps.clock.now());
    let text = Text::read(&message.body, queued_at)?;
    handle(&text, &message.id, deps).await
}

/// Handles one text message. `claimed_by` is the ID of the queue message: its retry continues where it was cut short, and
/// another delivery of the same text neither acts nor answers.
///
/// # Errors
/// The store failed, or the carrier could not take the answer now; the text is delivered again.
pub async fn handle<T, K, M, C>(text: &Text, claimed_by: &str, deps: &Deps<'_, T, K, M, C>) -> Result<()>
where
    T: IncidentStore + ContactSource + Attempts,
    K: LinkKeySource,
    M: Messenger,
    C: Clock,
{
    let rules = readable_settings(deps.table.rules_with_contacts().await)?;
    let senders = senders(&text.from, &rules);
    let Some(first) = senders.first() else {
        tracing::warn!(stranger = true, "a text message from an unknown number: not answered");
        return Ok(());
    };
    let reply = parse_reply(&text.body);
    if reply == Err(Unclear::ForTheCarrier) {
        return Ok(());
    }
    let now = deps.clock.now();
    let is_late = now.duration_since(text.sent_at) > LONGEST_DELAY;
    let record =
        ReplyRecord { table: deps.table, key: reply_key(text, &reply), sender: first, claimed_by, now };
    let Some(answer) = record
        .once("act", async || match reply {
            _ if is_late => Ok(words::late(reply.ok().and_then(|reply| reply.number))),
            Ok(reply) => carry_out(reply, text, &senders, &rules, deps).await,
            Err(unclear) => Ok(unclear.to_string()),
        })
        .await?
    else {
        tracing::info!("a text message that was answered before");
        return Ok(());
    };
    record.send("answer", &delivery(text, first, &answer), deps.messenger).await
}

/// The key of the record that a text was carried out and answered. Texts that only get an explanation share one for a
/// time, so that they get it once.
fn reply_key(text: &Text, reply: &Result<Reply, Unclear>) -> ReplyKey {
    let since = text.sent_at.as_second().div_euclid(EXPLAIN_EVERY).to_string();
    ReplyKey(match reply {
        Err(_) => IncidentId::derive(&AlertKey::derive("unclear text message", &text.from), &since),
        Ok(Reply { act: Act::Help, .. }) => {
            IncidentId::derive(&AlertKey::derive("text message for help", &text.from), &since)
        }
        Ok(_) => IncidentId::derive(&AlertKey::derive("text message", &text.id), ""),
    })
}

fn delivery(text: &Text, to: &Sender, answer: &str) -> Delivery {
    Delivery {
        responder: to.name.clone(),
        contact: to.contact.clone(),
        channel: Channel::Sms,
        address: Some(text.from.as_str().into()),
        words: Words { subject: "Callout".to_owned(), body: gsm7(answer) },
    }
}
