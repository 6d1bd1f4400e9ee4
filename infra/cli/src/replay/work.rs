//! Brings letters back, one after the other: first sent, then deleted.
//! Must not change the order within a FIFO group.

use super::letter::{Letter, Way};
use super::report::{Entry, Outcome};
use crate::reason::why;
use anyhow::Result;
use callout_ports::Announcement;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What bringing back needs of AWS.
pub(super) trait Post {
    /// All letters that can be received now. They stay hidden from others for some minutes.
    async fn receive(&self) -> Result<Vec<Letter>>;
    /// Sends a letter's text to a queue, with what else it carries.
    async fn send(&self, letter: &Letter, queue: &str, body: &str) -> Result<()>;
    /// Publishes events to all listeners.
    async fn publish(&self, events: &[Announcement]) -> Result<()>;
    /// The events that were committed between two times.
    async fn committed(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Announcement>>;
    /// Deletes a letter.
    async fn delete(&self, letter: &Letter) -> Result<()>;
}

/// Brings back what can be brought back.
pub(super) async fn round(post: &impl Post, entries: Vec<Entry>) -> Vec<Entry> {
    let mut stuck: BTreeSet<String> = BTreeSet::new();
    let mut done = Vec::with_capacity(entries.len());
    for mut entry in entries {
        let group = entry.letter.group.clone();
        entry.outcome = match &group {
            Some(group) if stuck.contains(group) => {
                Outcome::Failed("an earlier message of its group stays".to_owned())
            }
            _ => bring_back(post, &entry).await,
        };
        if !entry.outcome.is_gone() {
            stuck.extend(group);
        }
        done.push(entry);
    }
    done
}

async fn bring_back(post: &impl Post, entry: &Entry) -> Outcome {
    let sent = match &entry.reading.way {
        Way::Unknown => return Outcome::Unknown,
        Way::Worthless => {
            let failed = |error| Outcome::Failed(format!("it could not be deleted: {}", why(error)));
            return post.delete(&entry.letter).await.map_or_else(failed, |()| Outcome::Deleted);
        }
        Way::Queue { name, body } => post.send(&entry.letter, name, body).await,
        Way::Events(events) => post.publish(events).await,
        Way::Committed { from, until } => match post.committed(*from, *until).await {
            Ok(events) => post.publish(&events).await,
            Err(error) => Err(error),
        },
    };
    if let Err(error) = sent {
        return Outcome::Failed(why(error));
    }
    match post.delete(&entry.letter).await {
        Ok(()) => Outcome::Sent,
        Err(error) => Outcome::Failed(format!("it was sent, and could not be deleted: {}", why(error))),
    }
}
