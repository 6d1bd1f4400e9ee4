//! Which notices of a schedule are due in a period.
//!
//! Must not remember which were sent; the caller does.

use super::{Notice, NoticeKind, NoticeTime, OnCallPeriod};
use crate::ids::{ResponderName, ScheduleName};
use crate::oncall::schedule::Schedule;
use crate::oncall::zone::{timestamp, unix};
use jiff::{SignedDuration, Timestamp};
use std::ops::ControlFlow;

/// How far ahead the end of a shift is searched, in seconds.
const TWO_MONTHS: i64 = 62 * 86_400;

impl Schedule {
    /// Every notice about this schedule, named `name`, that is due after `after` and not after `to`, in order.
    /// Consecutive periods together give each notice exactly once.
    pub fn notices_due(&self, name: &ScheduleName, after: Timestamp, to: Timestamp) -> Vec<Notice> {
        let changes = self.notices.change.then(|| self.handed_over(after, to));
        let ahead = self.notices.before.map(|before| self.before(before, after, to));
        let summaries = self.notices.time.as_ref().map(|time| self.summaries(time, after, to));
        let all = [changes, ahead, summaries].into_iter().flatten().flatten();
        let notice = |(at, kind)| Notice { schedule: name.clone(), at, kind };
        let mut notices: Vec<Notice> = all.map(notice).collect();
        notices.sort_by_key(|notice| notice.at);
        notices
    }

    fn handed_over(&self, after: Timestamp, to: Timestamp) -> Vec<(Timestamp, NoticeKind)> {
        let notices = self.handoffs(after, to).into_iter().map(|handoff| {
            let coming = self.duties(handoff.coming, handoff.at);
            let (leaving, on_call) = (handoff.leaving, handoff.on_call);
            (handoff.at, NoticeKind::HandedOver { leaving, coming, on_call })
        });
        notices.collect()
    }

    fn before(
        &self,
        before: SignedDuration,
        after: Timestamp,
        to: Timestamp,
    ) -> Vec<(Timestamp, NoticeKind)> {
        let later = |at: Timestamp| at.saturating_add(before).unwrap_or(Timestamp::MAX);
        let handoffs = self.handoffs(later(after), later(to)).into_iter();
        let notices = handoffs.filter(|handoff| !handoff.coming.is_empty()).map(|handoff| {
            let coming = self.duties(handoff.coming, handoff.at);
            let at = handoff.at.saturating_sub(before).unwrap_or(handoff.at);
            (at, NoticeKind::Before { coming, starts_at: handoff.at })
        });
        notices.collect()
    }

    fn summaries(&self, time: &NoticeTime, after: Timestamp, to: Timestamp) -> Vec<(Timestamp, NoticeKind)> {
        let times = std::iter::successors(time.next_after(after), |at| time.next_after(*at));
        let notices = times.take_while(|at| *at <= to).map(|at| (at, self.duties(self.on_call(at), at)));
        let notices = notices.filter(|(_, on_call)| !on_call.is_empty());
        notices.map(|(at, on_call)| (at, NoticeKind::Summary { on_call })).collect()
    }

    /// How long each of these people, who are on call at `at`, stays on call.
    fn duties(&self, people: Vec<ResponderName>, at: Timestamp) -> Vec<OnCallPeriod> {
        let mut duties: Vec<OnCallPeriod> =
            people.into_iter().map(|responder| OnCallPeriod { responder, until: None }).collect();
        let from = unix(at);
        self.walk(from, from.saturating_add(TWO_MONTHS), |start, _, holders| {
            for duty in duties.iter_mut().filter(|duty| duty.until.is_none()) {
                let is_on_call = holders.iter().any(|holder| self.is(*holder, &duty.responder));
                duty.until = (!is_on_call).then(|| timestamp(start));
            }
            let all_known = duties.iter().all(|duty| duty.until.is_some());
            if all_known { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        duties
    }
}
