//! What people answer to a text message: who wrote, what they mean, what came of it, and always an answer.
//!
//! Whoever was called out may act from the telephone that was texted, and nobody else: a sender can be forged, so a text
//! message never reaches further than the link in a page.

mod event;
mod meant;
mod words;

pub use event::{Text, texts};

use anyhow::{Context, Result};
use callout_domain::ids::{AlertKey, ContactName, IncidentId, ResponderName};
use callout_domain::notification::{
    Act, Attempt, AttemptState, MessageKind, Reply, Subject, Unclear, Words, gsm7, parse_reply,
};
use callout_domain::responder::Channel;
use callout_domain::settings::Rules;
use callout_ports::{
    Attempts, Claimed, Clock, Delivery, IncidentStore, Messenger, SendError, SettingsSource,
};
use meant::carry_out;

/// How to answer is explained at most so often (seconds): a telephone may answer each of our answers by itself.
const EXPLAIN_EVERY: i64 = 600;

/// A person whose telephone a text message came from. Two people may share one.
struct Sender {
    name: ResponderName,
    contact: ContactName,
}

/// Takes in one text message. `holder` names who is at work: its own next try goes on where it was cut short, and
/// whoever else brings the same text neither acts nor answers.
///
/// # Errors
/// The store failed, or the carrier did not take the answer just now; the text is delivered again.
pub async fn handle<T>(
    text: &Text,
    holder: &str,
    table: &T,
    messenger: &impl Messenger,
    clock: &impl Clock,
) -> Result<()>
where
    T: IncidentStore + SettingsSource + Attempts,
{
    let rules = table.rules().await.context("read the settings")?;
    let senders = senders(&text.from, &rules);
    let Some(first) = senders.first() else {
        tracing::warn!(stranger = true, "a text message from a number that is nobody's: not answered");
        return Ok(());
    };
    let reply = parse_reply(&text.body);
    if reply == Err(Unclear::ForTheCarrier) {
        return Ok(());
    }
    let memory = Memory { table, of: identity(text, &reply), sender: first, holder, now: clock.now() };
    let Some(answer) = memory
        .once("act", async || match reply {
            Ok(reply) => carry_out(reply, text, &senders, &rules, table, clock).await,
            Err(unclear) => Ok(unclear.to_string()),
        })
        .await?
    else {
        tracing::info!("a text message that was answered before");
        return Ok(());
    };
    memory.send("answer", &delivery(text, first, &answer), messenger).await
}

/// Everybody who gave this very number as a contact for text messages, by name.
fn senders(from: &str, rules: &Rules) -> Vec<Sender> {
    let all = rules.settings().responders.iter();
    let texted = all.filter_map(|(name, responder)| {
        let mut contacts = responder.contacts.iter();
        let own = contacts.find(|contact| contact.channel == Channel::Sms && contact.address == from)?;
        Some(Sender { name: name.clone(), contact: own.name() })
    });
    texted.collect()
}

/// Where it is remembered that a text was acted on and answered: a place in the store that holds nothing else.
fn identity(text: &Text, reply: &Result<Reply, Unclear>) -> IncidentId {
    let since = text.sent_at.as_second().div_euclid(EXPLAIN_EVERY).to_string();
    match reply {
        Err(_) => IncidentId::derive(&AlertKey::derive("unclear text message", &text.from), &since),
        Ok(Reply { act: Act::Help, .. }) => {
            IncidentId::derive(&AlertKey::derive("text message for help", &text.from), &since)
        }
        Ok(_) => IncidentId::derive(&AlertKey::derive("text message", &text.id), ""),
    }
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

/// The memory of one text.
struct Memory<'a, T> {
    table: &'a T,
    of: IncidentId,
    sender: &'a Sender,
    holder: &'a str,
    now: jiff::Timestamp,
}

impl<T: IncidentStore + Attempts> Memory<'_, T> {
    /// Does something once and gives what came of it, now or the first time; `None` while or after somebody else does.
    async fn once(&self, step: &str, work: impl AsyncFnOnce() -> Result<String>) -> Result<Option<String>> {
        if self.claim(step).await? != Claimed::Mine {
            return self.recall(step).await;
        }
        let outcome = work().await?;
        self.record(step, AttemptState::Sent(outcome.clone())).await;
        Ok(Some(outcome))
    }

    /// What came of a step, for the one who did it and comes again.
    async fn recall(&self, step: &str) -> Result<Option<String>> {
        let record = IncidentStore::record(self.table, &self.of).await.context("recall a text message")?;
        let mine = record.attempts.into_iter().find(|known| known.id == step && known.holder == self.holder);
        Ok(mine.and_then(|known| match known.state {
            AttemptState::Sent(outcome) => Some(outcome),
            _ => None,
        }))
    }

    async fn send(&self, step: &str, delivery: &Delivery, messenger: &impl Messenger) -> Result<()> {
        if self.claim(step).await? != Claimed::Mine {
            return Ok(());
        }
        let state = match messenger.send(delivery).await {
            Ok(receipt) => AttemptState::Sent(receipt),
            Err(SendError::NotNow(error)) => return Err(error).context("answer a text message"),
            Err(SendError::Refused(error)) => {
                let error = format!("{:#}", anyhow::Error::new(error));
                tracing::error!(error, "the answer to a text message was refused");
                AttemptState::Failed(error)
            }
        };
        self.record(step, state).await;
        Ok(())
    }

    async fn claim(&self, step: &str) -> Result<Claimed> {
        let attempt = self.attempt(step, AttemptState::Claimed);
        self.table.claim(&attempt).await.context("claim a text message")
    }

    /// What cannot be remembered was done all the same: trying again would do it again.
    async fn record(&self, step: &str, state: AttemptState) {
        if let Err(error) = Attempts::record(self.table, &[self.attempt(step, state)]).await {
            let error = format!("{:#}", anyhow::Error::new(error));
            tracing::warn!(error, step, "what came of a text message could not be recorded");
        }
    }

    fn attempt(&self, step: &str, state: AttemptState) -> Attempt {
        Attempt {
            id: step.to_owned(),
            // Nothing reads the kind here: what is remembered belongs to a text message, not to an incident.
            about: Subject::incident(&self.of, MessageKind::Help),
            responder: self.sender.name.clone(),
            contact: self.sender.contact.clone(),
            holder: self.holder.to_owned(),
            at: self.now,
            state,
        }
    }
}
