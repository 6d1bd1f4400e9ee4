//! Settings for Callout in an alarm's description, `callout: service=payments severity=sev2 runbook=https://…`, or in
//! its tags `callout:service`, `callout:severity` and `callout:runbook`, where CloudWatch propagates tags.
//!
//! Never fails: what it does not understand stays text for people. Other tags only become labels, because many tools
//! use a tag like `severity`.

use super::fields::Alarm;
use crate::links::is_https;
use callout_domain::severity::Severity;
use std::collections::BTreeMap;

/// The prefix of the part for Callout; it may be anywhere in a line, and the part ends with the line.
const MARK: &str = "callout:";

/// The settings of the alarm.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Directives {
    pub(super) service: Option<String>,
    pub(super) severity: Option<Severity>,
    pub(super) runbook: Option<String>,
}

impl Directives {
    /// Reads the description, then the tags for what it does not set: the description is about this alarm, tags are
    /// often about the whole stack.
    pub(super) fn of(alarm: &Alarm) -> Self {
        Self::read(alarm.description.as_deref().unwrap_or_default(), &alarm.tags)
    }

    /// If a key appears twice, the first valid one applies.
    fn read(description: &str, tags: &BTreeMap<String, String>) -> Self {
        let mut directives = Self::default();
        let described = description.lines().filter_map(marked).flat_map(words);
        let tagged = tags.iter().filter_map(|(key, value)| {
            Some((
                key.get(..MARK.len())
                    .filter(|mark| mark.eq_ignore_ascii_case(MARK))
                    .and(key.get(MARK.len()..))?,
                value.trim(),
            ))
        });
        described.chain(tagged).for_each(|(name, value)| directives.add(name, value));
        directives
    }

    fn add(&mut self, name: &str, value: &str) {
        let owned = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match name {
            "service" => self.service = self.service.take().or_else(owned),
            "severity" => self.severity = self.severity.or_else(|| Severity::from_word(value)),
            "runbook" if is_https(value) => self.runbook = self.runbook.take().or_else(owned),
            _ => {}
        }
    }
}

fn marked(line: &str) -> Option<&str> {
    // ASCII lowercasing keeps byte offsets.
    let at = line.to_ascii_lowercase().find(MARK)?;
    line.get(at + MARK.len()..)
}

fn words(marked: &str) -> impl Iterator<Item = (&str, &str)> {
    marked
        .split_whitespace()
        .filter_map(|word| word.trim_end_matches([',', ';']).split_once('='))
        .map(|(name, value)| (name, value.trim_matches('"')))
        .filter(|(_, value)| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(description: &str, service: Option<&str>, severity: Option<Severity>, runbook: Option<&str>) {
        let expected =
            Directives { service: service.map(str::to_owned), severity, runbook: runbook.map(str::to_owned) };
        assert_eq!(Directives::read(description, &BTreeMap::new()), expected, "{description}");
    }

    #[test]
    fn tags_say_what_the_description_leaves_open() {
        let tags = [
            ("callout:service", "ledger"),
            ("Callout:severity", "P1"),
            ("callout:runbook", "https://wiki.example.com/ledger"),
            ("severity", "sev5"),
            ("callout", "?"),
        ];
        let tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let read = Directives::read("callout: service=payments", &tags);
        assert_eq!(read.service.as_deref(), Some("payments"));
        assert_eq!(read.severity, Some(Severity::Sev1));
        assert_eq!(read.runbook.as_deref(), Some("https://wiki.example.com/ledger"));
    }

    #[test]
    fn a_marked_line_names_service_severity_and_runbook() {
        let runbook = Some("https://wiki.example.com/pay?a=b");
        check(
            "Too many errors.\ncallout: service=payments severity=sev2 runbook=https://wiki.example.com/pay?a=b",
            Some("payments"),
            Some(Severity::Sev2),
            runbook,
        );
        check(
            "Errors. Callout: severity=1, service=\"payments\";",
            Some("payments"),
            Some(Severity::Sev1),
            None,
        );
    }

    #[test]
    fn what_is_not_understood_is_left_alone() {
        check("", None, None, None);
        check("service=payments without the mark", None, None, None);
        check("callout: severity=huge runbook=http://plain.example.com owner=ana service=", None, None, None);
        check("CALLOUT:", None, None, None);
    }
}
