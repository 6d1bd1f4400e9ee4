//! How the result of a route test differs from what it expects.
//!
//! Must not run anything: it compares with a simulation.

use super::simulation::Simulation;
use super::test::Expected;
use crate::delay::Delay;
use crate::ids::ResponderName;
use crate::incident::HoldReason;
use crate::routing::NoData;

/// A difference between the expected and the actual result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The key of the expectation.
    pub key: &'static str,
    /// The actual result, as text.
    pub message: String,
}

impl Expected {
    /// All differences from a simulation.
    pub fn mismatches(&self, simulation: &Simulation) -> Vec<Mismatch> {
        let routed = &simulation.routed;
        let sorted = |names: &[ResponderName]| {
            let mut names: Vec<&str> = names.iter().map(ResponderName::as_str).collect();
            names.sort_unstable();
            names.join(", ")
        };
        let pause = |pause: Delay| format!("{:#}", pause.0);
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
}

fn held(simulation: &Simulation) -> String {
    match simulation.hold.as_ref().map(|hold| &hold.by) {
        Some(HoldReason::Silence { name, .. }) => format!("silence {name}"),
        Some(HoldReason::Maintenance { name, .. }) => format!("maintenance {name}"),
        Some(HoldReason::Mute { .. }) => "mute".to_owned(),
        Some(HoldReason::Pause { .. } | HoldReason::Report) | None => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{RouteTest, Rules, Settings};
    use jiff::Timestamp;

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
        let found: Vec<String> = test
            .expect
            .mismatches(&simulation)
            .into_iter()
            .map(|it| format!("{} {}", it.key, it.message))
            .collect();
        assert_eq!(found, expected);
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
    fn a_mismatch_is_shown_with_the_reason() {
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
