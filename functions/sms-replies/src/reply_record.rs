//! Records what was done for a text message, so that it is carried out once and answered once.
//!
//! Must not know what a text means.

use crate::sender::Sender;
use anyhow::{Context, Result};
use callout_domain::ids::IncidentId;
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_ports::{Attempts, Claimed, Delivery, IncidentStore, Messenger, SendError};
use jiff::Timestamp;

/// The key of a reply's record. The store keeps attempts under incident IDs, so this wraps one that no incident has.
pub(crate) struct ReplyKey(pub(crate) IncidentId);

/// The record of one text message.
pub(crate) struct ReplyRecord<'a, T> {
    pub(crate) table: &'a T,
    pub(crate) key: ReplyKey,
    pub(crate) sender: &'a Sender,
    pub(crate) claimed_by: &'a str,
    pub(crate) now: Timestamp,
}

impl<T: IncidentStore + Attempts> ReplyRecord<'_, T> {
    /// Runs a step once and returns its result, now or from the first run; `None` if another process runs or ran it.
    pub(crate) async fn once(
        &self,
        step: &str,
        work: impl AsyncFnOnce() -> Result<String>,
    ) -> Result<Option<String>> {
        if !matches!(self.claim(step).await?, Claimed::Mine { .. }) {
            return self.earlier_result(step).await;
        }
        let outcome = work().await?;
        self.record(step, AttemptState::Sent(outcome.clone())).await;
        Ok(Some(outcome))
    }

    /// The result of a step that the same queue message ran before.
    async fn earlier_result(&self, step: &str) -> Result<Option<String>> {
        let record = IncidentStore::record(self.table, &self.key.0)
            .await
            .context("read the record of a text message")?;
        let mine =
            record.attempts.into_iter().find(|known| known.id == step && known.claimed_by == self.claimed_by);
        Ok(mine.and_then(|known| match known.state {
            AttemptState::Sent(outcome) => Some(outcome),
            _ => None,
        }))
    }

    /// Sends the answer once.
    pub(crate) async fn send(
        &self,
        step: &str,
        delivery: &Delivery,
        messenger: &impl Messenger,
    ) -> Result<()> {
        if !matches!(self.claim(step).await?, Claimed::Mine { .. }) {
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

    /// A step that cannot be recorded was still done: a retry would do it again.
    async fn record(&self, step: &str, state: AttemptState) {
        if let Err(error) = Attempts::record(self.table, &[self.attempt(step, state)]).await {
            let error = format!("{:#}", anyhow::Error::new(error));
            tracing::warn!(error, step, "the result of a text message could not be recorded");
        }
    }

    fn attempt(&self, step: &str, state: AttemptState) -> Attempt {
        Attempt {
            id: step.to_owned(),
            // The kind is not used here: the record belongs to a text message, not to an incident.
            about: Subject::incident(&self.key.0, MessageKind::Help),
            responder: self.sender.name.clone(),
            contact: self.sender.contact.clone(),
            claimed_by: self.claimed_by.to_owned(),
            at: self.now,
            failures: 0,
            summary_of: 0,
            state,
        }
    }
}
