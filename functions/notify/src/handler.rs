//! One event: plan its messages, claim each, hand it over, record what became of it.

use crate::deps::{Deps, Store, Try};
use crate::notice;
use anyhow::{Context, Result, anyhow};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Command, EventRecord, Failure, Incident};
use callout_domain::link::LinkKeys;
use callout_domain::notification::throttle::Admission;
use callout_domain::notification::{Attempt, AttemptState, Message, MessageKind, RETRIES, Subject, plan};
use callout_domain::settings::Rules;
use callout_lambda::change;
use callout_ports::{
    Attempts, Claimed, Clock, ContactQueueTimer, ContactQueueTimers, IncidentStore, LinkKeySource, Messenger,
    PortError, SendError, SettingsSource,
};
use jiff::SignedDuration;

/// Takes in one message of the notify queue: a committed event, a notice, or the timer of a line.
///
/// # Errors
/// The store failed, or the carrier did not take a message just now; the queue delivers it again, and what was sent
/// is not sent again. A message that the carrier refuses is no error: it is recorded, and the others go on.
pub async fn handle<T, M, K, L, C>(body: &str, tried: Try<'_>, deps: &Deps<'_, T, M, K, L, C>) -> Result<()>
where
    T: Store,
    M: Messenger,
    K: LinkKeySource,
    L: ContactQueueTimers,
    C: Clock,
{
    if let Ok(wake) = serde_json::from_str::<ContactQueueTimer>(body) {
        return deps.release(&wake, tried).await;
    }
    let Ok(record) = serde_json::from_str::<EventRecord>(body) else {
        return notice::handle(body, tried, deps).await;
    };
    let incident = deps.table.incident(&record.incident_id).await.context("load the incident")?;
    let incident = incident.with_context(|| format!("there is no incident {}", record.incident_id))?;
    let rules = deps.table.rules().await.context("read the settings")?;
    let messages = plan(&record, &incident, &rules);
    if messages.is_empty() {
        return Ok(());
    }
    let keys = deps.link_keys().await;
    let dispatch = Dispatch { tried, record: &record, incident: &incident, rules: &rules, keys, deps };
    let (attempts, again) = try_all(&messages, async |message| dispatch.send(message).await).await;
    Attempts::record(deps.table, &attempts).await.context("record what was sent")?;
    report_failures(&record.incident_id, &attempts, tried, deps.table, deps.clock).await?;
    again
}

/// How long a message that was not finished should wait before it comes again; `None`: as long as the queue says.
pub fn retry_after(tries: u32) -> Option<SignedDuration> {
    usize::try_from(tries).ok().and_then(|tries| RETRIES.get(tries.checked_sub(1)?).copied())
}

/// What a carrier's answer makes of a message. One that it does not take just now stays claimed by whoever tried, so that
/// the event can come again for it.
pub(crate) fn handed_over(answer: Result<String, SendError>) -> AttemptState {
    let why = |error: PortError| format!("{:#}", anyhow::Error::new(error));
    match answer {
        Ok(receipt) => AttemptState::Sent(receipt),
        Err(SendError::Refused(error)) => AttemptState::Failed(why(error)),
        Err(SendError::NotNow(error)) => AttemptState::Delayed(why(error)),
    }
}

/// Tries every message. What was tried is told even if one of them has to come again.
pub(crate) async fn try_all<M>(
    messages: &[M],
    send: impl AsyncFn(&M) -> Result<Option<Attempt>>,
) -> (Vec<Attempt>, Result<()>) {
    let mut attempts = Vec::with_capacity(messages.len());
    let mut again = Ok(());
    for message in messages {
        match send(message).await {
            Ok(attempt) => attempts.extend(attempt),
            Err(error) => again = Err(error),
        }
    }
    if let Some(why) = delayed(&attempts).filter(|_| again.is_ok()) {
        again = Err(anyhow!("hand over a message: {why}"));
    }
    (attempts, again)
}

/// One event's messages on their way out.
struct Dispatch<'a, T, M, K, L, C> {
    tried: Try<'a>,
    record: &'a EventRecord,
    incident: &'a Incident,
    rules: &'a Rules,
    keys: Option<LinkKeys>,
    deps: &'a Deps<'a, T, M, K, L, C>,
}

impl<T: Store, M: Messenger, K: LinkKeySource, L: ContactQueueTimers, C: Clock> Dispatch<'_, T, M, K, L, C> {
    /// Tries one message; what became of it, or nothing if somebody else sends it.
    async fn send(&self, message: &Message) -> Result<Option<Attempt>> {
        let claim = self.attempt(message, AttemptState::Claimed);
        if self.deps.table.claim(&claim).await.context("claim a message")? != Claimed::Mine {
            tracing::info!(notification.id = message.id, "already sent or being sent");
            return Ok(None);
        }
        if matches!(message.kind, MessageKind::Page | MessageKind::Help) {
            match self.deps.admit(message, self.record, self.incident).await? {
                Admission::Now => {}
                Admission::Hold { until } => {
                    return Ok(Some(self.attempt(message, AttemptState::Held(until))));
                }
                Admission::Bundled => return Ok(None),
            }
        }
        let delivery = self.deps.delivery(message, self.incident, self.rules, self.keys.as_ref());
        let state = handed_over(self.deps.messenger.send(&delivery).await);
        let sent = matches!(state, AttemptState::Sent(_));
        tracing::info!(
            incident.id = self.incident.id.as_str(),
            notification.id = message.id,
            sent,
            "message tried"
        );
        Ok(Some(self.attempt(message, state)))
    }

    fn attempt(&self, message: &Message, state: AttemptState) -> Attempt {
        Attempt {
            id: message.id.clone(),
            about: Subject::incident(&self.incident.id, message.kind),
            responder: message.responder.clone(),
            contact: message.contact.clone(),
            holder: self.tried.holder.to_owned(),
            at: self.deps.clock.now(),
            state,
        }
    }
}

/// Why one of them has to come again.
fn delayed(attempts: &[Attempt]) -> Option<&str> {
    attempts.iter().find_map(|attempt| match &attempt.state {
        AttemptState::Delayed(why) => Some(why.as_str()),
        _ => None,
    })
}

/// Puts failures on the incident's timeline; it decides whether another contact or the next level takes over. What the
/// carrier did not take after all quick tries counts as a failure too, and is tried on.
pub(crate) async fn report_failures<T>(
    id: &IncidentId,
    attempts: &[Attempt],
    tried: Try<'_>,
    table: &T,
    clock: &impl Clock,
) -> Result<()>
where
    T: IncidentStore + SettingsSource,
{
    let failure = |attempt: &Attempt| {
        let error = match &attempt.state {
            AttemptState::Failed(error) => error,
            AttemptState::Delayed(error) if retry_after(tried.tries).is_none() => error,
            _ => return None,
        };
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
