//! How evenly a schedule shares what is to come. Must not count; the domain does.

use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::{EVEN, LOAD_KINDS, Load, balances};
use callout_web::parts::Reader;
use jiff::{SignedDuration, Timestamp};

/// How far ahead.
const DAYS: i64 = 90;
/// The most people that are listed, those with the most hours first.
const MOST: usize = 100;

/// The hours of each person, and how even they are.
#[derive(Template)]
#[template(path = "on_call_fairness.html")]
pub(super) struct FairnessPage {
    top: Top,
    name: String,
    days: i64,
    /// The zone by which nights and weekends count.
    zone: String,
    rows: Vec<LoadRow>,
    /// How many more people there are.
    more: usize,
    /// How even each kind of hours is, in words; empty where nobody is on call.
    balance: String,
}

/// One person.
struct LoadRow {
    who: String,
    /// Hours, nights, weekends, holidays.
    hours: Vec<String>,
    share: String,
}

impl FairnessPage {
    /// Of a schedule; `None` if the settings do not have it.
    pub(super) fn of(name: &ScheduleName, session: &Session, now: Timestamp) -> Option<Self> {
        let (schedule, reader) = (session.rules.schedules().get(name)?, session.reader());
        let to = now.saturating_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
        let mut loads = schedule.loads(now, to);
        let all: SignedDuration = loads.iter().map(|load| load.total).sum();
        let said: Vec<String> = balances(&loads).into_iter().map(words).collect();
        loads.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.responder.cmp(&b.responder)));
        let more = loads.len().saturating_sub(MOST);
        loads.truncate(MOST);
        Some(Self {
            top: Top::of(session, Place::OnCall),
            name: name.to_string(),
            days: DAYS,
            zone: schedule.zone().iana_name().unwrap_or("UTC").to_owned(),
            rows: loads.iter().map(|load| LoadRow::of(load, all, &reader)).collect(),
            more,
            balance: said.join(", "),
        })
    }
}

impl LoadRow {
    fn of(load: &Load, all: SignedDuration, reader: &Reader<'_>) -> Self {
        let percent = if all.is_zero() { 0.0 } else { 100.0 * hours(load.total) / hours(all) };
        Self {
            who: reader.responder(&load.responder),
            hours: LOAD_KINDS.iter().map(|(_, of)| format!("{:.0} h", hours(of(load)))).collect(),
            share: format!("{percent:.0} %"),
        }
    }
}

fn words((kind, balance): (&'static str, f64)) -> String {
    let word = if balance >= EVEN { "even" } else { "uneven" };
    format!("{kind} {:.0} % ({word})", 100.0 * balance)
}

fn hours(length: SignedDuration) -> f64 {
    length.as_secs_f64() / 3_600.0
}
