//! Limits how many events a sender may repeat in a minute.
//!
//! Refuses only repeats: an event whose kind differs from the last one of its alarm is always accepted, so that neither
//! a trigger nor a resolve is lost, however much else is sent. Reads no clock; counts only what was queued, so that a
//! failed request may be retried.

use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::AlertKey;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Repeats of one alarm in a minute (PagerDuty's limit for one routing key is about the same).
pub(crate) const REPEATS_OF_ALARM: u32 = 120;
/// Repeats from one integration in a minute: a group of a thousand alerts may be sent three times.
pub(crate) const REPEATS_OF_INTEGRATION: u32 = 3000;
/// The span over which repeats are counted.
const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// The most alarms remembered. Beyond that, events are accepted: 50,000 alarms a minute are not repeats.
const MOST_ALARMS: usize = 50_000;

/// The events accepted in the last minute.
#[derive(Debug, Default)]
pub(crate) struct RateLimit {
    alarms: HashMap<AlertKey, (AlarmKind, Window)>,
    integrations: HashMap<String, Window>,
}

/// Repeats since a time.
#[derive(Debug, Clone, Copy)]
struct Window {
    since: Timestamp,
    repeats: u32,
}

impl RateLimit {
    /// How long to wait before this event is accepted; `None` if it is accepted now.
    pub(crate) fn retry_after(
        &self,
        integration: &str,
        event: &AlarmEvent,
        now: Timestamp,
    ) -> Option<SignedDuration> {
        let (_, alarm) = self.alarms.get(&event.alert_key()).filter(|(kind, _)| *kind == event.kind)?;
        let of_integration =
            self.integrations.get(integration).and_then(|window| window.full(REPEATS_OF_INTEGRATION, now));
        alarm.full(REPEATS_OF_ALARM, now).max(of_integration)
    }

    /// Records that an event was queued.
    pub(crate) fn record(&mut self, integration: &str, event: &AlarmEvent, now: Timestamp) {
        if self.alarms.len() >= MOST_ALARMS {
            self.alarms.retain(|_, (_, window)| window.lasts(now));
        }
        let key = event.alert_key();
        let repeats = self.alarms.get(&key).is_some_and(|(kind, _)| *kind == event.kind);
        if repeats {
            let window = self.integrations.entry(integration.to_owned()).or_insert(Window::at(now));
            *window = window.one_more(now);
        }
        let room = self.alarms.len() < MOST_ALARMS;
        match self.alarms.entry(key) {
            Entry::Occupied(mut known) if repeats => known.get_mut().1 = known.get().1.one_more(now),
            Entry::Occupied(mut known) => *known.get_mut() = (event.kind, Window::at(now)),
            Entry::Vacant(free) if room => {
                free.insert((event.kind, Window::at(now)));
            }
            Entry::Vacant(_) => {}
        }
    }
}

impl Window {
    fn at(now: Timestamp) -> Self {
        Self { since: now, repeats: 0 }
    }

    fn lasts(self, now: Timestamp) -> bool {
        now.duration_since(self.since) < MINUTE
    }

    fn one_more(self, now: Timestamp) -> Self {
        if self.lasts(now) {
            Self { repeats: self.repeats + 1, ..self }
        } else {
            Self { since: now, repeats: 1 }
        }
    }

    /// The rest of the minute, if the limit is reached.
    fn full(self, most: u32, now: Timestamp) -> Option<SignedDuration> {
        let rest = MINUTE - now.duration_since(self.since);
        (self.repeats >= most && rest.is_positive()).then_some(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        "2026-11-22T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
    }

    fn event(key: &str, kind: AlarmKind) -> AlarmEvent {
        AlarmEvent {
            source: "integration/x".to_owned(),
            dedup_key: key.to_owned(),
            kind,
            summary: "disk is full".to_owned(),
            severity: None,
            service: None,
            changed_at: at(0),
            order: Default::default(),
            labels: Default::default(),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: Vec::new(),
        }
    }

    /// Sends an event as a tool would; returns whether it was accepted.
    fn send(limit: &mut RateLimit, key: &str, kind: AlarmKind, seconds: i64) -> bool {
        let event = event(key, kind);
        let taken = limit.retry_after("x", &event, at(seconds)).is_none();
        if taken {
            limit.record("x", &event, at(seconds));
        }
        taken
    }

    #[test]
    fn the_first_event_and_120_repeats_are_taken_and_then_a_pause_is_asked_for() {
        let mut limit = RateLimit::default();
        let taken = (0..200).filter(|_| send(&mut limit, "a", AlarmKind::Trigger, 10)).count();
        assert_eq!(taken, 121);
        let event = event("a", AlarmKind::Trigger);
        assert_eq!(limit.retry_after("x", &event, at(30)), Some(SignedDuration::from_secs(40)));
        assert!(send(&mut limit, "a", AlarmKind::Trigger, 70), "the minute is over");
        assert!(send(&mut limit, "b", AlarmKind::Trigger, 11), "another alarm");
    }

    #[test]
    fn a_change_is_taken_however_much_was_sent() {
        let mut limit = RateLimit::default();
        while send(&mut limit, "a", AlarmKind::Trigger, 0) {}
        assert!(send(&mut limit, "a", AlarmKind::Resolve, 1));
        assert!(send(&mut limit, "a", AlarmKind::Trigger, 2));
    }

    #[test]
    fn a_busy_integration_still_gets_every_first_event_through() {
        let mut limit = RateLimit::default();
        for alarm in 0..40 {
            for _ in 0..101 {
                send(&mut limit, &format!("a{alarm}"), AlarmKind::Trigger, 0);
            }
        }
        assert!(!send(&mut limit, "a0", AlarmKind::Trigger, 1), "3,000 repeats from it");
        assert!(send(&mut limit, "new", AlarmKind::Trigger, 1));
        assert!(send(&mut limit, "a0", AlarmKind::Resolve, 1));
    }

    #[test]
    fn what_was_not_taken_is_not_counted() {
        let limit = RateLimit::default();
        let event = event("a", AlarmKind::Trigger);
        for _ in 0..1000 {
            assert_eq!(limit.retry_after("x", &event, at(0)), None, "the queue was away each time");
        }
    }

    #[test]
    fn memory_is_bounded_and_what_finds_no_room_is_taken() {
        let mut limit = RateLimit::default();
        for alarm in 0..MOST_ALARMS + 10 {
            assert!(send(&mut limit, &alarm.to_string(), AlarmKind::Trigger, 0));
        }
        assert_eq!(limit.alarms.len(), MOST_ALARMS);
        assert!(send(&mut limit, "later", AlarmKind::Trigger, 61));
        assert_eq!(limit.alarms.len(), 1);
    }
}
