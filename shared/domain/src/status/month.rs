//! The incidents of a month: what keeps a year of history beside a page that stays small.

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

/// The incidents that began in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthDocument {
    /// The version for optimistic locking; 0 if nothing is stored.
    pub version: u64,
    /// The month.
    pub month: Month,
    /// Its public incidents, newest first.
    pub incidents: Vec<PublicIncident>,
}

impl MonthDocument {
    /// A month without incidents.
    pub fn empty(month: Month) -> Self {
        Self { version: 0, month, incidents: Vec::new() }
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
