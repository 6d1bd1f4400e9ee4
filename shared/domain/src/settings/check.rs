//! Validates settings. Each problem has its place and says what to do about it.

mod digests;
mod drills;
mod heartbeats;
mod hours;
mod integrations;
mod look;
mod people;
mod policies;
mod problem;
mod report_pages;
mod route_tests;
mod routes;
mod status_page;
mod status_pages;
mod suppression;
mod teams;

use super::Settings;
use crate::ids::ComponentName;
use crate::oncall::{Problem, Schedule, find_zone};
use crate::triage::{MOST_FIRINGS, MOST_OPENINGS};
use hours::check_hours;
use problem::{problem, unknown};

/// All problems of the settings. If empty, they can be applied.
pub fn problems(settings: &Settings) -> Vec<Problem> {
    let mut found = Vec::new();
    check_fallback(settings, &mut found);
    check_services(settings, &mut found);
    routes::check(settings, &mut found);
    suppression::check(settings, &mut found);
    people::check(settings, &mut found);
    teams::check(settings, &mut found);
    check_schedules(settings, &mut found);
    policies::check(settings, &mut found);
    integrations::check(settings, &mut found);
    check_rest(settings, &mut found);
    route_tests::check(settings, &mut found);
    heartbeats::check(settings, &mut found);
    drills::check(settings, &mut found);
    report_pages::check(settings, &mut found);
    status_page::check(settings, &mut found);
    status_pages::check(settings, &mut found);
    found
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
