//! Matchers and labels as stored in the settings.

use super::text::parse;
use super::{Matcher, Op};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The alarms that match: a table of fields and labels with expressions that must match their whole text,
/// `{ alarm = "payments-.*", tag.team = "web" }`, or matchers in the syntax of Alertmanager's tools,
/// `'alarm=~"payments-.*", region!="eu-west-1"'`. Empty: all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matches {
    /// Field or label to expression.
    Table(BTreeMap<String, String>),
    /// Lists of matchers, which must all match.
    Texts(Vec<String>),
}

impl Default for Matches {
    fn default() -> Self {
        Self::Table(BTreeMap::new())
    }
}

impl Matches {
    /// Whether it is empty, so that everything matches.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Table(table) => table.is_empty(),
            Self::Texts(texts) => texts.is_empty(),
        }
    }

    /// Whether each field has its own key.
    pub fn is_table(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    /// The individual matchers.
    ///
    /// # Errors
    /// Returns a text that cannot be parsed, and how to write it.
    pub fn matchers(&self) -> Result<Vec<Matcher>, String> {
        match self {
            Self::Table(table) => Ok(table
                .iter()
                .map(|(field, value)| Matcher { field: field.clone(), op: Op::Like, value: value.clone() })
                .collect()),
            Self::Texts(texts) => {
                texts.iter().map(|text| parse(text)).collect::<Result<Vec<_>, _>>().map(|all| all.concat())
            }
        }
    }
}

impl fmt::Display for Matches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => {
                let written: Vec<String> =
                    table.iter().map(|(field, value)| format!("{field}=~\"{value}\"")).collect();
                f.write_str(&written.join(", "))
            }
            Self::Texts(texts) => f.write_str(&texts.join(", ")),
        }
    }
}

impl Serialize for Matches {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Table(table) => table.serialize(serializer),
            Self::Texts(texts) => texts.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Matches {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Matches;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table such as { alarm = \"payments-.*\" }, or text such as 'alarm=~\"payments-.*\"'")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Matches, E> {
        Ok(Matches::Texts(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Matches, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(Matches::Texts(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Matches, A::Error> {
        LabelReader.visit_map(map).map(|labels| Matches::Table(labels.0))
    }
}

/// Names and texts. A name with dots needs no quotes: `tag.team = "web"`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Labels(pub BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LabelReader)
    }
}

struct LabelReader;

/// A text, or the table that TOML makes of a name with dots.
#[derive(Deserialize)]
#[serde(untagged, expecting = "the value of a label must be text")]
enum Value {
    Text(String),
    Deeper(Labels),
}

impl<'de> Visitor<'de> for LabelReader {
    type Value = Labels;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Labels, A::Error> {
        let mut labels = BTreeMap::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            match value {
                Value::Text(text) => {
                    labels.insert(name, text);
                }
                Value::Deeper(inner) => {
                    labels.extend(inner.0.into_iter().map(|(rest, text)| (format!("{name}.{rest}"), text)));
                }
            }
        }
        Ok(Labels(labels))
    }
}

impl JsonSchema for Matches {
    fn schema_name() -> Cow<'static, str> {
        "Matches".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let labels = generator.subschema_for::<Labels>();
        json_schema!({
            "description": "Which alarms are meant: fields and labels with expressions that must match their whole text, or matchers such as alarm=~\"payments-.*\".",
            "anyOf": [labels, { "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}

impl JsonSchema for Labels {
    fn schema_name() -> Cow<'static, str> {
        "Labels".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Names and texts; a name with dots may be written without quotes.",
            "type": "object",
            "additionalProperties": { "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/Labels" }] }
        })
    }
}
