//! Maps tools' words for severities and states to ours: one table for all formats.
//!
//! Knows no format. PagerDuty's four severities are stricter and stay in its file.

use callout_domain::alarm::AlarmKind;
use callout_domain::severity::Severity;

/// Tools' words for each severity, the worst first.
const SEVERITIES: [(Severity, &[&str]); 5] = [
    (
        Severity::Sev1,
        &["1", "alert", "critical", "crit", "disaster", "emergency", "fatal", "highest", "page", "urgent"],
    ),
    (Severity::Sev2, &["2", "error", "err", "high", "major", "severe"]),
    (Severity::Sev3, &["3", "average", "medium", "moderate", "warn", "warning"]),
    (Severity::Sev4, &["4", "low", "minor"]),
    (Severity::Sev5, &["5", "debug", "info", "information", "informational", "lowest", "none", "notice"]),
];

/// Tools' words for each kind of event.
const KINDS: [(AlarmKind, &[&str]); 4] = [
    (
        AlarmKind::Trigger,
        &[
            "alarm",
            "alerting",
            "anomalous",
            "critical",
            "down",
            "failed",
            "firing",
            "open",
            "opened",
            "problem",
            "trigger",
            "triggered",
            "unhealthy",
        ],
    ),
    (
        AlarmKind::Resolve,
        &[
            "auto resolved",
            "clear",
            "cleared",
            "close",
            "closed",
            "healthy",
            "inactive",
            "manually resolved",
            "normal",
            "ok",
            "okay",
            "recovered",
            "recovery",
            "resolve",
            "resolved",
            "stopped",
            "success",
            "up",
        ],
    ),
    (AlarmKind::Acknowledge, &["ack", "acked", "acknowledge", "acknowledged"]),
    (AlarmKind::NoData, &["insufficient data", "missing", "no data", "nodata"]),
];

/// The severity for a word: `critical`, `P2`, `sev-3`, `High`.
pub(crate) fn severity(word: &str) -> Option<Severity> {
    let word = plain(word);
    let digit = ["sev", "severity", "priority", "p"].iter().find_map(|prefix| word.strip_prefix(prefix));
    let word = digit.map(str::trim_start).filter(|digit| digit.len() == 1).unwrap_or(&word);
    SEVERITIES.iter().find(|(_, words)| words.contains(&word)).map(|(severity, _)| *severity)
}

/// The kind of event for a word: `firing`, `RESOLVED`, `No Data`.
pub(crate) fn kind(word: &str) -> Option<AlarmKind> {
    let word = plain(word);
    KINDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(kind, _)| *kind)
}

/// In lower case, with single spaces between its parts.
fn plain(word: &str) -> String {
    let lower = word.to_lowercase().replace(['_', '-'], " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_tools_write_a_severity_is_one_of_five() {
        let check = |word: &str, expected: Option<Severity>| assert_eq!(severity(word), expected, "{word}");
        check("critical", Some(Severity::Sev1));
        check("page", Some(Severity::Sev1));
        check("P1", Some(Severity::Sev1));
        check("High", Some(Severity::Sev2));
        check("error", Some(Severity::Sev2));
        check("SEV-2", Some(Severity::Sev2));
        check("Warning", Some(Severity::Sev3));
        check("sev3", Some(Severity::Sev3));
        check("Priority 4", Some(Severity::Sev4));
        check("info", Some(Severity::Sev5));
        check("p5", Some(Severity::Sev5));
        check("p6", None);
        check("sev", None);
        check("paging", None);
        check("", None);
    }

    #[test]
    fn a_state_is_known_in_many_words_and_never_guessed() {
        assert_eq!(kind("FIRING"), Some(AlarmKind::Trigger));
        assert_eq!(kind("OPEN"), Some(AlarmKind::Trigger));
        assert_eq!(kind("Manually_Resolved"), Some(AlarmKind::Resolve));
        assert_eq!(kind("ok"), Some(AlarmKind::Resolve));
        assert_eq!(kind("no_data"), Some(AlarmKind::NoData));
        assert_eq!(kind("acknowledged"), Some(AlarmKind::Acknowledge));
        assert_eq!(kind("not ok"), None);
    }

    #[test]
    fn no_word_stands_for_two_things() {
        let all = |words: Vec<&&str>| {
            let mut unique = words.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), words.len(), "{words:?}");
        };
        all(SEVERITIES.iter().flat_map(|(_, words)| words.iter()).collect());
        all(KINDS.iter().flat_map(|(_, words)| words.iter()).collect());
    }
}
