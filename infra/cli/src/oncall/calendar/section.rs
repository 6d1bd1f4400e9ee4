//! One schedule on the page.

use super::scene::{People, Person, Scene};
use super::stretch::{Stretch, midnight, moment, span};
use super::week::{TOP, Week};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::{Gap, Schedule};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The most gaps that are spelt out above the calendar; it shows all of them.
const GAPS: usize = 4;

pub(super) struct Section {
    pub(super) name: String,
    pub(super) zone: String,
    pub(super) range: String,
    pub(super) now: Option<Now>,
    pub(super) people: Vec<Legend>,
    pub(super) exceptions: bool,
    pub(super) gaps: Option<Gaps>,
    pub(super) weeks: Vec<Week>,
    pub(super) height: usize,
    pub(super) rows: Vec<Row>,
}

/// Who is on call, until when, and who then.
pub(super) struct Now {
    pub(super) who: Vec<String>,
    pub(super) until: Option<String>,
    pub(super) then: Vec<String>,
}

pub(super) struct Legend {
    pub(super) person: Person,
    pub(super) hours: i64,
}

pub(super) struct Gaps {
    pub(super) hours: i64,
    pub(super) times: Vec<String>,
    pub(super) more: usize,
}

/// A line of the table.
pub(super) struct Row {
    pub(super) who: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) because: String,
}

impl Section {
    pub(super) fn of(name: &ScheduleName, schedule: &Schedule, scene: &Scene<'_>) -> Self {
        let zone = schedule.zone();
        let mondays = mondays(scene, zone);
        let (from, to) = (midnight(mondays[0], zone), midnight(mondays[mondays.len() - 1] + 7.days(), zone));
        let stretches = stretches(schedule, scene.only, (from, to));
        let mut top = TOP;
        let mut weeks = Vec::new();
        for monday in &mondays {
            let week = Week::of(*monday, &stretches, schedule, scene, top);
            top += week.height;
            weeks.push(week);
        }
        let exceptional =
            |stretch: &Stretch| matches!(stretch, Stretch::Held(shift) if shift.source.is_exception());
        Self {
            name: name.to_string(),
            zone: zone.iana_name().unwrap_or("UTC").replace('_', " "),
            range: format!("{} – {}", day(mondays[0]), day(mondays[mondays.len() - 1] + 6.days())),
            now: scene.only.is_none().then(|| now(schedule, scene)),
            people: legend(schedule, scene, (from, to)),
            exceptions: stretches.iter().any(exceptional),
            gaps: gaps(&stretches, zone),
            height: top,
            weeks,
            rows: stretches.iter().map(|stretch| row(stretch, zone, scene.people)).collect(),
        }
    }
}

/// The weeks to show.
fn mondays(scene: &Scene<'_>, zone: &TimeZone) -> Vec<Date> {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let monday = |day: Date| day - i64::from(day.weekday().to_monday_zero_offset()).days();
    let end = scene.now.saturating_add(scene.length.0).unwrap_or(scene.now);
    let first = monday(day(scene.now));
    let last = monday(day(end.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(end))).max(first);
    first.series(7.days()).take_while(|monday| *monday <= last).collect()
}

fn stretches(
    schedule: &Schedule,
    only: Option<&ResponderName>,
    (from, to): (Timestamp, Timestamp),
) -> Vec<Stretch> {
    let shifts = schedule.whole_shifts(from, to).into_iter();
    let shifts = shifts.filter(|shift| only.is_none_or(|only| shift.responder == *only)).map(Stretch::Held);
    let gaps = if only.is_none() { schedule.gaps(from, to) } else { Vec::new() };
    let mut all: Vec<Stretch> = shifts.chain(gaps.into_iter().map(Stretch::Nobody)).collect();
    all.sort_by_key(Stretch::start);
    all
}

fn now(schedule: &Schedule, scene: &Scene<'_>) -> Now {
    let called = |names: &[ResponderName]| names.iter().map(|name| scene.people.called(name)).collect();
    let next = schedule.next_handoff(scene.now);
    Now {
        who: called(&schedule.on_call(scene.now)),
        until: next
            .as_ref()
            .map(|next| next.at.to_zoned(schedule.zone().clone()).strftime("%a %-d %B, %H:%M").to_string()),
        then: next.map(|next| called(&next.on_call)).unwrap_or_default(),
    }
}

fn legend(schedule: &Schedule, scene: &Scene<'_>, (from, to): (Timestamp, Timestamp)) -> Vec<Legend> {
    let loads = schedule.loads(from, to).into_iter();
    let shown = loads.filter(|load| match scene.only {
        Some(only) => load.responder == *only,
        None => !load.total.is_zero(),
    });
    let of = |load: callout_domain::oncall::Load| {
        let person = scene.people.get(&load.responder)?.clone();
        Some(Legend { person, hours: load.total.as_hours() })
    };
    shown.filter_map(of).collect()
}

fn gaps(stretches: &[Stretch], zone: &TimeZone) -> Option<Gaps> {
    let gaps: Vec<&Gap> = stretches
        .iter()
        .filter_map(|stretch| match stretch {
            Stretch::Nobody(gap) => Some(gap),
            Stretch::Held(_) => None,
        })
        .collect();
    let total: SignedDuration = gaps.iter().map(|gap| gap.start.duration_until(gap.end)).sum();
    let times = gaps.iter().take(GAPS).map(|gap| span(gap.start, gap.end, zone)).collect();
    let more = gaps.len().saturating_sub(GAPS);
    (!gaps.is_empty()).then(|| Gaps { hours: total.as_hours().max(1), times, more })
}

fn row(stretch: &Stretch, zone: &TimeZone, people: &People) -> Row {
    let (who, because) = match stretch {
        Stretch::Held(shift) => (people.called(&shift.responder), shift.source.to_string()),
        Stretch::Nobody(_) => ("nobody".to_owned(), String::new()),
    };
    Row { who, from: moment(stretch.start(), zone), until: moment(stretch.end(), zone), because }
}

fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
