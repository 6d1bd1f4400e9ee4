//! Schedules on which nobody is on call at some time.
//! Must not complain about the past.

use crate::clock;
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::{Coverage, Gap, Schedule};
use callout_domain::settings::Rules;
use jiff::{SignedDuration, Timestamp};

/// How far ahead a schedule must have somebody on call.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Schedules on which nobody is on call at some time of the next 90 days, and when.
pub fn gaps(rules: &Rules, now: Timestamp) -> Vec<(ScheduleName, String)> {
    let until = now.saturating_add(AHEAD).unwrap_or(now);
    let gap = |(name, schedule): (&ScheduleName, &Schedule)| {
        Some((name.clone(), uncovered(&schedule.coverage(now, until))?))
    };
    rules.schedules().iter().filter_map(gap).collect()
}

/// Says when nobody is on call, if ever.
fn uncovered(coverage: &Coverage) -> Option<String> {
    Some(format!("nobody is on call {} of the next 90 days", when(&coverage.gaps)?))
}

/// When gaps are, and how long all of them; `None` without any.
pub(super) fn when(gaps: &[Gap]) -> Option<String> {
    let first = gaps.first()?;
    let more = match gaps.len() {
        1 => String::new(),
        2 => " and once more".to_owned(),
        many => format!(" and {} times more", many - 1),
    };
    let whole = gaps.iter().map(|gap| gap.start.duration_until(gap.end)).sum();
    Some(format!(
        "from {} to {}{more}, {}",
        clock::minute(first.start),
        clock::minute(first.end),
        length(whole),
    ))
}

/// A length of time in hours and minutes.
fn length(length: SignedDuration) -> String {
    match (length.as_mins() / 60, length.as_mins() % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_said_to_the_minute() {
        let check = |minutes: i64, words: &str| assert_eq!(length(SignedDuration::from_mins(minutes)), words);
        check(45, "45 min");
        check(90, "1 h 30 min");
        check(240, "4 h");
    }
}
