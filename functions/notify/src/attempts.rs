//! Attempts to send messages: derives the result from the carrier's answer and reports failures to the incident.
//!
//! Neither plans nor words a message.

use crate::deps::QueueDelivery;
use anyhow::{Error, Result, anyhow};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Command, Failure};
use callout_domain::notification::{Attempt, AttemptState, RETRIES};
use callout_lambda::{Postponed, change};
use callout_ports::{Clock, IncidentStore, PortError, SendError, SettingsSource};
use jiff::SignedDuration;

/// The delay before an unfinished message is delivered again; `None`: the queue's default.
pub fn come_again_after(error: &Error, tries: u32) -> Option<SignedDuration> {
    Postponed::by(error).or_else(|| retry_after(tries))
}

fn retry_after(tries: u32) -> Option<SignedDuration> {
    usize::try_from(tries).ok().and_then(|tries| RETRIES.get(tries.checked_sub(1)?).copied())
}

/// The attempt's state after the carrier's answer. A message that the carrier cannot take now stays claimed by this
/// holder, so that the redelivered event can send it.
pub(crate) fn attempt_state(answer: Result<String, SendError>) -> AttemptState {
    let why = |error: PortError| format!("{:#}", Error::new(error));
    match answer {
        Ok(receipt) => AttemptState::Sent(receipt),
        Err(SendError::Refused(error)) => AttemptState::Failed(why(error)),
        Err(SendError::NotNow(error)) => AttemptState::Delayed(why(error)),
    }
}

/// Tries every message. Attempts are recorded even if one of them must be tried again; a failure outweighs what was only
/// put off.
pub(crate) async fn try_all<M>(
    messages: &[M],
    send: impl AsyncFn(&M) -> Result<Option<Attempt>>,
) -> (Vec<Attempt>, Result<()>) {
    let mut attempts = Vec::with_capacity(messages.len());
    let mut again = Ok(());
    for message in messages {
        match send(message).await {
            Ok(attempt) => attempts.extend(attempt),
            Err(error) if again.is_err() && Postponed::by(&error).is_some() => {}
            Err(error) => again = Err(error),
        }
    }
    let failed = matches!(&again, Err(error) if Postponed::by(error).is_none());
    if let Some(why) = delayed(&attempts).filter(|_| !failed) {
        again = Err(anyhow!("send a message: {why}"));
    }
    (attempts, again)
}

/// Records failures on the incident, which decides whether another contact or the next level is paged. A carrier that
/// is still unavailable after all quick tries counts as a failure too; the message is still retried.
pub(crate) async fn report_failures<T>(
    id: &IncidentId,
    attempts: &[Attempt],
    tried: QueueDelivery<'_>,
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

/// Why one of them must be tried again, if any.
fn delayed(attempts: &[Attempt]) -> Option<&str> {
    attempts.iter().find_map(|attempt| match &attempt.state {
        AttemptState::Delayed(why) => Some(why.as_str()),
        _ => None,
    })
}
