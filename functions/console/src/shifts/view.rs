//! Requests for shifts, and the form that makes one, prepared for the templates.

use super::form::{SubmittedForm, WantedShift};
use crate::choice::MOST_CHOICES;
use crate::contacts::by_channel;
use crate::person_link::shifts;
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::access::{Act, may};
use callout_domain::ids::{IncidentId, ResponderName, ScheduleName};
use callout_domain::live::{LiveEntry, request_mark};
use callout_domain::notification::quiet_channel;
use callout_domain::oncall::{FURTHEST, Schedule, Shift, ShiftPart, ShiftRequest, ShiftRequestKind};
use callout_web::parts::Reader;
use callout_web::words::Moment;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The most own shifts to give in return.
const MOST_IN_RETURN: usize = 30;

/// A request that waits for its answer.
pub(crate) struct RequestView {
    pub(crate) mark: String,
    pub(crate) schedules: Vec<String>,
    pub(crate) title: String,
    pub(crate) parts: Vec<PartView>,
    /// Untrusted text.
    pub(crate) reason: String,
    pub(crate) asker: String,
    pub(crate) asked: String,
    pub(crate) answer_by: Moment,
    /// The asked person's buttons, and what is said after the first.
    pub(crate) agree: String,
    pub(crate) refuse: &'static str,
    pub(crate) agreed: &'static str,
    /// What the reader may do about it.
    pub(crate) is_asked: bool,
    pub(crate) is_asker: bool,
    /// What the asker knows of the message: over what it leaves, or that none does.
    pub(crate) reach: String,
}

/// What changes hands.
pub(crate) struct PartView {
    pub(crate) schedule: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) start: Moment,
    pub(crate) end: Moment,
}

/// The requests that wait, those that end first in front.
pub(crate) fn requests(session: &Session, now: Timestamp) -> Vec<RequestView> {
    let (rules, reader) = (&session.rules, session.reader());
    let me = session.responder();
    let mut found: Vec<_> = rules.live().live.requests(now).collect();
    found.sort_by_key(|(_, entry, _)| entry.until);
    let view = |(name, entry, request): &(&str, &LiveEntry, &ShiftRequest)| {
        let reach = match quiet_channel(&request.asked, rules, now) {
            Ok(channel) => format!("The message goes by {}.", by_channel(channel.as_str())),
            Err(_) => "No message reaches them now without ringing: tell them yourself.".to_owned(),
        };
        let mut view = RequestView::of(&request_mark(name, entry), entry, request, &reader);
        view.is_asked = me.as_ref() == Some(&request.asked);
        view.is_asker = me.as_ref() == Some(&request.asker);
        view.reach = reach;
        view
    };
    found.iter().map(view).collect()
}

impl RequestView {
    pub(super) fn of(
        mark: &IncidentId,
        entry: &LiveEntry,
        request: &ShiftRequest,
        reader: &Reader<'_>,
    ) -> Self {
        let (asker, asked) = (reader.responder(&request.asker), reader.responder(&request.asked));
        let part = |part: &ShiftPart| PartView {
            schedule: part.schedule.to_string(),
            from: reader.responder(&part.from),
            to: reader.responder(&part.to),
            start: reader.moment(part.start).with_weekday(),
            end: reader.moment(part.end).with_weekday(),
        };
        let title = match request.kind() {
            ShiftRequestKind::Give => format!("{asker} asks {asked} to take a shift"),
            ShiftRequestKind::Take => format!("{asker} offers to take a shift of {asked}"),
            ShiftRequestKind::Swap => format!("{asker} asks {asked} to swap shifts"),
        };
        // "Take it" would say the opposite to whoever gives a shift away.
        let (agree, refuse, agreed) = match request.kind() {
            ShiftRequestKind::Give => ("Take it".to_owned(), "No", "It is yours"),
            ShiftRequestKind::Take => (format!("Let {asker} take it"), "Keep it", "Agreed"),
            ShiftRequestKind::Swap => ("Swap".to_owned(), "No", "Swapped"),
        };
        Self {
            mark: mark.to_string(),
            schedules: request.parts.iter().map(|part| part.schedule.to_string()).collect(),
            title,
            parts: request.parts.iter().map(part).collect(),
            reason: entry.reason.clone(),
            asker,
            asked,
            answer_by: reader.moment(entry.until).with_weekday(),
            agree,
            refuse,
            agreed,
            is_asked: false,
            is_asker: false,
            reach: String::new(),
        }
    }
}

/// The way to the form about a shift.
pub(crate) struct AskLink {
    pub(crate) href: String,
    pub(crate) words: String,
}

impl AskLink {
    /// For a shift that can be asked for; `None` if the reader may not ask, or it begins too far ahead.
    pub(crate) fn of(
        session: &Session,
        schedule: &ScheduleName,
        person: &ResponderName,
        (at, now): (Timestamp, Timestamp),
    ) -> Option<Self> {
        let is_near = now.duration_until(at) < FURTHEST;
        let may_ask = may(&session.actor, Act::Suppress, &session.rules).is_ok();
        let me = session.responder().filter(|_| is_near && may_ask)?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query
            .append_pair("schedule", schedule.as_str())
            .append_pair("person", person.as_str())
            .append_pair("at", &at.to_string())
            .finish();
        let words = match me == *person {
            true => "Give this shift away".to_owned(),
            false => format!("Take this shift of {}", session.reader().responder(person)),
        };
        Some(Self { href: format!("shifts?{query}"), words })
    }
}

/// The form that asks.
#[derive(Template)]
#[template(path = "shift_ask.html")]
pub(super) struct AskPage {
    top: Top,
    why: Option<String>,
    heading: &'static str,
    /// None: the shift is gone, or whoever is signed in is nobody who can be on call.
    shift: Option<ShiftView>,
    back: String,
}

