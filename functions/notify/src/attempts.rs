//! Attempts to send messages: derives the result from the carrier's answer and reports failures to the incident.
//!
//! Neither plans nor words a message.

use anyhow::{Error, Result};
use callout_domain::incident::{Actor, Command, Failure, Incident, Undelivered};
use callout_domain::notification::{Attempt, AttemptState, Subject};
use callout_lambda::{Deadline, Postponed, change};
use callout_ports::{Clock, IncidentStore, PortError, SendError, SettingsSource};
use futures::StreamExt as _;
use futures::stream;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How many messages of one event are sent at the same time.
const AT_ONCE: usize = 16;

/// The time that it takes to record what was sent, before the invocation ends.
const TO_RECORD: Duration = Duration::from_secs(2);

/// The longest that the first pages of a storm wait.
const A_MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// The delay before an unfinished message is delivered again, for the nth time; `None`: the queue's default.
pub fn come_again_after(error: &Error, tries: u32) -> Option<SignedDuration> {
    if let Some(NotTaken { failures, .. }) = error.downcast_ref() {
        return Attempt::retry_after(*failures);
    }
    Postponed::by(error).or_else(|| Attempt::retry_after(tries))
}

/// A carrier could not take a message now.
#[derive(Debug)]
pub(crate) struct NotTaken {
    /// How often.
    failures: u32,
    why: String,
}

impl NotTaken {
    /// Of an attempt, if it was delayed.
    pub(crate) fn of(attempt: &Attempt) -> Option<Self> {
        match &attempt.state {
            AttemptState::Delayed(why) => Some(Self { failures: attempt.failures, why: why.clone() }),
            _ => None,
        }
    }
}

impl std::fmt::Display for NotTaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "send a message: {}", self.why)
    }
}

impl std::error::Error for NotTaken {}

/// The attempt's state after the carrier's answer. A message that the carrier cannot take now stays claimed by this
/// message, so that the redelivered event can send it.
pub(crate) fn attempt_state(answer: Result<String, SendError>) -> AttemptState {
    let why = |error: PortError| format!("{:#}", Error::new(error));
    match answer {
        Ok(receipt) => AttemptState::Sent(receipt),
        Err(SendError::Refused(error)) => AttemptState::Failed(why(error)),
        Err(SendError::NotNow(error)) => AttemptState::Delayed(why(error)),
    }
}

/// Tries every message, several at once: one that hangs delays no other. Attempts are recorded even if one of them must
/// be tried again; a failure outweighs what was only put off.
pub(crate) async fn try_all<M>(
    messages: &[M],
    deadline: Deadline,
    send: impl AsyncFn(&M) -> Result<Option<Attempt>>,
) -> (Vec<Attempt>, Result<()>) {
    let mut attempts = Vec::with_capacity(messages.len());
    let mut again = Ok(());
    let trying = messages.iter().map(|message| deadline.run(TO_RECORD, send(message)));
    let mut tried = stream::iter(trying).buffer_unordered(AT_ONCE);
    while let Some(outcome) = tried.next().await {
        match outcome {
            Ok(attempt) => attempts.extend(attempt),
            Err(error) if again.is_err() && Postponed::by(&error).is_some() => {}
            Err(error) => again = Err(error),
        }
    }
    let failed = matches!(&again, Err(error) if Postponed::by(error).is_none());
    let soonest = attempts.iter().filter_map(NotTaken::of).min_by_key(|it| it.failures);
    if let Some(not_taken) = soonest.filter(|_| !failed) {
        again = Err(not_taken.into());
    }
    (attempts, again)
}

/// Records failures on the incident, which decides whether another contact or the next level is paged. A carrier that
/// is still unavailable after all quick tries counts as a failure too; the message is still retried. So does a long wait
/// in a contact's queue while a SEV1 or SEV2 has no owner.
pub(crate) async fn report_failures<T>(
    incident: &Incident,
    attempts: &[Attempt],
    table: &T,
    clock: &impl Clock,
) -> Result<()>
where
    T: IncidentStore + SettingsSource,
{
    let failure = |attempt: &Attempt| {
        let why = match &attempt.state {
            AttemptState::Failed(error) => Undelivered::Failed(error.clone()),
            AttemptState::Delayed(error) if attempt.counts_as_failed() => Undelivered::Failed(error.clone()),
            AttemptState::Queued(until) if waits_too_long(incident, attempt, *until) => {
                Undelivered::Queued(*until)
            }
            _ => return None,
        };
        let (responder, contact) = (attempt.responder.clone(), attempt.contact.clone());
        Some(Failure { responder, contact, why })
    };
    let failures: Vec<Failure> = attempts.iter().filter_map(failure).collect();
    if failures.is_empty() {
        return Ok(());
    }
    change(table, &incident.id, &Command::RecordFailures { failures }, &Actor::system(), clock).await?;
    Ok(())
}

/// The eleventh page of a minute waits for the next minute at most: that is no reason to page anybody else.
fn waits_too_long(incident: &Incident, attempt: &Attempt, until: Timestamp) -> bool {
    let is_page = matches!(&attempt.about, Subject::Incident { kind, .. } if kind.is_page());
    is_page && incident.needs_somebody() && attempt.at.duration_until(until) > A_MINUTE
}
