//! Parses and validates intervals.
//!
//! Must not reverse a range that ends before it begins: its meaning is unknown.

use super::{Days, Interval, IntervalSettings, Number, TimesSettings};
use crate::oncall::{DaySet, Problem, Problems, find_zone, nearest, time_of_day};
use jiff::tz::TimeZone;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Interval {
    /// Compiles an interval, in `zone` unless it names its own.
    ///
    /// # Errors
    /// Returns all problems with their places in the settings.
    pub fn compile(settings: &IntervalSettings, zone: &TimeZone) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        let zone = match &settings.zone {
            Some(name) => problems.take("zone", find_zone(name)).unwrap_or(TimeZone::UTC),
            None => zone.clone(),
        };
        let weekdays = problems.take("weekdays", weekdays(&settings.weekdays)).unwrap_or(DaySet::ALL);
        let of_month = ranges("days_of_month", &settings.days_of_month, day_range, &mut problems);
        let months = ranges("months", &settings.months, month_range, &mut problems);
        let years = ranges("years", &settings.years, year_range, &mut problems);
        let times = problems.within("times", |problems| times(&settings.times, problems));
        let days = Days { weekdays, of_month, months, years };
        problems.finish(Some(Interval { zone, days, times }))
    }
}

fn times(written: &[TimesSettings], problems: &mut Problems) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    for (index, times) in written.iter().enumerate() {
        problems.within(index, |problems| {
            let from = problems.take("from", time_of_day(&times.from));
            let to = problems.take("to", time_of_day(&times.to));
            match from.zip(to) {
                Some((from, to)) if from < to => found.push((from, to)),
                Some(_) => problems.add(format!(
                    "ends before it begins; for a night write {{ from = \"{}\", to = \"24:00\" }} and {{ from = \
                     \"00:00\", to = \"{}\" }}",
                    times.from, times.to
                )),
                None => {}
            }
        });
    }
    found
}

/// Parses Alertmanager's `monday:friday`, or the words that schedules use.
pub(super) fn weekdays(words: &[String]) -> Result<DaySet, String> {
    if words.is_empty() {
        return Ok(DaySet::ALL);
    }
    let each = words.iter().map(|word| match word.split_once(':') {
        Some((from, to)) => weekday_range(word, from, to),
        None => DaySet::parse([word.as_str()]),
    });
    each.reduce(|all, days| Ok(all?.and(days?))).unwrap_or(Ok(DaySet::ALL))
}

fn weekday_range(word: &str, from: &str, to: &str) -> Result<DaySet, String> {
    let one = |name: &str| DaySet::parse([name.trim()]).map(|day| day.iter().next().unwrap_or_default());
    let (first, last) = (one(from)?, one(to)?);
    // Alertmanager's weeks begin on Sunday, Callout's on Monday.
    let first = if first == 6 && last < 6 { -1 } else { i64::try_from(first).unwrap_or_default() };
    let last = i64::try_from(last).unwrap_or_default();
    if first > last {
        return Err(format!("`{word}` ends before it begins; write \"{from}-{to}\" to go over the weekend"));
    }
    let day = |offset: i64| usize::try_from((offset + 7) % 7).unwrap_or_default();
    Ok((first..=last).fold(DaySet::NONE, |days, offset| days.with(day(offset))))
}

fn ranges(
    key: &str,
    written: &[Number],
    read: impl Fn(&str) -> Result<(i64, i64), String>,
    problems: &mut Problems,
) -> Vec<(i64, i64)> {
    let each = written.iter().enumerate();
    problems.within(key, |problems| {
        each.filter_map(|(index, it)| problems.take(index, read(&it.text()))).collect()
    })
}

/// Parses `a:b` or `a`, with `one` for each part.
fn range(text: &str, one: impl Fn(&str) -> Result<i64, String>) -> Result<(i64, i64), String> {
    let (from, to) = text.split_once(':').unwrap_or((text, text));
    Ok((one(from.trim())?, one(to.trim())?))
}

fn in_order(text: &str, range: (i64, i64)) -> Result<(i64, i64), String> {
    if range.0 <= range.1 {
        Ok(range)
    } else {
        Err(format!("`{text}` ends before it begins; write it as two"))
    }
}

fn day_range(text: &str) -> Result<(i64, i64), String> {
    let one = |text: &str| {
        let day: Option<i64> = text.parse().ok().filter(|day| (1..=31).contains(&i64::abs(*day)));
        day.ok_or_else(|| {
            format!("`{text}` is no day of the month; write 1 to 31, or -1 for the last to -31")
        })
    };
    let (from, to) = range(text, one)?;
    if from < 0 && to > 0 {
        return Err(format!(
            "`{text}` begins from the end of the month and ends from its beginning; write it as two"
        ));
    }
    // Even in the longest month, the range ends before it begins.
    let end = if from > 0 && to < 0 { 31 + to + 1 } else { to };
    in_order(text, (from, end)).map(|_| (from, to))
}

pub(super) fn month_range(text: &str) -> Result<(i64, i64), String> {
    let text = text.to_lowercase();
    let text = if text.contains(':') { text } else { text.replacen('-', ":", 1) };
    in_order(&text, range(&text, month)?)
}

fn month(text: &str) -> Result<i64, String> {
    let by_name =
        || MONTHS.iter().position(|name| text.len() >= 3 && name.starts_with(text)).map(|at| at + 1);
    let number = text.parse().ok().filter(|month| (1..=12).contains(month)).or_else(by_name);
    number.and_then(|month| i64::try_from(month).ok()).ok_or_else(|| {
        let hint = nearest(text, MONTHS).map_or_else(
            || "write its English name or 1 to 12".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        format!("`{text}` is no month; {hint}")
    })
}

fn year_range(text: &str) -> Result<(i64, i64), String> {
    let one = |text: &str| {
        let year: Option<i64> = text.parse().ok().filter(|year| (1_970..=9_999).contains(year));
        year.ok_or_else(|| format!("`{text}` is no year; write it like 2027 or \"2027:2029\""))
    };
    let text = if text.contains(':') { text.to_owned() } else { text.replacen('-', ":", 1) };
    in_order(&text, range(&text, one)?)
}
