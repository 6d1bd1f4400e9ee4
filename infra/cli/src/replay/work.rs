//! Replays dead letters, one after the other: sends each, then deletes it.
//! Must not change the order within a FIFO group.

use super::dead_letter::{DeadLetter, Way};
use super::report::{Entry, Outcome};
use crate::reason::why;
use anyhow::Result;
use callout_ports::Announcement;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The queues and the topic that a replay needs.
pub(super) trait ReplayQueues {
    /// All dead letters that can be received now. They stay hidden from others for some minutes.
    async fn receive(&self) -> Result<Vec<DeadLetter>>;
    /// Sends a dead letter's text to a queue, with its attributes.
    async fn send(&self, letter: &DeadLetter, queue: &str, body: &str) -> Result<()>;
    /// Publishes events to all listeners.
    async fn publish(&self, events: &[Announcement]) -> Result<()>;
    /// The events that were committed between two times.
    async fn committed(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Announcement>>;
    /// Deletes a dead letter.
    async fn delete(&self, letter: &DeadLetter) -> Result<()>;
}

/// Replays a batch as far as it can be replayed.
pub(super) async fn replay_batch(queues: &impl ReplayQueues, entries: Vec<Entry>) -> Vec<Entry> {
    let mut stuck: BTreeSet<String> = BTreeSet::new();
    let mut done = Vec::with_capacity(entries.len());
    for mut entry in entries {
        let group = entry.letter.group.clone();
        entry.outcome = match &group {
            Some(group) if stuck.contains(group) => {
                Outcome::Failed("an earlier message of its group stays".to_owned())
            }
            _ => replay(queues, &entry).await,
        };
        if !entry.outcome.is_gone() {
            stuck.extend(group);
        }
        done.push(entry);
    }
    done
}

async fn replay(queues: &impl ReplayQueues, entry: &Entry) -> Outcome {
    let sent = match &entry.reading.way {
        Way::Unknown => return Outcome::Unknown,
        Way::Worthless => {
            let failed = |error| Outcome::Failed(format!("it could not be deleted: {}", why(error)));
            return queues.delete(&entry.letter).await.map_or_else(failed, |()| Outcome::Deleted);
        }
        Way::Queue { name, body } => queues.send(&entry.letter, name, body).await,
        Way::Events(events) => queues.publish(events).await,
        Way::Committed { from, until } => match queues.committed(*from, *until).await {
            Ok(events) => queues.publish(&events).await,
            Err(error) => Err(error),
        },
    };
    if let Err(error) = sent {
        return Outcome::Failed(why(error));
    }
    match queues.delete(&entry.letter).await {
        Ok(()) => Outcome::Sent,
        Err(error) => Outcome::Failed(format!("it was sent, and could not be deleted: {}", why(error))),
    }
}