struct ShiftView {
    schedule: String,
    person: String,
    name: String,
    is_mine: bool,
    start: Moment,
    end: Moment,
    /// As the fields of the form have them.
    from: String,
    until: String,
    zone: String,
    people: Vec<(String, String)>,
    in_return: Vec<(String, String)>,
    to: String,
    given: String,
    typed: String,
}

impl AskPage {
    /// About a shift that an address names; `None` if nobody has that name.
    pub(super) fn of(wanted: &WantedShift, session: &Session, now: Timestamp) -> Option<Self> {
        let schedule = session.rules.schedule(&wanted.schedule)?;
        session.rules.responder(&wanted.person)?;
        let second = SignedDuration::from_secs(1);
        let from = wanted.at.max(now);
        let found = schedule.whole_shifts(from, from.saturating_add(second).ok()?);
        let shift = found.into_iter().find(|shift| shift.responder == wanted.person);
        let shift = session.responder().zip(shift);
        let shift =
            shift.map(|(me, shift)| ShiftView::of(&wanted.schedule, schedule, &shift, &me, session, now));
        Some(Self {
            top: Top::of(session, Place::OnCall),
            why: None,
            heading: heading(session.responder().as_ref() == Some(&wanted.person)),
            shift,
            back: shifts(&wanted.person),
        })
    }

    /// The same with why nothing was asked, and what was typed.
    pub(super) fn refusing(why: String, filled: &SubmittedForm, session: &Session, now: Timestamp) -> Self {
        let (schedule, person) = (filled.schedule.as_str().into(), filled.person.as_str().into());
        let zone =
            session.rules.schedule(&schedule).map(|schedule| zone_of(schedule, &session.reader()).clone());
        let at = zone.and_then(|zone| callout_domain::oncall::read_instant(&filled.from, &zone).ok());
        let wanted = WantedShift { schedule, person, at: at.unwrap_or(now) };
        let mut shown = Self::of(&wanted, session, now).unwrap_or_else(|| Self {
            top: Top::of(session, Place::OnCall),
            why: None,
            heading: "A shift",
            shift: None,
            back: "mine".to_owned(),
        });
        shown.why = Some(why);
        if let Some(shift) = &mut shown.shift {
            for (field, typed) in [
                (&mut shift.from, &filled.from),
                (&mut shift.until, &filled.until),
                (&mut shift.to, &filled.to),
                (&mut shift.given, &filled.back),
                (&mut shift.typed, &filled.text),
            ] {
                field.clone_from(typed);
            }
        }
        shown
    }
}

fn heading(is_mine: bool) -> &'static str {
    if is_mine { "Give this shift away" } else { "Take this shift" }
}

fn zone_of<'a>(schedule: &'a Schedule, reader: &'a Reader<'_>) -> &'a TimeZone {
    reader.own_zone().unwrap_or(schedule.zone())
}

impl ShiftView {
    fn of(
        name: &ScheduleName,
        schedule: &Schedule,
        shift: &Shift,
        me: &ResponderName,
        session: &Session,
        now: Timestamp,
    ) -> Self {
        let reader = session.reader();
        let zone = zone_of(schedule, &reader);
        let (start, latest) = (shift.start.max(now), now.saturating_add(FURTHEST).unwrap_or(shift.end));
        let field = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
        let is_mine = shift.responder == *me;
        Self {
            schedule: name.to_string(),
            person: shift.responder.to_string(),
            name: reader.responder(&shift.responder),
            is_mine,
            start: reader.moment(shift.start).with_weekday(),
            end: reader.moment(shift.end).with_weekday(),
            from: field(start),
            until: field(shift.end.min(latest)),
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            people: if is_mine { people(schedule, me, session) } else { Vec::new() },
            in_return: if is_mine { Vec::new() } else { in_return(me, session, now) },
            to: String::new(),
            given: String::new(),
            typed: String::new(),
        }
    }
}

/// Whom to ask: first those of the schedule. Empty where there are too many to choose from.
fn people(schedule: &Schedule, me: &ResponderName, session: &Session) -> Vec<(String, String)> {
    let all = &session.rules.settings().responders;
    if all.len() > MOST_CHOICES {
        return Vec::new();
    }
    let mut people: Vec<&ResponderName> = all.keys().filter(|name| *name != me).collect();
    people.sort_by_key(|name| !schedule.responders().contains(name));
    people.into_iter().map(|name| (name.to_string(), session.reader().responder(name))).collect()
}

/// The reader's own shifts, as the form lists them, and in words.
fn in_return(me: &ResponderName, session: &Session, now: Timestamp) -> Vec<(String, String)> {
    let (reader, to) = (session.reader(), now.saturating_add(FURTHEST).unwrap_or(now));
    let schedules = session.rules.schedules().iter().filter(|(_, it)| it.responders().contains(me));
    let mut own: Vec<(&ScheduleName, Shift)> = schedules
        .flat_map(|(name, it)| it.whole_shifts(now, to).into_iter().map(move |s| (name, s)))
        .collect();
    own.retain(|(_, shift)| shift.responder == *me && shift.start > now && shift.end <= to);
    own.sort_by_key(|(_, shift)| shift.start);
    own.truncate(MOST_IN_RETURN);
    let words = |(schedule, shift): &(&ScheduleName, Shift)| {
        let moment = |at| reader.moment(at).with_weekday();
        (
            format!("{} {} {schedule}", shift.start, shift.end),
            format!("{schedule}, {} until {}", moment(shift.start), moment(shift.end)),
        )
    };
    own.iter().map(words).collect()
}
