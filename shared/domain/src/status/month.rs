//! The incidents and the maintenance of a month: what keeps years of history beside a page that stays small.

use super::maintenance::MaintenanceWindow;
use super::public_incident::PublicIncident;
use super::stored;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A month in UTC, written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month of a time.
    pub fn of(at: Timestamp) -> Self {
        Self { first: at.to_zoned(TimeZone::UTC).date().first_of_month() }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        self.first
    }

    /// The month before it.
    pub fn before(self) -> Self {
        Self { first: self.first.yesterday().unwrap_or(self.first).first_of_month() }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Ok(Self { first: format!("{text}-01").parse()? })
    }
}

/// The incidents and the maintenance that began in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthDocument {
    /// The version for optimistic locking; 0 if nothing is stored.
    pub version: u64,
    /// The month.
    pub month: Month,
    /// Its public incidents, newest first.
    pub incidents: Vec<PublicIncident>,
    /// Maintenance that was completed, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maintenance: Vec<MaintenanceWindow>,
}

impl MonthDocument {
    /// A month in which nothing was.
    pub fn empty(month: Month) -> Self {
        Self { version: 0, month, incidents: Vec::new(), maintenance: Vec::new() }
    }

    /// Whether nothing was in it.
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty() && self.maintenance.is_empty()
    }

    /// Applies the current state of an incident. Returns `false` if the month has the same or a newer one.
    pub fn take(&mut self, incident: &PublicIncident) -> bool {
        if !stored::take(&mut self.incidents, incident) {
            return false;
        }
        stored::trim(&mut self.incidents, usize::MAX);
        self.version += 1;
        true
    }

    /// Takes maintenance that was completed. Returns `false` if the month has it as it is, or newer.
    pub fn take_window(&mut self, window: &MaintenanceWindow) -> bool {
        let said = |window: &MaintenanceWindow| window.updates.last().map(|update| update.seq);
        let known = self.maintenance.iter().find(|known| known.id == window.id);
        if known.is_some_and(|known| known == window || said(known) > said(window)) {
            return false;
        }
        self.maintenance.retain(|known| known.id != window.id);
        self.maintenance.push(window.clone());
        self.maintenance.sort_by(|a, b| (b.from, &b.id).cmp(&(a.from, &a.id)));
        stored::trim_windows(&mut self.maintenance, usize::MAX);
        self.version += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::stored_bytes;
    use serde_json::json;

    fn window(nth: usize, text: &str) -> MaintenanceWindow {
        let at = Timestamp::from_second(1_800_000_000 + nth as i64 * 3_600).unwrap();
        let update = json!({ "seq": 3, "at": at, "phase": "completed" });
        let window = json!({ "id": format!("mnt_{nth:04}"), "name": "db", "title": "New database", "text": text,
                             "components": ["checkout"], "from": at, "until": at, "updates": [update] });
        serde_json::from_value(window).unwrap()
    }

    #[test]
    fn it_keeps_what_was_worked_on_each_night_and_always_fits_into_its_item() {
        let mut month = MonthDocument::empty(Month::of(Timestamp::UNIX_EPOCH));
        for nth in 0..124 {
            assert!(month.take_window(&window(nth, "Orders wait for some minutes.")));
        }
        assert_eq!(month.maintenance.len(), 124, "four windows a night");
        assert!(!month.take_window(&window(7, "Orders wait for some minutes.")), "twice is once");
        for nth in 0..124 {
            month.take_window(&window(nth, &"long ".repeat(800)));
        }
        assert!((50_000..95_000).contains(&stored_bytes(&month)), "{} bytes", stored_bytes(&month));
        assert_eq!(month.maintenance[0], window(123, &"long ".repeat(800)), "the newest stay");
    }

    #[test]
    fn a_month_is_written_as_people_sort_it() {
        let month = Month::of("2026-01-31T23:59:59Z".parse().unwrap());
        assert_eq!(month.to_string(), "2026-01");
        assert_eq!(month.before().to_string(), "2025-12");
        let text = serde_json::to_string(&month).unwrap();
        assert_eq!((text.as_str(), serde_json::from_str::<Month>(&text).unwrap()), ("\"2026-01\"", month));
        serde_json::from_str::<Month>("\"2026-13\"").unwrap_err();
    }
}
