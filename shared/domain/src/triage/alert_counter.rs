//! Alerts counted beside an incident instead of changing it, so that writers in a storm do not compete for one version.
//!
//! Counts are kept in shards, so that many writers can count at once. The sum over all shards is the count.

use crate::ids::{ServiceName, digest};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The number of shards in which the alerts of one incident are counted. Eight take thousands of alerts a second, where
/// one DynamoDB item takes a thousand write units, and are few enough to close in the transaction that resolves.
pub const SHARDS: u8 = 8;

/// The number of alerts that joined and are firing, in one shard or in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertCounter {
    /// Alerts still firing. Negative where an alert joined before counting began, or in another shard.
    pub open: i64,
    /// All alerts that ever joined.
    pub total: u64,
    /// How many of the alerts that cleared are flapping.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub flaps: u64,
    /// All alerts that ever joined, by service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<ServiceName, u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl AlertCounter {
    /// Counts a new alert.
    pub fn join(&mut self, service: &ServiceName) {
        self.open += 1;
        self.total += 1;
        *self.services.entry(service.clone()).or_default() += 1;
    }

    /// Counts an alert that fires again.
    pub fn join_again(&mut self) {
        self.open += 1;
    }

    /// Counts an alert that cleared.
    pub fn clear(&mut self, comes_and_goes: bool) {
        self.open -= 1;
        self.flaps += u64::from(comes_and_goes);
    }

    /// Adds another shard's counts.
    pub fn add(&mut self, other: &Self) {
        self.open += other.open;
        self.total += other.total;
        self.flaps += other.flaps;
        for (service, count) in &other.services {
            *self.services.entry(service.clone()).or_default() += count;
        }
    }

    /// Whether there is nothing to count.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One shard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Its number, from 0.
    pub nth: u8,
    /// How often it was written; 0 if never.
    pub version: u64,
    /// Its counts.
    pub counter: AlertCounter,
}

/// The sum over shards.
pub fn sum(shards: &[Shard]) -> AlertCounter {
    shards.iter().fold(AlertCounter::default(), |mut sum, shard| {
        sum.add(&shard.counter);
        sum
    })
}

/// The shard for a batch of alerts. Differs between batches, and between tries.
pub fn shard_of(event: &str, tried: usize) -> u8 {
    let [first, ..] = digest(&["shard", event, &tried.to_string()]);
    first % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_add_up_whichever_took_what() {
        let (mut one, mut other) = (AlertCounter::default(), AlertCounter::default());
        one.join(&"payments".into());
        one.join(&"search".into());
        other.join(&"payments".into());
        other.clear(false);
        other.clear(true);
        one.add(&other);
        assert_eq!((one.open, one.total, one.services[&"payments".into()]), (1, 3, 2));
    }

    #[test]
    fn every_shard_has_its_turn() {
        let used: std::collections::BTreeSet<u8> = (0..200).map(|n| shard_of(&n.to_string(), 0)).collect();
        assert_eq!(used.len(), usize::from(SHARDS));
    }
}
