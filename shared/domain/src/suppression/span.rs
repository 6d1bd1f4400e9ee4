//! When something is active: once, or repeatedly.
//!
//! Must not know what is active then.

use super::interval::{Interval, IntervalSettings};
use crate::oncall::{Problem, Problems, find_zone, read_instant};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The longest continuous duration. A longer one is probably forgotten.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 400);

/// A span as written in the settings.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The start.
    pub start: Option<&'a str>,
    /// The end.
    pub end: Option<&'a str>,
    /// The time zone.
    pub zone: Option<&'a str>,
    /// Only at these times.
    pub recurring: &'a [IntervalSettings],
}

/// A compiled span.
#[derive(Debug, Clone)]
pub struct Span {
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    /// Empty means all the time.
    recurring: Vec<Interval>,
}

/// The state of a span at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanState {
    /// It is active until this time.
    Active(Timestamp),
    /// It becomes active at this time.
    Pending(Timestamp),
    /// It will never be active again.
    Over,
}

impl Span {
    /// Compiles a span.
    ///
    /// # Errors
    /// Returns all problems with their places in the settings.
    pub fn compile(written: Written<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        let zone = written.zone.map(|name| problems.take("zone", find_zone(name)).unwrap_or(TimeZone::UTC));
        let zone = zone.unwrap_or(TimeZone::UTC);
        let mut instant = |key: &str, text: Option<&str>| {
            text.and_then(|text| problems.take(key, read_instant(text, &zone)))
        };
        let (start, end) = (instant("start", written.start), instant("end", written.end));
        let recurring = problems.within("recurring", |problems| {
            let each = written.recurring.iter().enumerate();
            each.filter_map(|(index, it)| problems.take_all(index, Interval::compile(it, &zone))).collect()
        });
        let span = Self { start, end, recurring };
        span.judge(written, &mut problems);
        problems.finish(Some(span))
    }

    fn judge(&self, written: Written<'_>, problems: &mut Problems) {
        if written.end.is_none() && written.recurring.is_empty() {
            problems.add("never ends; write end = \"2027-01-15T18:00\", or recurring = [{ … }]");
        }
        if let (Some(start), Some(end)) = (self.start, self.end) {
            if end <= start {
                problems.add_at("end", "is not after `start`");
            } else if self.recurring.is_empty() && end.duration_since(start) > LONGEST {
                problems.add_at(
                    "end",
                    "is more than 400 days after `start`; whoever reads it then has forgotten why",
                );
            }
        }
        let bounds = self.start.zip(self.end).filter(|(start, end)| start < end);
        if bounds.is_some_and(|(start, _)| self.state(start) == SpanState::Over) {
            problems.add_at("recurring", "never comes between `start` and `end`");
        }
        for (index, _) in self.recurring.iter().enumerate().filter(|(_, it)| !it.ever_comes()) {
            problems
                .within("recurring", |problems| problems.add_at(index, "never comes; no day is all of this"));
        }
    }

    /// Whether it recurs without a break, and has no end.
    pub fn never_stops(&self) -> bool {
        let start = self.start.unwrap_or(Timestamp::UNIX_EPOCH);
        let holds = self.holds_until(start).map_or(SignedDuration::ZERO, |until| start.duration_until(until));
        !self.recurring.is_empty() && self.end.is_none() && holds >= LONGEST
    }

    /// How long it stays active without a break. `None` if it is not active.
    pub fn holds_until(&self, at: Timestamp) -> Option<Timestamp> {
        if !self.contains(at) {
            return None;
        }
        let most = at.saturating_add(LONGEST).unwrap_or(Timestamp::MAX);
        let end = self.end.map_or(most, |end| end.min(most));
        if self.recurring.is_empty() {
            return Some(end);
        }
        self.edges(at, end).find(|edge| !self.contains(*edge)).or(Some(end))
    }

    /// Its state at a time.
    pub fn state(&self, at: Timestamp) -> SpanState {
        if let Some(until) = self.holds_until(at) {
            return SpanState::Active(until);
        }
        let from = self.start.map_or(at, |start| start.max(at));
        let most = from.saturating_add(LONGEST).unwrap_or(Timestamp::MAX);
        let until = self.end.map_or(most, |end| end.min(most));
        let begins = |edge: &Timestamp| self.contains(*edge);
        match Some(from).filter(begins).or_else(|| self.edges(from, until).find(begins)) {
            Some(begin) => SpanState::Pending(begin),
            None => SpanState::Over,
        }
    }

    /// When it ends for good.
    pub fn end(&self) -> Option<Timestamp> {
        self.end
    }

    /// When it starts for the first time.
    pub fn start(&self) -> Option<Timestamp> {
        self.start
    }

    fn contains(&self, at: Timestamp) -> bool {
        self.start.is_none_or(|start| start <= at)
            && self.end.is_none_or(|end| at < end)
            && (self.recurring.is_empty() || self.recurring.iter().any(|interval| interval.contains(at)))
    }

    /// The times at which it can start or end, after one time and before another.
    fn edges(&self, after: Timestamp, before: Timestamp) -> impl Iterator<Item = Timestamp> {
        let next = move |at: &Timestamp| {
            let edges = self.recurring.iter().map(|interval| interval.next_edge(*at));
            edges.min().filter(|edge| edge > at && *edge < before)
        };
        std::iter::successors(next(&after), next)
    }
}
