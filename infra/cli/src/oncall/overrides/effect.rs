//! What an override does, before anybody is woken by mistake.

use crate::clock::{weekday, zone, zone_name};
use crate::print;
use anstyle::AnsiColor;
use callout_domain::ids::ResponderName;
use callout_domain::oncall::settings::{Names, OverrideSettings};
use callout_domain::oncall::{Schedule, Shift};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

/// A time within which neither answer changes.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Stretch {
    start: Timestamp,
    end: Timestamp,
    before: Vec<ResponderName>,
    after: Vec<ResponderName>,
}

/// Who is on call in a window, before and after.
#[derive(Debug)]
pub(super) struct Effect {
    stretches: Vec<Stretch>,
    end: Timestamp,
    zone: TimeZone,
}

impl Effect {
    /// Compares two versions of a schedule.
    pub(super) fn of(before: &Schedule, after: &Schedule, window: (Timestamp, Timestamp)) -> Self {
        Self { stretches: compare(before, after, window), end: window.1, zone: after.zone().clone() }
    }

    /// Each time within which neither answer changes.
    pub(super) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// Why it may not be what was meant.
    pub(super) fn doubt(&self, now: Timestamp) -> Option<&'static str> {
        let changes_anything = self.stretches.iter().any(|it| it.before != it.after);
        match self.end <= now {
            true => Some("This override is over already and pages nobody."),
            false => (!changes_anything).then_some("This override changes nothing."),
        }
    }

    /// That times are typed by another clock than they are shown by, where both differ then.
    fn other_clock(&self) -> Option<String> {
        let offset = |zone: &TimeZone| zone.to_offset(self.end);
        let differ = offset(&self.zone) != offset(&zone());
        let name = self.zone.iana_name().filter(|_| differ)?;
        Some(format!("What is typed is by the schedule's clock ({name}); above it is {}.", zone_name()))
    }

    /// Prints it for people.
    pub(super) fn show(&self) {
        let names = |names: &[ResponderName]| match names {
            [] => "nobody".to_owned(),
            some => some.iter().map(ResponderName::as_str).collect::<Vec<_>>().join(", "),
        };
        let rows = self.stretches.iter();
        let rows = rows.map(|it| [weekday(it.start), weekday(it.end), names(&it.before), names(&it.after)]);
        print::table(["from", "until", "before", "after"], rows);
        self.other_clock().into_iter().for_each(print::aside);
        if self.stretches.iter().any(|it| it.after.is_empty() && !it.before.is_empty()) {
            let text = "Nobody is on call for some of this time: pages go to the next level.";
            print::aside(print::coloured(text, AnsiColor::Yellow));
        }
    }
}

fn compare(before: &Schedule, after: &Schedule, (from, to): (Timestamp, Timestamp)) -> Vec<Stretch> {
    let shifts = [before, after].into_iter().flat_map(|schedule| schedule.shifts(from, to));
    let edges = shifts.flat_map(|Shift { start, end, .. }| [start, end]).chain([from, to]);
    let mut edges: Vec<Timestamp> = edges.collect();
    edges.sort();
    edges.dedup();
    let mut stretches: Vec<Stretch> = Vec::new();
    for pair in edges.windows(2) {
        let (before, after) = (before.on_call(pair[0]), after.on_call(pair[0]));
        match stretches.last_mut().filter(|last| last.before == before && last.after == after) {
            Some(last) => last.end = pair[1],
            None => stretches.push(Stretch { start: pair[0], end: pair[1], before, after }),
        }
    }
    stretches
}

/// An override in words.
pub(super) fn words(it: &OverrideSettings) -> String {
    let names = |names: &Names| names.0.iter().map(ResponderName::as_str).collect::<Vec<_>>().join(", ");
    match (&it.replace, it.swap.0.as_slice()) {
        (Some(replaced), _) => format!("{} for {replaced}", names(&it.by)),
        (None, [one, other]) => format!("{one} and {other} swap"),
        (None, _) if it.add.is_empty() => format!("without {}", names(&it.remove)),
        (None, _) => format!("also {}", names(&it.add)),
    }
}
