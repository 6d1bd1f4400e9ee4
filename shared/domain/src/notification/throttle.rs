//! Rate limits for a contact, and the earliest time at which they allow another message.
//!
//! Must not send: callers report what was sent. [`ContactQueue`] keeps the messages that must wait.

mod contact_queue;
mod non_pages;
mod per_second;
mod queued;

pub use contact_queue::{ContactQueue, Sent};
pub use queued::{Admission, Bundle, Count, PendingMessage, QueuedMessage, Release};

use crate::responder::Channel;
use jiff::{SignedDuration, Timestamp};

/// At most this many messages within any period of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The number of messages.
    pub count: u32,
    /// The period.
    pub per: SignedDuration,
    /// Whether the messages that this limit allows beyond the previous one in the list are spread evenly over the rest
    /// of the period. Otherwise they may all be sent at once.
    pub smooth: bool,
}

/// Text messages, as `GoAlert` limits them in production (`engine/message/ratelimit.go`).
pub const SMS: [Limit; 4] =
    [Limit::burst(1, 1), Limit::burst(5, 15), Limit::smooth(11, 60), Limit::smooth(21, 180)];

/// Telephone calls, as `GoAlert` limits them in production (`engine/message/ratelimit.go`).
pub const VOICE: [Limit; 4] =
    [Limit::burst(1, 1), Limit::burst(3, 15), Limit::smooth(7, 60), Limit::smooth(15, 180)];

/// For channels that wake nobody: keeps a mailbox readable.
pub const EMAIL: [Limit; 3] = [Limit::burst(10, 1), Limit::burst(30, 15), Limit::smooth(100, 60)];

/// The only limit on the first message about an incident, over any channel: a first page must not wait a minute for
/// another one, and ten at once are a storm that is easier to read as one message.
pub const FIRST_PAGE_LIMITS: [Limit; 1] = [Limit::burst(10, 1)];

/// How many messages may leave within one second, whatever they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerSecondLimit {
    /// The most, if the last of them pages.
    pub pages: u32,
    /// The most, if the last of them is a non-page: pages always find a slot.
    pub non_pages: u32,
}

/// Above ten messages a second SNS suspends an email subscription, and deletes it two days later (SNS developer guide,
/// `sns-email-notifications`). Messages get closer together on their way, so fewer leave here.
pub const EMAIL_PER_SECOND: PerSecondLimit = PerSecondLimit { pages: 8, non_pages: 5 };

/// The limits of one contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits<'a> {
    /// For pages that repeat what is known, shortest period first.
    pub repeats: &'a [Limit],
    /// For all messages, if the carrier has such a limit.
    pub per_second: Option<PerSecondLimit>,
}

/// The limits of a channel.
pub fn limits(channel: Channel) -> Limits<'static> {
    let repeats: &[Limit] = match channel {
        Channel::Sms => &SMS,
        Channel::Voice => &VOICE,
        Channel::Email | Channel::Https | Channel::Lambda | Channel::Chat => &EMAIL,
    };
    Limits { repeats, per_second: (channel == Channel::Email).then_some(EMAIL_PER_SECOND) }
}

/// Returns `now` if another message may be sent now, or else the earliest time at which it may, if none is sent before.
/// The limits must be ordered by period, shortest first.
pub fn allowed_at(sent: &[Timestamp], limits: &[Limit], now: Timestamp) -> Timestamp {
    let mut sent: Vec<i128> = sent.iter().map(|at| at.as_nanosecond()).collect();
    sent.sort_unstable();
    let mut at = now.as_nanosecond();
    // All limits must allow the message, so repeat until none delays it further.
    loop {
        let shorter = std::iter::once(None).chain(limits.iter().map(Some));
        let later =
            limits.iter().zip(shorter).fold(at, |at, (it, shorter)| it.allows_from(shorter, &sent, at));
        if later == at {
            return Timestamp::from_nanosecond(at).unwrap_or(Timestamp::MAX);
        }
        at = later;
    }
}

impl Limit {
    /// A limit that allows all messages at once.
    pub const fn burst(count: u32, minutes: i64) -> Self {
        Self { count, per: SignedDuration::from_mins(minutes), smooth: false }
    }

    /// A limit that spreads messages beyond the previous limit evenly.
    pub const fn smooth(count: u32, minutes: i64) -> Self {
        Self { smooth: true, ..Self::burst(count, minutes) }
    }

