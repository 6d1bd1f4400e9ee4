//! What lies in the dead-letter queues and what became of it, as a table and for programs.
//! Must not show texts of messages.

use super::dead_letter::{DeadLetter, Reading, Way};
use super::shape;
use crate::args::DeploymentOptions;
use crate::{clock, print};
use anyhow::{Result, bail};
use serde::Serialize;

/// A letter, what it is and what became of it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The name of the queue that it lies in.
    pub(super) queue: String,
    pub(super) letter: DeadLetter,
    pub(super) reading: Reading,
    pub(super) outcome: Outcome,
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was only looked at.
    Listed,
    /// It is where it belongs, and no longer here.
    Sent,
    /// It was worth nothing any more, and is gone.
    Deleted,
    /// Nobody knows where it belongs: it stays.
    Unknown,
    /// It stays, with the reason.
    Failed(String),
}

impl Outcome {
    /// Whether it no longer lies there.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self, Self::Sent | Self::Deleted)
    }
}

impl Entry {
    pub(super) fn of(letter: &DeadLetter, stack: &str) -> Self {
        let (queue, reading) = (letter.queue.name(stack), shape::read(letter, stack));
        let outcome = if reading.way == Way::Unknown { Outcome::Unknown } else { Outcome::Listed };
        Self { queue, letter: letter.clone(), reading, outcome }
    }

    fn goes_to(&self) -> String {
        match &self.reading.way {
            Way::Queue { name, .. } => name.clone(),
            Way::Events(_) => "the topic of incident events".to_owned(),
            Way::Committed { from, until } => {
                format!("the topic of incident events: what was committed from {from} to {until}")
            }
            Way::Worthless => "nowhere: worth nothing any more, it is deleted".to_owned(),
            Way::Unknown => "stays: unknown shape".to_owned(),
        }
    }
}

/// An entry for programs.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    queue: &'a str,
    message_id: &'a str,
    since: Option<jiff::Timestamp>,
    source: &'a str,
    what: &'a str,
    why: Option<&'a str>,
    goes_to: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

impl<'a> Listed<'a> {
    fn of(entry: &'a Entry) -> Self {
        let (outcome, error) = match &entry.outcome {
            Outcome::Listed => ("listed", None),
            Outcome::Sent => ("sent", None),
            Outcome::Deleted => ("deleted", None),
            Outcome::Unknown => ("unknown", None),
            Outcome::Failed(why) => ("failed", Some(why.as_str())),
        };
        let Reading { source, what, why, .. } = &entry.reading;
        let (message_id, since, goes_to) = (entry.letter.id.as_str(), entry.letter.since, entry.goes_to());
        Self {
            queue: &entry.queue,
            message_id,
            since,
            source,
            what,
            why: why.as_deref(),
            goes_to,
            outcome,
            error,
        }
    }
}

/// Shows what lies there.
pub(super) fn show(entries: &[Entry]) {
    if entries.is_empty() {
        return print::line("Both dead-letter queues are empty.");
    }
    let rows = entries.iter().map(|entry| {
        let since = entry.letter.since.map_or("?".to_owned(), clock::bare_second);
        let Reading { source, what, why, .. } = &entry.reading;
        [since, source.clone(), what.clone(), why.clone().unwrap_or_default(), entry.goes_to()]
    });
    let since = clock::heading("since");
    print::table([since.as_str(), "source", "what", "why", "goes to"], rows);
}

/// Lists everything for programs; people have seen it. That something stays is no failure of a list.
pub(super) fn list(common: &DeploymentOptions, entries: &[Entry]) -> Result<()> {
    match common.json {
        true => print::json(&entries.iter().map(Listed::of).collect::<Vec<_>>()),
        false => Ok(()),
    }
}

/// Says what became of everything.
///
/// # Errors
/// Something that should have left stays.
pub(super) fn finish(common: &DeploymentOptions, entries: &[Entry]) -> Result<()> {
    list(common, entries)?;
    let count =
        |outcome: fn(&Outcome) -> bool| entries.iter().filter(|entry| outcome(&entry.outcome)).count();
    let sent = count(|outcome| *outcome == Outcome::Sent);
    if sent > 0 {
        print::aside(format!("Brought back: {sent}."));
    }
    let deleted = count(|outcome| *outcome == Outcome::Deleted);
    if deleted > 0 {
        print::aside(format!("Deleted, worth nothing any more: {deleted}."));
    }
    let stay =
        |entry: &&Entry| entry.reading.way == Way::Unknown || matches!(entry.outcome, Outcome::Failed(_));
    let stays: Vec<String> = entries.iter().filter(stay).map(reason).collect();
    if stays.is_empty() {
        return Ok(());
    }
    bail!("{} stay in the dead-letter queues:\n{}", stays.len(), stays.join("\n"))
}

fn reason(entry: &Entry) -> String {
    let Reading { source, what, .. } = &entry.reading;
    let why = match &entry.outcome {
        Outcome::Failed(why) => why,
        _ => "its shape is unknown; read it in the SQS console (Send and receive messages), then delete it",
    };
    format!("  {} in {} ({source}, {what}): {why}", entry.letter.id, entry.queue)
}
