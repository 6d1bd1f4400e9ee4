//! Two people agree who is on call: one asks, the other takes it or not. Until then nothing changes.
//!
//! Must not change a schedule: whoever stores a request does, once it is taken.

use super::schedule::Schedule;
use crate::ids::{ResponderName, ScheduleName};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long somebody has to answer, if the shift does not begin before.
pub const TIME_TO_ANSWER: SignedDuration = SignedDuration::from_hours(24);
/// How far ahead a shift may end: what people decide beside the settings files lasts no longer.
pub const FURTHEST: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Two shifts are swapped; more are asked for one by one.
const MOST_PARTS: usize = 2;

/// What one person asks another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftRequest {
    /// Who asks.
    pub asker: ResponderName,
    /// Who is asked.
    pub asked: ResponderName,
    /// Who is on call for whom once it is taken: one part, or two of people who swap.
    pub parts: Vec<ShiftPart>,
}

/// A shift, or a part of one, that changes hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftPart {
    /// Of which schedule.
    pub schedule: ScheduleName,
    /// Who is on call until it is taken.
    pub from: ResponderName,
    /// Who is on call then.
    pub to: ResponderName,
    /// Its beginning.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftRequestKind {
    /// "Take my shift."
    Give,
    /// "I take your shift."
    Take,
    /// "I take yours, you take mine."
    Swap,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftNews {
    /// It was made.
    Asked {
        /// Until when it can be answered.
        answer_by: Timestamp,
    },
    /// It was taken.
    Taken,
    /// It was refused.
    Refused,
    /// Nobody answered in time.
    Lapsed,
    /// Whoever asked took it back.
    Withdrawn,
}

/// Why a request cannot be made or taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShiftObstacle {
    /// It names one person twice, or nobody.
    SamePerson,
    /// There is no such responder any more.
    Gone(ResponderName),
    /// There is no such schedule any more.
    NoSchedule(ScheduleName),
    /// The shift is over, or has no length.
    Over,
    /// It ends too far ahead.
    TooFar,
    /// Whoever is to be replaced is not on call for the whole time: the schedule changed.
    NotOnCall(ShiftPart),
    /// Whoever is to be on call is on call already: pages would lose one person.
    OnCallAlready(ShiftPart),
}

impl ShiftRequest {
    /// "Take my shift."
    pub fn give(asked: ResponderName, shift: ShiftOf<'_>) -> Self {
        let part = shift.to(&asked);
        Self { asker: part.from.clone(), asked, parts: vec![part] }
    }

    /// "I take your shift."
    pub fn take(asker: ResponderName, shift: ShiftOf<'_>) -> Self {
        let part = shift.to(&asker);
        Self { asked: part.from.clone(), asker, parts: vec![part] }
    }

    /// "I take yours, you take mine."
    pub fn swap(mine: ShiftOf<'_>, yours: ShiftOf<'_>) -> Self {
        let (asker, asked) = (mine.responder.clone(), yours.responder.clone());
        let parts = vec![mine.to(&asked), yours.to(&asker)];
        Self { asker, asked, parts }
    }

    /// What is asked.
    pub fn kind(&self) -> ShiftRequestKind {
        match self.parts.as_slice() {
            [one] if one.from == self.asker => ShiftRequestKind::Give,
            [_] => ShiftRequestKind::Take,
            _ => ShiftRequestKind::Swap,
        }
    }

    /// Until when it can be answered if it is made now: until its first shift begins, a day at most. A shift that runs can be given
    /// away until it ends.
    pub fn answer_by(&self, now: Timestamp) -> Timestamp {
        let latest = now.saturating_add(TIME_TO_ANSWER).unwrap_or(now);
        let begins = |part: &ShiftPart| if part.start > now { part.start } else { part.end };
        self.parts.iter().map(begins).fold(latest, Timestamp::min)
    }

