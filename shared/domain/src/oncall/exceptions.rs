//! Exceptions: overrides, holidays, and temporary schedules.
//!
//! Must not know layers: it gets who would be on call and returns who is.

use super::turns::Person;

/// A person on call, and the index of what put them there in the sources of the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OnCallPerson {
    pub(super) person: Person,
    pub(super) source: u32,
}

/// An exception in a period.
#[derive(Debug, Clone)]
pub(super) struct Exception {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) source: u32,
    pub(super) kind: Kind,
}

/// What an exception does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A temporary schedule: only these people, whatever else applies.
    Only(Vec<Person>),
    /// A holiday: these people instead of those of the layers.
    Instead(Vec<Person>),
    /// Adds these people.
    Add(Vec<Person>),
    /// Removes these people.
    Remove(Vec<Person>),
    /// Replaces this person with those.
    Replace(Person, Vec<Person>),
    /// Whoever is on call after all else hands over to another.
    HandOver(Person, Person),
}

/// All exceptions, split into periods in which none starts or ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Exceptions(Vec<Stretch>);

/// The exceptions that apply from an instant on.
#[derive(Debug, Clone, Default)]
pub(super) struct Stretch {
    from: i64,
    /// People who are on call regardless of the layers.
    pub(super) given: Option<Vec<OnCallPerson>>,
    changes: Vec<(Kind, u32)>,
}

impl Exceptions {
    /// In the order of the list: later exceptions win.
    pub(super) fn new(exceptions: &[Exception]) -> Self {
        let mut edges: Vec<i64> = exceptions.iter().flat_map(|it| [it.start, it.end]).collect();
        edges.sort_unstable();
        edges.dedup();
        let active = |at: i64| exceptions.iter().filter(move |it| it.start <= at && at < it.end);
        Self(edges.into_iter().map(|from| Stretch::new(from, active(from))).collect())
    }

    /// The exceptions at an instant, if any, and until when they stay the same.
    pub(super) fn at(&self, at: i64) -> (Option<&Stretch>, i64) {
        let begun = self.0.partition_point(|stretch| stretch.from <= at);
        let until = self.0.get(begun).map_or(i64::MAX, |next| next.from);
        (begun.checked_sub(1).and_then(|index| self.0.get(index)), until)
    }
}

impl Stretch {
    fn new<'a>(from: i64, active: impl Iterator<Item = &'a Exception>) -> Self {
        let (mut only, mut instead, mut changes) = (None, None, Vec::new());
        for exception in active {
            let into: &mut Option<Vec<OnCallPerson>> = match &exception.kind {
                Kind::Only(_) => &mut only,
                Kind::Instead(_) => &mut instead,
                change => {
                    changes.push((change.clone(), exception.source));
                    continue;
                }
            };
            into.get_or_insert_default().extend(exception.people());
        }
        match only {
            Some(people) => {
                // Whoever is on call by it can hand that over.
                changes.retain(|(kind, _)| matches!(kind, Kind::HandOver(..)));
                Self { from, given: Some(people), changes }
            }
            None => Self { from, given: instead, changes },
        }
    }

    /// Applies overrides, each once, and then what people agreed on. The last override that names a person decides for them, and a substitute is not
    /// replaced in turn (semantics 2.4, rule 10).
    pub(super) fn apply(&self, holders: &mut Vec<OnCallPerson>) {
        if self.changes.is_empty() {
            return;
        }
        let regular = std::mem::take(holders);
        let added = self.changes.iter().flat_map(|(kind, source)| kind.added(*source));
        for holder in regular.into_iter().chain(added) {
            match self.changes.iter().rev().find(|(kind, _)| kind.names(holder.person)) {
                Some((Kind::Replace(_, by), source)) => {
                    holders.extend(by.iter().map(|person| OnCallPerson { person: *person, source: *source }));
                }
                Some((Kind::Remove(_), _)) => {}
                _ => holders.push(holder),
            }
        }
        self.hand_over(holders);
    }

    /// In the order in which people agreed: what was handed over can be handed on.
    fn hand_over(&self, holders: &mut [OnCallPerson]) {
        for (kind, source) in &self.changes {
            let Kind::HandOver(from, to) = kind else { continue };
            let held = holders.iter_mut().filter(|holder| holder.person == *from);
            held.for_each(|holder| *holder = OnCallPerson { person: *to, source: *source });
        }
    }
}

impl Exception {
    fn people(&self) -> impl Iterator<Item = OnCallPerson> {
        let people = match &self.kind {
            Kind::Only(people) | Kind::Instead(people) => people.as_slice(),
            _ => &[],
        };
        people.iter().map(|person| OnCallPerson { person: *person, source: self.source })
    }
}

impl Kind {
    /// Whether it applies to a person.
    fn names(&self, person: Person) -> bool {
        match self {
            Self::Add(people) | Self::Remove(people) => people.contains(&person),
            Self::Replace(replaced, _) => *replaced == person,
            Self::Only(_) | Self::Instead(_) | Self::HandOver(..) => false,
        }
    }

    fn added(&self, source: u32) -> impl Iterator<Item = OnCallPerson> {
        let people = match self {
            Self::Add(people) => people.as_slice(),
            _ => &[],
        };
        people.iter().map(move |person| OnCallPerson { person: *person, source })
    }
}
