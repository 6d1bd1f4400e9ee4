//! A rotation whose clock stops on days off, so that nobody loses a turn to a weekend (D3).
//!
//! Must not know instants: it counts on the wall clock, without zones.
//!
//! Remove the days off from the calendar and join the rest: on what remains, turns pass as usual. A unit is the
//! shortest possible turn, a day or the hours of an hourly rotation. Units of a day in which the layer is never active
//! (the day turn of a night layer) are not counted either.

use super::days::DaySet;
use super::length::{DAY, Length};
use super::restriction::{MONDAY, WEEK, Windows};

/// Turns counted over some of the days and units of a week.
#[derive(Debug, Clone)]
pub(super) struct DaysOffRotation {
    /// Weekdays that are not off, from Monday.
    open: Vec<i64>,
    /// For each weekday, the open days of the week before it, and whether it is open itself.
    weekday: [(i64, bool); 7],
    unit: i64,
    per_turn: i64,
    /// Where unit 0 begins on the joined calendar.
    phase: i64,
    /// For each unit of a week, how many up to and with it count.
    counted: Vec<i64>,
    /// The count of the first unit of the anchored turn: the first one from the anchor on in which the layer is active.
    first: i64,
}

impl DaysOffRotation {
    /// A rotation from `anchor`, in wall-clock seconds. `None` if its length has no day-by-day turns or its clock never
    /// stops, so that plain wall-clock turns give the same result.
    pub(super) fn new(length: Length, anchor: i64, windows: &Windows, off: DaySet) -> Option<Self> {
        let (unit, per_turn) = match length {
            Length::Clock(seconds) => (seconds, 1),
            Length::Days(days) => (DAY, days),
            Length::Elapsed(_) | Length::Weeks(_) | Length::Months(_) => return None,
        };
        let days = open_days(windows).without(off);
        let mut still = Self {
            open: days.iter().filter_map(|day| i64::try_from(day).ok()).collect(),
            weekday: std::array::from_fn(|day| (before(days, day), days.has(day))),
            unit,
            per_turn,
            phase: anchor.rem_euclid(DAY) % unit,
            counted: Vec::new(),
            first: 0,
        };
        if still.open.is_empty() {
            return None;
        }
        let counts = still.which_count(windows, unit == DAY);
        if still.open.len() == 7 && counts.iter().all(|counts| *counts) {
            return None;
        }
        still.counted = running_sum(&counts);
        still.first = still.count(still.unit_at(windows.next_in_force(anchor)));
        Some(still)
    }

    /// The unit of a wall time. On a day off, the unit in which the clock stops.
    pub(super) fn unit_at(&self, wall: i64) -> i64 {
        (self.joined(wall) - self.phase).div_euclid(self.unit)
    }

    /// The turn to which a unit belongs; one that does not count belongs to the turn before it.
    pub(super) fn turn_of(&self, unit: i64) -> i64 {
        (self.count(unit) - self.first).div_euclid(self.per_turn)
    }

    /// The earliest wall time of a unit.
    pub(super) fn start(&self, unit: i64) -> i64 {
        let joined = unit * self.unit + self.phase;
        let (day, time) = (joined.div_euclid(DAY), joined.rem_euclid(DAY));
        // At midnight, the earliest is the end of the open day before: the days off in between stand still.
        if time == 0 { self.calendar_day(day - 1) + DAY } else { self.calendar_day(day) + time }
    }

    /// The position of a wall time on the joined calendar.
    fn joined(&self, wall: i64) -> i64 {
        let days = (wall - MONDAY).div_euclid(DAY);
        let (before, open) = usize::try_from(days.rem_euclid(7)).map_or((0, false), |day| self.weekday[day]);
        let time = if open { wall.rem_euclid(DAY) } else { 0 };
        (days.div_euclid(7) * self.days_a_week() + before) * DAY + time
    }

    /// The midnight at which an open day begins.
    fn calendar_day(&self, day: i64) -> i64 {
        let weekday = usize::try_from(day.rem_euclid(self.days_a_week())).unwrap_or(0);
        let weekday = self.open.get(weekday).copied().unwrap_or(0);
        MONDAY + day.div_euclid(self.days_a_week()) * WEEK + weekday * DAY
    }

    /// How many units count up to and with this one.
    fn count(&self, unit: i64) -> i64 {
        let a_week = i64::try_from(self.counted.len()).unwrap_or(1).max(1);
        let whole = self.counted.last().copied().unwrap_or(1);
        let within = usize::try_from(unit.rem_euclid(a_week)).unwrap_or(0);
        unit.div_euclid(a_week) * whole + self.counted.get(within).copied().unwrap_or(0)
    }

    /// For each unit of a week, whether it counts.
    fn which_count(&self, windows: &Windows, only_in_force: bool) -> Vec<bool> {
        let a_week = self.days_a_week() * DAY / self.unit;
        let mut counts = vec![!only_in_force; usize::try_from(a_week).unwrap_or(1)];
        for (start, end) in windows.pairs() {
            for unit in self.unit_at(MONDAY + start)..=self.unit_at(MONDAY + end - 1) {
                if let Some(slot) = counts.get_mut(usize::try_from(unit.rem_euclid(a_week)).unwrap_or(0)) {
                    *slot = true;
                }
            }
        }
        counts
    }

    fn days_a_week(&self) -> i64 {
        i64::try_from(self.open.len()).unwrap_or(1).max(1)
    }
}

/// The weekdays on which a window lies, in whole or in part.
fn open_days(windows: &Windows) -> DaySet {
    windows
        .pairs()
        .iter()
        .flat_map(|(start, end)| start / DAY..=(end - 1) / DAY)
        .fold(DaySet::NONE, |days, day| days.with(usize::try_from(day).unwrap_or(0)))
}

fn before(days: DaySet, weekday: usize) -> i64 {
    i64::try_from(days.iter().filter(|day| *day < weekday).count()).unwrap_or(0)
}

fn running_sum(counts: &[bool]) -> Vec<i64> {
    let sum = |sum: &mut i64, counts: &bool| {
        *sum += i64::from(*counts);
        Some(*sum)
    };
    counts.iter().scan(0, sum).collect()
}
