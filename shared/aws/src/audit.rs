//! What people did, on DynamoDB: an index over the events that record it, so that an entry is written with what it tells of.
//!
//! Writes nothing itself; whoever writes an event marks it with [`Item::audited`].

use crate::items::Item;
use crate::keys::{AUDIT_INDEX, AUDIT_SHARD, Key, sortable};
use crate::readable::readable;
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::audit::{AuditEntry, AuditPlace, Audited};
use callout_ports::{AuditLog, AuditPart, PortError};
use jiff::Timestamp;

impl AuditLog for Table {
    async fn audit(&self, before: Option<&AuditPlace>, most: usize) -> Result<AuditPart, PortError> {
        let shard = AttributeValue::S(AUDIT_SHARD.to_owned());
        let query = self.client.query().index_name(AUDIT_INDEX).scan_index_forward(false);
        let query = query.expression_attribute_values(":shard", shard);
        let query = match before {
            None => query.key_condition_expression("audit_shard = :shard"),
            Some(AuditPlace(place)) => query
                .key_condition_expression("audit_shard = :shard AND audit_place < :before")
                .expression_attribute_values(":before", AttributeValue::S(place.clone())),
        };
        let items = self.query_some(query, most, "read what people did").await?;
        let last = items.last().filter(|_| items.len() == most);
        let older = last.and_then(|item| item.audit_place.clone()).map(AuditPlace);
        Ok(AuditPart { entries: items.iter().filter_map(entry).collect(), older })
    }
}

impl Item {
    /// The same, listed among what people did.
    pub(crate) fn audited(self, at: Timestamp) -> Self {
        let audit_place = Some(format!("{}#{}#{}", sortable(at), self.sk, self.pk));
        Self { audit_shard: Some(AUDIT_SHARD.to_owned()), audit_place, ..self }
    }
}

fn entry(item: &Item) -> Option<AuditEntry> {
    let place = AuditPlace(item.audit_place.clone()?);
    Some(AuditEntry { place, done: done(&item.key(), item)? })
}

fn done(key: &Key, item: &Item) -> Option<Audited> {
    if key.incident_id().is_some() {
        readable(item).map(Audited::Incident)
    } else if key.is_sign_out() {
        readable(item).map(Audited::SignedOut)
    } else if key.is_console_link() {
        readable(item).map(Audited::Linked)
    } else if key.person_of().is_some() {
        readable(item).map(Audited::Contacts)
    } else if key.is_live() {
        readable(item).map(Audited::Decision)
    } else {
        readable(item).map(Audited::Settings)
    }
}
