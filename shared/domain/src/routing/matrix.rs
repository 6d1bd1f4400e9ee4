//! The severity matrix: severity from impact and urgency.
//!
//! Must not lower a severity: an unknown word counts as the worst (PagerDuty's guide).

use crate::severity::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Impact to urgency to severity: `high = { high = "SEV1", medium = "SEV2", low = "SEV3" }`. You can use any words, but
/// each impact must list every urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SeverityMatrix(pub BTreeMap<String, BTreeMap<String, Severity>>);

/// The usual nine, from SEV1 for high impact and high urgency to SEV5.
impl Default for SeverityMatrix {
    fn default() -> Self {
        use Severity::{Sev1, Sev2, Sev3, Sev4, Sev5};
        let row = |high, medium, low| {
            [("high", high), ("medium", medium), ("low", low)]
                .map(|(word, severity)| (word.to_owned(), severity))
                .into()
        };
        let rows = [
            ("high", row(Sev1, Sev2, Sev3)),
            ("medium", row(Sev2, Sev3, Sev4)),
            ("low", row(Sev3, Sev4, Sev5)),
        ];
        Self(rows.map(|(word, row)| (word.to_owned(), row)).into())
    }
}

impl SeverityMatrix {
    /// Whether it is the default matrix.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The severity for an impact and an urgency. For a missing or unknown word, the worst of all possible severities.
    pub fn severity(&self, impact: Option<&str>, urgency: Option<&str>) -> Option<Severity> {
        let rows = entries(&self.0, impact);
        rows.flat_map(|row| entries(row, urgency)).copied().min()
    }

    /// The impact words.
    pub fn impacts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The urgency words.
    pub fn urgencies(&self) -> BTreeSet<&str> {
        self.0.values().flat_map(BTreeMap::keys).map(String::as_str).collect()
    }
}

/// The entries for a word, ignoring case. All entries, if the word is missing or unknown.
fn entries<'a, V>(all: &'a BTreeMap<String, V>, word: Option<&str>) -> impl Iterator<Item = &'a V> {
    let same = |known: &str| word.is_some_and(|word| word.trim().eq_ignore_ascii_case(known));
    let found = all.iter().find(|(known, _)| same(known)).map(|(_, value)| value);
    let rest = found.is_none().then(|| all.values());
    found.into_iter().chain(rest.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(impact: Option<&str>, urgency: Option<&str>, expected: Severity) {
        assert_eq!(SeverityMatrix::default().severity(impact, urgency), Some(expected));
    }

    #[test]
    fn impact_and_urgency_make_a_severity() {
        check(Some("high"), Some("high"), Severity::Sev1);
        check(Some("low"), Some("Medium "), Severity::Sev4);
        check(Some("low"), Some("low"), Severity::Sev5);
    }

    #[test]
    fn a_word_nobody_knows_is_the_worst() {
        check(Some("low"), Some("so-so"), Severity::Sev3);
        check(None, Some("low"), Severity::Sev3);
        check(None, None, Severity::Sev1);
    }
}
