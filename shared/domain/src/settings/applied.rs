//! Which settings are active, since when, and where they come from. Must not decide anything by it.

use super::Settings;
use super::console_address::ConsoleAddress;
use crate::ids::{ResponderName, ScheduleName};
use crate::oncall::ScheduleSettings;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who activated settings, and from where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The git commit that the files' checkout was at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether the files had changes that were not in the commit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncommitted: bool,
}

/// That settings were applied, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsApplied {
    /// Names the content.
    pub version: String,
    /// How many times settings were activated.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    #[serde(default, flatten)]
    pub origin: Origin,
}

/// Which settings are active, since when, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedVersion {
    /// Names the content.
    pub version: String,
    /// How many times settings were activated.
    pub number: u64,
    /// Since when.
    pub applied_at: Timestamp,
    /// Who activated them.
    #[serde(flatten)]
    pub origin: Origin,
    /// How often settings had been activated when a schedule last changed; of one that is missing, `number`.
    #[serde(skip)]
    pub unchanged: UnchangedSchedules,
    /// Where the console answered when they were applied last, if `apply` could tell. No function but `notify` is told it otherwise:
    /// the console's environment names `respond`, so that of `respond` cannot name the console.
    #[serde(skip)]
    pub console: Option<ConsoleAddress>,
}

/// Schedules that the last activation left as they were, each with the activation that made it so.
pub type UnchangedSchedules = BTreeMap<ScheduleName, u64>;

/// The most of them that are kept, since they lie where functions look with each event.
const MOST_UNCHANGED: usize = 100;

/// Which schedules an activation leaves as they were: what they say, the calendars, and who is named in them.
pub fn unchanged_schedules(
    (before, known, number): (&Settings, &UnchangedSchedules, u64),
    after: &Settings,
) -> UnchangedSchedules {
    if before.calendars != after.calendars {
        return UnchangedSchedules::new();
    }
    let name_of = |settings: &Settings, name: &ResponderName| {
        settings.responders.get(name).map(|responder| responder.name.clone())
    };
    let is_same = |(name, schedule): &(&ScheduleName, &ScheduleSettings)| {
        before.schedules.get(*name) == Some(*schedule)
            && schedule.responders().iter().all(|who| name_of(before, who) == name_of(after, who))
    };
    let same = after.schedules.iter().filter(is_same).take(MOST_UNCHANGED);
    same.map(|(name, _)| (name.clone(), known.get(name).copied().unwrap_or(number))).collect()
}
