//! The wall clock of a time zone, with its offset changes cached.
//!
//! Must not differ from [`zone`](super::zone) in anything but speed: a roster needs thousands of wall times, and each
//! would search the zone's rules again.

use super::zone::{self, timestamp, unix};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The period in which changes are cached, in unix seconds: 1990 to 2070. Other times are looked up in the zone.
const KNOWN: std::ops::Range<i64> = 631_152_000..3_155_760_000;

/// The margin within which a wall time and its instant always are.
const TWO_DAYS: i64 = 2 * 86_400;

/// The changes of each zone that was asked for, by its IANA name: hundreds of schedules share a few zones, and looking for the
/// changes of one takes longer than all else about a schedule. There are only so many zones.
static FOUND: Mutex<BTreeMap<String, Arc<[Change]>>> = Mutex::new(BTreeMap::new());

/// The wall clock of a time zone.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    zone: TimeZone,
    changes: Arc<[Change]>,
}

/// A change of the clock, and the offsets before and after it, to be added to unix seconds.
#[derive(Debug, Clone, Copy)]
struct Change {
    at: i64,
    before: i64,
    after: i64,
    /// The steady period that follows.
    steady: Steady,
}

/// A period in which the clock shows each time exactly once and skips none: between two changes, without the hours that
/// a change repeats.
#[derive(Debug, Clone, Copy)]
struct Steady {
    from: i64,
    until: i64,
    /// The offset, to be added to unix seconds.
    offset: i64,
}

/// A clock read around one instant. Instants in the same steady period need no lookup.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch<'a> {
    clock: &'a Clock,
    steady: Steady,
}

impl Clock {
    /// Caches the changes of a zone.
    pub(super) fn new(zone: TimeZone) -> Self {
        let changes = match zone.iana_name() {
            Some(name) => {
                let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(found.entry(name.to_owned()).or_insert_with(|| changes(&zone)))
            }
            None => changes(&zone),
        };
        Self { changes, zone }
    }

    /// A reader of this clock, not positioned yet.
    pub(super) fn unread(&self) -> Watch<'_> {
        Watch { clock: self, steady: Steady { from: 0, until: 0, offset: 0 } }
    }

    /// A reader of this clock, positioned at an instant.
    pub(super) fn watch(&self, at: i64) -> Watch<'_> {
        let passed = self.changes.partition_point(|change| change.at <= at);
        Watch { clock: self, steady: self.changes[passed.saturating_sub(1)].steady }
    }

    /// The zone of this clock.
    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What the clock shows at an instant.
    pub(super) fn local(&self, at: i64) -> i64 {
        if !knows(at) {
            return zone::local(&self.zone, at);
        }
        let passed = self.changes.partition_point(|change| change.at <= at);
        at + self.changes[passed - 1].after
    }

    /// The first instant at which the clock shows `wall` or later: in the first stretch of unchanged clock
    /// that comes to show later than that, and at its beginning if it begins later.
    pub(super) fn first(&self, wall: i64) -> i64 {
        if !knows(wall) {
            return zone::first(&self.zone, wall);
        }
        let passed = self.changes.partition_point(|change| change.at + change.before <= wall);
        let stretch = self.changes[passed - 1];
        stretch.at.max(wall - stretch.after)
    }

    /// The last instant at which the clock comes to show `wall`: in the last stretch of unchanged clock that
    /// begins no later than that, and at its end if it ends earlier.
    pub(super) fn last(&self, wall: i64) -> i64 {
        if !knows(wall) {
            return zone::last(&self.zone, wall);
        }
        let passed = self.changes.partition_point(|change| change.at + change.after <= wall);
        let end = self.changes.get(passed).map_or(i64::MAX, |next| next.at);
        end.min(wall - self.changes[passed - 1].after)
    }
}

