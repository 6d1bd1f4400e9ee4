//! When one person is on call next, prepared for the template.

use crate::session::Session;
use crate::shifts::AskLink;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::{Schedule, Shift};
use callout_web::parts::Reader;
use callout_web::words::Moment;
use jiff::{SignedDuration, Timestamp};

/// How far shifts are looked for.
const DAYS: i64 = 60;
/// The most shifts that are listed.
const MOST: usize = 40;

#[derive(Template)]
#[template(path = "on_call_person.html")]
pub(super) struct PersonPage {
    top: Top,
    name: String,
    days: i64,
    shifts: Vec<ShiftRow>,
    more: usize,
}

/// One shift.
pub(crate) struct ShiftRow {
    pub(crate) schedule: String,
    /// What put the person on call.
    pub(crate) because: String,
    pub(crate) start: Moment,
    pub(crate) end: Moment,
    pub(crate) is_now: bool,
    /// Where the reader gives it away, or asks for it.
    pub(crate) ask: Option<AskLink>,
}

impl PersonPage {
    /// Of a person; `None` if the settings do not have them.
    pub(super) fn of(name: &ResponderName, session: &Session, now: Timestamp) -> Option<Self> {
        session.rules.responder(name)?;
        let reader = session.reader();
        let mut shifts = next_shifts(name, session, &reader, now);
        let more = shifts.len().saturating_sub(MOST);
        shifts.truncate(MOST);
        let top = Top::of(session, Place::OnCall);
        Some(Self { top, name: reader.responder(name), days: DAYS, shifts, more })
    }
}

/// The shifts of a person from now on, in the order in which they begin.
pub(crate) fn next_shifts(
    name: &ResponderName,
    session: &Session,
    reader: &Reader<'_>,
    now: Timestamp,
) -> Vec<ShiftRow> {
    let to = now.saturating_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
    let of_schedule = |(schedule, compiled): (&ScheduleName, &Schedule)| -> Vec<(ScheduleName, Shift)> {
        if !compiled.responders().contains(name) {
            return Vec::new();
        }
        let shifts = compiled.whole_shifts(now, to).into_iter();
        shifts.filter(|shift| shift.responder == *name).map(|shift| (schedule.clone(), shift)).collect()
    };
    let mut all: Vec<(ScheduleName, Shift)> =
        session.rules.schedules().iter().flat_map(of_schedule).collect();
    all.sort_by(|(one, a), (other, b)| a.start.cmp(&b.start).then_with(|| one.cmp(other)));
    let row = |(schedule, shift): (ScheduleName, Shift)| ShiftRow {
        schedule: schedule.to_string(),
        because: shift.source.to_string(),
        start: reader.moment(shift.start).with_weekday(),
        end: reader.moment(shift.end).with_weekday(),
        is_now: shift.start <= now,
        ask: AskLink::of(session, &schedule, name, (shift.start.max(now), now)),
    };
    all.into_iter().map(row).collect()
}
