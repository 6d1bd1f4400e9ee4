//! Requests for shifts among the decisions: waiting for their answer, taken, refused, forgotten; and who hears of it.
//!
//! Must not decide who is on call: a request that is taken becomes overrides like those that operators make.

use super::entry::{LiveChange, LiveEntry, LiveOverride, Made, ShiftEnd};
use super::list::Live;
use super::record::{LiveAct, LiveRecord};
use super::refusal::{LONGEST_OF_OPERATOR, LiveRefusal};
use crate::ids::{IncidentId, digest};
use crate::oncall::{Notice, NoticeKind, ShiftNews, ShiftRequest};
use jiff::{SignedDuration, Timestamp};

#[cfg(test)]
mod tests;

/// How long a request or an override is kept that is over, so that whoever it concerns hears of it whatever else is decided meanwhile,
/// and whoever opens a request's link again reads what became of it: as long as notices are made up for.
const KEPT_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// What tells a request from others, in the place in which other links name an incident: a name is used again.
pub fn request_mark(name: &str, entry: &LiveEntry) -> IncidentId {
    let digest = digest(&["shift request", name, &entry.made.at.to_string()]);
    IncidentId::from_bytes(std::array::from_fn(|nth| digest[nth]))
}

impl LiveEntry {
    /// The request, if it is one.
    pub fn request(&self) -> Option<&ShiftRequest> {
        match &self.what {
            LiveChange::ShiftRequest { request, .. } => Some(request),
            _ => None,
        }
    }

    /// How the request ended, if it is one and ended by a time.
    pub fn request_end(&self, now: Timestamp) -> Option<ShiftEnd> {
        match &self.what {
            LiveChange::ShiftRequest { end, .. } => {
                let lapsed = || ShiftEnd { news: ShiftNews::Lapsed, at: self.until };
                end.or_else(|| (self.until <= now).then(lapsed))
            }
            _ => None,
        }
    }

    pub(super) fn is_request(&self) -> bool {
        self.request().is_some()
    }

    /// Whether it stays in the list at a time.
    pub(super) fn is_kept(&self, now: Timestamp) -> bool {
        let over = match self.request_end(now) {
            Some(end) => end.at,
            None if self.is_override() => self.until,
            None => return self.until > now,
        };
        over.saturating_add(KEPT_AFTER).is_ok_and(|until| until > now)
    }

    pub(super) fn is_override(&self) -> bool {
        matches!(self.what, LiveChange::Override { .. })
    }
}

impl Live {
    /// The requests that can be answered at a time, by name.
    pub fn requests(&self, now: Timestamp) -> impl Iterator<Item = (&str, &LiveEntry, &ShiftRequest)> {
        let waiting = self.entries().filter(move |(_, entry)| entry.request_end(now).is_none());
        waiting.filter_map(|(name, entry)| Some((name, entry, entry.request()?)))
    }

    /// The request of a link, by its mark, also if it ended a short time ago.
    pub fn marked(&self, mark: &IncidentId) -> Option<(&str, &LiveEntry, &ShiftRequest)> {
        let requests = self.entries().filter_map(|(name, entry)| Some((name, entry, entry.request()?)));
        let mut found = requests.filter(|(name, entry, _)| request_mark(name, entry) == *mark);
        found.next()
    }

    /// The same with a request that ended.
    ///
    /// # Errors
    /// There is no such request, or it ended before.
    pub fn with_request_ended(
        &self,
        name: &str,
        news: ShiftNews,
        now: Timestamp,
    ) -> Result<Self, LiveRefusal> {
        let unknown = || LiveRefusal::Unknown(name.to_owned());
        let entry = self.entry(name).filter(|entry| entry.request_end(now).is_none()).ok_or_else(unknown)?;
        let request = entry.request().ok_or_else(unknown)?.clone();
        let what = LiveChange::ShiftRequest { request, end: Some(ShiftEnd { news, at: now }) };
        Ok(self.replacing(name, LiveEntry { what, ..entry.clone() }, now))
    }

    /// The same with a request that was taken, and its overrides. Two people agreed, so that they may end as late as an operator's.
    ///
    /// # Errors
    /// There is no such request, it ended before, or its shift ends too late.
    pub fn with_shift_taken(
        &self,
        name: &str,
        by: &str,
        now: Timestamp,
        is_taken: impl Fn(&str) -> bool,
    ) -> Result<Self, LiveRefusal> {
        let ended = self.with_request_ended(name, ShiftNews::Taken, now)?;
        let entry = self.entry(name).ok_or_else(|| LiveRefusal::Unknown(name.to_owned()))?;
        let made = Made { by: format!("{} and {by}", entry.made.by), at: now, incident: None };
        let parts = entry.request().map(|request| request.parts.as_slice()).unwrap_or_default();
        parts.iter().try_fold(ended, |next, part| {
            let (schedule, change) = (part.schedule.clone(), LiveOverride::from(part));
            let agreed = LiveEntry {
                what: LiveChange::Override { schedule, change },
                from: part.start.max(now),
                until: part.end,
                reason: entry.reason.clone(),
                made: made.clone(),
            };
            Ok(next.with(agreed, LONGEST_OF_OPERATOR, now, &is_taken)?.0)
        })
    }

    /// The notices to whoever asked and got no answer between two times.
    pub fn shift_notices_due(&self, after: Timestamp, to: Timestamp) -> Vec<Notice> {
        let lapsed = self.entries().filter(|(_, entry)| {
            let end = entry.request_end(to);
            end.is_some_and(|end| end.news == ShiftNews::Lapsed && after < end.at && end.at <= to)
        });
        lapsed.filter_map(|(name, entry)| notice(name, entry, ShiftNews::Lapsed, entry.until)).collect()
    }
}

/// The notice of a change, if somebody asked for a shift or answered.
pub fn live_notice(record: &LiveRecord) -> Option<Notice> {
    let news = match record.act {
        LiveAct::Made => ShiftNews::Asked { answer_by: record.entry.until },
        LiveAct::Taken => ShiftNews::Taken,
        LiveAct::Refused => ShiftNews::Refused,
        LiveAct::Ended => ShiftNews::Withdrawn,
        LiveAct::Moved => return None,
    };
    notice(&record.name, &record.entry, news, record.at)
}

fn notice(name: &str, entry: &LiveEntry, news: ShiftNews, at: Timestamp) -> Option<Notice> {
    let request = entry.request()?.clone();
    let (schedule, mark) = (request.parts.first()?.schedule.clone(), request_mark(name, entry));
    let reason = entry.reason.clone();
    Some(Notice { schedule, at, kind: NoticeKind::Shift { mark, request, news, reason } })
}
