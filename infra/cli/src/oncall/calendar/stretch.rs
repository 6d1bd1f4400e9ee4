//! What is drawn, and the words for its times.

use callout_domain::oncall::{Gap, Shift};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What is drawn: a shift, or a time without one.
pub(super) enum Stretch {
    Held(Shift),
    Nobody(Gap),
}

impl Stretch {
    pub(super) fn start(&self) -> Timestamp {
        match self {
            Self::Held(shift) => shift.start,
            Self::Nobody(gap) => gap.start,
        }
    }

    pub(super) fn end(&self) -> Timestamp {
        match self {
            Self::Held(shift) => shift.end,
            Self::Nobody(gap) => gap.end,
        }
    }
}

/// When a day begins.
pub(super) fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    callout_domain::oncall::first_instant(zone, day.at(0, 0, 0, 0))
}

/// From when until when, in words.
pub(super) fn span(start: Timestamp, end: Timestamp, zone: &TimeZone) -> String {
    format!("{} – {}", moment(start, zone), moment(end, zone))
}

/// An instant in words, by the clock of a zone.
pub(super) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %B %Y, %H:%M").to_string()
}
