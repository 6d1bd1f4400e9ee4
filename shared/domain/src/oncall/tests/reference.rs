//! Compares single layers with a second implementation that is slow and follows the rules literally.
//!
//! Must not share code with the engine. It only needs the latest time that the clock has shown so far, and the earliest
//! that it will still show: a turn has begun when the clock has ever shown its wall time or later, and a window has not
//! ended while the clock will still show its end (semantics 2.4, rule 2).

use super::*;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan, Unit};
use proptest::prelude::*;

const ZONES: [&str; 36] = [
    "UTC",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Moscow",
    "Europe/Istanbul",
    "America/New_York",
    "America/St_Johns",
    "America/Toronto",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Asuncion",
    "America/Havana",
    "America/Caracas",
    "America/Nuuk",
    "America/Scoresbysund",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Windhoek",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kwajalein",
    "Pacific/Norfolk",
];

/// A clock that uses only the zone's own list of changes.
struct WallClock(TimeZone);

impl WallClock {
    fn reads(&self, at: Timestamp) -> DateTime {
        at.to_zoned(self.0.clone()).datetime()
    }

    /// The latest time it has shown up to and including an instant.
    fn has_read(&self, at: Timestamp) -> DateTime {
        let moment = SignedDuration::from_secs(1);
        // Just before each change the clock approached the time of the change, but did not show it.
        let before = self.changes(at - DAYS, at).into_iter().map(|change| self.reads(change - moment));
        before.chain([self.reads(at)]).max().unwrap()
    }

    /// The earliest time it shows after an instant.
    fn will_read(&self, at: Timestamp) -> DateTime {
        let after = self.changes(at, at + DAYS).into_iter().map(|change| self.reads(change));
        after.chain([self.reads(at) + SignedDuration::from_secs(1)]).min().unwrap()
    }

    fn changes(&self, after: Timestamp, to: Timestamp) -> Vec<Timestamp> {
        self.0.following(after).map(|change| change.timestamp()).take_while(|change| *change <= to).collect()
    }
}

/// Longer than any clock was ever set back.
const DAYS: SignedDuration = SignedDuration::from_hours(49);

/// How turns follow one another.
#[derive(Debug, Clone, Copy)]
enum Every {
    Minutes(i64),
    Elapsed(i64),
    Months(i64),
}

impl Every {
    fn written(self) -> String {
        match self {
            Self::Months(months) if months % 12 == 0 => format!("{} years", months / 12),
            Self::Months(months) => format!("{months} months"),
            Self::Minutes(minutes) if minutes % (7 * 1_440) == 0 => {
                format!("{} weeks", minutes / (7 * 1_440))
            }
            Self::Minutes(minutes) if minutes % 1_440 == 0 => format!("{} days", minutes / 1_440),
            Self::Minutes(minutes) | Self::Elapsed(minutes) if minutes % 60 == 0 => {
                format!("{} hours", minutes / 60)
            }
            Self::Minutes(minutes) | Self::Elapsed(minutes) => format!("{minutes} minutes"),
        }
    }

    /// The turn that has begun last, 0 for the one that begins at `start`.
    fn turn(self, clock: &WallClock, start: Timestamp, at: Timestamp) -> i64 {
        let (anchor, shown) = (clock.reads(start), clock.has_read(at));
        match self {
            Self::Minutes(minutes) => minutes_between(anchor, shown).div_euclid(minutes),
            Self::Elapsed(minutes) => start.duration_until(at).as_secs().div_euclid(minutes * 60),
            Self::Months(months) => {
                let begun = |turn: &i64| month_later(anchor, turn * months) <= shown;
                (-1_000..1_000).rev().find(begun).unwrap()
            }
        }
    }
}

fn minutes_between(from: DateTime, to: DateTime) -> i64 {
    let seconds = from.until((Unit::Second, to)).unwrap().get_seconds();
    seconds.div_euclid(60)
}

/// The same day and time this many months later, or the last day of that month.
fn month_later(anchor: DateTime, months: i64) -> DateTime {
    let month = i64::from(anchor.year()) * 12 + i64::from(anchor.month()) - 1 + months;
    let year = i16::try_from(month.div_euclid(12)).unwrap();
    let first = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).unwrap(), 1).unwrap();
    let day = anchor.day().min(first.days_in_month());
    Date::new(first.year(), first.month(), day).unwrap().to_datetime(anchor.time())
}

