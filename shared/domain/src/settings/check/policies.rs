//! Validates policies and their targets.

use super::hours::check_hours;
use super::problem::{problem, unknown};
use crate::delay::Delay;
use crate::escalation::{AckTimeout, Level, Policy, Target};
use crate::ids::PolicyName;
use crate::oncall::Problem;
use crate::settings::Settings;

/// The shortest acknowledgement timeout, in minutes: twice the time of the reminder before its end.
const SHORTEST_ACK_TIMEOUT: i64 = 10;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    for (name, policy) in &settings.policies {
        check_policy(settings, name, policy, found);
        for (index, level) in policy.levels.iter().enumerate() {
            check_level(settings, &["policies", name.as_str(), "levels", &index.to_string()], level, found);
        }
        check_circle(settings, name, found);
    }
}

fn check_policy(settings: &Settings, name: &PolicyName, policy: &Policy, found: &mut Vec<Problem>) {
    let at = ["policies", name.as_str()];
    if policy.levels.is_empty() {
        let message = format!("pages nobody; add [[policies.{name}.levels]] with page and delay");
        found.push(problem(&[at[0], at[1], "levels"], message));
    }
    if let Some(AckTimeout::After(timeout)) = policy.ack_timeout
        && timeout < Delay::minutes(SHORTEST_ACK_TIMEOUT)
    {
        let message = "is too short to be kept alive by hand; write 10m or more, or \"off\"";
        found.push(problem(&[at[0], at[1], "ack_timeout"], message.into()));
    }
    if let Some(who) = policy.fallback.as_ref().filter(|who| !settings.responders.contains_key(who)) {
        let known = settings.responders.keys().map(|n| n.as_str());
        found.push(unknown(&[at[0], at[1], "fallback"], "responder", who.as_str(), known));
    }
}

fn check_level(settings: &Settings, at: &[&str], level: &Level, found: &mut Vec<Problem>) {
    let path = [at, &["page"]].concat();
    if level.page.is_empty() {
        found.push(problem(&path, "pages nobody; name schedule:NAME or responder:NAME".into()));
    }
    if level.delay < Delay::minutes(1) {
        let message = "is shorter than a minute; nobody could answer in time";
        found.push(problem(&[at, &["delay"]].concat(), message.into()));
    }
    if level.round_robin && level.all_must_acknowledge {
        let message = "round_robin pages one person only; leave all_must_acknowledge out";
        found.push(problem(&[at, &["all_must_acknowledge"]].concat(), message.into()));
    }
    if let Some(hours) = level.condition.as_ref().and_then(|condition| condition.hours.as_ref()) {
        check_hours(&[at, &["when", "hours"]].concat(), hours, found);
    }
    for target in &level.page {
        check_target(settings, &path, target, found);
    }
}

fn check_target(settings: &Settings, path: &[&str], target: &Target, found: &mut Vec<Problem>) {
    match target {
        Target::Responder(name) if !settings.responders.contains_key(name) => {
            let known = settings.responders.keys().map(|n| n.as_str());
            found.push(unknown(path, "responder", name.as_str(), known));
        }
        Target::Schedule(name) | Target::Next(name) | Target::Everyone(name)
            if !settings.schedules.contains_key(name) =>
        {
            let known = settings.schedules.keys().map(|n| n.as_str());
            found.push(unknown(path, "schedule", name.as_str(), known));
        }
        Target::Policy(name) if !settings.policies.contains_key(name) => {
            let known = settings.policies.keys().map(|n| n.as_str());
            found.push(unknown(path, "policy", name.as_str(), known));
        }
        _ => {}
    }
}

/// Policies that refer to each other in a circle never reach a person.
fn check_circle(settings: &Settings, name: &PolicyName, found: &mut Vec<Problem>) {
    let mut path = vec![name];
    if is_circular(settings, name, &mut path) {
        let names: Vec<&str> = path.iter().map(|name| name.as_str()).collect();
        let message =
            format!("goes round in a circle: {}; name a schedule or a responder", names.join(" → "));
        found.push(problem(&["policies", name.as_str(), "levels"], message));
    }
}

/// Follows the first levels of policies. `path` keeps the path that leads back to the start.
fn is_circular<'a>(settings: &'a Settings, start: &'a PolicyName, path: &mut Vec<&'a PolicyName>) -> bool {
    let here = path.last().copied().and_then(|name| settings.policies.get(name));
    let levels = here.map_or(&[][..], |policy| &policy.levels);
    let all = path.len() == 1;
    for target in levels.iter().take(if all { levels.len() } else { 1 }).flat_map(|level| &level.page) {
        let Target::Policy(next) = target else { continue };
        if next == start {
            path.push(next);
            return true;
        }
        if !path.contains(&next) {
            path.push(next);
            if is_circular(settings, start, path) {
                return true;
            }
            path.pop();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, problems};

    const SOUND: &str = r#"
        fallback = "ana"
        responders.ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }] }
        routes = [{ name = "all", service = "web" }]
        services.web = { title = "Web", policy = "web" }
    "#;

    /// Checks that settings with these policies have exactly these problems.
    fn check(policies: &str, expected: &[&str]) {
        let settings: Settings = toml::from_str(&format!("{SOUND}\n{policies}")).unwrap();
        let found: Vec<String> = problems(&settings).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn policies_that_name_each_other_in_a_circle_are_refused() {
        check(
            r#"
            [[policies.web.levels]]
            page = ["responder:ana", "policy:platform"]
            delay = "5m"
            [[policies.platform.levels]]
            page = ["policy:web"]
            delay = "5m"
            "#,
            &[
                "policies.platform.levels: goes round in a circle: platform → web → platform; name a schedule or a responder",
                "policies.web.levels: goes round in a circle: web → platform → web; name a schedule or a responder",
            ],
        );
    }

    #[test]
    fn another_policy_may_be_named_without_a_circle() {
        check(
            r#"
            [[policies.web.levels]]
            page = ["policy:platform"]
            delay = "5m"
            [[policies.platform.levels]]
            page = ["responder:ana"]
            delay = "5m"
            "#,
            &[],
        );
    }

    #[test]
    fn a_misspelt_target_suggests_the_nearest() {
        check(
            r#"
            [[policies.web.levels]]
            page = ["responder:anna", "policy:wed"]
            delay = "5m"
            when = { hours = { zone = "Europe/Lisbn", windows = [{ days = ["mo"], from = "9", to = "18:00" }] } }
            "#,
            &[
                "policies.web.levels.0.when.hours.zone: there is no time zone `Europe/Lisbn`; did you mean `Europe/Lisbon`?",
                "policies.web.levels.0.when.hours.windows.0.from: `9` is no time of day; write hours and minutes, as in `09:00`",
                "policies.web.levels.0.page: there is no responder `anna`; did you mean `ana`?",
                "policies.web.levels.0.page: there is no policy `wed`; did you mean `web`?",
            ],
        );
    }
}
