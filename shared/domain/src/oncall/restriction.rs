//! The weekly hours in which a layer is active.
//!
//! Must not know who is on call in them.

use super::clock::Watch;
use super::days::{DaySet, parse_day};
use super::length::DAY;
use super::moment::time_of_day;
use super::problem::Problems;
use super::settings::RestrictionSettings;

/// A week on the wall clock, in seconds.
pub(super) const WEEK: i64 = 7 * DAY;

/// The first Monday of the calendar that wall clocks are counted in: 1970-01-05.
pub(super) const MONDAY: i64 = 4 * DAY;

/// Windows of a week: wall-clock seconds since Monday 00:00, sorted, apart from one another. One may run into
/// the next week. Together they are never empty and never the whole week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Windows(Vec<(i64, i64)>);

/// Whether a layer is active, and the first instant at which that may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InForce {
    pub(super) on: bool,
    pub(super) until: i64,
}

impl Windows {
    /// The windows as pairs of wall-clock seconds since Monday 00:00.
    pub(super) fn pairs(&self) -> &[(i64, i64)] {
        &self.0
    }

    /// Whether an instant lies in a window. Each begins at the first instant of its wall time and ends at the
    /// last one (semantics 2.4, rule 2), so that a clock change can only lengthen it.
    pub(super) fn at(&self, watch: &Watch<'_>, at: i64) -> InForce {
        let since_monday = watch.local(at) - MONDAY;
        let week = since_monday.div_euclid(WEEK);
        let begun = self.0.partition_point(|(start, _)| *start <= since_monday.rem_euclid(WEEK));
        // The window that began last, by the wall clock, is the one before `next`.
        let next = week * self.count() + i64::try_from(begun).unwrap_or(0);
        let (current_end, next_start) = (self.end(watch, next - 1), self.start(watch, next));
        // While clocks repeat an hour, the window before may still last and the next may have begun.
        let before_end = self.end(watch, next - 2);
        let on = at < current_end || at < before_end || next_start <= at;
        let edges = [before_end, current_end, next_start, self.end(watch, next)];
        InForce { on, until: edges.into_iter().filter(|edge| *edge > at).min().unwrap_or(i64::MAX) }
    }

    /// The first wall time from this one on that lies in a window.
    pub(super) fn next_in_force(&self, wall: i64) -> i64 {
        let week = (wall - MONDAY).div_euclid(WEEK);
        let index = (week - 1) * self.count()..(week + 2) * self.count();
        index
            .map(|index| self.wall(index))
            .find(|(_, end)| wall < *end)
            .map_or(wall, |(start, _)| start.max(wall))
    }

    fn count(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(1).max(1)
    }

    fn start(&self, watch: &Watch<'_>, index: i64) -> i64 {
        watch.first(self.wall(index).0)
    }

    fn end(&self, watch: &Watch<'_>, index: i64) -> i64 {
        watch.last(self.wall(index).1)
    }

    /// The wall times of the n-th window since 1970.
    fn wall(&self, index: i64) -> (i64, i64) {
        let week = MONDAY + index.div_euclid(self.count()) * WEEK;
        let within = usize::try_from(index.rem_euclid(self.count())).unwrap_or(0);
        self.0.get(within).map_or((week, week), |(start, end)| (week + start, week + end))
    }
}

/// The result of reading restrictions and days off.
pub(super) enum Reading {
    /// Always active.
    Always,
    /// Active in these windows.
    Sometimes(Windows),
    /// Never active.
    Never,
}

/// Reads restrictions and days off. Omits and reports those that cannot be read.
pub(super) fn read(settings: &[RestrictionSettings], days_off: DaySet, problems: &mut Problems) -> Reading {
    let mut pairs = Vec::new();
    if settings.is_empty() {
        pairs.extend(DaySet::ALL.without(days_off).iter().map(|day| (day_start(day), day_start(day + 1))));
    }
    problems.within("restrictions", |problems| {
        for (index, restriction) in settings.iter().enumerate() {
            problems.within(index, |problems| pairs.extend(windows_of(restriction, days_off, problems)));
        }
    });
    join(pairs)
}

fn windows_of(settings: &RestrictionSettings, off: DaySet, problems: &mut Problems) -> Vec<(i64, i64)> {
    let (from, to) = (split(&settings.from), split(&settings.to));
    let from_time = problems.take("from", time_of_day(from.1));
    let to_time = problems.take("to", time_of_day(to.1));
    let Some((from_time, to_time)) = from_time.zip(to_time) else { return Vec::new() };
    match (from.0, to.0) {
        (None, None) => {
            let words = settings.days.iter().map(String::as_str);
            let days = match settings.days.is_empty() {
                true => Some(DaySet::ALL),
                false => problems.take("days", DaySet::parse(words)),
            };
            days.map_or_else(Vec::new, |days| daily(days.without(off), from_time, to_time))
        }
        (Some(start), Some(end)) => {
            if !settings.days.is_empty() {
                problems.add_at("days", "`from` and `to` name their weekdays already; leave `days` out");
            }
            let start = problems.take("from", parse_day(start)).map(|day| day_start(day) + from_time);
            let end = problems.take("to", parse_day(end)).map(|day| day_start(day) + to_time);
            start.zip(end).map_or_else(Vec::new, |(start, end)| once_a_week(start, end, off))
        }
        _ => {
            problems.add("only one of `from` and `to` names a weekday; name it in both, or list `days`");
            Vec::new()
        }
    }
}

/// A window on each of some days, which belongs to the day on which it begins.
fn daily(days: DaySet, from: i64, to: i64) -> Vec<(i64, i64)> {
    let length = if to > from { to - from } else { to - from + DAY };
    days.iter().map(|day| (day_start(day) + from, day_start(day) + from + length)).collect()
}

/// One window a week, without its parts on days off.
fn once_a_week(start: i64, end: i64, off: DaySet) -> Vec<(i64, i64)> {
    let end = if end > start { end } else { end + WEEK };
    let midnights = (start / DAY + 1..=(end - 1) / DAY).map(|day| day * DAY);
    let cuts: Vec<i64> = [start].into_iter().chain(midnights).chain([end]).collect();
    let parts = cuts.iter().copied().zip(cuts.iter().copied().skip(1));
    parts.filter(|(start, _)| !off.has(usize::try_from(start / DAY).unwrap_or(0))).collect()
}

/// Joins windows that touch or overlap, over the end of the week too.
fn join(mut pairs: Vec<(i64, i64)>) -> Reading {
    for pair in &mut pairs {
        let turn = pair.0.div_euclid(WEEK) * WEEK;
        *pair = (pair.0 - turn, pair.1 - turn);
    }
    pairs.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (start, end) in pairs {
        match joined.last_mut().filter(|last| start <= last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => joined.push((start, end)),
        }
    }
    while let (Some(head), Some(tail)) = (joined.first().copied(), joined.last().copied())
        && joined.len() > 1
        && tail.1 - WEEK >= head.0
    {
        joined.remove(0);
        if let Some(tail) = joined.last_mut() {
            tail.1 = tail.1.max(head.1 + WEEK);
        }
    }
    match joined.as_slice() {
        [] => Reading::Never,
        [(start, end)] if end - start >= WEEK => Reading::Always,
        _ => Reading::Sometimes(Windows(joined)),
    }
}

/// Splits `fri 20:00` into weekday and time.
fn split(text: &str) -> (Option<&str>, &str) {
    match text.trim().split_once(' ') {
        Some((day, time)) => (Some(day), time),
        None => (None, text),
    }
}

fn day_start(day: usize) -> i64 {
    i64::try_from(day).unwrap_or(0) * DAY
}
