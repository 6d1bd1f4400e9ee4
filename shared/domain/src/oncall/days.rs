//! Weekdays.
//!
//! Must not know hours or zones.

use super::suggest::nearest;
use jiff::civil::Weekday;
use std::fmt;

/// Weekdays by their full names, from Monday. The first three or more letters are enough.
const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A set of weekdays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DaySet(u8);

impl DaySet {
    /// No day.
    pub const NONE: Self = Self(0);
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);
    const WEEKDAYS: Self = Self(0b001_1111);
    const WEEKEND: Self = Self(0b110_0000);

    /// Parses `mon`, `monday`, `mon-fri`, `weekdays`, `weekend`, and lists of them. On failure, returns what to write
    /// instead.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        words.into_iter().try_fold(Self::NONE, |days, word| Ok(days.and(parse_word(word)?)))
    }

    /// Whether a day, counted from Monday = 0, is in the set.
    pub(crate) fn has(self, from_monday: usize) -> bool {
        self.0 & (1 << (from_monday % 7)) != 0
    }

    /// The days of the set, counted from Monday = 0.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..7).filter(move |day| self.has(*day))
    }

    /// The set with one more day.
    pub(crate) fn with(self, from_monday: usize) -> Self {
        Self(self.0 | 1 << (from_monday % 7))
    }

    /// The days of both sets.
    pub(crate) fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// The days that are not in the set.
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether there is no day in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Days from `weekday` until the next day in the set, 0 if it is in it itself; `None` for the empty set.
    pub fn days_until(self, weekday: Weekday) -> Option<i64> {
        let today = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
        (0..7).find(|days| self.has(today + days)).and_then(|days| i64::try_from(days).ok())
    }
}

/// A weekday by name, counted from Monday = 0.
pub(super) fn parse_day(word: &str) -> Result<usize, String> {
    let lower = word.to_lowercase();
    let found = NAMES.iter().position(|name| lower.len() >= 3 && name.starts_with(&lower));
    found.ok_or_else(|| {
        let hint = nearest(&lower, NAMES.into_iter().chain(NAMES.map(|name| &name[..3])));
        let hint = hint.map_or_else(
            || "write mon, tue, wed, thu, fri, sat or sun".to_owned(),
            |name| format!("did you mean `{}`?", &name[..3]),
        );
        format!("`{word}` is not a weekday; {hint}")
    })
}

fn parse_word(word: &str) -> Result<DaySet, String> {
    match word.trim().to_lowercase().as_str() {
        "weekdays" | "weekday" => Ok(DaySet::WEEKDAYS),
        "weekend" | "weekends" => Ok(DaySet::WEEKEND),
        "all" | "daily" | "every day" => Ok(DaySet::ALL),
        lower => match lower.split_once('-') {
            Some((from, to)) => Ok(range(parse_day(from.trim())?, parse_day(to.trim())?)),
            None => parse_day(word.trim()).map(|day| DaySet::NONE.with(day)),
        },
    }
}

/// From one day to another, across the weekend if needed.
fn range(from: usize, to: usize) -> DaySet {
    (0..=(to + 7 - from) % 7).fold(DaySet::NONE, |days, step| days.with(from + step))
}

impl fmt::Display for DaySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ALL => f.write_str("every day"),
            Self::NONE => f.write_str("never"),
            Self::WEEKEND => f.write_str("weekends"),
            Self::WEEKDAYS => f.write_str("M-F"),
            some => {
                let short = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
                let named: Vec<&str> = (0..7).filter(|day| some.has(day + 6)).map(|day| short[day]).collect();
                f.write_str(&named.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], expected: &str) {
        assert_eq!(
            DaySet::parse(words.iter().copied()).map_or_else(|e| e, |days| days.to_string()),
            expected
        );
    }

    #[test]
    fn days_are_read_by_name_range_and_word() {
        check(&["tue", "Thursday"], "Tue,Thu");
        check(&["mon-fri"], "M-F");
        check(&["fri-mon"], "Sun,Mon,Fri,Sat");
        check(&["weekend"], "weekends");
        check(&["weekdays", "sat", "sun"], "every day");
        check(&[], "never");
    }

    #[test]
    fn a_day_that_does_not_exist_gets_a_suggestion() {
        check(&["thr"], "`thr` is not a weekday; did you mean `thu`?");
        check(&["xyz"], "`xyz` is not a weekday; write mon, tue, wed, thu, fri, sat or sun");
    }

    #[test]
    fn the_next_day_of_a_set() {
        let days = DaySet::parse(["tue", "sun"]).unwrap();
        assert_eq!(days.days_until(Weekday::Wednesday), Some(4));
        assert_eq!(days.days_until(Weekday::Sunday), Some(0));
        assert_eq!(DaySet::NONE.days_until(Weekday::Sunday), None);
    }
}
