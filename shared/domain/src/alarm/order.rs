//! What places an event among those of its alarm.
//!
//! Must not decide what becomes of an event: `triage` does.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far ahead of ours a source's clock is believed. Beyond that, arrival orders: what a clock said that was a year ahead
/// must not make old news of everything that it says once it is right.
const MOST_AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// How far the clocks of two hosts that take events in may be apart. Alerts wait in order of arrival, so within this time the
/// order of the queue is the better one.
const HOSTS_APART: SignedDuration = SignedDuration::from_secs(1);

/// What places an event among those of its alarm, beside the time of its change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The time of the change by the source's clock, where that is ahead of the event's arrival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<Timestamp>,
    /// Whether the source says no time, or one too long ago to be that of a change: then arrival orders.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_arrival: bool,
    /// When the event arrived, where that is not the time of its change and known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_at: Option<Timestamp>,
    /// When what fires began, or when what is over ended, by the source's clock: of sources that say that with each event,
    /// as Alertmanager does. Of an alert, the latest that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turned_at: Option<Timestamp>,
}

/// An event's place: when it changed, and the rest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) changed_at: Timestamp,
    pub(crate) order: Order,
}

impl Order {
    /// The place of an alert after an event.
    pub(crate) fn after(self, event: Self) -> Self {
        Self { turned_at: self.turned_at.max(event.turned_at), ..event }
    }
}

impl Place {
    /// Whether an event is older than what is known of its alarm. Times by one clock are compared, the source's own; where
    /// one of the two is none of the source's, the order of arrival decides, as far as it is known.
    pub(crate) fn is_before(self, known: Self) -> bool {
        if !self.order.by_arrival && !known.order.by_arrival {
            return self.by_its_clock() < known.as_believed();
        }
        match (self.arrived_at(), known.arrived_at()) {
            (Some(arrived), Some(known)) => arrived.duration_until(known) > HOSTS_APART,
            _ => false,
        }
    }

    /// By the source's clock alone.
    pub(crate) fn by_its_clock(self) -> Timestamp {
        self.order.claimed_at.unwrap_or(self.changed_at)
    }

    fn as_believed(self) -> Timestamp {
        let believed = |claimed: &Timestamp| claimed.duration_since(self.changed_at) <= MOST_AHEAD;
        self.order.claimed_at.filter(believed).unwrap_or(self.changed_at)
    }

    fn arrived_at(self) -> Option<Timestamp> {
        self.order.arrived_at.or(self.order.by_arrival.then_some(self.changed_at))
    }
}
