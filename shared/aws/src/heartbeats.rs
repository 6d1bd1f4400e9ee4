//! Heartbeats on DynamoDB: one item each.
//!
//! The domain decides whether one is missed.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, from_attributes};
use crate::keys::{BEAT_SHARD, DUE_INDEX, Key};
use crate::readable::readable;
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::HeartbeatName;
use callout_ports::{CommitError, Heartbeats, PortError};
use jiff::Timestamp;

impl Heartbeats for Table {
    async fn heartbeat_state(&self, of: &HeartbeatName) -> Result<Option<HeartbeatState>, PortError> {
        let item: Option<Item> = self.get(&Key::heartbeat(of), "read the last ping of a heartbeat").await?;
        Ok(item.as_ref().and_then(state))
    }

    async fn heartbeat_states(&self, of: &[HeartbeatName]) -> Result<Vec<HeartbeatState>, PortError> {
        let keys = of.iter().map(Key::heartbeat).collect();
        let items = self.get_all(keys, "read the last pings of heartbeats").await?;
        Ok(items.iter().filter_map(state).collect())
    }

    async fn save_heartbeat_state(&self, beat: &HeartbeatState) -> Result<(), CommitError> {
        let unchanged = Condition::version(beat.version.saturating_sub(1));
        self.put_if(&Item::heartbeat_state(beat)?, &unchanged).await
    }

    async fn due_heartbeats(&self, at: Timestamp, most: usize) -> Result<Vec<HeartbeatName>, PortError> {
        let request = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(DUE_INDEX)
            .key_condition_expression("due_shard = :shard AND due_at <= :at")
            .expression_attribute_values(":shard", AttributeValue::S(BEAT_SHARD.to_owned()))
            .expression_attribute_values(":at", AttributeValue::N(at.as_second().to_string()))
            .limit(i32::try_from(most.max(1)).unwrap_or(i32::MAX));
        let answer = request.send().await.map_err(error::unavailable("find missed heartbeats"))?;
        let keys = answer.items.unwrap_or_default().into_iter().map(from_attributes::<Item>);
        let names = keys.map(|item| item.map(|item| item.key().heartbeat_name()));
        names.filter_map(Result::transpose).collect()
    }
}

/// The stored state. One that cannot be read hides no other, and what it would have been due at still counts.
fn state(item: &Item) -> Option<HeartbeatState> {
    let due_at = item.due_at.and_then(|second| Timestamp::from_second(second).ok());
    readable(item).or_else(|| {
        let name = item.key().heartbeat_name()?;
        Some(HeartbeatState::unreadable(name, item.version.unwrap_or_default(), due_at))
    })
}
