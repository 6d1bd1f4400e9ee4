//! Where entries of the active settings stand in their files, for whoever wants to change one. Must not decide anything by it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most that are kept: they are one item of at most 400 KB.
const MOST: usize = 4_000;

/// File and line of each named entry, as of one version of the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsPlaces {
    /// The version: of another, lines say nothing.
    pub version: String,
    /// By the table and the name in it, like `services.payments`: `services.toml:12`.
    pub lines: BTreeMap<String, String>,
}

impl SettingsPlaces {
    /// Of a version; of more entries than are kept, those that come last by name are left out.
    pub fn new(version: &str, lines: BTreeMap<String, String>) -> Self {
        Self { version: version.to_owned(), lines: lines.into_iter().take(MOST).collect() }
    }

    /// Where an entry stands in the files of a version.
    pub fn of(&self, version: &str, table: &str, name: &str) -> Option<&str> {
        let known = self.lines.get(&format!("{table}.{name}"))?;
        (self.version == version).then_some(known.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_another_version_say_nothing() {
        let lines = [("services.payments".to_owned(), "services.toml:12".to_owned())].into();
        let places = SettingsPlaces::new("v1", lines);
        assert_eq!(places.of("v1", "services", "payments"), Some("services.toml:12"));
        assert_eq!(places.of("v1", "services", "search"), None);
        assert_eq!(places.of("v2", "services", "payments"), None);
    }

    #[test]
    fn what_is_kept_fits_into_an_item() {
        let name = |nth: usize| (format!("services.{nth:060}"), format!("services.toml:{nth}"));
        let places = SettingsPlaces::new("v1", (0..9_000).map(name).collect());
        assert!(serde_json::to_string(&places).unwrap().len() < 400_000);
        assert!(places.of("v1", "services", &format!("{:060}", 0)).is_some());
    }
}
