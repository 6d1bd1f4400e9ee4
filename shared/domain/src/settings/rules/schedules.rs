//! Compiles the schedules.
//!
//! Must not lose a schedule for what people decided beside the files: nobody would be on call.

use crate::ids::{ResponderName, ScheduleName};
use crate::oncall::Schedule;
use crate::oncall::settings::ScheduleSettings;
use crate::settings::Settings;
use std::collections::BTreeMap;

/// How many overrides each schedule has in the files.
pub(super) fn overrides(of_files: &Settings) -> BTreeMap<ScheduleName, usize> {
    of_files.schedules.iter().map(|(name, schedule)| (name.clone(), schedule.overrides.len())).collect()
}

/// Those that can be compiled; without what was decided beside the files, where that keeps one from it.
pub(super) fn schedules(
    settings: &Settings,
    overrides: &BTreeMap<ScheduleName, usize>,
) -> BTreeMap<ScheduleName, Schedule> {
    let exists = |name: &ResponderName| settings.responders.contains_key(name);
    let compile =
        |schedule: &ScheduleSettings| Schedule::compile_among(schedule, &settings.calendars, exists).ok();
    let of_files = |name: &ScheduleName, schedule: &ScheduleSettings| {
        let mut of_files = schedule.clone();
        of_files.overrides.truncate(overrides.get(name).copied().unwrap_or_default());
        compile(&of_files)
    };
    let all = settings.schedules.iter();
    let compiled = all.filter_map(|(name, schedule)| {
        Some((name.clone(), compile(schedule).or_else(|| of_files(name, schedule))?))
    });
    compiled.collect()
}
