//! One world under one scheduler: virtual time, no threads, every choice by chance.

mod endings;
mod happenings;

use super::breakages::Breakage;
use super::chance::Chance;
use super::facts::Facts;
use super::invariants::{self, Truth};
use super::invocations::{self, Memory, Running};
use super::outside::Addresses;
use super::people::Act;
use super::plan::Plan;
use super::ports::{Inner, Ports, Twins};
use super::queues::{Message, Outgoing, QUEUES, Queue, Queues, SHARDS, Shard};
use super::settings::MINUTE;
use super::to_come::Written;
use callout_ports::fakes::Fakes;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// How many invocations there are at a time.
const AT_ONCE: usize = 6;
/// No run needs as many steps: what takes more would go on for ever.
const MOST_STEPS: usize = 3_000_000;

/// What happens at a time of its own.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    /// An alarm reaches a queue.
    Alarm(Outgoing),
    Act(Act),
    Sweep,
    Settings(usize),
    /// A tool tells of an alarm: which one, and what.
    Post(usize, usize),
    /// Something reports in.
    Ping(&'static str),
    /// Somebody declares something: which of the plan.
    Declare(usize),
    /// A version to come writes something.
    ToCome(Written),
}

/// What an invocation works on.
enum Work {
    Messages(Vec<Message>),
    Stream(usize),
    /// Somebody outside waits for an answer, and tries again without one.
    Outside(Happening),
    Other,
}

struct Invocation {
    id: u64,
    running: Running,
    work: Work,
    /// It is slow, and goes on at this time.
    asleep_until: i64,
}

/// One world.
pub(super) struct World {
    pub(super) twins: Arc<Twins>,
    plan: Plan,
    queues: Queues,
    shards: Vec<Shard>,
    invocations: Vec<Invocation>,
    later: BTreeMap<(i64, u64), Happening>,
    memory: Arc<Memory>,
    addresses: Addresses,
    next_id: u64,
    ends_at: i64,
}

impl World {
    pub(super) fn new(plan: Plan, breakage: Option<Breakage>, telling: bool) -> Self {
        let fakes = Fakes::at(Timestamp::from_millisecond(plan.from).unwrap());
        fakes.set_settings(plan.settings[0].clone());
        fakes.allow_replies();
        for (responder, contact) in &plan.dead {
            fakes.kill_contact(responder, contact);
        }
        let chance = Chance::new(plan.seed ^ 0xC0FF_EE00);
        let mut facts = Facts::of(&plan);
        facts.story = telling.then(Vec::new);
        let inner = Inner {
            chance,
            faults: plan.faults.clone(),
            to_come: plan.to_come.clone(),
            longest_event: plan.longest_event,
            facts,
            outgoing: Vec::new(),
            streamed: Vec::new(),
            breakage,
        };
        let twins = Twins::new(fakes, inner);
        let addresses = Addresses::new(&Ports { twins: twins.clone(), id: 0 });
        let mut world = Self {
            twins,
            addresses,
            queues: Queues::default(),
            shards: (0..SHARDS).map(|_| Shard::default()).collect(),
            invocations: Vec::new(),
            later: BTreeMap::new(),
            memory: Arc::default(),
            next_id: 0,
            ends_at: plan.to + plan.tail,
            plan,
        };
        world.fill();
        world
    }

    fn fill(&mut self) {
        for (at, happening) in self.plan.happenings() {
            self.at(at, happening);
        }
        self.at(self.plan.from + MINUTE, Happening::Sweep);
    }

    fn at(&mut self, at: i64, happening: Happening) {
        self.next_id += 1;
        self.later.insert((at, self.next_id), happening);
    }

    /// Runs until the end; returns what is broken.
    pub(super) fn run(&mut self) {
        let mut calm = false;
        for step in 0.. {
            self.happen();
            if step > MOST_STEPS {
                let busy = self.busy_with();
                let words = format!("{busy}, the run does not end after {MOST_STEPS} steps");
                self.twins.inner().facts.breaks(2, self.now(), words);
            }
            if !calm && self.now() >= self.plan.to {
                self.twins.inner().faults.end();
                calm = true;
            }
            if self.now() > self.ends_at + 10 * MINUTE {
                let busy = self.busy_with();
                self.twins.inner().facts.breaks(
                    2,
                    self.now(),
                    format!("{busy}, the functions do not come to rest"),
                );
            }
            if self.broken() {
                return;
            }
            if !self.start_something() && !self.poll_something() && !self.wait() {
                break;
            }
        }
        let truth = Truth { plan: &self.plan, queues: &self.queues };
        invariants::at_the_end(&self.twins, &truth);
    }

