//! An answer to `DescribeTable` that the SDK does not read. An emulator gives `DeletionProtectionEnabled` back as the template wrote
//! it, a word in quotes, where AWS's is `true` or `false`.
//! Must not read anything but what decides about adoption.

use aws_sdk_dynamodb::types::{
    GlobalSecondaryIndexDescription, KeySchemaElement, KeyType, StreamSpecification, StreamViewType,
    TableDescription, TableStatus,
};
use serde_json::Value;

/// The table that an answer describes; none if it describes none.
pub(super) fn spelled_otherwise(answer: &[u8]) -> Option<TableDescription> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let table = &answer["Table"];
    let keys: Option<Vec<KeySchemaElement>> = table["KeySchema"].as_array()?.iter().map(key).collect();
    let indexes = table["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
    let indexes = indexes.filter_map(|index| {
        let name = index["IndexName"].as_str()?;
        Some(GlobalSecondaryIndexDescription::builder().index_name(name).build())
    });
    let stream = &table["StreamSpecification"];
    let view = stream["StreamViewType"].as_str().map(StreamViewType::from);
    let stream = StreamSpecification::builder()
        .stream_enabled(is_true(&stream["StreamEnabled"]))
        .set_stream_view_type(view);
    let described = TableDescription::builder()
        .set_table_name(table["TableName"].as_str().map(str::to_owned))
        .set_table_status(table["TableStatus"].as_str().map(TableStatus::from))
        .set_item_count(table["ItemCount"].as_i64())
        .set_key_schema(Some(keys?))
        .set_global_secondary_indexes(Some(indexes.collect()))
        .stream_specification(stream.build().ok()?);
    Some(described.build())
}

fn key(key: &Value) -> Option<KeySchemaElement> {
    let name = key["AttributeName"].as_str()?;
    let kind = KeyType::from(key["KeyType"].as_str()?);
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().ok()
}

fn is_true(value: &Value) -> bool {
    *value == true || *value == "true"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_quotes_hides_nothing_of_the_table() {
        let answer = r#"{"Table":{"TableName":"prod","TableStatus":"ACTIVE","ItemCount":3,"DeletionProtectionEnabled":"true",
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
            "GlobalSecondaryIndexes":[{"IndexName":"due"},{"IndexName":"opened"}],
            "StreamSpecification":{"StreamEnabled":"true","StreamViewType":"NEW_IMAGE"}}}"#;
        let table = spelled_otherwise(answer.as_bytes()).unwrap();
        assert_eq!((table.item_count(), table.table_status()), (Some(3), Some(&TableStatus::Active)));
        assert_eq!(table.key_schema()[1].key_type(), &KeyType::Range);
        assert_eq!(table.global_secondary_indexes().len(), 2);
        let stream = table.stream_specification().unwrap();
        assert!(stream.stream_enabled() && stream.stream_view_type() == Some(&StreamViewType::NewImage));
    }

    #[test]
    fn what_describes_no_table_is_no_answer() {
        for answer in ["", "<html>", "{}", r#"{"Table":{}}"#] {
            assert!(spelled_otherwise(answer.as_bytes()).is_none(), "{answer}");
        }
    }
}
