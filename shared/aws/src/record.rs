//! What is recorded about one incident, read whole or in parts.
//!
//! Must not read more than it is asked for: an incident's page is asked for again every quarter of a minute.

use crate::keys::{Key, MESSAGE, partition};
use crate::readable::readable;
use crate::table::Table;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::ids::IncidentId;
use callout_domain::incident::EventRecord;
use callout_domain::notification::Attempt;
use callout_ports::{PortError, Record};

/// More events than any incident has: their keys have ten digits.
const BEYOND: u64 = 10_000_000_000;

impl Table {
    /// The newest events before one of them, newest first.
    pub(crate) async fn read_events(
        &self,
        id: &IncidentId,
        before: u64,
        most: usize,
    ) -> Result<Vec<EventRecord>, PortError> {
        let Some(last) = before.min(BEYOND).checked_sub(1) else { return Ok(Vec::new()) };
        let query = self
            .beside(id, "pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":first", AttributeValue::S(Key::event(id, 0).sk))
            .expression_attribute_values(":last", AttributeValue::S(Key::event(id, last).sk))
            .scan_index_forward(false);
        let items = self.query_some(query, most, "read the latest events of an incident").await?;
        Ok(items.iter().filter_map(readable).collect())
    }

    /// Messages, in the order of their IDs.
    pub(crate) async fn read_messages(
        &self,
        id: &IncidentId,
        most: usize,
    ) -> Result<Vec<Attempt>, PortError> {
        let query = self
            .beside(id, "pk = :pk AND begins_with(sk, :message)")
            .expression_attribute_values(":message", AttributeValue::S(MESSAGE.to_owned()));
        let items = self.query_some(query, most, "read the messages of an incident").await?;
        Ok(items.iter().filter_map(readable).collect())
    }

    /// Everything.
    pub(crate) async fn read_record(&self, id: &IncidentId) -> Result<Record, PortError> {
        let mut record = Record::default();
        for item in self.query_all(self.beside(id, "pk = :pk"), "read the timeline of an incident").await? {
            if item.key().is_event() {
                record.events.extend(readable(&item));
            } else if item.key().is_message() {
                record.attempts.extend(readable(&item));
            } else if item.key() == Key::context(id) {
                record.context = readable(&item);
            }
        }
        Ok(record)
    }

    fn beside(&self, id: &IncidentId, condition: &str) -> QueryFluentBuilder {
        let partition = AttributeValue::S(partition(id));
        let query = self.client.query().key_condition_expression(condition);
        query.expression_attribute_values(":pk", partition).consistent_read(true)
    }
}
