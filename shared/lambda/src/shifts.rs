//! Asks for a shift and answers: reads settings and decisions as they are, decides, stores, and looks again if somebody was faster.
//!
//! Must not take a shift by schedules from before: what was edited or taken meanwhile refuses it.

use crate::conflict::after_conflict;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::live::{
    LONGEST_OF_RESPONDER, Live, LiveAct, LiveChange, LiveEntry, LiveRecord, LiveRefusal, LiveVersion, Made,
    ShiftEnd,
};
use callout_domain::oncall::{ShiftNews, ShiftObstacle, ShiftRequest};
use callout_domain::settings::Rules;
use callout_ports::{Clock, CommitError, LiveStore, SettingsSource};
use jiff::Timestamp;

/// How often others may be faster.
const TRIES: usize = 5;

/// What somebody does about shifts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShiftCommand {
    /// Asks somebody.
    Ask {
        /// Who is asked for what.
        request: ShiftRequest,
        /// Why.
        reason: String,
    },
    /// Answers a request, or takes it back.
    Answer {
        /// Which.
        mark: IncidentId,
        /// Who answers.
        who: ResponderName,
        /// How.
        answer: ShiftAnswer,
    },
}

/// What somebody does about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftAnswer {
    /// Whoever was asked takes it.
    Take,
    /// Whoever was asked does not.
    Refuse,
    /// Whoever asked takes it back.
    Withdraw,
}

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShiftRefusal {
    /// By the schedules as they are now.
    Schedule(ShiftObstacle),
    /// It cannot be kept.
    Kept(LiveRefusal),
    /// It ended before.
    Ended(ShiftEnd),
    /// It ended so long ago that nothing is known of it.
    Unknown,
    /// Somebody else is asked, or asked.
    SomebodyElse,
}

/// Carries out what `by` does; returns what was recorded, or why nothing changed.
///
/// # Errors
/// The store failed, or others were faster each time.
pub async fn change_shift<T: LiveStore + SettingsSource>(
    table: &T,
    command: &ShiftCommand,
    by: &str,
    clock: &impl Clock,
) -> Result<Result<LiveRecord, ShiftRefusal>> {
    for attempt in 0..TRIES {
        let rules = table.rules().await.context("read the settings")?;
        let stored = table.live().await.context("read what was decided beside the settings")?;
        // Somebody decided something in between: the schedules are not those that the decision is about.
        if stored.number != rules.live().number {
            after_conflict(attempt).await;
            continue;
        }
        let (next, record) = match decided(&stored, command, by, &rules, clock.now()) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match table.save_live(&next, &record).await {
            Ok(()) => return Ok(Ok(record)),
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("record it"),
        }
    }
    bail!("others decided something at the same time again and again; try again")
}

fn decided(
    stored: &LiveVersion,
    command: &ShiftCommand,
    by: &str,
    rules: &Rules,
    now: Timestamp,
) -> Result<(LiveVersion, LiveRecord), ShiftRefusal> {
    let (live, name, act) = match command {
        ShiftCommand::Ask { request, reason } => {
            check(request, rules, now)?;
            let made = Made { by: by.to_owned(), at: now, incident: None };
            let what = LiveChange::ShiftRequest { request: request.clone(), end: None };
            let entry =
                LiveEntry { what, from: now, until: request.answer_by(now), reason: reason.clone(), made };
            let asked = stored.live.with(entry, LONGEST_OF_RESPONDER, now, |name| is_named(name, rules));
            let (live, name) = asked.map_err(ShiftRefusal::Kept)?;
            let is_known = stored.live.entry(&name).is_some_and(|known| live.entry(&name) == Some(known));
            let act = if is_known { LiveAct::Moved } else { LiveAct::Made };
            (live, name, act)
        }
        ShiftCommand::Answer { mark, who, answer } => answered(stored, (mark, who, *answer), by, rules, now)?,
    };
    let entry = live.entry(&name).cloned().ok_or(ShiftRefusal::Unknown)?;
    let record = LiveRecord { name, act, by: by.to_owned(), at: now, entry };
    Ok((stored.followed_by(live, now), record))
}

fn answered(
    stored: &LiveVersion,
    (mark, who, answer): (&IncidentId, &ResponderName, ShiftAnswer),
    by: &str,
    rules: &Rules,
    now: Timestamp,
) -> Result<(Live, String, LiveAct), ShiftRefusal> {
    let (name, entry, request) = stored.live.marked(mark).ok_or(ShiftRefusal::Unknown)?;
    let named = match answer {
        ShiftAnswer::Take | ShiftAnswer::Refuse => &request.asked,
        ShiftAnswer::Withdraw => &request.asker,
    };
    if named != who {
        return Err(ShiftRefusal::SomebodyElse);
    }
    if let Some(end) = entry.request_end(now) {
        return Err(ShiftRefusal::Ended(end));
    }
    let (live, act) = match answer {
        ShiftAnswer::Take => {
            check(request, rules, now)?;
            (stored.live.with_shift_taken(name, by, now, |name| is_named(name, rules)), LiveAct::Taken)
        }
        ShiftAnswer::Refuse => {
            (stored.live.with_request_ended(name, ShiftNews::Refused, now), LiveAct::Refused)
        }
        ShiftAnswer::Withdraw => {
            (stored.live.with_request_ended(name, ShiftNews::Withdrawn, now), LiveAct::Ended)
        }
    };
    Ok((live.map_err(ShiftRefusal::Kept)?, name.to_owned(), act))
}

fn check(request: &ShiftRequest, rules: &Rules, now: Timestamp) -> Result<(), ShiftRefusal> {
    let checked = request.check(now, |name| rules.responder(name).is_some(), |name| rules.schedule(name));
    checked.map_err(ShiftRefusal::Schedule)
}

fn is_named(name: &str, rules: &Rules) -> bool {
    let settings = rules.settings();
    settings.silences.contains_key(name) || settings.maintenance.contains_key(name)
}

impl ShiftRefusal {
    /// In words, with people and times as their reader knows them.
    pub fn words(&self, name: impl Fn(&ResponderName) -> String, at: impl Fn(Timestamp) -> String) -> String {
        match self {
            Self::Schedule(obstacle) => obstacle.words(name, at),
            Self::Kept(refusal) => {
                let text = refusal.to_string();
                let mut letters = text.chars();
                let first = letters.next().map(|letter| letter.to_uppercase().to_string());
                format!("{}{}.", first.unwrap_or_default(), letters.as_str())
            }
            Self::Ended(ShiftEnd { news, at: when }) => {
                let how = match news {
                    ShiftNews::Taken => "It was taken",
                    ShiftNews::Refused => "It was refused",
                    ShiftNews::Withdrawn => "Whoever asked took it back",
                    ShiftNews::Lapsed | ShiftNews::Asked { .. } => "Nobody answered in time: it ended",
                };
                format!("{how}, {}.", at(*when))
            }
            Self::Unknown => {
                "This request is over: it was answered or taken back, or nobody answered in time.".to_owned()
            }
            Self::SomebodyElse => "Somebody else was asked: only they can answer.".to_owned(),
        }
    }
}
