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
            "failing",
            "firing",
            "offline",
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
            "ended",
            "fixed",
            "healthy",
            "inactive",
            "manually resolved",
            "normal",
            "ok",
            "okay",
            "online",
            "passing",
            "recovered",
            "recovery",
            "resolve",
            "resolved",
            "restored",
            "stopped",
            "success",
            "up",
        ],
    ),
    (AlarmKind::Acknowledge, &["ack", "acked", "acknowledge", "acknowledged"]),
    (AlarmKind::NoData, &["insufficient data", "missing", "no data", "nodata"]),
];

/// The most bytes between a leading state and what it is about: ` in 1d 3h 12m`, `:12`.
const LONGEST_STATE: usize = 24;

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

/// Words that end something wherever they stand. Others may be the trouble itself: `Stopped: the payment worker`.
const ENDS: [&str; 9] =
    ["cleared", "ok", "okay", "recovered", "recovery", "resolve", "resolved", "restored", "up"];

/// The kind of event for a word that stands in a text or a name, where only few words surely end something.
pub(crate) fn kind_in_text(word: &str) -> Option<AlarmKind> {
    kind(word).filter(|kind| *kind != AlarmKind::Resolve || ENDS.contains(&plain(word).as_str()))
}

/// The state with which a text begins, and the rest: `Resolved in 5m: disk 7`, `[FIRING:1] disk 7`, `RECOVERY: disk 7`.
pub(crate) fn leading_kind(text: &str) -> Option<(AlarmKind, &str)> {
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = bare.find(|c: char| !c.is_alphabetic()).map_or(bare, |end| &bare[..end]);
    let kind = kind_in_text(word)?;
    let rest = &bare[word.len()..];
    let (between, rest) = match rest.split_once(']') {
        Some(parts) if text.trim_start().starts_with('[') => parts,
        _ => rest.split_once(": ")?,
    };
    let is_sound = between.len() <= LONGEST_STATE
        && (between.is_empty() || between.starts_with(" in ") || between.starts_with(':'));
    let rest = rest.trim();
    (is_sound && !rest.is_empty()).then_some((kind, rest))
}

/// The state that a monitor's text tells at its beginning, or at its end as in `Shop is up`, and the rest. Of anybody
/// else's text the end may be the trouble: `The error rate is up`.
pub(crate) fn told_kind(text: &str) -> Option<(AlarmKind, &str)> {
    leading_kind(text).or_else(|| trailing_kind(text))
}

fn trailing_kind(text: &str) -> Option<(AlarmKind, &str)> {
    let (before, word) = text.trim_end_matches(['.', '!', ' ']).rsplit_once(' ')?;
    let (rest, verb) = before.rsplit_once(' ')?;
    let (rest, verb) = if verb == "back" { rest.rsplit_once(' ')? } else { (rest, verb) };
    let is_told = matches!(verb, "is" | "was" | "has" | "are") && !rest.is_empty();
    kind(word).filter(|_| is_told).map(|kind| (kind, rest))
}

/// Whether two names are the same but for how words are joined: `HOST_NAME`, `hostName`, `host-name`.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> Vec<u8> {
        name.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase()).collect()
    };
    !one.is_empty() && letters(one) == letters(other)
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
    fn a_state_may_lead_a_text() {
        let check = |text: &str, expected: Option<(AlarmKind, &str)>| {
            assert_eq!(leading_kind(text), expected, "{text}")
        };
        check("Resolved in 5m 3s: Disk 7 is full", Some((AlarmKind::Resolve, "Disk 7 is full")));
        check("Problem: Disk 7 is full", Some((AlarmKind::Trigger, "Disk 7 is full")));
        check("[FIRING:1] Disk 7 is full", Some((AlarmKind::Trigger, "Disk 7 is full")));
        check("[RESOLVED] Disk 7 is full", Some((AlarmKind::Resolve, "Disk 7 is full")));
        check("✅ OK: Disk 7", Some((AlarmKind::Resolve, "Disk 7")));
        check("Up and down the stairs: nobody", None);
        check("Resolve the conflict of settings in the file: now", None);
        check("okapi: gone", None);
        check("OK:", None);
        check("Stopped: the payment worker", None);
        check("The error rate is up", None);
        check("", None);
    }

    #[test]
    fn a_state_may_end_a_text() {
        let check =
            |text: &str, expected: Option<(AlarmKind, &str)>| assert_eq!(told_kind(text), expected, "{text}");
        check("Nightly backup is down", Some((AlarmKind::Trigger, "Nightly backup")));
        check("Nightly backup is UP.", Some((AlarmKind::Resolve, "Nightly backup")));
        check("Shop is back up", Some((AlarmKind::Resolve, "Shop")));
        check("Check 'Shop' has recovered", Some((AlarmKind::Resolve, "Check 'Shop'")));
        check("Somebody must look up", None);
        check("is up", None);
        check("RESOLVED: Shop is down", Some((AlarmKind::Resolve, "Shop is down")));
    }

    #[test]
    fn names_are_the_same_however_their_words_are_joined() {
        assert!(is_same_name("HOST_NAME", "hostName") && is_same_name("host name", "host-name"));
        assert!(!is_same_name("host", "hosts") && !is_same_name("", ""));
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
