//! The five fields of cron: minute, hour, day of the month, month, weekday.
//!
//! Knows no zone and no instants; must not guess what a field means that cron does not know.

use jiff::civil::Date;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// When a job starts, by a wall clock. Each field is a set of numbers, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cron {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    /// Counted from Sunday = 0.
    weekdays: u64,
    /// Whether a day must be in one of the two sets only: cron's rule where neither field begins with `*`.
    either_day: bool,
}

impl Cron {
    /// Each day at a time, on these weekdays, counted from Monday = 0.
    pub(super) fn daily(minutes_of_day: i64, weekdays: impl Iterator<Item = usize>) -> Self {
        Self {
            minutes: 1 << (minutes_of_day % 60),
            hours: 1 << (minutes_of_day / 60),
            days: u64::MAX,
            months: u64::MAX,
            weekdays: weekdays.fold(0, |days, from_monday| days | 1 << ((from_monday + 1) % 7)),
            either_day: false,
        }
    }

    /// Reads a line such as `30 2 * * mon-fri`, or `@daily`. On failure, returns what to write instead.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let line = match line.trim() {
            "@hourly" => "0 * * * *",
            "@daily" | "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" | "@annually" => "0 0 1 1 *",
            other => other,
        };
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields.as_slice() else {
            return Err(format!(
                "`{line}` has {} fields; cron has five, minute, hour, day of the month, month and weekday, as in `30 2 * * *`",
                fields.len()
            ));
        };
        let weekdays = Field { what: "weekday", least: 0, most: 7, names: &WEEKDAYS }.parse(weekday)?;
        Ok(Self {
            minutes: Field { what: "minute", least: 0, most: 59, names: &[] }.parse(minute)?,
            hours: Field { what: "hour", least: 0, most: 23, names: &[] }.parse(hour)?,
            days: Field { what: "day of the month", least: 1, most: 31, names: &[] }.parse(day)?,
            months: Field { what: "month", least: 1, most: 12, names: &MONTHS }.parse(month)?,
            // Sunday is 0 and 7.
            weekdays: weekdays | (weekdays >> 7 & 1),
            either_day: !day.starts_with('*') && !weekday.starts_with('*'),
        })
    }

    /// Whether the job starts on a day.
    pub(super) fn is_on(&self, date: Date) -> bool {
        let has = |set: u64, number: i8| set & (1 << number) != 0;
        let by_day = has(self.days, date.day());
        let by_weekday = has(self.weekdays, date.weekday().to_sunday_zero_offset());
        has(self.months, date.month())
            && if self.either_day { by_day || by_weekday } else { by_day && by_weekday }
    }

    /// The times of a day, as hours and minutes, in order.
    pub(super) fn times(&self) -> impl Iterator<Item = (i8, i8)> + '_ {
        let hours = (0..24).filter(|hour| self.hours & (1 << hour) != 0);
        hours.flat_map(move |hour| {
            let minutes = (0..60).filter(move |minute| self.minutes & (1 << minute) != 0);
            minutes.map(move |minute| (hour, minute))
        })
    }
}

/// What one field may hold.
struct Field {
    what: &'static str,
    least: u32,
    most: u32,
    /// Names for the first numbers, which may stand for them.
    names: &'static [&'static str],
}

impl Field {
    fn parse(&self, text: &str) -> Result<u64, String> {
        text.split(',')
            .try_fold(0, |set, part| Ok(set | self.part(part).ok_or_else(|| self.complaint(part))?))
    }

    /// `*`, `5`, `5-9`, each of the first and the last with a step: `*/15`, `9-17/2`.
    fn part(&self, part: &str) -> Option<u64> {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<u32>().ok().filter(|step| *step > 0)?)),
            None => (part, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (self.least, self.most),
            Some((from, to)) => (self.number(from)?, self.number(to)?),
            // cron knows no step without a range: `5/15` means something else to each tool.
            None if step.is_some() => return None,
            None => (self.number(range)?, self.number(range)?),
        };
        let step = usize::try_from(step.unwrap_or(1)).ok()?;
        (from <= to).then(|| (from..=to).step_by(step).fold(0, |set, number| set | 1 << number))
    }

    fn number(&self, text: &str) -> Option<u32> {
        let lower = text.to_lowercase();
        let named = self.names.iter().position(|name| *name == lower);
        let number = match named {
            Some(position) => u32::try_from(position).ok()? + self.least,
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok()?,
            None => return None,
        };
        (self.least..=self.most).contains(&number).then_some(number)
    }

    fn complaint(&self, part: &str) -> String {
        let Self { what, least, most, names } = self;
        let or =
            if names.is_empty() { String::new() } else { format!(" or {}, {}, …", names[0], names[1]) };
        format!(
            "`{part}` is no {what}; write `*`, numbers from {least} to {most}{or}, a range as in `1-5`, or a step as in `*/2`"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(line: &str, month: i8) -> Vec<i8> {
        let cron = Cron::parse(line).unwrap();
        let all = (1..=31).filter_map(|day| Date::new(2027, month, day).ok());
        all.filter(|date| cron.is_on(*date)).map(Date::day).collect()
    }

    fn times(line: &str) -> Vec<(i8, i8)> {
        Cron::parse(line).unwrap().times().collect()
    }

    #[test]
    fn a_line_is_read_as_cron_reads_it() {
        assert_eq!(times("30 2 * * *"), [(2, 30)]);
        assert_eq!(times("*/20 9-17/4 * * *"), [9, 13, 17].map(|h| [(h, 0), (h, 20), (h, 40)]).concat());
        assert_eq!(times("5,35 0 * * *"), [(0, 5), (0, 35)]);
        // March 2027 begins on a Monday.
        assert_eq!(days("0 0 * * mon", 3), [1, 8, 15, 22, 29]);
        assert_eq!(days("0 0 * * 0", 3), days("0 0 * * 7", 3));
        assert_eq!(days("0 0 * * 5-7", 3), [5, 6, 7, 12, 13, 14, 19, 20, 21, 26, 27, 28]);
        assert_eq!(days("0 0 31 JAN,mar *", 3), [31]);
        assert_eq!(days("@monthly", 3), [1]);
        assert_eq!(days("0 0 10 feb *", 3), [0_i8; 0]);
    }

    #[test]
    fn of_two_restricted_days_one_is_enough() {
        assert_eq!(days("0 0 10 * mon", 3), [1, 8, 10, 15, 22, 29]);
        assert_eq!(days("0 0 */10 * mon", 3), [1], "a field that begins with * restricts, too");
    }

    #[test]
    fn what_cron_does_not_know_is_refused_with_what_to_write() {
        let check = |line: &str, words: &str| {
            let complaint = Cron::parse(line).unwrap_err();
            assert!(complaint.contains(words), "{line}: {complaint}");
        };
        check("30 2 * *", "has 4 fields; cron has five");
        check("cron(30 2 * * ? *)", "has 6 fields");
        check("60 2 * * *", "`60` is no minute; write `*`, numbers from 0 to 59, a range");
        check("30 5-2 * * *", "`5-2` is no hour");
        check("30 2 0 * *", "`0` is no day of the month");
        check("30 2 * foo *", "`foo` is no month; write `*`, numbers from 1 to 12 or jan, feb, …");
        check("30 2 * * 1,,2", "`` is no weekday");
        check("5/15 * * * *", "`5/15` is no minute");
        check("*/0 * * * *", "`*/0` is no minute");
        check("@reboot", "has 1 fields");
    }
}
