//! What goes wrong, and how often: drawn for each run.

use super::chance::Chance;
use std::collections::BTreeMap;

/// What a call reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Table,
    Queues,
    Topic,
    Timers,
    Carrier,
    Bucket,
}

const PARTS: [Part; 6] = [Part::Table, Part::Queues, Part::Topic, Part::Timers, Part::Carrier, Part::Bucket];

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Happens,
    /// It never happened: a throttle, or the service is away.
    Refused,
    /// It happened, and its answer was lost.
    Unanswered,
}

/// The faults of one run: one in so many, none if 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    pub(super) refused: usize,
    pub(super) unanswered: usize,
    pub(super) partial: usize,
    pub(super) crash: usize,
    pub(super) doubled: usize,
    pub(super) delayed: usize,
    pub(super) lost_timer: usize,
    pub(super) lost_sweep: usize,
    /// What is away, from when until when, in milliseconds.
    outages: Vec<(Part, i64, i64)>,
    pub(super) counts: BTreeMap<&'static str, u64>,
    /// When something went wrong that somebody must make up for.
    pub(super) last_at: i64,
    over: bool,
}

impl Faults {
    /// Draws the faults of a run that goes from one time to another.
    pub(super) fn draw(chance: &mut Chance, (from, to): (i64, i64)) -> Self {
        let mut faults = Self { last_at: from, ..Self::default() };
        let mood = chance.below(4);
        if mood == 0 {
            return faults;
        }
        let mut rate = |usual: usize| if chance.one_in(3) { 0 } else { usual / 2 + chance.below(usual) };
        faults.doubled = rate(20);
        faults.delayed = rate(10);
        faults.lost_timer = rate(10);
        faults.lost_sweep = rate(10);
        if mood >= 2 {
            faults.refused = rate(60);
            faults.unanswered = rate(80);
            faults.partial = rate(30);
            faults.crash = rate(120);
        }
        if mood != 2 {
            for _ in 0..chance.below(3) {
                let part = *chance.of(&PARTS);
                let since = chance.between(from, to);
                let length = chance.between(60_000, 3_600_000);
                faults.outages.push((part, since, (since + length).min(to)));
            }
        }
        faults
    }

    /// Takes one fault away, for a shorter story. Returns whether there was one.
    pub(super) fn without(&mut self, nth: usize) -> bool {
        let kinds = [
            &mut self.refused,
            &mut self.unanswered,
            &mut self.partial,
            &mut self.crash,
            &mut self.doubled,
            &mut self.delayed,
            &mut self.lost_timer,
            &mut self.lost_sweep,
        ];
        let count = kinds.len();
        if let Some(kind) = kinds.into_iter().nth(nth) {
            return std::mem::take(kind) > 0;
        }
        let outage = nth - count;
        outage < self.outages.len() && {
            self.outages.remove(outage);
            true
        }
    }

    /// From now on all is well.
    pub(super) fn end(&mut self) {
        self.over = true;
    }

    /// One in so many, while there are faults at all; counted by its name.
    pub(super) fn strikes(
        &mut self,
        name: &'static str,
        one_in: usize,
        chance: &mut Chance,
        now: i64,
    ) -> bool {
        let strikes = !self.over && chance.one_in(one_in);
        if strikes {
            self.note(name, now);
        }
        strikes
    }

    pub(super) fn note(&mut self, name: &'static str, now: i64) {
        *self.counts.entry(name).or_default() += 1;
        self.last_at = self.last_at.max(now);
    }

    pub(super) fn fate(&mut self, part: Part, chance: &mut Chance, now: i64) -> Fate {
        if self.over {
            return Fate::Happens;
        }
        let away = self.outages.iter().any(|(of, from, to)| *of == part && (*from..*to).contains(&now));
        if away {
            self.note("calls to a service that is away", now);
            return Fate::Refused;
        }
        if self.strikes("throttled calls", self.refused, chance, now) {
            return Fate::Refused;
        }
        if self.strikes("unanswered calls", self.unanswered, chance, now) {
            return Fate::Unanswered;
        }
        Fate::Happens
    }
}
