//! The roster: shifts and gaps of a window of time.
//!
//! Must not decide who is on call: it writes down what the schedule answers.

use super::exceptions::Holder;
use super::schedule::Schedule;
use super::zone::{timestamp, unix};
use crate::ids::ResponderName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::ControlFlow;

/// A time during which one person is on call: from `start`, up to but not including `end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The first instant.
    pub start: Timestamp,
    /// The instant after the last.
    pub end: Timestamp,
    /// Who is on call.
    pub responder: ResponderName,
    /// By what.
    pub source: Source,
}

/// What puts a person on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The layer of this name.
    Layer(String),
    /// An override, and why.
    Override(Option<String>),
    /// A temporary schedule.
    Temporary,
    /// A holiday of the calendar of this name.
    Holiday(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer(name) => f.write_str(name),
            Self::Override(None) => f.write_str("override"),
            Self::Override(Some(reason)) => write!(f, "override ({reason})"),
            Self::Temporary => f.write_str("temporary schedule"),
            Self::Holiday(calendar) => write!(f, "holiday ({calendar})"),
        }
    }
}

/// A time during which nobody is on call: from `start`, up to but not including `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The first instant.
    pub start: Timestamp,
    /// The instant after the last.
    pub end: Timestamp,
}

impl Schedule {
    /// Every shift that touches `[from, to)`, cut at its ends; sorted by start, then by name. A person is in one shift at a
    /// time, and shifts of one person that follow one another from one source are one.
    pub fn shifts(&self, from: Timestamp, to: Timestamp) -> Vec<Shift> {
        let mut roster = Roster { schedule: self, running: Vec::new(), done: Vec::new() };
        self.walk(unix(from), unix(to), |start, _, holders| {
            roster.note(start, holders);
            ControlFlow::Continue(())
        });
        roster.note(unix(to), &[]);
        roster.done.sort_by(|a, b| (a.start, &a.responder).cmp(&(b.start, &b.responder)));
        roster.done
    }

    /// The times within `[from, to)` at which nobody is on call.
    pub fn gaps(&self, from: Timestamp, to: Timestamp) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        self.walk(unix(from), unix(to), |start, end, holders| {
            if holders.is_empty() {
                let (start, end) = (timestamp(start), timestamp(end));
                match gaps.last_mut().filter(|gap| gap.end == start) {
                    Some(gap) => gap.end = end,
                    None => gaps.push(Gap { start, end }),
                }
            }
            ControlFlow::Continue(())
        });
        gaps
    }
}

struct Roster<'a> {
    schedule: &'a Schedule,
    running: Vec<(Holder, i64)>,
    done: Vec<Shift>,
}

impl Roster<'_> {
    /// From this instant on, these people are on call and no others.
    fn note(&mut self, at: i64, holders: &[Holder]) {
        if self.running.iter().map(|(holder, _)| holder).eq(holders) {
            return;
        }
        let before = std::mem::take(&mut self.running);
        let started = |holder: &Holder| before.iter().find(|(running, _)| running == holder).map_or(at, |(_, since)| *since);
        self.running.extend(holders.iter().map(|holder| (*holder, started(holder))));
        for (holder, since) in before.iter().filter(|(holder, _)| !holders.contains(holder)) {
            self.done.push(self.schedule.shift(*holder, *since, at));
        }
    }
}

impl Schedule {
    fn shift(&self, holder: Holder, start: i64, end: i64) -> Shift {
        let source = usize::try_from(holder.source).ok().and_then(|index| self.sources.get(index));
        Shift {
            start: timestamp(start),
            end: timestamp(end),
            responder: self.name(holder),
            source: source.cloned().unwrap_or(Source::Override(None)),
        }
    }
}
