//! The days of an interval in cron syntax.
//!
//! Must not validate them: that happens when the settings are checked.

use super::IntervalSettings;
use super::reading::{month_range, weekdays};
use crate::oncall::DaySet;

impl IntervalSettings {
    /// The weekdays in cron syntax. Unreadable ones mean all.
    pub(in crate::suppression) fn cron_weekdays(&self) -> String {
        const NAMES: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
        let days: Vec<usize> = weekdays(&self.weekdays).unwrap_or(DaySet::ALL).iter().collect();
        if days.len() == NAMES.len() {
            return "*".to_owned();
        }
        days.into_iter().map(|day| NAMES[day]).collect::<Vec<_>>().join(",")
    }

    /// The months in cron syntax. Unreadable ones mean all.
    pub(in crate::suppression) fn cron_months(&self) -> String {
        let ranges = self.months.iter().filter_map(|it| month_range(&it.text()).ok());
        let written: Vec<String> = ranges.map(|(from, to)| format!("{from}-{to}")).collect();
        if written.is_empty() { "*".to_owned() } else { written.join(",") }
    }
}
