//! Recurring times: Alertmanager's time intervals, such as `22:00` to `24:00` on the last day of each month.
//!
//! Must not know what happens in them.

mod cron;
mod reading;

use crate::oncall::DaySet;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many years are searched for a day in the interval. After 28, weekdays and leap years repeat.
const YEARS: i16 = 28;

/// The first of these years, if none is given.
const FIRST_YEAR: i16 = 2024;

/// A recurring time. An omitted field does not restrict it: no weekdays means all weekdays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntervalSettings {
    /// `mon`, `mon-fri`, `monday:friday`, `weekend`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<String>,
    /// `{ from = "22:00", to = "24:00" }`. The end is exclusive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<TimesSettings>,
    /// `1`, `"10:15"`, `-1` for the last, `"-3:-1"`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days_of_month: Vec<Number>,
    /// `"march"`, `"jan:mar"`, `12`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<Number>,
    /// `2027`, `"2027:2029"`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<Number>,
    /// The IANA time zone of all these. Default: the zone of the enclosing rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// A time range of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimesSettings {
    /// The first minute, e.g. `22:00`.
    pub from: String,
    /// The end, exclusive, up to `24:00`.
    pub to: String,
}

/// A number, a range as in `"1:5"`, or a month by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Number {
    /// A number.
    One(i64),
    /// A range or a name.
    Text(String),
}

impl Number {
    fn text(&self) -> String {
        match self {
            Self::One(number) => number.to_string(),
            Self::Text(text) => text.trim().to_owned(),
        }
    }
}

/// A compiled recurring time.
#[derive(Debug, Clone)]
pub struct Interval {
    zone: TimeZone,
    days: Days,
    /// Seconds of the day, start and exclusive end. Empty means all day.
    times: Vec<(i64, i64)>,
}

/// The days in the interval.
#[derive(Debug, Clone)]
struct Days {
    weekdays: DaySet,
    of_month: Vec<(i64, i64)>,
    months: Vec<(i64, i64)>,
    years: Vec<(i64, i64)>,
}

impl Interval {
    /// Whether it contains a time.
    pub fn contains(&self, at: Timestamp) -> bool {
        let here = self.clock(at);
        let second = second_of_day(here);
        let in_time = |(from, to): &(i64, i64)| (*from..*to).contains(&second);
        (self.times.is_empty() || self.times.iter().any(in_time)) && self.days.contain(here.date())
    }

    /// The next time at which it can start or end. Until then, everything is as at `at`.
    pub(super) fn next_edge(&self, at: Timestamp) -> Timestamp {
        let second = second_of_day(self.clock(at));
        let edges = self.times.iter().flat_map(|(from, to)| [*from, *to]);
        let edge = edges.chain([86_400]).filter(|edge| *edge > second).min().unwrap_or(86_400);
        let edge = at.saturating_add(SignedDuration::from_secs(edge - second)).unwrap_or(Timestamp::MAX);
        // Edges are on whole seconds.
        let edge = Timestamp::from_second(edge.as_second()).unwrap_or(edge);
        // When the clock changes, an edge can come sooner or later than the current offset suggests.
        let change = self.zone.following(at).next().map_or(edge, |change| change.timestamp());
        edge.min(change)
    }

    /// Whether it contains any day of the calendar.
    pub fn ever_comes(&self) -> bool {
        let years = &self.days.years;
        let first = years.iter().map(|(from, _)| *from).min().and_then(|year| i16::try_from(year).ok());
        let Ok(first) = civil::Date::new(first.unwrap_or(FIRST_YEAR), 1, 1) else { return false };
        first
            .series(jiff::Span::new().days(1))
            .take(366 * usize::from(YEARS.unsigned_abs()))
            .any(|day| self.days.contain(day))
    }

    fn clock(&self, at: Timestamp) -> DateTime {
        self.zone.to_datetime(at)
    }
}

impl Days {
    fn contain(&self, day: civil::Date) -> bool {
        let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
        let any = |ranges: &[(i64, i64)], it: i64| {
            ranges.is_empty() || ranges.iter().any(|(from, to)| (*from..=*to).contains(&it))
        };
        self.weekdays.has(weekday)
            && any(&self.years, i64::from(day.year()))
            && any(&self.months, i64::from(day.month()))
            && self.has_day_of_month(i64::from(day.day()), i64::from(day.days_in_month()))
    }

    /// Negative days count from the end. A first day beyond the end of a month is not in it: `30:31` does not include
    /// 28 February.
    fn has_day_of_month(&self, day: i64, last: i64) -> bool {
        let place = |written: i64| if written < 0 { last + written + 1 } else { written };
        let in_range = |(from, to): &(i64, i64)| (place(*from)..=place(*to)).contains(&day);
        self.of_month.is_empty() || self.of_month.iter().any(in_range)
    }
}

fn second_of_day(at: DateTime) -> i64 {
    i64::from(at.hour()) * 3_600 + i64::from(at.minute()) * 60 + i64::from(at.second())
}
