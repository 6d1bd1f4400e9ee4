//! A compiled schedule: answers who is on call at an instant.
//!
//! Must not read settings, and must answer in one way only: roster, pager, gaps, and handoffs all use
//! [`Cursor::move_to`].

use super::clock::{Clock, Watch};
use super::exceptions::{Exceptions, OnCallPerson};
use super::layer::{Assignment, Layer};
use super::notice::Notices;
use super::source::Source;
use super::zone::unix;
use crate::ids::ResponderName;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::ops::ControlFlow;

/// Who is on call, and when. Created from settings by [`Schedule::compile`].
#[derive(Debug, Clone)]
pub struct Schedule {
    pub(super) clock: Clock,
    /// Sorted; a person is an index into it.
    pub(super) people: Vec<ResponderName>,
    /// Highest precedence first.
    pub(super) layers: Vec<Layer>,
    pub(super) exceptions: Exceptions,
    /// Holidays in unix seconds, sorted and not overlapping.
    pub(super) holidays: Vec<(i64, i64)>,
    /// The sources that put people on call: first the layers, in the same order.
    pub(super) sources: Vec<Source>,
    /// The notices it sends.
    pub(super) notices: Notices,
}

impl Schedule {
    /// Who is on call at an instant, sorted by name.
    pub fn on_call(&self, at: Timestamp) -> Vec<ResponderName> {
        let mut cursor = Cursor::new(self);
        cursor.move_to(unix(at));
        cursor.names()
    }

    /// Everybody whom the schedule puts on or takes off call, sorted by name.
    pub fn responders(&self) -> &[ResponderName] {
        &self.people
    }

    /// The zone in which the schedule is written.
    pub fn zone(&self) -> &TimeZone {
        self.clock.zone()
    }

    /// Visits `[from, to)` in periods within which nobody changes. Adjacent periods may be equal.
    pub(super) fn walk(
        &self,
        from: i64,
        to: i64,
        mut visit: impl FnMut(i64, i64, &[OnCallPerson]) -> ControlFlow<()>,
    ) {
        let mut cursor = Cursor::new(self);
        let mut at = from;
        while at < to {
            let until = cursor.move_to(at).min(to);
            if visit(at, until, &cursor.holders).is_break() {
                return;
            }
            at = until;
        }
    }

    /// Whether a person on call has this name.
    pub(super) fn is(&self, holder: OnCallPerson, name: &ResponderName) -> bool {
        let index = usize::try_from(holder.person).ok();
        index.and_then(|index| self.people.get(index)) == Some(name)
    }

    pub(super) fn name(&self, holder: OnCallPerson) -> ResponderName {
        let found = usize::try_from(holder.person).ok().and_then(|index| self.people.get(index));
        found.cloned().unwrap_or_else(|| ResponderName::from(""))
    }
}

/// A position in time that only moves forward, so that layers are asked again only when they may have changed.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    schedule: &'a Schedule,
    /// The latest answer of each layer, and its clock.
    assignments: Vec<(Assignment<'a>, Watch<'a>)>,
    /// Who is on call, sorted by name, each person once.
    pub(super) holders: Vec<OnCallPerson>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(schedule: &'a Schedule) -> Self {
        let unknown = Assignment { people: &[], until: i64::MIN };
        let assignments = schedule.layers.iter().map(|layer| (unknown, layer.clock.unread())).collect();
        Self { schedule, assignments, holders: Vec::new() }
    }

    /// Finds who is on call at an instant, which must not be before the previous one. Returns an instant before which
    /// that cannot change.
    pub(super) fn move_to(&mut self, at: i64) -> i64 {
        self.holders.clear();
        let (stretch, mut until) = self.schedule.exceptions.at(at);
        match stretch.and_then(|stretch| stretch.given.as_ref()) {
            Some(given) => self.holders.extend(given),
            None => until = until.min(self.ask_layers(at)),
        }
        if let Some(stretch) = stretch {
            stretch.apply(&mut self.holders);
        }
        self.holders.sort_unstable();
        self.holders.dedup_by_key(|holder| holder.person);
        until
    }

    pub(super) fn names(&self) -> Vec<ResponderName> {
        self.holders.iter().map(|holder| self.schedule.name(*holder)).collect()
    }

    /// The highest precedence with anybody on call wins. Lower layers are not asked.
    fn ask_layers(&mut self, at: i64) -> i64 {
        let mut until = i64::MAX;
        let mut won = None;
        for ((layer, (assignment, watch)), source) in
            self.schedule.layers.iter().zip(&mut self.assignments).zip(0..)
        {
            if won.is_some_and(|precedence| layer.precedence < precedence) {
                break;
            }
            if assignment.until <= at {
                watch.move_to(at);
                *assignment = layer.at(watch, at);
            }
            until = until.min(assignment.until);
            if !assignment.people.is_empty() {
                won = Some(layer.precedence);
                self.holders
                    .extend(assignment.people.iter().map(|person| OnCallPerson { person: *person, source }));
            }
        }
        until
    }
}
