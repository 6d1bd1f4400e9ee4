//! The context that all parts of a schedule share while it is compiled.
//!
//! Must not read a part itself; see the siblings.

use crate::ids::ResponderName;
use crate::oncall::clock::Clock;
use crate::oncall::moment::find_zone;
use crate::oncall::problem::Problems;
use crate::oncall::settings::{NOBODY, Names};
use crate::oncall::source::Source;
use crate::oncall::turns::Person;
use std::collections::BTreeSet;

/// The context that all parts of a schedule share while it is compiled.
pub(super) struct Context {
    pub(super) clock: Clock,
    pub(super) people: Vec<ResponderName>,
    /// Those of them who left.
    pub(super) gone: BTreeSet<Person>,
    pub(super) sources: Vec<Source>,
}

impl Context {
    /// The clock for a zone name, or the schedule's.
    pub(super) fn clock_of(&self, name: Option<&str>, problems: &mut Problems) -> Clock {
        match name.and_then(|name| problems.take("zone", find_zone(name))) {
            Some(zone) if zone != *self.clock.zone() => Clock::new(zone),
            _ => self.clock.clone(),
        }
    }

    pub(super) fn persons(&self, names: &Names) -> Vec<Person> {
        names.people().filter_map(|name| self.person(name)).collect()
    }

    pub(super) fn person(&self, name: &ResponderName) -> Option<Person> {
        self.people.binary_search(name).ok().and_then(|index| Person::try_from(index).ok())
    }

    /// The index of a source. Two exceptions that nobody could tell apart are one: a person's shift that one of them begins
    /// and the other continues is one shift.
    pub(super) fn source(&mut self, source: Source) -> u32 {
        let is_layer = matches!(source, Source::Layer(_));
        let known = self.sources.iter().position(|known| *known == source).filter(|_| !is_layer);
        let index = known.unwrap_or_else(|| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }
}

/// Reports `nobody` where it is not allowed.
pub(super) fn refuse_nobody(key: &str, names: &Names, problems: &mut Problems) {
    if names.0.iter().any(|name| name.as_str() == NOBODY) {
        problems.add_at(key, "`nobody` is not a person; name somebody, or use `remove` to take somebody off");
    }
}
