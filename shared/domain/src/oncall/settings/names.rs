//! One name or several, as people write them.
//!
//! Must not know who exists: that is checked for the settings as a whole.

use crate::ids::ResponderName;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// The word for a turn with nobody on call.
pub(in crate::oncall) const NOBODY: &str = "nobody";

/// One name, or a list of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub Vec<ResponderName>);

/// The people of one turn: a name, a list of names, or `nobody`.
pub type TurnSettings = Names;

impl Names {
    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The people among the names: all but the word `nobody`.
    pub fn people(&self) -> impl Iterator<Item = &ResponderName> {
        self.0.iter().filter(|name| name.as_str() != NOBODY)
    }
}

impl<const N: usize> From<[&str; N]> for Names {
    fn from(names: [&str; N]) -> Self {
        Self(names.into_iter().map(ResponderName::from).collect())
    }
}

impl From<&str> for Names {
    fn from(name: &str) -> Self {
        Self::from([name])
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrSeveral)
    }
}

struct OneOrSeveral;

impl<'de> Visitor<'de> for OneOrSeveral {
    type Value = Names;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a responder's name, or a list of them such as [\"ana\", \"ben\"]")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Names, E> {
        Ok(Names::from(name))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Names, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(names)).map(Names)
    }
}

impl JsonSchema for Names {
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A responder's name, a list of them, or `nobody`.",
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
        })
    }
}
