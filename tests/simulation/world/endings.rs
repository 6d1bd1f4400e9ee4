//! How a step ends: what it put out is delivered, what it did not finish comes again, and time passes.

use super::super::invocations::Ended;
use super::super::people;
use super::super::queues::VISIBILITY;
use super::{AT_ONCE, Happening, Work, World};
use std::sync::Arc;

impl World {
    /// Delivers what the last step put out.
    pub(super) fn collect(&mut self) {
        let (outgoing, streamed, heard) = {
            let mut inner = self.twins.inner();
            let inner = &mut *inner;
            (
                std::mem::take(&mut inner.outgoing),
                std::mem::take(&mut inner.streamed),
                std::mem::take(&mut inner.facts.heard),
            )
        };
        outgoing.into_iter().for_each(|one| self.queues.put(one));
        for (shard, kind, body) in streamed {
            self.shards[shard].records.push_back((kind, body));
        }
        for heard in heard {
            let answers = self.chance(|chance| people::answer(&heard, chance));
            for (at, act) in answers {
                if at < self.plan.to {
                    self.at(at, Happening::Act(act));
                }
            }
        }
    }

    pub(super) fn finish(&mut self, nth: usize, ended: &Ended) {
        let invocation = self.invocations.swap_remove(nth);
        self.twins.inner().facts.ended(invocation.id);
        match invocation.work {
            Work::Messages(messages) => self.queues.end(messages, &ended.again),
            Work::Stream(shard) => self.end_stream(shard, ended.done),
            Work::Outside(happening) if ended.failed => self.try_again(happening),
            Work::Outside(Happening::Post(alarm, nth)) => self.tell_more(alarm, nth + 1),
            Work::Outside(_) => {}
            Work::Other => {}
        }
    }

    fn end_stream(&mut self, shard: usize, done: usize) {
        let now = self.now();
        let shard = &mut self.shards[shard];
        let all = shard.records.len().min(10);
        shard.records.drain(..done);
        shard.busy = false;
        shard.again_at = if done < all { now + 1_000 } else { now };
    }

    /// The process dies: its messages come again after their visibility timeout.
    pub(super) fn crash(&mut self, nth: usize) {
        let invocation = self.invocations.swap_remove(nth);
        self.memory = Arc::default();
        let now = self.now();
        {
            let mut inner = self.twins.inner();
            inner.facts.tell(now, || format!("invocation {} dies", invocation.id));
            inner.facts.crashed(invocation.id);
        }
        match invocation.work {
            Work::Messages(messages) => {
                let again = messages.iter().map(|message| (message.id, now + VISIBILITY)).collect();
                self.queues.end(messages, &again);
            }
            Work::Stream(shard) => self.end_stream(shard, 0),
            Work::Outside(happening) => self.try_again(happening),
            Work::Other => {}
        }
    }

    fn try_again(&mut self, happening: Happening) {
        let wait = self.chance(|it| it.between(1_000, 30_000));
        self.at(self.now() + wait, happening);
    }

    /// A tool tells of the next change once the one before is taken.
    fn tell_more(&mut self, alarm: usize, nth: usize) {
        if let Some(told) = self.plan.alarms[alarm].told.get(nth) {
            self.at(told.arrives[0].max(self.now()), Happening::Post(alarm, nth));
        }
    }

    /// Nothing is left to do now: time passes.
    pub(super) fn wait(&mut self) -> bool {
        let now = self.now();
        let shards = self.shards.iter().filter(|shard| !shard.busy && !shard.records.is_empty());
        let asleep = self.invocations.iter().map(|invocation| invocation.asleep_until);
        if self.invocations.len() >= AT_ONCE {
            // What waits cannot begin before one of these goes on.
            let first = asleep.min().unwrap_or(now);
            self.set_clock(first.max(now));
            return true;
        }
        let next = shards
            .map(|shard| shard.again_at)
            .chain(asleep)
            .chain(self.queues.next_at())
            .chain(self.later.keys().next().map(|(at, _)| *at))
            .min();
        let Some(next) = next.filter(|next| *next <= self.ends_at) else { return false };
        self.set_clock(next.max(now));
        true
    }
}
