//! All decisions that last, by name.
//!
//! Must not read a clock, and forgets what is over only when something is decided.

use super::entry::{LiveChange, LiveEntry};
use super::refusal::{LiveRefusal, MOST_BYTES, MOST_ENTRIES, MOST_REQUESTS};
use crate::ids::ScheduleName;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All that was decided that way, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Live {
    #[serde(default)]
    entries: BTreeMap<String, Stored>,
    /// The last changes that moved shifts, by schedule.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    moved: BTreeMap<ScheduleName, ScheduleMoved>,
}

/// The last change that moved shifts of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleMoved {
    /// The number of the change.
    pub number: u64,
    /// When.
    pub at: Timestamp,
}

/// An entry as stored. What a later version wrote is kept as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Known(Box<LiveEntry>),
    Unknown(serde_json::Value),
}

impl Live {
    /// The entries this version understands, by name.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &LiveEntry)> {
        self.entries.iter().filter_map(|(name, stored)| match stored {
            Stored::Known(entry) => Some((name.as_str(), &**entry)),
            Stored::Unknown(_) => None,
        })
    }

    /// The last change that moved shifts of a schedule, if one did.
    pub fn moved(&self, schedule: &ScheduleName) -> Option<ScheduleMoved> {
        self.moved.get(schedule).copied()
    }

    /// The same after a change, with a note of the schedules whose overrides it made, moved, ended or forgot.
    pub(super) fn noting_moves(mut self, before: &Self, change: ScheduleMoved) -> Self {
        let (was, is) = (before.overrides(), self.overrides());
        let named = was.iter().chain(&is).map(|(schedule, _)| *schedule);
        let of = |all: &[(&ScheduleName, &LiveEntry)], name: &ScheduleName| -> Vec<LiveEntry> {
            all.iter().filter(|(schedule, _)| *schedule == name).map(|(_, entry)| (*entry).clone()).collect()
        };
        let differ: BTreeSet<ScheduleName> =
            named.filter(|name| of(&was, name) != of(&is, name)).cloned().collect();
        self.moved.extend(differ.into_iter().map(|name| (name, change)));
        self
    }

    fn overrides(&self) -> Vec<(&ScheduleName, &LiveEntry)> {
        let all = self.entries().filter_map(|(_, entry)| match &entry.what {
            LiveChange::Override { schedule, .. } => Some((schedule, entry)),
            _ => None,
        });
        all.collect()
    }

    /// One entry.
    pub fn entry(&self, name: &str) -> Option<&LiveEntry> {
        self.entries().find_map(|(known, entry)| (known == name).then_some(entry))
    }

    /// The same with one entry more, without those that are over, and the name under which it is kept. Where the same was decided
    /// before and lasts, that lasts until the later of both ends: a form that is sent twice decides once. No name that is taken in the
    /// files is given. What was asked before waits for its answer as it did.
    ///
    /// # Errors
    /// It matches everything, it lasts longer than `longest` from now, or the list is full.
    pub fn with(
        &self,
        entry: LiveEntry,
        longest: SignedDuration,
        now: Timestamp,
        is_taken: impl Fn(&str) -> bool,
    ) -> Result<(Self, String), LiveRefusal> {
        let entry = entry.in_order();
        entry.check(longest, now)?;
        let mut next = self.without_over(now);
        // Two of the same with a time between them stay two: nobody decided anything for that time.
        // What was handed on and comes back is no copy of the first time.
        let is_one = !entry.hands_over();
        let meets = |known: &LiveEntry| is_one && known.from <= entry.from && entry.from <= known.until;
        let same = next.entries().find(|(_, known)| known.what == entry.what && meets(known));
        let (name, entry) = match same {
            // Whoever decided what lasts longer stays its author.
            Some((name, known)) if known.until >= entry.until || known.is_request() => {
                (name.to_owned(), known.clone())
            }
            Some((name, known)) => (name.to_owned(), LiveEntry { from: known.from, ..entry }),
            None => {
                let free = || next.free_name(&entry.what.word(), is_taken);
                (entry.what.fixed_name().unwrap_or_else(free), entry)
            }
        };
        next.entries.insert(name.clone(), Stored::Known(Box::new(entry)));
        next.check_size()?;
        Ok((next, name))
    }

    /// The same with an entry that ends at another time.
    ///
    /// # Errors
    /// There is no such entry, or it would end too late.
    pub fn ending(
        &self,
        name: &str,
        until: Timestamp,
        longest: SignedDuration,
        now: Timestamp,
    ) -> Result<Self, LiveRefusal> {
        // What ended early ends when the rule of the files would have ended, and at no other time; a request when it was said.
        let is_movable = |entry: &&LiveEntry| {
            entry.until > now && !entry.is_request() && !matches!(entry.what, LiveChange::Ended(_))
        };
        let found =
            self.entry(name).filter(is_movable).ok_or_else(|| LiveRefusal::Unknown(name.to_owned()))?;
        let entry = LiveEntry { until, ..found.clone() }.on_minutes();
        entry.check(longest, now)?;
        Ok(self.replacing(name, entry, now))
    }

    /// The same without an entry.
    ///
    /// # Errors
    /// There is no such entry.
    pub fn without(&self, name: &str, now: Timestamp) -> Result<Self, LiveRefusal> {
        let found = self.entry(name).filter(|entry| entry.until > now && !entry.is_request());
        let found = found.ok_or(LiveRefusal::Unknown(name.to_owned()))?;
        // An override that runs ends like any other: whoever is on call again hears of it.
        if found.is_override() && found.from < now {
            return Ok(self.replacing(name, found.clone().ended(now), now));
        }
        let mut next = self.without_over(now);
        next.entries.remove(name);
        Ok(next)
    }

    /// The same with another entry under a name that is known.
    pub(super) fn replacing(&self, name: &str, entry: LiveEntry, now: Timestamp) -> Self {
        let mut next = self.without_over(now);
        next.entries.insert(name.to_owned(), Stored::Known(Box::new(entry)));
        next
    }

    fn without_over(&self, now: Timestamp) -> Self {
        let lasts = |stored: &Stored| match stored {
            Stored::Known(entry) => entry.is_kept(now),
            Stored::Unknown(_) => true,
        };
        let kept = self.entries.iter().filter(|(_, stored)| lasts(stored));
        let entries = kept.map(|(name, stored)| (name.clone(), stored.clone())).collect();
        Self { entries, moved: self.moved.clone() }
    }

    /// A name that nothing here has: a word, or the word with a number.
    fn free_name(&self, word: &str, is_taken: impl Fn(&str) -> bool) -> String {
        let numbered = (2_usize..).map(|nth| format!("{word}-{nth}"));
        let mut names = std::iter::once(word.to_owned()).chain(numbered);
        names.find(|name| !self.entries.contains_key(name) && !is_taken(name)).unwrap_or_default()
    }

    fn check_size(&self) -> Result<(), LiveRefusal> {
        let bytes = serde_json::to_string(self).map_or(usize::MAX, |text| text.len());
        if self.entries().filter(|(_, entry)| entry.is_request()).count() > MOST_REQUESTS {
            return Err(LiveRefusal::ManyRequests);
        }
        let fits = self.entries.len() <= MOST_ENTRIES && bytes <= MOST_BYTES;
        if fits { Ok(()) } else { Err(LiveRefusal::Full) }
    }
}
