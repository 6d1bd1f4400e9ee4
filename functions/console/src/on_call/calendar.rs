//! Who is on call by a schedule: now, next, and on each day of the coming two weeks.

use crate::person_link::PersonLink;
use crate::session::Session;
use crate::shifts::AskLink;
use callout_domain::access::{Act, may};
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::{Gap, Schedule, Shift};
use callout_web::parts::Reader;
use callout_web::words::Moment;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How many days the calendar has.
const DAYS: usize = 14;
/// The most ways to ask for a shift that are listed.
const MOST_ASKS: usize = 4;
/// The most shifts of a day that are listed.
const MOST_A_DAY: usize = 6;

/// A schedule, now and for two weeks.
pub(super) struct ScheduleView {
    pub(super) name: String,
    pub(super) now: Vec<PersonLink>,
    pub(super) until: Option<Moment>,
    pub(super) next: Option<(Moment, Vec<PersonLink>)>,
    /// Where the reader gives away, or asks for, what runs and what is next.
    pub(super) asks: Vec<AskLink>,
    /// How long nobody is on call in these two weeks, if at all.
    pub(super) gaps: Option<String>,
    /// The zone of the days and of the times in them.
    pub(super) zone: String,
    pub(super) days: Vec<Day>,
    /// Where it says how evenly it is shared.
    pub(super) fairness: String,
    /// Where somebody is put on call at once, for whoever may.
    pub(super) stand_in: Option<String>,
}

/// One day.
pub(super) struct Day {
    pub(super) name: String,
    pub(super) spans: Vec<Span>,
    /// How many more there are.
    pub(super) more: usize,
}

/// A time of a day.
pub(super) struct Span {
    /// Empty if it is the whole day.
    pub(super) hours: String,
    /// None: nobody.
    pub(super) who: Option<String>,
}

impl ScheduleView {
    pub(super) fn of(
        name: &ScheduleName,
        schedule: &Schedule,
        session: &Session,
        reader: &Reader<'_>,
        now: Timestamp,
    ) -> Self {
        let zone = reader.own_zone().unwrap_or(schedule.zone());
        let handoff = schedule.next_handoff(now);
        let weeks = Weeks::of(schedule, zone, now);
        let next = schedule.next_on_call(now);
        let running = schedule.on_call(now).into_iter().map(|who| (now, who));
        let coming = next.iter().flat_map(|(at, people)| people.iter().map(|who| (*at, who.clone())));
        let asks = running.chain(coming).filter_map(|(at, who)| AskLink::of(session, name, &who, (at, now)));
        Self {
            name: name.to_string(),
            now: PersonLink::all(&schedule.on_call(now), session),
            until: handoff.as_ref().map(|it| reader.moment(it.at).with_weekday()),
            asks: asks.take(MOST_ASKS).collect(),
            next: next
                .map(|(at, people)| (reader.moment(at).with_weekday(), PersonLink::all(&people, session))),
            gaps: gaps(&weeks.gaps, now),
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            days: weeks.days(reader),
            fairness: fairness(name),
            stand_in: may(&session.actor, Act::Suppress, &session.rules).is_ok().then(|| stand_in(name)),
        }
    }
}

fn fairness(name: &ScheduleName) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("oncall?{}", query.append_pair("fairness", name.as_str()).finish())
}

fn stand_in(name: &ScheduleName) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("overrides?{}", query.append_pair("schedule", name.as_str()).finish())
}

fn gaps(gaps: &[Gap], now: Timestamp) -> Option<String> {
    let length: SignedDuration = gaps.iter().map(|gap| gap.start.max(now).duration_until(gap.end)).sum();
    let minutes = length.as_mins();
    let words = match minutes {
        ..=0 => return None,
        1..120 => format!("{minutes} minutes"),
        _ => format!("{} hours", minutes / 60),
    };
    Some(format!("Nobody is on call for {words} in the next two weeks."))
}

/// What happens in these days.
struct Weeks<'a> {
    zone: &'a TimeZone,
    first: Date,
    shifts: Vec<Shift>,
    gaps: Vec<Gap>,
}

impl<'a> Weeks<'a> {
    fn of(schedule: &Schedule, zone: &'a TimeZone, now: Timestamp) -> Self {
        let first = now.to_zoned(zone.clone()).date();
        let (from, to) = (start_of(first, zone, now), start_of(day_after(first, DAYS), zone, now));
        Self { zone, first, shifts: schedule.shifts(from, to), gaps: schedule.gaps(now, to) }
    }

    fn days(&self, reader: &Reader<'_>) -> Vec<Day> {
        (0..DAYS).map(|nth| self.day(day_after(self.first, nth), reader)).collect()
    }

    fn day(&self, date: Date, reader: &Reader<'_>) -> Day {
        let (start, end) = (
            start_of(date, self.zone, Timestamp::MIN),
            start_of(day_after(date, 1), self.zone, Timestamp::MAX),
        );
        let touches = |from: Timestamp, to: Timestamp| from < end && start < to;
        let shifts = self.shifts.iter().filter(|shift| touches(shift.start, shift.end));
        let gaps = self.gaps.iter().filter(|gap| touches(gap.start, gap.end));
        let mut spans: Vec<(Timestamp, Timestamp, Option<&Shift>)> = shifts
            .map(|shift| (shift.start.max(start), shift.end.min(end), Some(shift)))
            .chain(gaps.map(|gap| (gap.start.max(start), gap.end.min(end), None)))
            .collect();
        spans.sort_by_key(|(from, to, _)| (*from, *to));
        let more = spans.len().saturating_sub(MOST_A_DAY);
        let span = |(from, to, shift): (Timestamp, Timestamp, Option<&Shift>)| Span {
            hours: if (from, to) == (start, end) { String::new() } else { self.hours(from, to, end) },
            who: shift.map(|shift| reader.responder(&shift.responder)),
        };
        let spans = spans.into_iter().take(MOST_A_DAY).map(span).collect();
        Day { name: date.strftime("%a %-d %b").to_string(), spans, more }
    }

    fn hours(&self, from: Timestamp, to: Timestamp, end: Timestamp) -> String {
        let clock = |at: Timestamp| at.to_zoned(self.zone.clone()).strftime("%H:%M").to_string();
        let to = if to == end { "24:00".to_owned() } else { clock(to) };
        format!("{}–{to}", clock(from))
    }
}

fn day_after(date: Date, days: usize) -> Date {
    let days = SignedDuration::from_hours(24 * i64::try_from(days).unwrap_or_default());
    date.saturating_add(days)
}

/// The first instant of a day; `otherwise` beyond the end of time.
fn start_of(date: Date, zone: &TimeZone, otherwise: Timestamp) -> Timestamp {
    date.to_zoned(zone.clone()).map_or(otherwise, |start| start.timestamp())
}
