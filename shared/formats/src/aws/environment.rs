//! What Elastic Beanstalk's sentences mean: the health of an environment, and its deployments.
//!
//! Source: <https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-status.html>

use super::sentence::{Said, meaning};
use callout_domain::alarm::AlarmKind::{self, Change, NoData, Resolve, Trigger};
use callout_domain::severity::Severity::{self, Sev1, Sev2, Sev3, Sev4};

/// What a sentence about an environment means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct News {
    pub(super) kinds: &'static [AlarmKind],
    /// What of the environment it is about.
    pub(super) side: &'static str,
    pub(super) severity: Option<Severity>,
}

/// Health in words and colors: what it means, and how bad it is.
const HEALTH: [(&str, &[AlarmKind], Option<Severity>); 12] = [
    ("ok", &[Resolve], None),
    ("green", &[Resolve], None),
    ("info", &[Resolve], None),
    ("warning", &[Trigger], Some(Sev3)),
    ("yellow", &[Trigger], Some(Sev3)),
    ("degraded", &[Trigger], Some(Sev2)),
    ("severe", &[Trigger], Some(Sev1)),
    ("red", &[Trigger], Some(Sev1)),
    ("no data", &[NoData], None),
    ("unknown", &[Trigger], Some(Sev3)),
    ("pending", &[Change], None),
    ("suspended", &[Change], None),
];

/// The severities of events that only inform. Source of all of them:
/// <https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_EventDescription.html>
const INFORMS: [&str; 3] = ["TRACE", "DEBUG", "INFO"];
/// Those of events that tell of trouble.
const TROUBLE: [&str; 2] = ["ERROR", "FATAL"];

/// The meaning of a sentence with the service's severity, which texts on topics lack.
pub(super) fn read(sentence: &str, severity: Option<&str>) -> News {
    if let Some((_, kinds, severity)) = health(sentence) {
        return News { kinds, side: "health", severity };
    }
    let meant = meaning(sentence);
    let is = |listed: &[&str]| severity.is_some_and(|severity| listed.contains(&severity));
    let kinds: &[AlarmKind] = match (is(&TROUBLE), is(&INFORMS)) {
        (true, _) => &[Trigger],
        (false, true) => meant.kinds(Said::News),
        (false, false) => meant.kinds(Said::Nothing),
    };
    // What nobody knows may be worse than a deployment.
    let severity = (kinds == [Trigger] && meant.kind.is_some()).then_some(Sev4);
    News { kinds, side: "deployment", severity }
}

/// The health that a sentence tells of: `Environment health has transitioned from Ok to Severe. …`, `… has been set to RED`.
/// A health that nobody knows triggers.
fn health(sentence: &str) -> Option<(&'static str, &'static [AlarmKind], Option<Severity>)> {
    let sentence = sentence.to_lowercase();
    let (_, after) = sentence.split_once("health has ")?;
    let (_, new) = after.split_once(" to ")?;
    let known = HEALTH.iter().find(|(word, ..)| new.trim_start().starts_with(word)).copied();
    Some(known.unwrap_or(("", &[Trigger], None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn health_is_told_by_its_new_word() {
        let check = |sentence: &str, kinds: &[AlarmKind], severity: Option<Severity>| {
            let news = read(sentence, Some("INFO"));
            assert_eq!((news.kinds, news.severity), (kinds, severity), "{sentence}");
        };
        check("Environment health has transitioned from Ok to Severe. 18 % fail.", &[Trigger], Some(Sev1));
        check("Environment health has transitioned from Severe to Ok.", &[Resolve], None);
        check("Environment health has transitioned from YELLOW to RED", &[Trigger], Some(Sev1));
        check("Environment health has been set to GREEN", &[Resolve], None);
        check("Environment health has transitioned from Ok to No Data. Nothing came.", &[NoData], None);
        check("New application version was deployed to running EC2 instances.", &[Change, Resolve], None);
        check("Failed to deploy application.", &[Trigger], Some(Sev4));
        check("Added instance [i-1] to your environment.", &[Change], None);
        check("Environment health has transitioned from Ok to Vermilion.", &[Trigger], None);
    }

    #[test]
    fn a_sentence_that_nobody_knows_triggers_unless_it_informs() {
        for severity in [Some("ERROR"), Some("FATAL"), Some("WARN"), Some("new"), None] {
            let news = read("The tide is out", severity);
            assert_eq!((news.kinds, news.severity), (&[Trigger][..], None), "{severity:?}");
        }
        for severity in INFORMS {
            assert_eq!(read("The tide is out", Some(severity)).kinds, [Change], "{severity}");
        }
        assert_eq!(read("Added instance [i-1] to your environment.", Some("ERROR")).kinds, [Trigger]);
    }
}
