//! What a table lacks to be Callout's, and the commands that give it that. A restored table comes without stream, time to
//! live and backups (DynamoDB developer guide, "Point-in-time recovery: How it works").
//! Must not call AWS.

use aws_sdk_dynamodb::types::{KeyType, StreamViewType, TableDescription};

/// The keys that every version's table has.
const KEYS: [(&str, KeyType); 2] = [("pk", KeyType::Hash), ("sk", KeyType::Range)];

/// An index that the template asks for, and that an adoption does not make.
struct Index {
    name: &'static str,
    /// Its keys with their types.
    keys: [(&'static str, &'static str); 2],
    projection: &'static str,
}

const INDEXES: [Index; 4] = [
    Index { name: "due", keys: [("due_shard", "S"), ("due_at", "N")], projection: "KEYS_ONLY" },
    Index { name: "open", keys: [("open_shard", "S"), ("opened_at", "S")], projection: "KEYS_ONLY" },
    Index { name: "audit", keys: [("audit_shard", "S"), ("audit_place", "S")], projection: "ALL" },
    Index { name: "opened", keys: [("opened_month", "S"), ("opened_at", "S")], projection: "ALL" },
];

/// Says when an item is deleted.
pub(super) const TTL_ATTRIBUTE: &str = "expires_at";

/// Something that is missing, and the commands that mend it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lack {
    pub(super) what: String,
    pub(super) commands: Vec<String>,
}

/// The keys of a table that is not Callout's, as people read them; none if they are Callout's.
pub(super) fn foreign_keys(table: &TableDescription) -> Option<String> {
    let keys = table.key_schema();
    let has = |(name, kind): &(&str, KeyType)| {
        keys.iter().any(|key| key.attribute_name() == *name && key.key_type() == kind)
    };
    if keys.len() == KEYS.len() && KEYS.iter().all(has) {
        return None;
    }
    Some(keys.iter().map(|key| key.attribute_name()).collect::<Vec<_>>().join(" and "))
}

/// What keeps a table from being Callout's. Without its stream, outbox and notify get no events: nobody is paged.
pub(super) fn lacks(table: &TableDescription, name: &str, region: &str) -> Vec<Lack> {
    let has_index = |index: &&Index| {
        table.global_secondary_indexes().iter().any(|there| there.index_name() == Some(index.name))
    };
    let missing = INDEXES.iter().filter(|index| !has_index(index)).map(|index| Lack {
        what: format!("index {}", index.name),
        commands: vec![index.command(name, region)],
    });
    missing.chain(stream(table, name, region)).collect()
}

/// The stream must show what was written: outbox reads it from there.
fn stream(table: &TableDescription, name: &str, region: &str) -> Option<Lack> {
    let set = |stream: &str| {
        format!(
            "aws dynamodb update-table --region {region} --table-name {name} --stream-specification {stream}"
        )
    };
    let on = set("StreamEnabled=true,StreamViewType=NEW_IMAGE");
    match table.stream_specification().filter(|stream| stream.stream_enabled()) {
        None => Some(Lack { what: "stream".to_owned(), commands: vec![on] }),
        Some(stream) if stream.stream_view_type() == Some(&StreamViewType::NewImage) => None,
        // The view of a stream is fixed (DynamoDB API reference, `StreamSpecification`).
        Some(_) => Some(Lack {
            what: "stream of new images".to_owned(),
            commands: vec![set("StreamEnabled=false"), on],
        }),
    }
}

impl Index {
    fn command(&self, table: &str, region: &str) -> String {
        let [(hash, hash_type), (range, range_type)] = self.keys;
        let (name, projection) = (self.name, self.projection);
        let create = serde_json::json!([{ "Create": {
            "IndexName": name,
            "KeySchema": [
                { "AttributeName": hash, "KeyType": "HASH" },
                { "AttributeName": range, "KeyType": "RANGE" },
            ],
            "Projection": { "ProjectionType": projection },
        } }]);
        format!(
            "aws dynamodb update-table --region {region} --table-name {table} --attribute-definitions \
             AttributeName={hash},AttributeType={hash_type} AttributeName={range},AttributeType={range_type} \
             --global-secondary-index-updates '{create}'"
        )
    }
}

/// What to say of a table that keeps everything for ever.
pub(super) fn no_ttl(table: &str, region: &str) -> String {
    format!(
        "The table keeps what should be deleted in time. Mend it with: aws dynamodb update-time-to-live --region \
         {region} --table-name {table} --time-to-live-specification Enabled=true,AttributeName={TTL_ATTRIBUTE}"
    )
}

