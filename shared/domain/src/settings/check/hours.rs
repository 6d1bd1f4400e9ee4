//! Validates hours of the week.

use super::problem::problem;
use crate::escalation::HoursSettings;
use crate::oncall::settings::RestrictionSettings;
use crate::oncall::{Hours, Problem};

/// Validates hours of the week at their place in the settings.
pub(super) fn check_windows(
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

/// Validates hours that must have at least one window.
pub(super) fn check_hours(path: &[&str], hours: &HoursSettings, found: &mut Vec<Problem>) {
    check_windows(path, "windows", &hours.windows, &hours.zone, found);
    if hours.windows.is_empty() {
        let message =
            "says no hours; write windows = [{ days = [\"mon-fri\"], from = \"09:00\", to = \"18:00\" }]";
        found.push(problem(path, message.into()));
    }
}
