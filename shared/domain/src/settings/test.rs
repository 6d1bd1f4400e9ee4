//! Tests that operators write beside their routes: this alarm must go there.
//!
//! Must not read files or a clock, and is not part of the settings in force: whoever checks them runs the tests.

use super::Simulation;
use crate::alarm::{AlarmEvent, AlarmKind};
use crate::ids::{PolicyName, ResponderName, ServiceName};
use crate::incident::HoldReason;
use crate::matcher::Labels;
use crate::routing::NoData;
use crate::severity::Severity;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What must become of an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteTest {
    /// What must hold, as a sentence.
    pub name: String,
    /// The alarm.
    #[serde(default)]
    pub event: Option<TestEvent>,
    /// Or a file with it, as CloudWatch, EventBridge, SNS or another tool delivers it; relative to the folder of settings.
    #[serde(default)]
    pub event_file: Option<String>,
    /// When it comes in, e.g. `2027-01-10T03:00:00Z`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    /// What must become of it; what is left out may be anything.
    #[serde(default)]
    pub expect: Expected,
}

/// An alarm in its shortest form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestEvent {
    /// Who speaks; left out: `cloudwatch`.
    #[serde(default)]
    pub source: Option<String>,
    /// One line for people; left out: the label `alarm`.
    #[serde(default)]
    pub summary: Option<String>,
    /// What the source calls the alarm; left out: the label `alarm`.
    #[serde(default)]
    pub dedup_key: Option<String>,
    /// Its labels: `{ alarm = "payments-errors", tag.team = "payments" }`.
    #[serde(default)]
    pub labels: Labels,
    /// How bad it says it is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The service it names.
    #[serde(default)]
    pub service: Option<ServiceName>,
    /// Why it says so.
    #[serde(default)]
    pub detail: Option<String>,
}

/// What must become of an alarm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The service it goes to.
    #[serde(default)]
    pub service: Option<ServiceName>,
    /// How bad it is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The name of the route that takes it.
    #[serde(default)]
    pub route: Option<String>,
    /// The policy by which people are called out.
    #[serde(default)]
    pub policy: Option<PolicyName>,
    /// Who is called out first, in any order, if nothing holds it back; needs `at`.
    #[serde(default)]
    pub pages: Option<Vec<ResponderName>>,
    /// What holds it back: `silence NAME`, `maintenance NAME`, or `nothing`; needs `at`.
    #[serde(default)]
    pub held: Option<String>,
    /// What alerts of its incident have in common: `same service`, `same route`, `same dimension.cluster`.
    #[serde(default)]
    pub group: Option<String>,
    /// How long it may last before it pages, e.g. `3m`.
    #[serde(default)]
    pub pause: Option<crate::delay::Delay>,
    /// What no data means for it.
    #[serde(default)]
    pub no_data: Option<NoData>,
}

/// Something that is not as a test expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The key of what was expected.
    pub key: &'static str,
    /// What is the case instead.
    pub message: String,
}

impl TestEvent {
    /// The alarm in full, as it comes in at an instant.
    pub fn event(&self, at: Timestamp) -> AlarmEvent {
        let alarm = || self.labels.0.get("alarm").cloned().unwrap_or_else(|| "test".to_owned());
        AlarmEvent {
            source: self.source.clone().unwrap_or_else(|| "cloudwatch".to_owned()),
            dedup_key: self.dedup_key.clone().unwrap_or_else(alarm),
            kind: AlarmKind::Trigger,
            summary: self.summary.clone().unwrap_or_else(alarm),
            severity: self.severity,
            service: self.service.clone(),
            changed_at: at,
            labels: self.labels.0.clone(),
            links: Vec::new(),
            detail: self.detail.clone().unwrap_or_default(),
            muted: None,
            children: Vec::new(),
        }
    }
}

