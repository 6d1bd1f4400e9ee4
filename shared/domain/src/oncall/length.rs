//! The length of a turn.
//!
//! Must not know when the turn begins.

use super::suggest::nearest;

/// A day on the wall clock, in seconds.
pub(super) const DAY: i64 = 86_400;

/// The length of a turn, in the unit that decides how it handles daylight saving time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// Seconds that divide a day: the handoffs keep their times on the wall clock (D1).
    Clock(i64),
    /// Seconds that do not divide a day: elapsed time, whatever the wall clock does (D1).
    Elapsed(i64),
    /// Whole days on the wall clock.
    Days(i64),
    /// Whole weeks on the wall clock.
    Weeks(i64),
    /// Whole months, clamped from the day of the first (D2).
    Months(i64),
}

const UNITS: [&str; 12] = [
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
];

/// The most units that a turn can last.
const MOST: i64 = 1_000;

/// Parses `1 week`, `12 hours`, `day`, `weekly`. On failure, returns what to write instead.
pub(super) fn parse(text: &str) -> Result<Length, String> {
    let lower = text.trim().to_lowercase();
    let digits = lower.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = lower.split_at(digits);
    let number = if number.is_empty() { 1 } else { number.parse().unwrap_or(0) };
    if !(1..=MOST).contains(&number) {
        return Err(format!(
            "`{text}` is no length of a turn; write a number from 1 to {MOST}, as in `1 week`"
        ));
    }
    length(number, unit.trim()).ok_or_else(|| unknown_unit(text, unit.trim()))
}

fn length(number: i64, unit: &str) -> Option<Length> {
    match unit {
        "minute" | "minutes" | "min" => Some(clock(number * 60)),
        "hour" | "hours" | "hourly" | "h" => Some(clock(number * 3_600)),
        "day" | "days" | "daily" | "d" => Some(Length::Days(number)),
        "week" | "weeks" | "weekly" | "w" => Some(Length::Weeks(number)),
        "month" | "months" | "monthly" => Some(Length::Months(number)),
        "year" | "years" | "yearly" => Some(Length::Months(number * 12)),
        _ => None,
    }
}

fn clock(seconds: i64) -> Length {
    if DAY % seconds == 0 { Length::Clock(seconds) } else { Length::Elapsed(seconds) }
}

fn unknown_unit(text: &str, unit: &str) -> String {
    let hint = match nearest(unit, UNITS) {
        Some(unit) => format!("did you mean `{unit}`?"),
        None => "write hours, days, weeks or months, as in `1 week`".to_owned(),
    };
    format!("`{text}` is no length of a turn; {hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        let check = |text: &str, expected| assert_eq!(parse(text), Ok(expected), "{text}");
        check("1 week", Length::Weeks(1));
        check("2 weeks", Length::Weeks(2));
        check("daily", Length::Days(1));
        check("12 Hours", Length::Clock(43_200));
        check("8h", Length::Clock(28_800));
        check("5 hours", Length::Elapsed(18_000));
        check("30 minutes", Length::Clock(1_800));
        check("year", Length::Months(12));
    }

    #[test]
    fn a_length_that_makes_no_sense_says_what_does() {
        let check = |text: &str, hint: &str| {
            let message = parse(text).unwrap_err();
            assert!(message.contains(hint), "{message}");
        };
        check("1 weak", "did you mean `week`?");
        check("0 days", "from 1 to 1000");
        check("99999999999999999999 days", "from 1 to 1000");
        check("fortnight", "write hours, days, weeks or months");
    }
}
