//! What Elastic Beanstalk's sentences mean: the health of an environment, and its deployments.
//!
//! Source: <https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-status.html>

use super::sentence::meaning;
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

/// The meaning of a sentence; `is_error` if the service calls it an error.
pub(super) fn read(sentence: &str, is_error: bool) -> News {
    if let Some((_, kinds, severity)) = health(sentence) {
        return News { kinds, side: "health", severity };
    }
    let meant = meaning(sentence);
    let kinds: &[AlarmKind] = match meant.kind {
        _ if is_error => &[Trigger],
        Some(Trigger) => &[Trigger],
        Some(Resolve) => &[Change, Resolve],
        _ => &[Change],
    };
    News { kinds, side: "deployment", severity: (kinds == [Trigger]).then_some(Sev4) }
}

/// The health that a sentence tells of: `Environment health has transitioned from Ok to Severe. …`, `… has been set to RED`.
fn health(sentence: &str) -> Option<(&'static str, &'static [AlarmKind], Option<Severity>)> {
    let sentence = sentence.to_lowercase();
    let (_, after) = sentence.split_once("health has ")?;
    let (_, new) = after.split_once(" to ")?;
    HEALTH.iter().find(|(word, ..)| new.trim_start().starts_with(word)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn health_is_told_by_its_new_word() {
        let check = |sentence: &str, kinds: &[AlarmKind], severity: Option<Severity>| {
            let news = read(sentence, false);
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
        assert_eq!(read("Something odd", true).kinds, [Trigger]);
    }
}
