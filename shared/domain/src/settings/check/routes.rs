//! Validates routes and the severity matrix.

use super::problem::{problem, unknown};
use crate::delay::Delay;
use crate::matcher::{Conditions, Matches};
use crate::oncall::{Problem, nearest};
use crate::routing::Route;
use crate::settings::Settings;

/// The longest pause before an alarm pages.
const LONGEST_PAUSE: Delay = Delay::minutes(24 * 60);

/// The longest window in which an incident accepts others. Later alarms are hardly the same problem.
const LONGEST_WINDOW: Delay = Delay::minutes(7 * 24 * 60);

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    for (index, route) in settings.routes.iter().enumerate() {
        let index = index.to_string();
        let at = ["routes", index.as_str()];
        check_owner(settings, &at, route, found);
        check_matches(&[at[0], at[1], "match"], &route.matches, found);
        check_severity(settings, &at, route, found);
        check_times(&at, route, found);
    }
    if !settings.routes.iter().any(|route| route.matches.is_empty() && !route.continues) {
        let message = "no route takes everything; add a last [[routes]] without `match`, so that an unknown \
                       alarm has an owner";
        found.push(problem(&["routes"], message.into()));
    }
    check_matrix(settings, found);
}

/// Validates matchers at their place in the settings.
pub(super) fn check_matches(path: &[&str], matches: &Matches, found: &mut Vec<Problem>) {
    if let Err((field, message)) = Conditions::check(matches) {
        let path: Vec<&str> = path.iter().copied().chain(field.as_deref()).collect();
        found.push(problem(&path, message));
    }
}

fn check_owner(settings: &Settings, at: &[&str; 2], route: &Route, found: &mut Vec<Problem>) {
    let path = [at[0], at[1], "service"];
    match &route.service {
        None if !route.continues => {
            found.push(problem(at, "names no service; write service = \"NAME\", or continue = true".into()));
        }
        Some(service) if route.continues => {
            let message = format!(
                "`{service}` is never used, for `continue` lets a later route name the service; leave one of them out"
            );
            found.push(problem(&path, message));
        }
        Some(service) if !settings.services.contains_key(service) => {
            let known = settings.services.keys().map(|n| n.as_str());
            found.push(unknown(&path, "service", service.as_str(), known));
        }
        _ => {}
    }
}

fn check_severity(settings: &Settings, at: &[&str; 2], route: &Route, found: &mut Vec<Problem>) {
    if route.severity.is_some() && (route.impact.is_some() || route.urgency.is_some()) {
        let message =
            "says a severity, so that impact and urgency change nothing; leave one or the other out";
        found.push(problem(&[at[0], at[1], "severity"], message.into()));
    }
    let matrix = &settings.severity;
    let impacts: Vec<&str> = matrix.impacts().collect();
    let urgencies: Vec<&str> = matrix.urgencies().into_iter().collect();
    for (key, word, known) in [("impact", &route.impact, impacts), ("urgency", &route.urgency, urgencies)] {
        let Some(word) = word.as_ref().filter(|word| !known.contains(&word.as_str())) else { continue };
        let hint = match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("[severity] knows {}", known.join(", ")),
        };
        found.push(problem(&[at[0], at[1], key], format!("`{word}` is no {key}; {hint}")));
    }
}

fn check_times(at: &[&str; 2], route: &Route, found: &mut Vec<Problem>) {
    let shortest = Delay::minutes(1);
    for (key, length, longest, says) in [
        ("pause", route.pause, LONGEST_PAUSE, "must be from 1m to 24h; a silence can be longer"),
        (
            "window",
            route.window,
            LONGEST_WINDOW,
            "must be from 1m to 7d; without it, others join while it is open",
        ),
    ] {
        if length.is_some_and(|length| length < shortest || length > longest) {
            found.push(problem(&[at[0], at[1], key], says.into()));
        }
    }
}

/// A pair of words without a severity would count as the worst.
fn check_matrix(settings: &Settings, found: &mut Vec<Problem>) {
    let matrix = &settings.severity;
    let urgencies = matrix.urgencies();
    if urgencies.is_empty() {
        let message =
            "says nothing; write high = { high = \"SEV1\", low = \"SEV3\" } and so on, or leave it out";
        found.push(problem(&["severity"], message.into()));
    }
    for (impact, row) in &matrix.0 {
        for urgency in urgencies.iter().filter(|urgency| !row.contains_key(**urgency)) {
            let message = format!("says nothing of urgency `{urgency}`; write {urgency} = \"SEV…\"");
            found.push(problem(&["severity", impact], message));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, problems};

    const SOUND: &str = r#"
        fallback = "ana"
        responders.ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }] }
        services.web = { title = "Web", policy = "web" }
        policies.web.levels = [{ page = ["responder:ana"], delay = "5m" }]
    "#;

    /// Checks that settings with these routes have exactly these problems.
    fn check(routes: &str, expected: &[&str]) {
        let settings: Settings = toml::from_str(&format!("{SOUND}\n{routes}")).unwrap();
        let found: Vec<String> = problems(&settings).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_route_that_continues_is_no_default_and_has_no_service() {
        check(
            "routes = [{ name = 'a', continue = true, service = 'web' }, { name = 'b', match = { alarm = 'b' } }]",
            &[
                "routes.0.service: `web` is never used, for `continue` lets a later route name the service; leave one of them out",
                "routes.1: names no service; write service = \"NAME\", or continue = true",
                "routes: no route takes everything; add a last [[routes]] without `match`, so that an unknown alarm has an owner",
            ],
        );
    }

    #[test]
    fn a_broken_match_is_reported_with_its_field_or_its_text() {
        check(
            "routes = [{ name = 'a', match = { tag.team = 'we(b' }, service = 'web' }, \
             { name = 'b', match = 'alarm', service = 'web' }, { name = 'c', service = 'web' }]",
            &[
                "routes.0.match.tag.team: `we(b` is not a regular expression: unclosed group",
                "routes.1.match: `alarm` cannot be read: after `alarm` there is no =, !=, =~ or !~; write it like alarm=~\"payments-.*\", region=\"eu-west-1\"",
            ],
        );
    }

    #[test]
    fn words_of_the_matrix_must_be_its_own_and_all_there() {
        check(
            "severity = { big = { now = 'SEV1', later = 'SEV2' }, small = { now = 'SEV3' } }\n\
             routes = [{ name = 'a', service = 'web', impact = 'bigg', severity = 'SEV1' }]",
            &[
                "routes.0.severity: says a severity, so that impact and urgency change nothing; leave one or the other out",
                "routes.0.impact: `bigg` is no impact; did you mean `big`?",
                "severity.small: says nothing of urgency `later`; write later = \"SEV…\"",
            ],
        );
    }

    #[test]
    fn pauses_and_windows_have_their_bounds() {
        check(
            "routes = [{ name = 'a', service = 'web', pause = '30s', window = '8d' }]",
            &[
                "routes.0.pause: must be from 1m to 24h; a silence can be longer",
                "routes.0.window: must be from 1m to 7d; without it, others join while it is open",
            ],
        );
    }
}