    /// The earliest time from `at` on at which this limit allows a message, in nanoseconds. `sent` is sorted.
    fn allows_from(&self, shorter: Option<&Self>, sent: &[i128], mut at: i128) -> i128 {
        let per = self.per.as_nanos();
        loop {
            let recent = &sent[sent.partition_point(|sent| sent + per <= at)..];
            let Some(oldest) = recent.first() else { return at };
            match u32::try_from(recent.len()).unwrap_or(u32::MAX) {
                full if full >= self.count => at = oldest + per,
                some if self.smooth => return at.max(oldest + self.even_spacing(shorter, some)),
                _ => return at,
            }
        }
    }

    /// How long after the first of `some` messages the next may be sent, when spread evenly.
    fn even_spacing(&self, shorter: Option<&Self>, some: u32) -> i128 {
        let (at_once, within) = shorter.map_or((0, 0), |it| (it.count, it.per.as_nanos()));
        match some.checked_sub(at_once) {
            None => 0,
            Some(beyond) => {
                let (spread, over) = (i128::from(self.count - at_once), self.per.as_nanos() - within);
                // Rounds up, because a message sent a moment early breaks the limit.
                within - (-i128::from(beyond) * over).div_euclid(spread)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minute(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    /// Sends messages as soon as allowed, from minute 0 on, and checks at which minutes, given those sent before.
    fn check(limits: &[Limit], before: &[i64], expected: &[i64]) {
        let mut sent: Vec<Timestamp> = before.iter().copied().map(minute).collect();
        let mut at = minute(0);
        for expected in expected {
            at = allowed_at(&sent, limits, at);
            assert_eq!(at, minute(*expected), "after {sent:?}");
            sent.push(at);
        }
    }

    #[test]
    fn a_burst_leaves_at_once_and_then_waits_for_its_oldest() {
        check(&[Limit::burst(2, 10)], &[], &[0, 0, 10, 10, 20]);
        check(&[Limit::burst(2, 10)], &[-4], &[0, 6, 10, 16]);
        check(&[Limit::burst(2, 10)], &[-10, -11], &[0, 0, 10]);
        check(&[], &[0, 0, 0], &[0, 0]);
    }

    #[test]
    fn every_limit_counts() {
        check(&[Limit::burst(1, 1), Limit::burst(3, 10)], &[], &[0, 1, 2, 10, 11, 12, 20]);
    }

    #[test]
    fn a_smooth_limit_spreads_what_the_shorter_one_leaves() {
        check(&[Limit::smooth(4, 20)], &[], &[0, 5, 10, 15, 20]);
        check(&[Limit::burst(2, 10), Limit::smooth(5, 40)], &[], &[0, 0, 10, 20, 30, 40]);
    }

    #[test]
    fn a_quiet_time_gives_the_burst_back() {
        check(&[Limit::burst(2, 10), Limit::smooth(5, 40)], &[-60, -60, -50], &[0, 0, 10]);
    }

    #[test]
    fn a_clock_that_was_ahead_delays_and_never_panics() {
        check(&[Limit::burst(1, 1)], &[3], &[4, 5]);
        let ends = [Timestamp::MIN, Timestamp::MAX];
        assert_eq!(allowed_at(&ends, &SMS, Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn a_spread_that_does_not_come_out_even_is_never_a_moment_early() {
        let third = allowed_at(&[minute(0)], &[Limit::smooth(7, 1)], minute(0));
        assert_eq!(third.as_nanosecond(), 60_000_000_000 / 7 + 1);
    }

    proptest! {
        #[test]
        fn no_limit_is_ever_broken(
            limits in prop::sample::select(vec![&SMS[..], &VOICE[..], &EMAIL[..]]),
            pauses in prop::collection::vec(prop_oneof![Just(0_i64), 0..90_i64, 0..4_000_i64], 1..60),
        ) {
            let (mut sent, mut now) = (Vec::new(), minute(0));
            for pause in pauses {
                now = allowed_at(&sent, limits, now + SignedDuration::from_secs(pause));
                sent.push(now);
                for limit in limits {
                    let within = sent.iter().filter(|at| at.duration_until(now) < limit.per).count();
                    prop_assert!(within <= limit.count as usize, "{} within {}", within, limit.per);
                }
            }
        }

        #[test]
        fn it_is_the_first_instant_and_allowed_then(
            sent in prop::collection::vec(-200..1_i64, 0..25),
            limits in prop::sample::select(vec![&SMS[..], &VOICE[..], &EMAIL[..]]),
        ) {
            let sent: Vec<Timestamp> = sent.into_iter().map(minute).collect();
            let at = allowed_at(&sent, limits, minute(0));
            prop_assert_eq!(allowed_at(&sent, limits, at), at);
            let mut before = minute(0);
            while before < at {
                prop_assert_eq!(allowed_at(&sent, limits, before), at, "asked at {}", before);
                before += SignedDuration::from_secs(7);
            }
        }
    }
}
