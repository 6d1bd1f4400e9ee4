//! Change events on DynamoDB: one item each, sorted by time in their service's partition.
//!
//! Judges nothing: the domain decides which changes matter.

use crate::condition::Condition;
use crate::items::Item;
use crate::keys::{changes_partition, sortable};
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::change::Change;
use callout_domain::ids::ServiceName;
use callout_ports::{Changes, CommitError, PortError};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Sorts after every change of its instant.
const LAST: &str = "#~";

impl Changes for Table {
    async fn keep_change(&self, change: &Change) -> Result<(), PortError> {
        match self.put_if(&Item::change(change)?, &Condition::absent()).await {
            // A conflict means that it was stored before.
            Ok(()) | Err(CommitError::Conflict) => Ok(()),
            Err(CommitError::Port(error)) => Err(error),
        }
    }

    async fn changes(
        &self,
        of: &[ServiceName],
        between: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Change>, PortError> {
        let mut found = Vec::new();
        for service in of.iter().collect::<BTreeSet<_>>() {
            found.extend(self.changes_of(service, between, most).await?);
        }
        found.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        found.truncate(most);
        Ok(found)
    }
}

impl Table {
    async fn changes_of(
        &self,
        service: &ServiceName,
        (from, until): (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Change>, PortError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :until")
            .expression_attribute_values(":pk", AttributeValue::S(changes_partition(service)))
            .expression_attribute_values(":from", AttributeValue::S(sortable(from)))
            .expression_attribute_values(":until", AttributeValue::S(sortable(until) + LAST))
            .scan_index_forward(false);
        let items = self.query_some(query, most, "read the latest changes of a service").await?;
        items.iter().map(Item::read).collect()
    }
}
