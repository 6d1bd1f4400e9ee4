//! One layer: a rotation, its people, and its hours.
//!
//! Must not know other layers or overrides.

use super::clock::{Clock, Watch};
use super::restriction::Windows;
use super::rotation::Rotation;
use super::turns::{Person, Turns};

/// A compiled layer.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) precedence: i32,
    pub(super) clock: Clock,
    pub(super) rotation: Rotation,
    pub(super) turns: Turns,
    /// `None` means at all times.
    pub(super) windows: Option<Windows>,
    /// The layer exists from the first instant until the second.
    pub(super) exists: (i64, i64),
}

/// Who is on call from an instant on. Nobody changes before `until`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Assignment<'a> {
    pub(super) people: &'a [Person],
    pub(super) until: i64,
}

impl Layer {
    /// Who is on call in this layer at an instant. The watch must belong to its clock.
    pub(super) fn at(&self, watch: &Watch<'_>, at: i64) -> Assignment<'_> {
        let (from, until) = self.exists;
        if at < from || until <= at {
            return Assignment { people: &[], until: if at < from { from } else { i64::MAX } };
        }
        let mut spell = self.in_force(watch, at);
        spell.until = spell.until.min(until);
        spell
    }

    fn in_force(&self, watch: &Watch<'_>, at: i64) -> Assignment<'_> {
        let force = self.windows.as_ref().map(|windows| windows.at(watch, at));
        match force {
            Some(force) if !force.on => Assignment { people: &[], until: force.until },
            _ => {
                let turn = self.rotation.at(watch, at);
                let (people, unchanged_until) = self.turns.at(at, turn.number);
                let until = turn.until.min(unchanged_until).min(force.map_or(i64::MAX, |force| force.until));
                Assignment { people, until }
            }
        }
    }
}
