//! What was found when an incident opened: one item beside the incident.
//!
//! Gathers nothing.

use crate::items::Item;
use crate::keys::Key;
use crate::table::{Condition, Table};
use callout_domain::evidence::Evidence;
use callout_domain::ids::IncidentId;
use callout_ports::{CommitError, EvidenceStore, PortError};
use jiff::Timestamp;

impl EvidenceStore for Table {
    async fn keep_evidence(
        &self,
        of: &IncidentId,
        found: &Evidence,
        at: Timestamp,
    ) -> Result<Evidence, PortError> {
        match self.put_if(&Item::evidence(of, found, at)?, &Condition::absent()).await {
            Ok(()) => Ok(found.clone()),
            Err(CommitError::Conflict) => Ok(self.evidence(of).await?.unwrap_or_else(|| found.clone())),
            Err(CommitError::Port(error)) => Err(error),
        }
    }

    async fn evidence(&self, of: &IncidentId) -> Result<Option<Evidence>, PortError> {
        let item: Option<Item> =
            self.get(&Key::evidence(of), "read what was found about an incident").await?;
        item.map(|item| item.read()).transpose()
    }
}