    fn broken(&self) -> bool {
        !self.twins.inner().facts.broken.is_empty()
    }

    /// What is still being worked on.
    fn busy_with(&self) -> String {
        let names = self.invocations.iter().map(|invocation| match &invocation.work {
            Work::Messages(messages) => {
                format!("{:?} {} (try {})", messages[0].queue, messages[0].body, messages[0].tries)
            }
            Work::Stream(shard) => format!("shard {shard}"),
            Work::Outside(happening) => format!("{happening:?}"),
            Work::Other => "something else".to_owned(),
        });
        names.collect::<Vec<_>>().join("; ")
    }

    fn now(&self) -> i64 {
        self.twins.now()
    }

    fn chance<T>(&self, choose: impl FnOnce(&mut Chance) -> T) -> T {
        choose(&mut self.twins.inner().chance)
    }

    fn ports(&mut self) -> Ports {
        self.next_id += 1;
        Ports { twins: self.twins.clone(), id: self.next_id }
    }

    fn invoke(&mut self, id: u64, running: Running, work: Work) {
        self.invocations.push(Invocation { id, running, work, asleep_until: 0 });
    }

    /// Starts an invocation for something that waits.
    fn start_something(&mut self) -> bool {
        if self.invocations.len() >= AT_ONCE
            || (!self.invocations.is_empty() && !self.chance(|it| it.one_in(3)))
        {
            return false;
        }
        let now = self.now();
        let queues =
            QUEUES.iter().filter(|queue| self.queues.has(**queue, now)).map(|queue| (Some(*queue), 0));
        let shards = (0..SHARDS).filter(|nth| self.shards[*nth].has(now)).map(|nth| (None, nth));
        let waiting: Vec<(Option<Queue>, usize)> = queues.chain(shards).collect();
        if waiting.is_empty() {
            return false;
        }
        match self.chance(|it| *it.of(&waiting)) {
            (Some(queue), _) => self.deliver(queue, now),
            (None, shard) => self.publish(shard),
        }
        true
    }

    fn deliver(&mut self, queue: Queue, now: i64) {
        let most = match queue {
            Queue::Alerts | Queue::Incoming => 10,
            _ => 1 + self.chance(|it| it.below(3)),
        };
        let messages = self.queues.take(queue, most, now);
        let (ports, memory) = (self.ports(), self.memory.clone());
        self.invoke(ports.id, invocations::deliver(ports, memory, &messages), Work::Messages(messages));
    }

    fn publish(&mut self, shard: usize) {
        self.shards[shard].busy = true;
        let items: Vec<_> = self.shards[shard].records.iter().take(10).cloned().collect();
        let ports = self.ports();
        self.invoke(ports.id, invocations::publish(ports, items), Work::Stream(shard));
    }

    /// Lets one of the invocations go on.
    fn poll_something(&mut self) -> bool {
        let now = self.now();
        let awake: Vec<usize> =
            (0..self.invocations.len()).filter(|nth| self.invocations[*nth].asleep_until <= now).collect();
        if awake.is_empty() {
            return false;
        }
        let nth = self.chance(|it| *it.of(&awake));
        let crashes = {
            let mut inner = self.twins.inner();
            let Inner { chance, faults, .. } = &mut *inner;
            faults.strikes("crashes", faults.crash * 4, chance, now)
        };
        if crashes {
            self.crash(nth);
            return true;
        }
        let mut context = Context::from_waker(Waker::noop());
        let polled = self.invocations[nth].running.as_mut().poll(&mut context);
        self.collect();
        match polled {
            Poll::Ready(ended) => self.finish(nth, &ended),
            Poll::Pending => {
                let sleeps = self.chance(|it| if it.one_in(300) { it.between(200, 5_000) } else { 0 });
                if sleeps > 0 {
                    self.invocations[nth].asleep_until = now + sleeps;
                }
            }
        }
        let passes = self.chance(|it| it.between(0, 12));
        self.set_clock(self.now() + passes);
        true
    }

    fn set_clock(&self, to: i64) {
        self.twins.fakes.clock.set(Timestamp::from_millisecond(to).unwrap());
    }
}
