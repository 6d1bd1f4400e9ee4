//! What differs between two versions of the settings, leaf by leaf.

use anyhow::Result;
use callout_domain::settings::Settings;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One leaf that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Difference {
    /// It is new.
    Added {
        /// Where.
        path: String,
        /// What.
        value: String,
    },
    /// It is gone.
    Removed {
        /// Where.
        path: String,
        /// What it was.
        value: String,
    },
    /// It is another.
    Changed {
        /// Where.
        path: String,
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
}

impl Difference {
    /// Where it is.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Added { path, .. } | Self::Removed { path, .. } | Self::Changed { path, .. } => path,
        }
    }
}

/// Everything that differs, by path.
///
/// # Errors
/// The settings cannot be written as JSON.
pub(crate) fn between(old: &Settings, new: &Settings) -> Result<Vec<Difference>> {
    let (old, new) = (leaves(old)?, leaves(new)?);
    let mut found = Vec::new();
    for path in old.keys().chain(new.keys().filter(|path| !old.contains_key(*path))) {
        let path = path.clone();
        match (old.get(&path).cloned(), new.get(&path).cloned()) {
            (Some(from), Some(to)) if from != to => found.push(Difference::Changed { path, from, to }),
            (Some(value), None) => found.push(Difference::Removed { path, value }),
            (None, Some(value)) => found.push(Difference::Added { path, value }),
            _ => {}
        }
    }
    Ok(found)
}

fn leaves(settings: &Settings) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    collect(String::new(), &serde_json::to_value(settings)?, &mut found);
    Ok(found)
}

fn collect(path: String, value: &Value, found: &mut BTreeMap<String, String>) {
    let under = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| collect(under(key), value, found)),
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| collect(under(&index.to_string()), value, found));
        }
        Value::Null => {}
        leaf => {
            found.insert(path, leaf.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_leaf_that_differs_is_named_once() {
        let old: Settings = toml::from_str("fallback = \"ana\"").unwrap();
        let new: Settings = toml::from_str("fallback = \"ben\"\n[postmortems]\ndays = 7").unwrap();
        let found = between(&old, &new).unwrap();
        assert_eq!(
            found,
            [
                Difference::Changed { path: "fallback".into(), from: "\"ana\"".into(), to: "\"ben\"".into() },
                Difference::Changed { path: "postmortems.days".into(), from: "5".into(), to: "7".into() },
            ]
        );
        assert_eq!(between(&new, &new).unwrap(), []);
    }
}
