//! The roster: shifts and gaps of a period.
//!
//! Must not decide who is on call: it records what the schedule returns.

use super::exceptions::OnCallPerson;
use super::schedule::Schedule;
use super::source::Source;
use super::zone::{timestamp, unix};
use crate::ids::ResponderName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// A period in which one person is on call: from `start`, up to but not including `end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The first instant.
    pub start: Timestamp,
    /// The instant after the last.
    pub end: Timestamp,
    /// Who is on call.
    pub responder: ResponderName,
    /// What put them on call.
    pub source: Source,
}

/// A period in which nobody is on call: from `start`, up to but not including `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The first instant.
    pub start: Timestamp,
    /// The instant after the last.
    pub end: Timestamp,
}

impl Schedule {
    /// Every shift that overlaps `[from, to)`, cut at its ends, sorted by start, then by name. A person is in one shift
    /// at a time. Adjacent shifts of one person from one source are merged.
    pub fn shifts(&self, from: Timestamp, to: Timestamp) -> Vec<Shift> {
        self.spans(unix(from), unix(to)).into_iter().map(|span| self.shift(span)).collect()
    }

    /// The shifts of a window, with indexes instead of names.
    pub(super) fn spans(&self, from: i64, to: i64) -> Vec<ShiftSpan> {
        let mut roster = Roster::default();
        self.walk(from, to, |start, _, holders| {
            roster.note(start, holders);
            ControlFlow::Continue(())
        });
        roster.note(to, &[]);
        // People are numbered in the order of their names.
        roster.done.sort_unstable_by_key(|span| (span.start, span.holder.person));
        roster.done
    }

    /// Like [`Self::shifts`], but with the real starts and ends, also outside the window: in a calendar, a shift must
    /// not change when the window moves. Searches at most 400 days on either side.
    pub fn whole_shifts(&self, from: Timestamp, to: Timestamp) -> Vec<Shift> {
        let (from, to) = (unix(from), unix(to));
        let touches = |span: &ShiftSpan| span.start < to && from < span.end;
        let mut reach = FIRST_REACH;
        loop {
            let (begin, end) = (from.saturating_sub(reach), to.saturating_add(reach));
            let (begin, end) = (begin.max(unix(Timestamp::MIN)), end.min(unix(Timestamp::MAX)));
            let mut spans = self.spans(begin, end);
            spans.retain(touches);
            let cut = |span: &ShiftSpan| span.start == begin || span.end == end;
            if reach >= REACH || !spans.iter().any(cut) {
                return spans.into_iter().map(|span| self.shift(span)).collect();
            }
            reach = (reach * 4).min(REACH);
        }
    }

    /// The periods within `[from, to)` in which nobody is on call.
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

/// How far, in seconds, the ends of a shift are searched first: most shifts end within two weeks.
const FIRST_REACH: i64 = 15 * 86_400;

/// The most that is searched: the ends of a shift longer than a year do not matter.
pub(super) const REACH: i64 = 400 * 86_400;

/// A shift with indexes and unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ShiftSpan {
    pub(super) holder: OnCallPerson,
    pub(super) start: i64,
    pub(super) end: i64,
}

#[derive(Default)]
struct Roster {
    /// Who is on call, and since when.
    running: Vec<(OnCallPerson, i64)>,
    done: Vec<ShiftSpan>,
}

impl Roster {
    /// From this instant on, these people are on call and no others.
    fn note(&mut self, at: i64, holders: &[OnCallPerson]) {
        if self.running.iter().map(|(holder, _)| holder).eq(holders) {
            return;
        }
        let Self { running, done } = self;
        running.retain(|&(holder, start)| {
            let stays = holders.contains(&holder);
            if !stays {
                done.push(ShiftSpan { holder, start, end: at });
            }
            stays
        });
        for holder in holders {
            if !running.iter().any(|(running, _)| running == holder) {
                running.push((*holder, at));
            }
        }
        running.sort_unstable();
    }
}

impl Schedule {
    fn shift(&self, ShiftSpan { holder, start, end }: ShiftSpan) -> Shift {
        let source = usize::try_from(holder.source).ok().and_then(|index| self.sources.get(index));
        Shift {
            start: timestamp(start),
            end: timestamp(end),
            responder: self.name(holder),
            source: source.cloned().unwrap_or(Source::Override(None)),
        }
    }
}
