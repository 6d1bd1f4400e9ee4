//! The shards that count a storm's alerts: one item each, in a partition of its own.
//!
//! Adding needs no version, so any number of writers can count; a closed shard accepts no more.

use crate::condition::Condition;
use crate::items::expiry;
use crate::keys::Key;
use crate::table::Table;
use crate::write::Write;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::ids::{IncidentId, ServiceName};
use callout_domain::incident::Incident;
use callout_domain::triage::{AlertCounter, SHARDS, Shard};
use callout_ports::{Counting, PortError};
use jiff::SignedDuration;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// How long a closed shard is kept: longer than any late alarm that would still count in it.
const SHARD_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The prefix of the attributes that count one service.
const SERVICE: &str = "service:";

/// A stored shard; the counts of services are attributes of their own, because only those can be incremented
/// without a read.
#[derive(Debug, Deserialize)]
struct ShardItem {
    pk: String,
    #[serde(default)]
    version: u64,
    #[serde(default, rename = "firing")]
    open: i64,
    #[serde(default)]
    total: u64,
    #[serde(default)]
    flaps: u64,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

impl ShardItem {
    fn shard(&self) -> Option<Shard> {
        let nth = self.pk.rsplit_once('#')?.1.parse().ok()?;
        let services = self.rest.iter().filter_map(|(name, count)| {
            Some((ServiceName::from(name.strip_prefix(SERVICE)?), count.as_u64()?))
        });
        let counter = AlertCounter {
            open: self.open,
            total: self.total,
            flaps: self.flaps,
            services: services.collect(),
        };
        Some(Shard { nth, version: self.version, counter })
    }
}

impl Table {
    /// All shards of an incident, including those never written.
    pub(crate) async fn read_shards(&self, id: &IncidentId) -> Result<Vec<Shard>, PortError> {
        let keys: BTreeSet<Key> = (0..SHARDS).map(|nth| Key::alert_counter(id, nth)).collect();
        let items: Vec<ShardItem> = self.get_all(keys, "read how many alerts were counted").await?;
        let mut shards: BTreeMap<u8, Shard> =
            (0..SHARDS).map(|nth| (nth, Shard { nth, ..Shard::default() })).collect();
        shards.extend(items.iter().filter_map(|item| item.shard().map(|shard| (shard.nth, shard))));
        Ok(shards.into_values().collect())
    }
}

/// Adds to one shard, unless it is closed.
pub(crate) fn count(Counting { incident, shard, added }: &Counting) -> Write {
    let number = |n: String| AttributeValue::N(n);
    let mut condition =
        Condition { expression: "attribute_not_exists(closed)".to_owned(), ..Condition::default() }
            .naming("#version", "version")
            .naming("#total", "total")
            .with(":one", number("1".to_owned()))
            .with(":firing", number(added.open.to_string()))
            .with(":total", number(added.total.to_string()))
            .with(":flaps", number(added.flaps.to_string()));
    let mut change = "ADD #version :one, firing :firing, #total :total, flaps :flaps".to_owned();
    for (nth, (service, count)) in added.services.iter().enumerate() {
        change.push_str(&format!(", #service{nth} :service{nth}"));
        condition = condition
            .naming(&format!("#service{nth}"), &format!("{SERVICE}{service}"))
            .with(&format!(":service{nth}"), number(count.to_string()));
    }
    Write::Update(Key::alert_counter(incident, *shard), change, condition)
}

/// Closes all shards. If an incident resolves because of its counts, none may have changed since.
pub(crate) fn close(incident: &Incident, counted: Option<&[Shard]>) -> Vec<Write> {
    let change = "SET closed = :yes, expires_at = :forgotten".to_owned();
    let forgotten = expiry(incident.resolved_at.unwrap_or(incident.opened_at), SHARD_LIFE).to_string();
    let yes = |condition: Condition| {
        let condition = condition.with(":yes", AttributeValue::Bool(true));
        condition.with(":forgotten", AttributeValue::N(forgotten.clone()))
    };
    let close = |nth: u8| {
        let condition = match counted.and_then(|shards| shards.iter().find(|shard| shard.nth == nth)) {
            Some(Shard { version: 0, .. }) => Condition::absent(),
            Some(Shard { version, .. }) => {
                Condition { expression: "#version = :version".to_owned(), ..Condition::default() }
                    .naming("#version", "version")
                    .with(":version", AttributeValue::N(version.to_string()))
            }
            None => {
                Condition { expression: "attribute_not_exists(closed)".to_owned(), ..Condition::default() }
            }
        };
        Write::Update(Key::alert_counter(&incident.id, nth), change.clone(), yes(condition))
    };
    (0..SHARDS).map(close).collect()
}
