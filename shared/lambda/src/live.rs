//! Changes what people decided beside the settings: reads it, decides, stores it, and looks again if somebody was faster.

use crate::conflict::after_conflict;
use anyhow::{Context, Result, bail};
use callout_domain::live::{LiveAct, LiveEntry, LiveRecord, LiveRefusal, LiveVersion};
use callout_domain::settings::Settings;
use callout_ports::{Clock, CommitError, LiveStore};
use jiff::{SignedDuration, Timestamp};

/// How often others may be faster.
const TRIES: usize = 5;

/// What somebody decides.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveCommand {
    /// Something new. The same once more lasts until the later end.
    Make(Box<LiveEntry>),
    /// It ends at another time.
    Move {
        /// Which.
        name: String,
        /// When.
        until: Timestamp,
    },
    /// It ends now.
    End {
        /// Which.
        name: String,
    },
}

/// Carries out a decision of `by`, which may last no longer than `longest` and takes no name of the settings; returns what was recorded, or why nothing changed.
///
/// # Errors
/// The store failed, or others were faster each time.
pub async fn change_live(
    table: &impl LiveStore,
    command: &LiveCommand,
    by: &str,
    (longest, settings): (SignedDuration, &Settings),
    clock: &impl Clock,
) -> Result<Result<LiveRecord, LiveRefusal>> {
    for attempt in 0..TRIES {
        let stored = table.live().await.context("read what was decided beside the settings")?;
        let (next, record) = match decided(&stored, command, by, (longest, settings), clock.now()) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match table.save_live(&next, &record).await {
            Ok(()) => return Ok(Ok(record)),
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("record the decision"),
        }
    }
    bail!("others decided something at the same time again and again; try again")
}

fn decided(
    stored: &LiveVersion,
    command: &LiveCommand,
    by: &str,
    (longest, settings): (SignedDuration, &Settings),
    now: Timestamp,
) -> Result<(LiveVersion, LiveRecord), LiveRefusal> {
    let before = &stored.live;
    let is_taken =
        |name: &str| settings.silences.contains_key(name) || settings.maintenance.contains_key(name);
    let (live, name, act) = match command {
        LiveCommand::Make(entry) => {
            let (live, name) = before.with((**entry).clone(), longest, now, is_taken)?;
            let act = if before.entry(&name).is_some_and(|entry| entry.until > now) {
                LiveAct::Moved
            } else {
                LiveAct::Made
            };
            (live, name, act)
        }
        LiveCommand::Move { name, until } => {
            (before.ending(name, *until, longest, now)?, name.clone(), LiveAct::Moved)
        }
        LiveCommand::End { name } => (before.without(name, now)?, name.clone(), LiveAct::Ended),
    };
    let entry = live.entry(&name).or_else(|| before.entry(&name)).cloned();
    let entry = entry.ok_or_else(|| LiveRefusal::Unknown(name.clone()))?;
    let record = LiveRecord { name, act, by: by.to_owned(), at: now, entry };
    Ok((stored.followed_by(live, now), record))
}
