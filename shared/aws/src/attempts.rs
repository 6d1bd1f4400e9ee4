//! The record of sent messages, on DynamoDB.
//!
//! Sends nothing.

use crate::condition::Condition;
use crate::items::{Item, SENT};
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::notification::{Attempt, AttemptState};
use callout_ports::{Attempts, CLAIM_LEASE, Claimed, CommitError, PortError};
use futures::future::try_join_all;

impl Attempts for Table {
    async fn claim(&self, attempt: &Attempt) -> Result<Claimed, PortError> {
        let free = "#state <> :sent AND (claimed_by = :claimed_by OR claimed_at < :stale)";
        let stale = attempt.at.as_second().saturating_sub(CLAIM_LEASE.as_secs());
        let mine = Condition::absent_or(free)
            .naming("#state", "state")
            .with(":stale", AttributeValue::N(stale.to_string()))
            .with(":claimed_by", AttributeValue::S(attempt.claimed_by.clone()))
            .with(":sent", AttributeValue::S(SENT.to_owned()));
        let item = Item::message(attempt)?;
        match self.replace_if(&item, &mine).await {
            Ok(before) => {
                let (again, failures) = (before.is_some(), before.map_or(0, |before| failures(&before)));
                Ok(Claimed::Mine { failures, again })
            }
            Err(CommitError::Conflict) => self.whose(&item).await,
            Err(CommitError::Port(error)) => Err(error),
        }
    }

    async fn record(&self, attempts: &[Attempt]) -> Result<(), PortError> {
        let (queued, ended): (Vec<&Attempt>, Vec<&Attempt>) =
            attempts.iter().partition(|attempt| matches!(attempt.state, AttemptState::Queued(_)));
        let items = ended.into_iter().map(Item::message).collect::<Result<Vec<_>, _>>()?;
        self.put_all(items, "record what was sent").await?;
        try_join_all(queued.into_iter().map(|attempt| self.record_queued(attempt))).await?;
        Ok(())
    }
}

/// How often a carrier could not take the message of an item; none if it cannot be read, since it is claimed already.
fn failures(item: &Item) -> u32 {
    item.read::<Attempt>().map_or(0, |attempt| attempt.failures)
}

impl Table {
    /// Records that a message waits, unless it left or failed meanwhile, in a bundle that whoever sent it claimed.
    async fn record_queued(&self, attempt: &Attempt) -> Result<(), PortError> {
        let waits = Condition::absent_or("#state <> :sent AND claimed_by = :claimed_by")
            .naming("#state", "state")
            .with(":claimed_by", AttributeValue::S(attempt.claimed_by.clone()))
            .with(":sent", AttributeValue::S(SENT.to_owned()));
        match self.put_if(&Item::message(attempt)?, &waits).await {
            Ok(()) | Err(CommitError::Conflict) => Ok(()),
            Err(CommitError::Port(error)) => Err(error),
        }
    }

    /// The state of a message that another process holds. Read only for duplicates, so the usual case costs nothing.
    async fn whose(&self, item: &Item) -> Result<Claimed, PortError> {
        let stored: Option<Item> = self.get(&item.key(), "read the state of a message").await?;
        let sent = stored.is_some_and(|stored| stored.state.as_deref() == Some(SENT));
        Ok(if sent { Claimed::Sent } else { Claimed::Busy })
    }
}
