//! Rotation: calculates whose turn it is, and the handoffs.
//!
//! Must not know people: turns are numbers, 0 for the first, negative before it.

use super::clock::Watch;
use super::days_off_rotation::DaysOffRotation;
use super::length::{DAY, Length};
use super::zone::{civil, seconds_of};
use jiff::Span;
use jiff::civil::DateTime;

/// A sequence of turns without beginning or end.
#[derive(Debug, Clone)]
pub(super) struct Rotation {
    grid: Grid,
    /// The turn that begins at the anchor of the grid.
    anchored: i64,
}

/// A turn, and the earliest instant at which it may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) number: i64,
    pub(super) until: i64,
}

/// Where handoffs lie, in seconds from 1970: of the wall clock, or of elapsed time where said.
#[derive(Debug, Clone)]
enum Grid {
    Endless,
    Elapsed { anchor: i64, length: i64 },
    Clock { anchor: i64, length: i64 },
    Months { anchor: DateTime, step: i64 },
    DaysOffRotation(DaysOffRotation),
}

/// Where a rotation is tied to the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Anchor {
    /// The instant, in unix seconds.
    pub(super) at: i64,
    /// What the wall clock shows then, in plain seconds.
    pub(super) wall: i64,
    /// Whether the second turn begins there rather than the first.
    pub(super) second: bool,
}

impl Rotation {
    /// A single turn without an end.
    pub(super) fn endless() -> Self {
        Self { grid: Grid::Endless, anchored: 0 }
    }

    /// Whether there is no handoff.
    pub(super) fn is_endless(&self) -> bool {
        matches!(self.grid, Grid::Endless)
    }

    /// Turns of one length.
    pub(super) fn new(length: Length, anchor: Anchor) -> Self {
        let wall = anchor.wall;
        let grid = match length {
            Length::Elapsed(length) => Grid::Elapsed { anchor: anchor.at, length },
            Length::Clock(length) => Grid::Clock { anchor: wall, length },
            Length::Days(days) => Grid::Clock { anchor: wall, length: days * DAY },
            Length::Weeks(weeks) => Grid::Clock { anchor: wall, length: weeks * 7 * DAY },
            Length::Months(step) => Grid::Months { anchor: civil(wall), step },
        };
        Self { grid, anchored: i64::from(anchor.second) }
    }

    /// Turns whose clock stops on days off.
    pub(super) fn standing_still(rotation: DaysOffRotation, anchor: Anchor) -> Self {
        Self { grid: Grid::DaysOffRotation(rotation), anchored: i64::from(anchor.second) }
    }

    /// The turn at an instant.
    pub(super) fn at(&self, watch: &Watch<'_>, at: i64) -> Turn {
        let turn = self.grid.at(watch, at);
        Turn { number: turn.number.saturating_add(self.anchored), until: turn.until }
    }
}

impl Grid {
    fn at(&self, watch: &Watch<'_>, at: i64) -> Turn {
        match self {
            Self::Endless => Turn { number: 0, until: i64::MAX },
            Self::Elapsed { anchor, length } => {
                let number = (at - anchor).div_euclid(*length);
                Turn { number, until: anchor + (number + 1) * length }
            }
            Self::Clock { anchor, length } => {
                let passed = (watch.local(at) - anchor).div_euclid(*length);
                settle(watch, at, passed, |number| anchor + number * length)
            }
            Self::Months { anchor, step } => {
                let passed = months_passed(*anchor, *step, watch.local(at));
                settle(watch, at, passed, |number| month_start(*anchor, *step, number))
            }
            Self::DaysOffRotation(still) => {
                let unit = settle(watch, at, still.unit_at(watch.local(at)), |unit| still.start(unit));
                Turn { number: still.turn_of(unit.number), until: unit.until }
            }
        }
    }
}

/// Corrects for repeated hours: a turn begins at the *first* instant at which the clock reads its time or later, so
/// while clocks repeat an hour, later turns may have begun than the clock shows, but never fewer.
fn settle(watch: &Watch<'_>, at: i64, mut number: i64, start: impl Fn(i64) -> i64) -> Turn {
    loop {
        let until = watch.first(start(number + 1));
        if until > at {
            return Turn { number, until };
        }
        number += 1;
    }
}

fn months_passed(anchor: DateTime, step: i64, wall: i64) -> i64 {
    let now = civil(wall);
    let years = i64::from(now.year()) - i64::from(anchor.year());
    let months = years * 12 + i64::from(now.month()) - i64::from(anchor.month());
    let passed = months.div_euclid(step);
    if month_start(anchor, step, passed) > wall { passed - 1 } else { passed }
}

/// Clamped from the day of the anchor, not from the month before (D2): 31 January, 28 February, 31 March.
fn month_start(anchor: DateTime, step: i64, number: i64) -> i64 {
    let edge = if number < 0 { DateTime::MIN } else { DateTime::MAX };
    let months = Span::new().try_months(number.saturating_mul(step));
    seconds_of(months.map_or(edge, |months| anchor.saturating_add(months)))
}
