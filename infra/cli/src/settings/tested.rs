//! Runs the `[[test]]` tables of a settings folder: sample alarms, and what is expected of their routes.
//!
//! Must not run on settings that are wrong in another way, nor let an override of a schedule decide a test: who takes a night for
//! somebody changes no route.

use super::finding::problem_at;
use crate::payload;
use callout_domain::alarm::AlarmEvent;
use callout_domain::oncall::Problem;
use callout_domain::settings::{RouteTest, Rules, Settings};
use callout_formats::Parsed;
use jiff::Timestamp;
use std::path::Path;

/// Everything that is not as the tests expect.
pub(super) fn failures(settings: &Settings, folder: &Path) -> Vec<Problem> {
    if settings.tests.is_empty() {
        return Vec::new();
    }
    let mut usual = settings.clone();
    usual.schedules.values_mut().for_each(|schedule| schedule.overrides.clear());
    let rules = Rules::build(usual);
    let each = settings.tests.iter().enumerate();
    each.flat_map(|(index, test)| failures_of(&index.to_string(), test, &rules, folder)).collect()
}

fn failures_of(index: &str, test: &RouteTest, rules: &Rules, folder: &Path) -> Vec<Problem> {
    // Whatever depends on the time says when it is; for the rest any time will do.
    let at = test.at.unwrap_or(Timestamp::UNIX_EPOCH);
    let events = match events(test, folder, at) {
        Ok(events) => events,
        Err(message) => return vec![problem_at(&["test", index, "event_file"], message)],
    };
    let mismatches = events.iter().flat_map(|event| test.expect.mismatches(&rules.simulation(event, at)));
    mismatches
        .map(|it| {
            problem_at(
                &["test", index, "expect", it.key],
                format!("“{}” fails: {} {}", test.name, it.key, it.message),
            )
        })
        .collect()
}

fn events(test: &RouteTest, folder: &Path, at: Timestamp) -> Result<Vec<AlarmEvent>, String> {
    let Some(file) = &test.event_file else {
        return Ok(test.event.iter().map(|event| event.event(at)).collect());
    };
    let parsed = payload::read(&folder.join(file), at, None).map_err(|error| format!("{error:#}"))?;
    let events: Vec<AlarmEvent> = parsed
        .into_iter()
        .filter_map(|it| match it {
            Parsed::Event(event) => Some(*event),
            Parsed::Ignored(_) => None,
        })
        .collect();
    if events.is_empty() { Err(format!("{file} has no alarm event")) } else { Ok(events) }
}
