//! Instants as people of a zone read them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// An instant by the clock of a zone.
pub(super) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %F %H:%M %Z").to_string()
}
