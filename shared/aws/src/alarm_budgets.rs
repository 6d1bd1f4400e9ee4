//! Counts of new alarms on DynamoDB: one item for each integration and minute, added to without a read.
//!
//! Knows no limit: triage does.

use crate::error;
use crate::keys::Key;
use crate::table::Table;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use callout_ports::{AlarmBudgets, PortError};
use jiff::Timestamp;

/// How long a count is kept, in seconds: it is asked for within its minute.
const LIFE: i64 = 3600;

impl AlarmBudgets for Table {
    async fn count_new_alarms(&self, integration: &str, at: Timestamp, count: u64) -> Result<u64, PortError> {
        let minute = at.as_second().div_euclid(60);
        let expires_at = minute * 60 + LIFE;
        let request = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::new_alarms(integration, minute).attributes()))
            .update_expression("ADD new_alarms :count SET expires_at = :expires_at")
            .expression_attribute_values(":count", AttributeValue::N(count.to_string()))
            .expression_attribute_values(":expires_at", AttributeValue::N(expires_at.to_string()))
            .return_values(ReturnValue::UpdatedNew);
        let doing = "count new alarms";
        let answer = request.send().await.map_err(error::unavailable(doing))?;
        let counted =
            answer.attributes.as_ref().and_then(|all| all.get("new_alarms")?.as_n().ok()?.parse().ok());
        counted.ok_or_else(|| PortError::corrupt(doing, "the count is no number"))
    }
}
