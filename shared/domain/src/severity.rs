//! The severity of an incident.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// From SEV1, the highest, to SEV5. `Ord` puts the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    /// Customers cannot use the product.
    Sev1,
    /// A large part is broken.
    Sev2,
    /// Degraded, with a workaround.
    Sev3,
    /// Minor.
    Sev4,
    /// For information.
    Sev5,
}

/// The words for each severity, in one table, so that a word means the same in every source.
const WORDS: [(Severity, &[&str]); 5] = [
    (
        Severity::Sev1,
        &["1", "critical", "crit", "fatal", "emergency", "emerg", "disaster", "page", "p0", "sev0"],
    ),
    (Severity::Sev2, &["2", "error", "err", "high", "major", "severe"]),
    (Severity::Sev3, &["3", "warning", "warn", "medium", "moderate", "average"]),
    (Severity::Sev4, &["4", "low", "minor", "ticket"]),
    (Severity::Sev5, &["5", "info", "informational", "information", "notice"]),
];

impl Severity {
    /// All, the highest first.
    pub const ALL: [Self; 5] = [Self::Sev1, Self::Sev2, Self::Sev3, Self::Sev4, Self::Sev5];

    /// The severity for a word: `SEV2`, `sev-2`, `P2`, `2`, `high`, `critical`, ignoring case.
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        let number = word.trim_start_matches("severity").trim_start_matches("sev").trim_start_matches('p');
        let number = number.trim_start_matches(['-', '_', ' ']);
        let known = |text: &str| WORDS.iter().find(|(_, words)| words.contains(&text));
        known(&word).or_else(|| known(number).filter(|_| number.len() == 1)).map(|(severity, _)| *severity)
    }

    /// The higher of two severities. If in doubt, use the higher one (PagerDuty's response guide).
    pub fn worse(self, other: Self) -> Self {
        self.min(other)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SEV{}", *self as u8 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: Option<Severity>) {
        assert_eq!(Severity::from_word(word), expected, "{word}");
    }

    #[test]
    fn a_word_means_the_same_wherever_it_comes_in() {
        for word in ["SEV1", "sev-1", "P1", "1", "critical", "Page", "severity 1"] {
            check(word, Some(Severity::Sev1));
        }
        check("p2", Some(Severity::Sev2));
        check("Warning", Some(Severity::Sev3));
        check(" low ", Some(Severity::Sev4));
        check("P5", Some(Severity::Sev5));
    }

    #[test]
    fn what_is_no_severity_is_none() {
        for word in ["", "sev", "p6", "sev12", "p", "huge", "pinfo", "0"] {
            check(word, None);
        }
    }
}
