//! What an alarm's description tells Callout: `callout: service=payments severity=sev2 runbook=https://…`.
//!
//! Never fails: what it does not understand stays text for people.

use callout_domain::severity::Severity;

/// The mark that starts the part meant for us; it may stand anywhere in a line and holds to the line's end.
const MARK: &str = "callout:";

/// What the description asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Directives {
    pub(super) service: Option<String>,
    pub(super) severity: Option<Severity>,
    pub(super) runbook: Option<String>,
}

impl Directives {
    /// Reads every marked line; of words said twice the first counts.
    pub(super) fn read(description: &str) -> Self {
        let mut directives = Self::default();
        for (name, value) in description.lines().filter_map(marked).flat_map(words) {
            match name {
                "service" => directives.service = directives.service.or(Some(value.to_owned())),
                "severity" => directives.severity = directives.severity.or(severity(value)),
                "runbook" if value.starts_with("https://") => {
                    directives.runbook = directives.runbook.or(Some(value.to_owned()));
                }
                _ => {}
            }
        }
        directives
    }
}

fn marked(line: &str) -> Option<&str> {
    // ASCII case folding keeps every byte where it is.
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

fn severity(text: &str) -> Option<Severity> {
    match text.to_ascii_lowercase().trim_start_matches("sev") {
        "1" => Some(Severity::Sev1),
        "2" => Some(Severity::Sev2),
        "3" => Some(Severity::Sev3),
        "4" => Some(Severity::Sev4),
        "5" => Some(Severity::Sev5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(description: &str, service: Option<&str>, severity: Option<Severity>, runbook: Option<&str>) {
        let expected =
            Directives { service: service.map(str::to_owned), severity, runbook: runbook.map(str::to_owned) };
        assert_eq!(Directives::read(description), expected, "{description}");
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
