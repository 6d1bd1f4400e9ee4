//! What is open, whatever its age: the keys from the index, each incident as last committed.
//!
//! Must not leave one out without counting it.

use crate::incident_store::sort_newest_first;
use crate::items::Item;
use crate::keys::{Key, OPEN_INDEX, OPEN_SHARD};
use crate::readable::readable;
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::incident::Incident;
use callout_ports::{OpenIncidents, PortError};

/// As many items as one request reads.
const FEWEST_READ: usize = 100;

impl Table {
    pub(crate) async fn read_open(&self, most: usize) -> Result<OpenIncidents, PortError> {
        let query = self
            .client
            .query()
            .index_name(OPEN_INDEX)
            .key_condition_expression("open_shard = :shard")
            .expression_attribute_values(":shard", AttributeValue::S(OPEN_SHARD.to_owned()))
            .scan_index_forward(false);
        let all = self.query_all(query, "find open incidents").await?;
        let mut waiting: Vec<Key> = all.iter().map(Item::key).collect();
        let (mut incidents, mut unreadable) = (Vec::new(), 0);
        // What ended a moment ago may still be in the index.
        while incidents.len() < most && !waiting.is_empty() {
            let wanted = (most - incidents.len()).max(FEWEST_READ).min(waiting.len());
            let later = waiting.split_off(wanted);
            let items: Vec<Item> = self.get_all(waiting.into_iter().collect(), "read open incidents").await?;
            let read: Vec<Incident> = items.iter().filter_map(readable).collect();
            unreadable += items.len() - read.len();
            incidents.extend(read.into_iter().filter(Incident::is_open));
            waiting = later;
        }
        sort_newest_first(&mut incidents);
        let more = waiting.len() + unreadable + incidents.len().saturating_sub(most);
        incidents.truncate(most);
        Ok(OpenIncidents { incidents, more })
    }
}
