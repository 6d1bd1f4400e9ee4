//! Who is notified of an on-call notice: one contact each, which does not ring.
//!
//! Must not wake anybody: a person with only ringing contacts is notified outside their quiet hours, or not at all.

mod shift_words;
#[cfg(test)]
mod tests;
mod words;

pub use words::notice_words;

use crate::ids::{ContactName, ResponderName};
use crate::oncall::settings::RestrictionSettings;
use crate::oncall::{Hours, Notice, NoticeKind, OnCallPeriod, ShiftNews, ShiftRequest};
use crate::responder::Channel;
use crate::settings::Rules;
use jiff::{SignedDuration, Timestamp};

/// A notice older than this, after an outage or from a dead-letter queue, is no longer sent.
const NEWS_LIFE: SignedDuration = SignedDuration::from_hours(6);

/// The default quiet hours for notices.
const NIGHT: (&str, &str) = ("22:00", "07:00");

/// One message of a notice to one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeMessage {
    /// Its identity within the notice: a person is notified once, whatever the contact.
    pub id: String,
    /// The responder.
    pub responder: ResponderName,
    /// The responder's contact.
    pub contact: ContactName,
    /// The channel.
    pub channel: Channel,
    /// What the notice means for the person.
    pub part: Part,
}

/// What a notice means for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Their shift ends.
    Leaves,
    /// Their shift starts.
    Comes {
        /// When the shift ends, if known.
        until: Option<Timestamp>,
    },
    /// Their shift starts later.
    WillCome {
        /// When the shift starts.
        from: Timestamp,
        /// When the shift ends, if known.
        until: Option<Timestamp>,
    },
    /// They are on call.
    IsOnCall {
        /// When the shift ends, if known.
        until: Option<Timestamp>,
    },
    /// They are asked to be on call.
    IsAsked {
        /// Until when they can answer.
        answer_by: Timestamp,
    },
    /// Somebody asked for a shift, and they hear what became of it.
    HearsOfShift,
}

/// A person who is not notified, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotNotified {
    /// The responder.
    pub responder: ResponderName,
    /// The reason.
    pub why: Why,
}

/// Why a person is not notified of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// They are missing from the settings, or have no contact.
    NoContact,
    /// All their contacts ring, and it is night or their quiet hours.
    WouldRing,
    /// The notice is too old, or their shift is over.
    TooLate,
}

/// Plans the messages of a notice at `now`, and lists the people it does not reach.
pub fn plan_notice(
    notice: &Notice,
    rules: &Rules,
    now: Timestamp,
) -> Vec<Result<NoticeMessage, NotNotified>> {
    let is_news = now.duration_since(notice.at) <= NEWS_LIFE;
    let message = |(name, part): (&ResponderName, Part)| {
        let is_over = part.until().is_some_and(|until| until <= now);
        let planned = if is_news && !is_over { message(name, part, rules, now) } else { Err(Why::TooLate) };
        planned.map_err(|why| NotNotified { responder: name.clone(), why })
    };
    let others = on_call_beside(&notice.kind, rules, now);
    let others = others.iter().map(|name| (name, Part::HearsOfShift));
    parts(&notice.kind).into_iter().chain(others).map(message).collect()
}

/// Whether a person would hear of something now over what does not ring.
///
/// # Errors
/// Why not.
pub fn quiet_channel(name: &ResponderName, rules: &Rules, now: Timestamp) -> Result<Channel, Why> {
    message(name, Part::HearsOfShift, rules, now).map(|message| message.channel)
}

/// Whoever else is on call by a schedule when a shift of it was taken.
fn on_call_beside(kind: &NoticeKind, rules: &Rules, now: Timestamp) -> Vec<ResponderName> {
    let NoticeKind::Shift { request, news: ShiftNews::Taken, .. } = kind else { return Vec::new() };
    let schedules = request.parts.iter().filter_map(|part| rules.schedule(&part.schedule));
    let mut found: Vec<ResponderName> = schedules.flat_map(|schedule| schedule.on_call(now)).collect();
    found.retain(|name| *name != request.asker && *name != request.asked);
    found.sort();
    found.dedup();
    found
}

/// Who of the two hears what became of a request.
fn hearers(request: &ShiftRequest, news: ShiftNews) -> Vec<(&ResponderName, Part)> {
    let hears = |name| (name, Part::HearsOfShift);
    match news {
        ShiftNews::Asked { answer_by } => vec![(&request.asked, Part::IsAsked { answer_by })],
        ShiftNews::Taken => vec![hears(&request.asker), hears(&request.asked)],
        ShiftNews::Refused | ShiftNews::Lapsed => vec![hears(&request.asker)],
        ShiftNews::Withdrawn => vec![hears(&request.asked)],
    }
}

fn parts(kind: &NoticeKind) -> Vec<(&ResponderName, Part)> {
    let each = |duties, part: &dyn Fn(&OnCallPeriod) -> Part| {
        let duties: &Vec<OnCallPeriod> = duties;
        duties.iter().map(|duty| (&duty.responder, part(duty))).collect::<Vec<_>>()
    };
    match kind {
        NoticeKind::HandedOver { leaving, coming, .. } => {
            let leaving = leaving.iter().map(|name| (name, Part::Leaves));
            leaving.chain(each(coming, &|duty| Part::Comes { until: duty.until })).collect()
        }
        NoticeKind::Before { coming, starts_at } => {
            each(coming, &|duty| Part::WillCome { from: *starts_at, until: duty.until })
        }
        NoticeKind::Summary { on_call } => each(on_call, &|duty| Part::IsOnCall { until: duty.until }),
        NoticeKind::Shift { request, news, .. } => hearers(request, *news),
    }
}

fn message(name: &ResponderName, part: Part, rules: &Rules, now: Timestamp) -> Result<NoticeMessage, Why> {
    let notification_rules = rules.notification_rules(name).ok_or(Why::NoContact)?;
    let contact = notification_rules.quietest().ok_or(Why::NoContact)?;
    let channel = notification_rules.channel(contact).ok_or(Why::NoContact)?;
    if channel.rings() && is_quiet(name, rules, now) {
        return Err(Why::WouldRing);
    }
    let id = format!("{}.{name}", part.name());
    Ok(NoticeMessage { id, responder: name.clone(), contact: contact.clone(), channel, part })
}

/// Whether it is night or a quiet hour for a person. If unknown, it is.
fn is_quiet(name: &ResponderName, rules: &Rules, now: Timestamp) -> bool {
    let Some(person) = rules.responder(name) else { return true };
    let (from, to) = NIGHT;
    let night = [RestrictionSettings { days: Vec::new(), from: from.to_owned(), to: to.to_owned() }];
    let quiet = if person.quiet.is_empty() { night.as_slice() } else { person.quiet.as_slice() };
    let hours = Hours::compile(quiet, person.zone.as_deref().unwrap_or("UTC"));
    hours.map_or(true, |hours| hours.contain(now))
}

impl Part {
    fn until(self) -> Option<Timestamp> {
        match self {
            Self::Leaves | Self::HearsOfShift => None,
            Self::IsAsked { answer_by } => Some(answer_by),
            Self::Comes { until } | Self::WillCome { until, .. } | Self::IsOnCall { until } => until,
        }
    }

    /// The word used in identities and for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaves => "leaves",
            Self::Comes { .. } => "comes",
            Self::WillCome { .. } => "will_come",
            Self::IsOnCall { .. } => "is_on_call",
            Self::IsAsked { .. } => "is_asked",
            Self::HearsOfShift => "hears_of_shift",
        }
    }
}
