//! What is wrong with settings, each thing with its place and what to do about it.

mod heartbeats;
mod integrations;
mod people;
mod policies;
mod routes;
mod suppression;
mod tests;

use super::Settings;
use crate::escalation::HoursSettings;
use crate::ids::ComponentName;
use crate::oncall::settings::RestrictionSettings;
use crate::oncall::{Hours, Problem, Schedule, find_zone, nearest};
use crate::triage::{MOST_FIRINGS, MOST_OPENINGS};

/// Everything wrong with the settings; empty means they can be applied.
pub fn problems(settings: &Settings) -> Vec<Problem> {
    let mut found = Vec::new();
    check_fallback(settings, &mut found);
    check_services(settings, &mut found);
    routes::check(settings, &mut found);
    suppression::check(settings, &mut found);
    people::check(settings, &mut found);
    check_schedules(settings, &mut found);
    policies::check(settings, &mut found);
    integrations::check(settings, &mut found);
    check_rest(settings, &mut found);
    tests::check(settings, &mut found);
    heartbeats::check(settings, &mut found);
    found
}

fn problem(path: &[&str], message: String) -> Problem {
    Problem { path: path.iter().map(|&key| key.to_owned()).collect(), message }
}

/// Says that a name is unknown, with the nearest known one.
fn unknown<'a>(path: &[&str], kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Problem {
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add [{kind}s.{name}] or name another"),
    };
    problem(path, format!("there is no {kind} `{name}`; {hint}"))
}

/// Says what is wrong with hours of the week, where they are written.
fn check_windows(
    path: &[&str],
    key: &str,
    windows: &[RestrictionSettings],
    zone: &str,
    found: &mut Vec<Problem>,
) {
    for Problem { path: within, message } in Hours::compile(windows, zone).err().unwrap_or_default() {
        let mut whole: Vec<String> = path.iter().map(|&part| part.to_owned()).collect();
        whole.extend(
            within.into_iter().map(|part| if part == "restrictions" { key.to_owned() } else { part }),
        );
        found.push(Problem { path: whole, message });
    }
}

fn check_hours(path: &[&str], hours: &HoursSettings, found: &mut Vec<Problem>) {
    check_windows(path, "windows", &hours.windows, &hours.zone, found);
    if hours.windows.is_empty() {
        let message =
            "says no hours; write windows = [{ days = [\"mon-fri\"], from = \"09:00\", to = \"18:00\" }]";
        found.push(problem(path, message.into()));
    }
}

fn check_fallback(settings: &Settings, found: &mut Vec<Problem>) {
    match &settings.fallback {
        None => found.push(problem(
            &["fallback"],
            "nobody is the fallback contact; write fallback = \"NAME\" with a responder who may always be woken"
                .into(),
        )),
        Some(name) if !settings.responders.contains_key(name) => {
            let known = settings.responders.keys().map(|n| n.as_str());
            found.push(unknown(&["fallback"], "responder", name.as_str(), known));
        }
        Some(_) => {}
    }
}

fn check_services(settings: &Settings, found: &mut Vec<Problem>) {
    let components: Vec<&ComponentName> =
        settings.status_page.iter().flat_map(|page| page.components.keys()).collect();
    for (name, service) in &settings.services {
        if !settings.policies.contains_key(&service.policy) {
            let known = settings.policies.keys().map(|n| n.as_str());
            let path = ["services", name.as_str(), "policy"];
            found.push(unknown(&path, "policy", service.policy.as_str(), known));
        }
        for component in service.components.iter().filter(|c| !components.contains(c)) {
            let known = components.iter().map(|n| n.as_str());
            let path = ["services", name.as_str(), "components"];
            found.push(unknown(&path, "status_page.component", component.as_str(), known));
        }
        if let Some(hours) = service.urgency.as_ref().and_then(|urgency| urgency.support_hours.as_ref()) {
            check_hours(&["services", name.as_str(), "urgency", "support_hours"], hours, found);
        }
        if let Some(runbook) = service.runbook.as_ref().filter(|r| !r.starts_with("https://")) {
            let path = ["services", name.as_str(), "runbook"];
            found.push(problem(&path, format!("`{runbook}` is not an https address")));
        }
    }
}

fn check_schedules(settings: &Settings, found: &mut Vec<Problem>) {
    for (name, schedule) in &settings.schedules {
        if let Err(problems) = Schedule::compile_with(schedule, &settings.calendars) {
            for Problem { path, message } in problems {
                let path = ["schedules", name.as_str()].into_iter().map(str::to_owned).chain(path).collect();
                found.push(Problem { path, message });
            }
        }
        for (path, responder) in schedule.mentions() {
            if !settings.responders.contains_key(responder) {
                let known = settings.responders.keys().map(|n| n.as_str());
                let path: Vec<&str> =
                    ["schedules", name.as_str()].into_iter().chain(path.iter().map(String::as_str)).collect();
                found.push(unknown(&path, "responder", responder.as_str(), known));
            }
        }
    }
}

/// Keys of which only digests are kept: one in use, and perhaps the one it is being replaced by.
fn check_digests(path: &[&str], digests: &[String], found: &mut Vec<Problem>) {
    let sound = |digest: &String| digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
    if digests.is_empty() || !digests.iter().all(sound) {
        let message = "needs the digest that `callout key` prints, never the key itself";
        found.push(problem(path, message.into()));
    }
    if digests.len() > 2 {
        let message = "has more than two keys: take out those that nobody sends any more";
        found.push(problem(path, message.into()));
    }
}

fn check_rest(settings: &Settings, found: &mut Vec<Problem>) {
    let most = |path: &[&str], count: usize, most: usize, found: &mut Vec<Problem>| {
        if count > most {
            found.push(problem(path, format!("{count} are more than are remembered; write at most {most}")));
        }
    };
    most(&["flapping", "cycles"], settings.flapping.cycles, MOST_FIRINGS, found);
    most(&["storm", "incidents"], settings.storm.incidents, MOST_OPENINGS, found);
    let zone = &settings.postmortems.zone;
    if let Err(message) = find_zone(zone) {
        found.push(problem(&["postmortems", "zone"], message));
    }
}
