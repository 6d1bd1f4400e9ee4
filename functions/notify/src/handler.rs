//! One event: plan its messages, claim each, hand it over, record what became of it.

use anyhow::{Context, Result};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Command, EventRecord, Failure, Incident};
use callout_domain::link::{Action, Claim, LINK_LIFE, LinkKeys, responder_digest};
use callout_domain::notification::{Attempt, AttemptState, Message, plan, words};
use callout_domain::settings::Rules;
use callout_lambda::change;
use callout_ports::{
    Attempts, Claimed, Clock, Delivery, IncidentStore, LinkKeySource, Messenger, PortError, Rulebook,
    SendError,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Takes in one message of the notify queue. `holder` names it: a second delivery of the same message goes on
/// where the first was cut short; a copy under another name sends nothing again.
///
/// # Errors
/// The store failed, or the carrier did not take a message just now; the queue delivers the event again, and what
/// was sent is not sent again. A message that the carrier refuses is no error: it is recorded, and the others go on.
pub async fn handle<T>(
    body: &str,
    holder: &str,
    link_base: &str,
    table: &T,
    messenger: &impl Messenger,
    keys: &impl LinkKeySource,
    clock: &impl Clock,
) -> Result<()>
where
    T: IncidentStore + Rulebook + Attempts,
{
    let Ok(record) = serde_json::from_str::<EventRecord>(body) else {
        tracing::info!("not an incident's event; nobody to tell");
        return Ok(());
    };
    let incident = table.incident(&record.incident_id).await.context("load the incident")?;
    let incident = incident.with_context(|| format!("there is no incident {}", record.incident_id))?;
    let rules = table.rules().await.context("read the settings")?;
    let messages = plan(&record, &incident, &rules);
    if messages.is_empty() {
        return Ok(());
    }
    let keys = keys.link_keys().await.inspect_err(without_link).ok();
    let round = Round { holder, link_base, incident: &incident, rules: &rules, keys, now: clock.now() };
    let (attempts, again) = round.send_all(&messages, table, messenger).await;
    Attempts::record(table, &attempts).await.context("record what was sent")?;
    report_failures(&record.incident_id, &attempts, table, clock).await?;
    again
}

fn failed(error: PortError) -> AttemptState {
    AttemptState::Failed(format!("{:#}", anyhow::Error::new(error)))
}

/// A page without its link is better than no page: `callout ack` and the console still work.
fn without_link(error: &PortError) {
    tracing::error!(%error, "the keys that sign links cannot be read; messages go out without a link");
}

/// One event's messages on their way out.
struct Round<'a> {
    holder: &'a str,
    link_base: &'a str,
    incident: &'a Incident,
    rules: &'a Rules,
    keys: Option<LinkKeys>,
    now: Timestamp,
}

impl Round<'_> {
    /// Tries every message. What was tried is told even if one of them has to come again.
    async fn send_all(
        &self,
        messages: &[Message],
        memory: &impl Attempts,
        messenger: &impl Messenger,
    ) -> (Vec<Attempt>, Result<()>) {
        let mut attempts = Vec::with_capacity(messages.len());
        let mut again = Ok(());
        for message in messages {
            match memory.claim(&self.attempt(message, AttemptState::Claimed)).await {
                Ok(Claimed::Mine) => {}
                Ok(Claimed::Taken) => {
                    tracing::info!(notification.id = message.id, "already sent or being sent");
                    continue;
                }
                Err(error) => {
                    again = Err(error).context("claim a message");
                    continue;
                }
            }
            let state = match messenger.send(&self.delivery(message)).await {
                Ok(receipt) => AttemptState::Sent(receipt),
                Err(SendError::Refused(error)) => failed(error),
                // The claim stays ours, so that the event can come again for it.
                Err(SendError::NotNow(error)) => {
                    again = Err(error).context("hand over a message");
                    continue;
                }
            };
            let sent = matches!(state, AttemptState::Sent(_));
            tracing::info!(
                incident.id = self.incident.id.as_str(),
                notification.id = message.id,
                sent,
                "message tried"
            );
            attempts.push(self.attempt(message, state));
        }
        (attempts, again)
    }

    fn attempt(&self, message: &Message, state: AttemptState) -> Attempt {
        Attempt {
            id: message.id.clone(),
            incident: self.incident.id.clone(),
            responder: message.responder.clone(),
            contact: message.contact.clone(),
            kind: message.kind,
            holder: self.holder.to_owned(),
            at: self.now,
            state,
        }
    }

    fn delivery(&self, message: &Message) -> Delivery {
        let person = self.rules.responder(&message.responder);
        let zone = person.and_then(|person| person.zone.as_deref());
        let zone = zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
        let contact = person.and_then(|person| person.contact(&message.contact));
        let link = self.link(message);
        Delivery {
            responder: message.responder.clone(),
            contact: message.contact.clone(),
            channel: message.channel,
            address: contact.map(|contact| contact.address.as_str().into()),
            words: words(message, self.incident, link.as_deref(), &zone),
        }
    }

    fn link(&self, message: &Message) -> Option<String> {
        if !message.kind.wants_answer() {
            return None;
        }
        let claim = Claim {
            action: Action::Acknowledge,
            incident: self.incident.id.clone(),
            responder: responder_digest(&message.responder),
            level: message.level,
            expires_at: self.now.checked_add(LINK_LIFE).ok()?,
        };
        Some(format!("{}/a/{}", self.link_base.trim_end_matches('/'), self.keys.as_ref()?.sign(&claim)))
    }
}

/// Puts failures on the incident's timeline; it decides whether another contact or the next level takes over.
async fn report_failures<T>(
    id: &IncidentId,
    attempts: &[Attempt],
    table: &T,
    clock: &impl Clock,
) -> Result<()>
where
    T: IncidentStore + Rulebook,
{
    let failure = |attempt: &Attempt| {
        let AttemptState::Failed(error) = &attempt.state else { return None };
        let (responder, contact) = (attempt.responder.clone(), attempt.contact.clone());
        Some(Failure { responder, contact, error: error.clone() })
    };
    let failures: Vec<Failure> = attempts.iter().filter_map(failure).collect();
    if failures.is_empty() {
        return Ok(());
    }
    change(table, id, &Command::RecordFailures { failures }, &Actor::system(), clock).await?;
    Ok(())
}
