//! How bad it is, from how much suffers and how soon it hurts.
//!
//! Must not play anything down: a word nobody knows counts as the worst there is (PagerDuty's guide).

use crate::severity::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Impact to urgency to severity: `high = { high = "SEV1", medium = "SEV2", low = "SEV3" }`. Any words will do, as long as
/// each impact says something of each urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SeverityMatrix(pub BTreeMap<String, BTreeMap<String, Severity>>);

/// The usual nine, from SEV1 for what is high in both to SEV5.
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
    /// Whether it is the usual one.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The severity of two words; the worst of all that a missing or unknown word leaves open.
    pub fn severity(&self, impact: Option<&str>, urgency: Option<&str>) -> Option<Severity> {
        let rows = meant(&self.0, impact);
        rows.flat_map(|row| meant(row, urgency)).copied().min()
    }

    /// The words for how much suffers.
    pub fn impacts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The words for how soon it hurts.
    pub fn urgencies(&self) -> BTreeSet<&str> {
        self.0.values().flat_map(BTreeMap::keys).map(String::as_str).collect()
    }
}

/// What a word stands for, whatever its case; everything, if it stands for nothing.
fn meant<'a, V>(all: &'a BTreeMap<String, V>, word: Option<&str>) -> impl Iterator<Item = &'a V> {
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
