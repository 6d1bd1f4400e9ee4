//! Who is told of a notice, and over what: one contact each, which does not ring.
//!
//! Must not wake anybody: whoever can only be rung is told outside their quiet hours, or not at all.

#[cfg(test)]
mod tests;
mod words;

pub use words::notice_words;

use crate::ids::{ContactName, ResponderName};
use crate::oncall::settings::RestrictionSettings;
use crate::oncall::{Hours, Notice, NoticeKind, OnCallPeriod};
use crate::responder::Channel;
use crate::settings::Rules;
use jiff::{SignedDuration, Timestamp};

/// A notice that comes later than this, after an outage or out of a dead-letter queue, is no news any more.
const NEWS_LIFE: SignedDuration = SignedDuration::from_hours(6);

/// When nobody is rung for a notice, if they do not say when themselves.
const NIGHT: (&str, &str) = ("22:00", "07:00");

/// One message of a notice to one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeMessage {
    /// Its identity within the notice: a person is told once, over whatever contact.
    pub id: String,
    /// To whom.
    pub responder: ResponderName,
    /// To which of their contacts.
    pub contact: ContactName,
    /// Over what.
    pub channel: Channel,
    /// What the notice means for them.
    pub part: Part,
}

/// What a notice means for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// They are no longer on call.
    Leaves,
    /// They are on call from now on.
    Comes {
        /// As long as this, if it is known.
        until: Option<Timestamp>,
    },
    /// They are on call later.
    WillCome {
        /// From when.
        from: Timestamp,
        /// As long as this, if it is known.
        until: Option<Timestamp>,
    },
    /// They are on call.
    IsOnCall {
        /// As long as this, if it is known.
        until: Option<Timestamp>,
    },
}

/// Somebody who is not told, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotNotified {
    /// Who.
    pub responder: ResponderName,
    /// Why not.
    pub why: Why,
}

/// Why somebody is not told of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The settings do not know them, or give no contact.
    NoContact,
    /// Every contact of theirs rings, and it is night or their quiet hours.
    WouldRing,
    /// It is no news any more, or their time on call is over.
    TooLate,
}

/// The messages of a notice, seen from `now`, and whom it does not reach.
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
    parts(&notice.kind).into_iter().map(message).collect()
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

/// Whether it is night or a quiet hour for somebody; if that cannot be told, it is.
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
            Self::Leaves => None,
            Self::Comes { until } | Self::WillCome { until, .. } | Self::IsOnCall { until } => until,
        }
    }

    /// The word for it, in identities and for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaves => "leaves",
            Self::Comes { .. } => "comes",
            Self::WillCome { .. } => "will_come",
            Self::IsOnCall { .. } => "is_on_call",
        }
    }
}
