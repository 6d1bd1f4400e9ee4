//! Handoffs: who is on call next, and when.
//!
//! Must not notify anybody; notices do.

use super::exceptions::OnCallPerson;
use super::schedule::Schedule;
use super::zone::{timestamp, unix};
use crate::ids::ResponderName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// The longest time to search for a change, in seconds: five years.
const HORIZON: i64 = 5 * 366 * 86_400;

/// An instant at which people go on or off call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handoff {
    /// When.
    pub at: Timestamp,
    /// People whose shift ends.
    pub leaving: Vec<ResponderName>,
    /// People whose shift starts.
    pub coming: Vec<ResponderName>,
    /// Everybody on call from then on.
    pub on_call: Vec<ResponderName>,
}

impl Handoff {
    fn between(before: &[ResponderName], at: Timestamp, on_call: Vec<ResponderName>) -> Self {
        let missing = |from: &[ResponderName], than: &[ResponderName]| {
            from.iter().filter(|name| !than.contains(name)).cloned().collect()
        };
        Self { at, leaving: missing(before, &on_call), coming: missing(&on_call, before), on_call }
    }
}

impl Schedule {
    /// The first time after `after` at which a shift starts or ends. `None` if there is none within five years.
    pub fn next_handoff(&self, after: Timestamp) -> Option<Handoff> {
        let before = self.on_call(after);
        self.first_after(after, |now| now != before)
            .map(|(at, on_call)| Handoff::between(&before, at, on_call))
    }

    /// Every time after `after` and not after `to` at which a shift starts or ends.
    pub fn handoffs(&self, after: Timestamp, to: Timestamp) -> Vec<Handoff> {
        let from = unix(after);
        let (mut found, mut seen) = (Vec::new(), Vec::<OnCallPerson>::new());
        self.walk(from, unix(to).saturating_add(1), |start, _, holders| {
            let people =
                |holders: &[OnCallPerson]| holders.iter().map(|holder| holder.person).collect::<Vec<_>>();
            if start > from && holders != seen && people(holders) != people(&seen) {
                found.push(Handoff::between(&self.names(&seen), timestamp(start), self.names(holders)));
            }
            seen.clear();
            seen.extend_from_slice(holders);
            ControlFlow::Continue(())
        });
        found
    }

    /// The people on call next, and from when: the first who differ from those at `at`, skipping gaps.
    pub fn next_on_call(&self, at: Timestamp) -> Option<(Timestamp, Vec<ResponderName>)> {
        let before = self.on_call(at);
        self.first_after(at, |now| !now.is_empty() && now != before)
    }

    fn first_after(
        &self,
        after: Timestamp,
        wanted: impl Fn(&[ResponderName]) -> bool,
    ) -> Option<(Timestamp, Vec<ResponderName>)> {
        let from = unix(after);
        let (mut seen, mut found) = (Vec::new(), None);
        let to = from.saturating_add(HORIZON).min(unix(Timestamp::MAX));
        self.walk(from, to, |start, _, holders| {
            if start > from && holders != seen {
                let names = self.names(holders);
                found = wanted(&names).then_some((timestamp(start), names));
            }
            seen.clear();
            seen.extend_from_slice(holders);
            if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        found
    }

    fn names(&self, holders: &[OnCallPerson]) -> Vec<ResponderName> {
        holders.iter().map(|holder| self.name(*holder)).collect()
    }
}
