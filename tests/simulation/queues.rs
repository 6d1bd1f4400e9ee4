//! Queues and stream shards as AWS has them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// After so many deliveries a message goes to the dead-letter queue.
const MOST_TRIES: u32 = 100;
/// How long a message that was not finished stays away.
pub(super) const VISIBILITY: i64 = 90_000;
/// How long a FIFO queue knows a message.
const DEDUPLICATION: i64 = 300_000;
/// How many shards the stream has.
pub(super) const SHARDS: usize = 3;

/// The queues, and what is invoked like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Queue {
    /// AWS's alarms.
    Incoming,
    /// Alarm events for triage, in order for each alarm.
    Alerts,
    Notify,
    Timers,
    StatusPage,
    Postmortems,
    /// Triage's other task: the context of what opened.
    Context,
    /// Text messages to our number.
    Replies,
}

pub(super) const QUEUES: [Queue; 8] = [
    Queue::Incoming,
    Queue::Alerts,
    Queue::Notify,
    Queue::Timers,
    Queue::StatusPage,
    Queue::Postmortems,
    Queue::Context,
    Queue::Replies,
];

/// What neither notify nor the status page subscribes to; the template says the same.
const OF_STORMS: [&str; 10] = [
    "alert_joined",
    "alert_repeated",
    "alert_acknowledged",
    "alert_cleared",
    "counting_began",
    "alerts_counted",
    "hold_moved",
    "hold_ended",
    "context_added",
    "release_finished",
];

impl Queue {
    /// The queues whose subscriptions take events of a kind.
    pub(super) fn listening_to(kind: &str) -> &'static [Self] {
        match kind {
            "opened" => &[Self::Notify, Self::StatusPage, Self::Context],
            "resolved" => &[Self::Notify, Self::StatusPage, Self::Postmortems],
            "notice" => &[Self::Notify],
            kind if OF_STORMS.contains(&kind) => &[],
            _ => &[Self::Notify, Self::StatusPage],
        }
    }
}

/// A message on its way into a queue.
#[derive(Debug, Clone)]
pub(super) struct Outgoing {
    pub(super) queue: Queue,
    pub(super) body: String,
    /// For FIFO queues: within which it is in order, and what is not taken twice within five minutes.
    pub(super) fifo: Option<(String, String)>,
    pub(super) at: i64,
}

impl Outgoing {
    /// A message of a standard queue.
    pub(super) fn new(queue: Queue, body: String, at: i64) -> Self {
        Self { queue, body, fifo: None, at }
    }
}

/// A message of a queue.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: u64,
    pub(super) queue: Queue,
    pub(super) body: String,
    pub(super) group: Option<String>,
    at: i64,
    pub(super) tries: u32,
}

/// All queues, by when their messages are visible.
#[derive(Debug, Default)]
pub(super) struct Queues {
    waiting: BTreeMap<(Queue, i64, u64), Message>,
    /// FIFO messages keep their places: by group, the first is delivered first.
    groups: BTreeMap<String, VecDeque<Message>>,
    /// Groups of which a message is being worked on.
    busy: BTreeSet<String>,
    /// When each FIFO message was taken last, by its deduplication ID.
    taken: BTreeMap<String, i64>,
    pub(super) dead: Vec<Message>,
    next_id: u64,
}

impl Queues {
    pub(super) fn put(&mut self, message: Outgoing) {
        self.next_id += 1;
        let Outgoing { queue, body, fifo, at } = message;
        let (group, identity) = fifo.unzip();
        if identity.is_some_and(|identity| !self.is_new(identity, at)) {
            return;
        }
        let message = Message { id: self.next_id, queue, body, group, at, tries: 0 };
        match message.group.clone() {
            Some(group) => self.groups.entry(group).or_default().push_back(message),
            None => drop(self.waiting.insert((queue, at, message.id), message)),
        }
    }

    /// A FIFO queue takes the same message once within five minutes, whether the first is still there or not.
    fn is_new(&mut self, identity: String, now: i64) -> bool {
        let known = self.taken.get(&identity).is_some_and(|at| now - at < DEDUPLICATION);
        if !known {
            self.taken.insert(identity, now);
        }
        !known
    }

    /// Whether a queue has something to deliver.
    pub(super) fn has(&self, queue: Queue, now: i64) -> bool {
        if queue == Queue::Alerts {
            return self.groups.iter().any(|(name, group)| {
                group.front().is_some_and(|first| first.at <= now) && !self.busy.contains(name)
            });
        }
        self.waiting.range((queue, i64::MIN, 0)..=(queue, now, u64::MAX)).next().is_some()
    }

    /// Whether a message with a text waits, is put off, or was given up and is kept.
    pub(super) fn keeps(&self, queue: Queue, text: &str) -> bool {
        let of_queue = self.waiting.values().chain(&self.dead).filter(|message| message.queue == queue);
        of_queue.into_iter().any(|message| message.body.contains(text))
    }

    /// Takes up to so many messages.
    pub(super) fn take(&mut self, queue: Queue, most: usize, now: i64) -> Vec<Message> {
        let mut taken = Vec::new();
        if queue == Queue::Alerts {
            let Self { groups, busy, .. } = self;
            for (name, group) in
                groups.iter_mut().filter(|(name, _)| !busy.contains(*name)).collect::<Vec<_>>()
            {
                while taken.len() < most && group.front().is_some_and(|first| first.at <= now) {
                    taken.extend(group.pop_front());
                    busy.insert(name.clone());
                }
            }
            groups.retain(|_, group| !group.is_empty());
        } else {
            let due = self.waiting.range((queue, i64::MIN, 0)..=(queue, now, u64::MAX));
            let keys: Vec<_> = due.take(most).map(|(key, _)| *key).collect();
            taken.extend(keys.iter().filter_map(|key| self.waiting.remove(key)));
        }
        taken.iter_mut().for_each(|message| message.tries += 1);
        taken
    }

    /// Ends a delivery: what was not finished comes again, each at its time.
    pub(super) fn end(&mut self, messages: Vec<Message>, again: &BTreeMap<u64, i64>) {
        for group in messages.iter().filter_map(|message| message.group.as_ref()) {
            self.busy.remove(group);
        }
        for mut message in messages.into_iter().rev() {
            let Some(at) = again.get(&message.id) else { continue };
            message.at = *at;
            if message.tries >= MOST_TRIES {
                self.dead.push(message);
            } else if let Some(group) = message.group.clone() {
                self.groups.entry(group).or_default().push_front(message);
            } else {
                self.waiting.insert((message.queue, message.at, message.id), message);
            }
        }
    }

    /// When the next message is visible.
    pub(super) fn next_at(&self) -> Option<i64> {
        let standard = QUEUES.iter().filter_map(|queue| {
            let mut all = self.waiting.range((*queue, i64::MIN, 0)..=(*queue, i64::MAX, u64::MAX));
            all.next().map(|((_, at, _), _)| *at)
        });
        let fifo = self.groups.iter().filter(|(name, _)| !self.busy.contains(*name));
        standard.chain(fifo.filter_map(|(_, group)| Some(group.front()?.at))).min()
    }
}

/// One shard of the stream: in order, again from the first that failed.
#[derive(Debug, Default)]
pub(super) struct Shard {
    pub(super) records: VecDeque<(String, String)>,
    pub(super) busy: bool,
    pub(super) again_at: i64,
}

impl Shard {
    pub(super) fn has(&self, now: i64) -> bool {
        !self.busy && !self.records.is_empty() && self.again_at <= now
    }
}