impl Expected {
    /// Everything in which a simulation differs.
    pub fn mismatches(&self, simulation: &Simulation) -> Vec<Mismatch> {
        let routed = &simulation.routed;
        let sorted = |names: &[ResponderName]| {
            let mut names: Vec<&str> = names.iter().map(ResponderName::as_str).collect();
            names.sort_unstable();
            names.join(", ")
        };
        let pause = |pause: crate::delay::Delay| format!("{:#}", pause.0);
        let no_data = |no_data: NoData| format!("{no_data:?}").to_lowercase();
        let all = [
            ("service", self.service.as_ref().map(ToString::to_string), routed.service.to_string()),
            ("severity", self.severity.map(|it| it.to_string()), routed.severity.to_string()),
            ("route", self.route.clone(), simulation.route().unwrap_or("none").to_owned()),
            ("policy", self.policy.as_ref().map(ToString::to_string), simulation.policy.to_string()),
            ("pages", self.pages.as_deref().map(sorted), sorted(&simulation.pages)),
            ("held", self.held.clone(), held(simulation)),
            ("group", self.group.clone(), routed.group.because.clone()),
            ("pause", self.pause.map(pause), routed.pause.map_or_else(|| "none".to_owned(), pause)),
            ("no_data", self.no_data.map(no_data), no_data(routed.no_data)),
        ];
        let differs = |(key, expected, found): (&'static str, Option<String>, String)| {
            let expected = expected.filter(|expected| *expected != found)?;
            Some(Mismatch { key, message: format!("is `{found}`, not `{expected}` ({})", routed.because) })
        };
        all.into_iter().filter_map(differs).collect()
    }

    /// Whether nothing at all is expected.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn held(simulation: &Simulation) -> String {
    match simulation.hold.as_ref().map(|hold| &hold.by) {
        Some(HoldReason::Silence { name, .. }) => format!("silence {name}"),
        Some(HoldReason::Maintenance { name, .. }) => format!("maintenance {name}"),
        Some(HoldReason::Mute { .. }) => "mute".to_owned(),
        Some(HoldReason::Pause { .. }) | None => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Rules, Settings};

    const SETTINGS: &str = r#"
        fallback = "ana"
        responders.ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }] }
        responders.ben = { name = "Ben", contacts = [{ channel = "sms", address = "+15550101" }] }
        services.web = { title = "Web", policy = "web" }
        policies.web.levels = [{ page = ["responder:ben", "responder:ana"], delay = "5m" }]
        routes = [{ name = "all", service = "web", pause = "3m" }]
        silences.night = { match = { alarm = "batch-.*" }, end = "2027-01-10T06:00", author = "ana", reason = "Closing." }
    "#;

    fn check(expect: &str, expected: &[&str]) {
        let settings: Settings = toml::from_str(SETTINGS).unwrap();
        let test: RouteTest = toml::from_str(&format!(
            "name = 'x'\nevent = {{ labels = {{ alarm = 'batch-1' }} }}\nexpect = {expect}"
        ))
        .unwrap();
        let at: Timestamp = "2027-01-10T03:00:00Z".parse().unwrap();
        let simulation = Rules::build(settings).simulation(&test.event.unwrap().event(at), at);
        let told: Vec<String> = test
            .expect
            .mismatches(&simulation)
            .into_iter()
            .map(|it| format!("{} {}", it.key, it.message))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_as_expected_is_no_surprise() {
        check(
            "{ service = 'web', severity = 'SEV2', route = 'all', policy = 'web', pages = ['ana', 'ben'], \
             held = 'silence night', group = 'same service', pause = '180s', no_data = 'ignore' }",
            &[],
        );
    }

    #[test]
    fn what_is_otherwise_is_told_with_the_reason() {
        check(
            "{ severity = 'SEV1', pages = ['ana'], held = 'nothing' }",
            &[
                "severity is `SEV2`, not `SEV1` (route “all”)",
                "pages is `ana, ben`, not `ana` (route “all”)",
                "held is `silence night`, not `nothing` (route “all”)",
            ],
        );
    }

    #[test]
    fn tests_are_not_part_of_the_settings_in_force() {
        let settings: Settings = toml::from_str("[[test]]\nname = 'x'\nevent = {}").unwrap();
        assert_eq!(settings.tests.len(), 1);
        assert!(!serde_json::to_string(&settings).unwrap().contains("test"));
    }
}