fn any_every() -> impl Strategy<Value = Every> {
    let dividing = prop::sample::select(vec![30, 60, 120, 180, 240, 360, 480, 720]);
    let others = prop::sample::select(vec![7, 50, 300, 420, 600, 660, 1_500, 2_880]);
    prop_oneof![
        dividing.prop_map(Every::Minutes),
        others.prop_map(Every::Elapsed),
        (1..10_i64).prop_map(|days| Every::Minutes(days * 1_440)),
        (1..6_i64).prop_map(|weeks| Every::Minutes(weeks * 7 * 1_440)),
        (1..8_i64).prop_map(Every::Months),
        (1..3_i64).prop_map(|years| Every::Months(years * 12)),
    ]
}

/// A zone, and an instant on a whole minute from 1990 to 2037: near a change of its clock, or anywhere.
fn zone_and_instant() -> impl Strategy<Value = (&'static str, Timestamp)> {
    let anywhere = 631_152_000 / 60..2_145_916_800 / 60_i64;
    let near = prop_oneof![Just(0), Just(-1), -5..5_i64, -75..75_i64, -1_500..1_500_i64];
    (prop::sample::select(ZONES.to_vec()), anywhere, prop::option::weighted(0.8, near)).prop_map(
        |(zone, minute, near)| {
            let at = Timestamp::from_second(minute * 60).unwrap();
            let change = TimeZone::get(zone).unwrap().following(at).next().map(|change| change.timestamp());
            let moved = near.zip(change).map(|(near, change)| change + SignedDuration::from_mins(near));
            (zone, moved.unwrap_or(at))
        },
    )
}

const PEOPLE: [&str; 5] = ["ana", "ben", "cho", "dee", "eli"];

/// How many minutes earlier a rotation began, often close to zero.
fn before() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), -120..120_i64, -3_000..3_000_i64, -400_000..8_000_000_i64]
}

fn person(turn: i64) -> &'static str {
    PEOPLE[usize::try_from(turn.rem_euclid(5)).unwrap()]
}

fn layer(zone: &str, every: Every, start: Timestamp, more: &str) -> Schedule {
    let every = every.written();
    schedule(&format!(
        "zone = '{zone}'\n[[layers]]\nname = 'x'\nturns = {PEOPLE:?}\nevery = '{every}'\nstart = '{start}'\n{more}"
    ))
}

fn minutes_later(at: Timestamp, minutes: i64) -> Timestamp {
    at + SignedDuration::from_mins(minutes)
}

/// Weekdays from Monday on which a layer is off.
fn days_off() -> impl Strategy<Value = Vec<&'static str>> {
    let days = vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    prop::sample::subsequence(days, 1..7)
}