/// What to say of a table that has no backups.
pub(super) fn no_backups(table: &str, region: &str) -> String {
    format!(
        "The table has no backups. Mend it with: aws dynamodb update-continuous-backups --region {region} \
         --table-name {table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::{GlobalSecondaryIndexDescription, KeySchemaElement, StreamSpecification};

    const TEMPLATE: &str = include_str!("../../../../template.yaml");
    const INDEX_NAMES: [&str; 4] = ["audit", "due", "open", "opened"];

    fn table(keys: &[&str], indexes: &[&str], stream: Option<StreamViewType>) -> TableDescription {
        let kinds = [KeyType::Hash, KeyType::Range];
        let key = |(name, kind): (&&str, KeyType)| {
            KeySchemaElement::builder().attribute_name(*name).key_type(kind).build().unwrap()
        };
        let index = |name: &&str| GlobalSecondaryIndexDescription::builder().index_name(*name).build();
        let stream_of =
            StreamSpecification::builder().stream_enabled(stream.is_some()).set_stream_view_type(stream);
        TableDescription::builder()
            .set_key_schema(Some(keys.iter().zip(kinds).map(key).collect()))
            .set_global_secondary_indexes(Some(indexes.iter().map(index).collect()))
            .stream_specification(stream_of.build().unwrap())
            .build()
    }

    fn check(table: &TableDescription, expected: &[&str]) -> Vec<String> {
        let (what, commands): (Vec<_>, Vec<_>) =
            lacks(table, "prod", "eu-west-1").into_iter().map(|one| (one.what, one.commands)).unzip();
        assert_eq!(what, expected);
        commands.concat()
    }

    #[test]
    fn only_callouts_own_table_is_adopted() {
        let new_image = || Some(StreamViewType::NewImage);
        check(&table(&["pk", "sk"], &INDEX_NAMES, new_image()), &[]);
        let commands =
            check(&table(&["pk", "sk"], &["audit", "due", "open"], new_image()), &["index opened"]);
        assert!(commands[0].contains(r#""IndexName":"opened""#), "{commands:?}");
        assert!(commands[0].contains("--region eu-west-1"), "{commands:?}");
    }

    #[test]
    fn a_table_of_somebody_else_is_known_by_its_keys() {
        assert_eq!(foreign_keys(&table(&["pk", "sk"], &[], None)), None);
        assert_eq!(foreign_keys(&table(&["id"], &[], None)).as_deref(), Some("id"));
        assert_eq!(foreign_keys(&table(&["sk", "pk"], &[], None)).as_deref(), Some("sk and pk"));
    }

    #[test]
    fn a_table_whose_stream_shows_no_new_images_would_page_nobody() {
        let commands = check(&table(&["pk", "sk"], &INDEX_NAMES, None), &["stream"]);
        assert_eq!(commands.len(), 1);
        assert!(commands[0].ends_with("StreamEnabled=true,StreamViewType=NEW_IMAGE"), "{commands:?}");
        let other = Some(StreamViewType::KeysOnly);
        let commands = check(&table(&["pk", "sk"], &INDEX_NAMES, other), &["stream of new images"]);
        assert!(commands[0].ends_with("StreamEnabled=false"), "the view cannot be changed: {commands:?}");
        assert_eq!(commands.len(), 2);
    }

    #[test]
    fn the_template_asks_for_these() {
        assert_eq!(TEMPLATE.matches("- IndexName: ").count(), INDEXES.len());
        for Index { name, keys: [(hash, hash_type), (range, range_type)], projection } in INDEXES {
            let start = TEMPLATE.find(&format!("- IndexName: {name}\n")).unwrap();
            let index = &TEMPLATE[start..start + 400];
            for text in [
                format!("AttributeName: {hash}, KeyType: HASH"),
                format!("AttributeName: {range}, KeyType: RANGE"),
                format!("ProjectionType: {projection}"),
            ] {
                assert!(index.contains(&text), "{text}");
            }
            for (key, kind) in [(hash, hash_type), (range, range_type)] {
                let quoted = format!("AttributeName: {key}, AttributeType: \"{kind}\"");
                let plain = format!("AttributeName: {key}, AttributeType: {kind}");
                assert!(TEMPLATE.contains(&quoted) || TEMPLATE.contains(&plain), "{plain}");
            }
        }
        assert!(TEMPLATE.contains("StreamSpecification: { StreamViewType: NEW_IMAGE }"));
        assert!(TEMPLATE.contains(&format!(
            "TimeToLiveSpecification: {{ AttributeName: {TTL_ATTRIBUTE}, Enabled: true }}"
        )));
        assert!(TEMPLATE.contains("PointInTimeRecoveryEnabled: true"));
    }

    #[test]
    fn what_a_restored_table_lacks_is_said_with_its_command() {
        assert!(
            no_ttl("prod", "eu-west-1").contains("--table-name prod")
                && no_ttl("prod", "eu-west-1").contains("expires_at")
        );
        assert!(no_backups("prod", "eu-west-1").contains("PointInTimeRecoveryEnabled=true"));
    }
}
