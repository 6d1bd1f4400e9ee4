//! Which notices a schedule owes in a span of time.
//!
//! Must not remember what was told; whoever asks does.

use super::{Notice, NoticeKind, NoticeTime, OnCallPeriod};
use crate::ids::{ResponderName, ScheduleName};
use crate::oncall::schedule::Schedule;
use crate::oncall::zone::{timestamp, unix};
use jiff::{SignedDuration, Timestamp};
use std::ops::ControlFlow;

/// How far ahead the end of a shift is looked for, in seconds: nobody plans by one that is further off.
const TWO_MONTHS: i64 = 62 * 86_400;

impl Schedule {
    /// Every notice about this schedule, which is called `name`, that is due after `after` and not after `to`, in
    /// order. However a span of time is cut into such windows, together they give the same notices.
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
        let told = self.handoffs(after, to).into_iter().map(|handoff| {
            let coming = self.duties(handoff.coming, handoff.at);
            let (leaving, on_call) = (handoff.leaving, handoff.on_call);
            (handoff.at, NoticeKind::HandedOver { leaving, coming, on_call })
        });
        told.collect()
    }

    fn before(
        &self,
        before: SignedDuration,
        after: Timestamp,
        to: Timestamp,
    ) -> Vec<(Timestamp, NoticeKind)> {
        let later = |at: Timestamp| at.saturating_add(before).unwrap_or(Timestamp::MAX);
        let handoffs = self.handoffs(later(after), later(to)).into_iter();
        let told = handoffs.filter(|handoff| !handoff.coming.is_empty()).map(|handoff| {
            let coming = self.duties(handoff.coming, handoff.at);
            let at = handoff.at.saturating_sub(before).unwrap_or(handoff.at);
            (at, NoticeKind::Before { coming, starts_at: handoff.at })
        });
        told.collect()
    }

    fn summaries(&self, time: &NoticeTime, after: Timestamp, to: Timestamp) -> Vec<(Timestamp, NoticeKind)> {
        let times = std::iter::successors(time.next_after(after), |at| time.next_after(*at));
        let told = times.take_while(|at| *at <= to).map(|at| (at, self.duties(self.on_call(at), at)));
        let told = told.filter(|(_, on_call)| !on_call.is_empty());
        told.map(|(at, on_call)| (at, NoticeKind::Summary { on_call })).collect()
    }

    /// How long each of these people, who are on call at `at`, stays so.
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