/// The minutes on a clock that stops on days off.
fn minutes_on(wall: DateTime, off: &[&str]) -> i64 {
    let monday = jiff::civil::date(1989, 1, 2);
    let open = |day: i64| {
        let date = monday.saturating_add(day.days());
        !off.contains(&date.strftime("%a").to_string().to_lowercase().as_str())
    };
    let today = monday.until((Unit::Day, wall.date())).unwrap().get_days();
    let days_a_week = 7 - i64::try_from(off.len()).unwrap();
    let this_week = (0..i64::from(today).rem_euclid(7)).filter(|day| open(*day)).count();
    let days = i64::from(today).div_euclid(7) * days_a_week + i64::try_from(this_week).unwrap();
    let time = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
    days * 1_440 + if open(i64::from(today)) { time } else { 0 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_turn_begins_when_the_clock_first_reads_its_time((zone, at) in zone_and_instant(), every in any_every(), before in before()) {
        let (clock, start) = (WallClock(TimeZone::get(zone).unwrap()), minutes_later(at, -before));
        let schedule = layer(zone, every, start, "");
        for at in [-61, -60, -30, -1, 0, 1, 29, 30, 31, 60, 61].map(|minutes| minutes_later(at, minutes)) {
            let expected = person(every.turn(&clock, start, at));
            prop_assert_eq!(on_call(&schedule, &at.to_string()), expected, "at {} in {} every {} from {}", at, zone, every.written(), start);
        }
    }

    #[test]
    fn months_end_where_they_end(zone in prop::sample::select(ZONES.to_vec()), year in 1990..2037_i16, day in 27..32_i8, months in 1..14_i64, step in 1..25_i64, hour in 0..24_i8) {
        let january = Date::new(year, 1, day).unwrap().at(hour, 0, 0, 0);
        let zone = TimeZone::get(zone).unwrap();
        let anchor = month_later(january, months - 1);
        // A rotation anchored in a shorter month is clamped from the anchor's day.
        let start = crate::oncall::first_instant(&zone, anchor);
        let clock = WallClock(zone.clone());
        let anchor = clock.reads(start);
        let schedule = layer(zone.iana_name().unwrap(), Every::Months(step), start, "");
        for turn in 0..20 {
            let begins = crate::oncall::first_instant(&zone, month_later(anchor, turn * step));
            prop_assert_eq!(on_call(&schedule, &begins.to_string()), person(turn));
            prop_assert_eq!(on_call(&schedule, &minutes_later(begins, -1).to_string()), person(turn - 1));
        }
    }

    #[test]
    fn a_window_begins_at_the_first_and_ends_at_the_last_reading(
        (zone, at) in zone_and_instant(),
        days in days_off(),
        times in (0..96_i64, 1..97_i64),
    ) {
        let clock = WallClock(TimeZone::get(zone).unwrap());
        let (from, to) = (times.0 * 15, times.1 * 15);
        let written = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let text = format!("restrictions = [{{ days = {days:?}, from = '{}', to = '{}' }}]", written(from), written(to));
        let schedule = schedule(&format!("zone = '{zone}'\n[[layers]]\nname = 'x'\nturns = ['ana']\n{text}"));
        let length = if to > from { to - from } else { to - from + 1_440 };
        for at in [-61, -31, -1, 0, 1, 15, 30, 61, 90].map(|minutes| minutes_later(at, minutes)) {
            let (shown, to_show) = (clock.has_read(at), clock.will_read(at));
            let lasts = |back: &i64| {
                let date = clock.reads(at).date().saturating_sub(back.days());
                let begins = date.to_datetime(jiff::civil::Time::midnight()) + from.minutes();
                days.contains(&date.strftime("%a").to_string().to_lowercase().as_str())
                    && begins <= shown && to_show <= begins + length.minutes()
            };
            let expected = if (-2..4).any(|back| lasts(&back)) { "ana" } else { "" };
            prop_assert_eq!(on_call(&schedule, &at.to_string()), expected, "at {} in {}: {}", at, zone, text);
        }
    }

    #[test]
    fn on_days_off_nobody_is_on_call_and_the_clock_stands_still(
        (zone, at) in zone_and_instant(),
        off in days_off(),
        unit in prop::sample::select(vec![(1_440, 1), (1_440, 2), (1_440, 3), (720, 1), (480, 1), (60, 1)]),
        before in before(),
    ) {
        let (clock, start) = (WallClock(TimeZone::get(zone).unwrap()), minutes_later(at, -before));
        let (unit, per_turn) = unit;
        let schedule = layer(zone, Every::Minutes(unit * per_turn), start, &format!("days_off = {off:?}"));
        let phase = minutes_on(clock.reads(start), &[]).rem_euclid(1_440) % unit;
        let units = |wall: DateTime| (minutes_on(wall, &off) - phase).div_euclid(unit);
        let is_off = |date: Date| off.contains(&date.strftime("%a").to_string().to_lowercase().as_str());
        for at in [-61, -1, 0, 1, 30, 61].map(|minutes| minutes_later(at, minutes)) {
            let shown = clock.has_read(at);
            let turn = (units(shown) - units(clock.reads(start))).div_euclid(per_turn);
            // A day lasts from the first time the clock shows its midnight to the last time it shows the next.
            let mut day = (clock.will_read(at) - SignedDuration::from_secs(1)).date();
            let mut on = false;
            while day <= shown.date() {
                on |= !is_off(day);
                day = day.tomorrow().unwrap();
            }
            let expected = if on { person(turn) } else { "" };
            prop_assert_eq!(on_call(&schedule, &at.to_string()), expected, "at {} in {} from {}, off {:?}", at, zone, start, off);
        }
    }
}
