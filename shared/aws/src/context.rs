//! The context of an incident, on DynamoDB: one item next to the incident.
//!
//! Gathers nothing.

use crate::condition::Condition;
use crate::items::Item;
use crate::keys::Key;
use crate::table::Table;
use callout_domain::context::IncidentContext;
use callout_domain::ids::IncidentId;
use callout_ports::{CommitError, ContextStore, PortError};
use jiff::Timestamp;

impl ContextStore for Table {
    async fn keep_context(
        &self,
        of: &IncidentId,
        found: &IncidentContext,
        at: Timestamp,
    ) -> Result<IncidentContext, PortError> {
        match self.put_if(&Item::context(of, found, at)?, &Condition::absent()).await {
            Ok(()) => Ok(found.clone()),
            Err(CommitError::Conflict) => Ok(self.context(of).await?.unwrap_or_else(|| found.clone())),
            Err(CommitError::Port(error)) => Err(error),
        }
    }

    async fn context(&self, of: &IncidentId) -> Result<Option<IncidentContext>, PortError> {
        let item: Option<Item> = self.get(&Key::context(of), "read the context of an incident").await?;
        item.map(|item| item.read()).transpose()
    }
}
