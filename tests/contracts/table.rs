//! The table as the template makes it.

use serde_json::{Value, json};

pub(crate) const NAME: &str = "callout";

/// The same keys and indexes as `infra/template.yaml`; a house rule compares the template with the code. Without the stream:
/// nothing here reads it, and the engine looks through all of its records at each write.
pub(crate) fn definition() -> Value {
    let text = |name: &str| json!({ "AttributeName": name, "AttributeType": "S" });
    let keys = |hash: &str, range: &str| json!([{ "AttributeName": hash, "KeyType": "HASH" }, { "AttributeName": range, "KeyType": "RANGE" }]);
    json!({
        "TableName": NAME,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            text("pk"), text("sk"), text("due_shard"), { "AttributeName": "due_at", "AttributeType": "N" },
            text("open_shard"), text("opened_month"), text("opened_at"), text("audit_shard"), text("audit_place"),
        ],
        "KeySchema": keys("pk", "sk"),
        "GlobalSecondaryIndexes": [
            { "IndexName": "due", "KeySchema": keys("due_shard", "due_at"), "Projection": { "ProjectionType": "KEYS_ONLY" } },
            { "IndexName": "open", "KeySchema": keys("open_shard", "opened_at"), "Projection": { "ProjectionType": "KEYS_ONLY" } },
            { "IndexName": "opened", "KeySchema": keys("opened_month", "opened_at"), "Projection": { "ProjectionType": "ALL" } },
            { "IndexName": "audit", "KeySchema": keys("audit_shard", "audit_place"), "Projection": { "ProjectionType": "ALL" } },
        ],
    })
}