    /// Whether it can be made or taken, by the schedules as they are now.
    ///
    /// # Errors
    /// Why not.
    pub fn check<'a>(
        &self,
        now: Timestamp,
        exists: impl Fn(&ResponderName) -> bool,
        schedule: impl Fn(&ScheduleName) -> Option<&'a Schedule>,
    ) -> Result<(), ShiftObstacle> {
        if self.asker == self.asked || self.parts.is_empty() || self.parts.len() > MOST_PARTS {
            return Err(ShiftObstacle::SamePerson);
        }
        if let Some(gone) = [&self.asker, &self.asked].into_iter().find(|name| !exists(name)) {
            return Err(ShiftObstacle::Gone(gone.clone()));
        }
        self.parts.iter().try_for_each(|part| {
            let found = schedule(&part.schedule);
            part.check(found.ok_or_else(|| ShiftObstacle::NoSchedule(part.schedule.clone()))?, now)
        })
    }
}

/// A shift that somebody has, as it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ShiftOf<'a> {
    /// Of which schedule.
    pub schedule: &'a ScheduleName,
    /// Whose.
    pub responder: &'a ResponderName,
    /// From when.
    pub start: Timestamp,
    /// Until when.
    pub end: Timestamp,
}

impl ShiftOf<'_> {
    fn to(self, to: &ResponderName) -> ShiftPart {
        let (schedule, from) = (self.schedule.clone(), self.responder.clone());
        ShiftPart { schedule, from, to: to.clone(), start: self.start, end: self.end }
    }
}

impl ShiftPart {
    fn check(&self, schedule: &Schedule, now: Timestamp) -> Result<(), ShiftObstacle> {
        let start = self.start.max(now);
        if start >= self.end {
            return Err(ShiftObstacle::Over);
        }
        if now.duration_until(self.end) > FURTHEST {
            return Err(ShiftObstacle::TooFar);
        }
        let shifts = schedule.shifts(start, self.end);
        let on_call = |name: &ResponderName| -> SignedDuration {
            let own = shifts.iter().filter(|shift| shift.responder == *name);
            own.map(|shift| shift.start.duration_until(shift.end)).sum()
        };
        if on_call(&self.from) < start.duration_until(self.end) {
            return Err(ShiftObstacle::NotOnCall(self.clone()));
        }
        if on_call(&self.to).is_zero() { Ok(()) } else { Err(ShiftObstacle::OnCallAlready(self.clone())) }
    }
}

impl ShiftNews {
    /// The word used in identities and for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asked { .. } => "shift_asked",
            Self::Taken => "shift_taken",
            Self::Refused => "shift_refused",
            Self::Lapsed => "shift_not_answered",
            Self::Withdrawn => "shift_request_withdrawn",
        }
    }
}

impl ShiftObstacle {
    /// In words, with people and times as their reader knows them.
    pub fn words(&self, name: impl Fn(&ResponderName) -> String, at: impl Fn(Timestamp) -> String) -> String {
        match self {
            Self::SamePerson => "A shift goes from one person to another: name two people.".to_owned(),
            Self::Gone(who) => format!("{} is not in the settings any more.", name(who)),
            Self::NoSchedule(schedule) => format!("There is no schedule {schedule} any more."),
            Self::Over => "It is over, or ends before it begins.".to_owned(),
            Self::TooFar => format!(
                "It ends more than {} days ahead: ask for a part of it, ask later, or write an override into the settings files.",
                FURTHEST.as_hours() / 24
            ),
            Self::NotOnCall(part) => format!(
                "{} is not on call for {} from {} until {}: the schedule changed, or it is not one shift.",
                name(&part.from),
                part.schedule,
                at(part.start),
                at(part.end)
            ),
            Self::OnCallAlready(part) => format!(
                "{} is on call for {} already in that time: nobody would take the place of {}.",
                name(&part.to),
                part.schedule,
                name(&part.from)
            ),
        }
    }
}