/// The changes of a zone, in order.
fn changes(zone: &TimeZone) -> Arc<[Change]> {
    let mut offset = zone::local(zone, KNOWN.start) - KNOWN.start;
    let change = |at: i64, before: i64, after: i64| {
        let steady = Steady { from: at, until: at, offset: after };
        Change { at, before, after, steady }
    };
    let mut changes = vec![change(KNOWN.start, offset, offset)];
    for transition in zone.following(timestamp(KNOWN.start)) {
        let at = unix(transition.timestamp());
        if at >= KNOWN.end {
            break;
        }
        let before = std::mem::replace(&mut offset, i64::from(transition.offset().seconds()));
        changes.push(change(at, before, offset));
    }
    steady(&mut changes);
    changes.into()
}

impl Watch<'_> {
    /// Moves to another instant.
    pub(super) fn move_to(&mut self, at: i64) {
        if !self.steady.has(at) {
            *self = self.clock.watch(at);
        }
    }

    /// See [`Clock::local`].
    pub(super) fn local(&self, at: i64) -> i64 {
        if self.steady.has(at) { at + self.steady.offset } else { self.clock.local(at) }
    }

    /// See [`Clock::first`].
    pub(super) fn first(&self, wall: i64) -> i64 {
        let at = wall.saturating_sub(self.steady.offset);
        if self.steady.has(at) { at } else { self.clock.first(wall) }
    }

    /// See [`Clock::last`].
    pub(super) fn last(&self, wall: i64) -> i64 {
        let at = wall.saturating_sub(self.steady.offset);
        if self.steady.has(at) { at } else { self.clock.last(wall) }
    }
}

impl Steady {
    fn has(&self, at: i64) -> bool {
        self.from <= at && at < self.until
    }
}

/// Finds the steady period after each change: from the first time never shown before, until the next change or the
/// first time that it will repeat.
fn steady(changes: &mut [Change]) {
    let mut shown_before = KNOWN.start + 2 * TWO_DAYS;
    for change in changes.iter_mut() {
        shown_before = shown_before.max(change.at + change.before);
        change.steady.from = change.at.max(shown_before - change.after);
    }
    let (mut next_at, mut shown_later) = (i64::MAX, KNOWN.end - 2 * TWO_DAYS);
    for change in changes.iter_mut().rev() {
        change.steady.until = next_at.min(shown_later - change.after);
        next_at = change.at;
        shown_later = shown_later.min(change.at + change.after);
    }
}

fn knows(seconds: i64) -> bool {
    (KNOWN.start + TWO_DAYS..KNOWN.end - TWO_DAYS).contains(&seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn looked_up_or_asked_the_answer_is_the_same(
            name in prop::sample::select(vec![
                "Europe/Lisbon", "America/New_York", "America/Santiago", "Africa/Cairo", "Asia/Beirut", "America/Havana",
                "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu", "Europe/Dublin", "UTC",
            ]),
            seconds in KNOWN,
            near_a_change in -3 * 3_600_i64..3 * 3_600,
        ) {
            let clock = Clock::new(TimeZone::get(name).unwrap());
            let change = clock.changes[clock.changes.partition_point(|change| change.at <= seconds) - 1];
            for at in [seconds, change.at + near_a_change] {
                prop_assert_eq!(clock.local(at), zone::local(&clock.zone, at));
                for seen_from in [at, seconds] {
                    prop_assert_eq!(clock.watch(seen_from).local(at), zone::local(&clock.zone, at));
                }
                for wall in [at, at + change.before, at + change.after] {
                    for seen_from in [at, wall, seconds, change.at] {
                        let watch = clock.watch(seen_from);
                        prop_assert_eq!(watch.first(wall), zone::first(&clock.zone, wall), "first {} in {}", wall, name);
                        prop_assert_eq!(watch.last(wall), zone::last(&clock.zone, wall), "last {} in {}", wall, name);
                    }
                    prop_assert_eq!(clock.first(wall), zone::first(&clock.zone, wall), "first {} in {}", wall, name);
                    prop_assert_eq!(clock.last(wall), zone::last(&clock.zone, wall), "last {} in {}", wall, name);
                }
            }
        }
    }
}
