//! How evenly a schedule shares what is to come. Must not count; the domain does.

use callout_domain::oncall::{EVEN, LOAD_KINDS, Load, Schedule, balances};
use callout_web::parts::Reader;
use jiff::{SignedDuration, Timestamp};

/// How far ahead.
const DAYS: i64 = 90;
/// The most people that are listed, those with the most hours first.
const MOST: usize = 20;

/// The hours of each person, and how even they are.
pub(super) struct FairnessView {
    pub(super) days: i64,
    pub(super) rows: Vec<LoadRow>,
    /// How many more people there are.
    pub(super) more: usize,
    /// How even each kind of hours is, in words; empty where nobody is on call.
    pub(super) balance: String,
}

/// One person.
pub(super) struct LoadRow {
    pub(super) who: String,
    /// Hours, nights, weekends, holidays.
    pub(super) hours: Vec<String>,
    pub(super) share: String,
}

impl FairnessView {
    pub(super) fn of(schedule: &Schedule, reader: &Reader<'_>, now: Timestamp) -> Self {
        let to = now.saturating_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
        let mut loads = schedule.loads(now, to);
        let all: SignedDuration = loads.iter().map(|load| load.total).sum();
        let said: Vec<String> = balances(&loads).into_iter().map(words).collect();
        loads.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.responder.cmp(&b.responder)));
        let more = loads.len().saturating_sub(MOST);
        loads.truncate(MOST);
        let row = |load: &Load| LoadRow {
            who: reader.responder(&load.responder),
            hours: LOAD_KINDS.iter().map(|(_, of)| format!("{:.0} h", hours(of(load)))).collect(),
            share: format!(
                "{:.0} %",
                if all.is_zero() { 0.0 } else { 100.0 * hours(load.total) / hours(all) }
            ),
        };
        Self { days: DAYS, rows: loads.iter().map(row).collect(), more, balance: said.join(", ") }
    }
}

fn words((kind, balance): (&'static str, f64)) -> String {
    let word = if balance >= EVEN { "even" } else { "uneven" };
    format!("{kind} {:.0} % ({word})", 100.0 * balance)
}

fn hours(length: SignedDuration) -> f64 {
    length.as_secs_f64() / 3_600.0
}
