//! The memory of what was sent, on DynamoDB.
//!
//! Sends nothing.

use crate::items::{Item, SENT};
use crate::keys::Key;
use crate::table::{Condition, Table};
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::ids::IncidentId;
use callout_domain::notification::Attempt;
use callout_ports::{Attempts, CLAIM_LEASE, Claimed, CommitError, PortError};
use std::collections::BTreeMap;

impl Attempts for Table {
    async fn attempts(
        &self,
        incident: &IncidentId,
        ids: &[String],
    ) -> Result<BTreeMap<String, Attempt>, PortError> {
        let keys = ids.iter().map(|id| Key::message(incident, id)).collect();
        let items = self.get_all(keys, "read what was sent").await?;
        let attempts = items.iter().map(|item| item.read::<Attempt>());
        attempts.map(|attempt| attempt.map(|attempt| (attempt.id.clone(), attempt))).collect()
    }

    async fn claim(&self, attempt: &Attempt) -> Result<Claimed, PortError> {
        let free = "#state <> :sent AND (holder = :holder OR claimed_at < :stale)";
        let stale = attempt.at.as_second().saturating_sub(CLAIM_LEASE.as_secs());
        let mine = Condition::absent_or(free)
            .naming("#state", "state")
            .with(":stale", AttributeValue::N(stale.to_string()))
            .with(":holder", AttributeValue::S(attempt.holder.clone()))
            .with(":sent", AttributeValue::S(SENT.to_owned()));
        match self.put_if(&Item::message(attempt)?, &mine).await {
            Ok(()) => Ok(Claimed::Mine),
            Err(CommitError::Conflict) => Ok(Claimed::Taken),
            Err(CommitError::Port(error)) => Err(error),
        }
    }

    async fn record(&self, attempts: &[Attempt]) -> Result<(), PortError> {
        let items = attempts.iter().map(Item::message).collect::<Result<Vec<_>, _>>()?;
        self.put_all(items, "record what was sent").await
    }
}
