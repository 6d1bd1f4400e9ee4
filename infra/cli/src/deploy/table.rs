//! The table that a failed first try or `callout destroy` left, which the new stack adopts.
//! Must not change the table.

use super::call::failed;
use super::site::Site;
use anyhow::{Result, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{KeyType, TableDescription, TableStatus};

/// The keys that every version's table has.
const KEYS: [(&str, KeyType); 2] = [("pk", KeyType::Hash), ("sk", KeyType::Range)];

/// The indexes that the template asks for, and that an adoption does not make.
const INDEXES: [&str; 2] = ["due", "opened"];

/// Looks for the table; what to say about it, if anything.
///
/// # Errors
/// A table of this name is there that cannot become Callout's.
pub(super) async fn left_behind(site: &Site) -> Result<Option<String>> {
    let asked = Client::new(&site.sdk).describe_table().table_name(&site.stack).send().await;
    let table = match asked {
        Ok(answer) => answer.table,
        Err(error) if error.as_service_error().is_some_and(|it| it.is_resource_not_found_exception()) => None,
        // CloudFormation looks for itself.
        Err(error) => {
            return Ok(Some(failed("look for a table of an earlier deployment")(error).to_string()));
        }
    };
    let Some(table) = table.filter(|table| table.table_status() != Some(&TableStatus::Deleting)) else {
        return Ok(None);
    };
    let lacks = lacks(&table);
    if lacks.is_empty() {
        let items = table.item_count().unwrap_or_default();
        return Ok(Some(format!(
            "The table {} of an earlier deployment is there (about {items} items): this deployment adopts it as it is.",
            site.stack
        )));
    }
    bail!(
        "nothing was changed: a table named {} is there already and cannot become Callout's: it has no {}. Deploy \
         under another name with --stack; or, if the table is Callout's of another version, give it what it lacks \
         (`aws dynamodb update-table`, one index at a time) and run this command again",
        site.stack,
        lacks.join(", no ")
    )
}

fn lacks(table: &TableDescription) -> Vec<String> {
    let mut lacks = Vec::new();
    let has_keys = table.key_schema().len() == KEYS.len()
        && KEYS.iter().all(|(name, kind)| {
            table.key_schema().iter().any(|key| key.attribute_name() == *name && key.key_type() == kind)
        });
    if !has_keys {
        lacks.push("keys pk and sk".to_owned());
    }
    let has_index =
        |name: &str| table.global_secondary_indexes().iter().any(|index| index.index_name() == Some(name));
    lacks.extend(INDEXES.into_iter().filter(|name| !has_index(name)).map(|name| format!("index {name}")));
    if table.stream_specification().is_none_or(|stream| !stream.stream_enabled()) {
        lacks.push("stream".to_owned());
    }
    lacks
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::{
        GlobalSecondaryIndexDescription, KeySchemaElement, StreamSpecification, StreamViewType,
    };

    fn table(keys: &[&str], indexes: &[&str], stream: bool) -> TableDescription {
        let kinds = [KeyType::Hash, KeyType::Range];
        let key = |(name, kind): (&&str, KeyType)| {
            KeySchemaElement::builder().attribute_name(*name).key_type(kind).build().unwrap()
        };
        let index = |name: &&str| GlobalSecondaryIndexDescription::builder().index_name(*name).build();
        let stream_of =
            StreamSpecification::builder().stream_enabled(stream).stream_view_type(StreamViewType::NewImage);
        TableDescription::builder()
            .set_key_schema(Some(keys.iter().zip(kinds).map(key).collect()))
            .set_global_secondary_indexes(Some(indexes.iter().map(index).collect()))
            .stream_specification(stream_of.build().unwrap())
            .build()
    }

    #[test]
    fn only_callouts_own_table_is_adopted() {
        assert_eq!(lacks(&table(&["pk", "sk"], &INDEXES, true)), [""; 0]);
        assert_eq!(
            lacks(&table(&["id"], &[], false)),
            ["keys pk and sk", "index due", "index opened", "stream"]
        );
        assert_eq!(lacks(&table(&["pk", "sk"], &["due"], true)), ["index opened"]);
    }

    #[test]
    fn the_template_asks_for_these_indexes() {
        let template = include_str!("../../../template.yaml");
        assert_eq!(template.matches("- IndexName: ").count(), INDEXES.len());
        INDEXES
            .iter()
            .for_each(|name| assert!(template.contains(&format!("- IndexName: {name}\n")), "{name}"));
    }
}
