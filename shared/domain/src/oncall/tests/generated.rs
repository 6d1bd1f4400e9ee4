//! Generates random schedules as settings.
//!
//! Must not assert anything; the siblings do.

use super::*;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use proptest::prelude::*;

pub(super) const ZONES: [&str; 13] = [
    "UTC",
    "Europe/Lisbon",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Beirut",
    "America/Havana",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Gaza",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Antarctica/Troll",
];

pub(in crate::oncall) fn zone() -> impl Strategy<Value = &'static str> {
    prop::sample::select(ZONES.to_vec())
}

pub(super) fn every() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "1 hour",
        "8 hours",
        "12 hours",
        "5 hours",
        "30 minutes",
        "1 day",
        "2 days",
        "3 days",
        "1 week",
        "2 weeks",
        "1 month",
        "1 year",
    ])
}

/// Turns of different people, so that each handoff is visible.
pub(super) fn turns() -> impl Strategy<Value = String> {
    (1..5_usize).prop_map(|count| format!("{:?}", &["ana", "ben", "cho", "dee"][..count]))
}

/// Turns of one person, of several, and of nobody, possibly repeated.
pub(super) fn any_turns() -> impl Strategy<Value = String> {
    let turn = vec!["'ana'", "'ben'", "'cho'", "['ana', 'dee']", "['ben', 'cho', 'eli']", "'nobody'"];
    prop::collection::vec(prop::sample::select(turn), 1..5)
        .prop_map(|turns| format!("[{}]", turns.join(", ")))
}

/// An instant from 2026 to 2028, or in the days around 2011, when Apia skipped a day.
pub(super) fn moment() -> impl Strategy<Value = String> {
    let days = prop_oneof![9 => 0..1_000_i64, 1 => -5_490..-5_470_i64];
    (days, 0..48_i64).prop_map(|(day, half_hour)| {
        let start = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);
        let moment = start + SignedDuration::from_hours(24 * day) + SignedDuration::from_mins(30 * half_hour);
        moment.strftime("%Y-%m-%dT%H:%MZ").to_string()
    })
}

/// An instant within a day of the next offset change of a zone.
pub(in crate::oncall) fn near_a_change() -> impl Strategy<Value = Timestamp> {
    (moment(), zone(), 0..1_440_i64).prop_map(|(moment, zone, minutes)| {
        let zone = TimeZone::get(zone).unwrap();
        zone.following(at(&moment))
            .next()
            .map_or(at(&moment), |change| change.timestamp() - SignedDuration::from_mins(minutes))
    })
}

pub(super) fn restrictions() -> impl Strategy<Value = String> {
    let time = || (0..24_u8, prop::sample::select(vec![0_u8, 15, 30]));
    let days =
        prop::sample::select(vec!["'mon-fri'", "'weekend'", "'tue', 'thu'", "'all'", "'fri-mon'", "'sun'"]);
    let daily = (days, time(), time()).prop_map(|(days, from, to)| {
        format!("{{ days = [{days}], from = '{:02}:{:02}', to = '{:02}:{:02}' }}", from.0, from.1, to.0, to.1)
    });
    let day = || prop::sample::select(vec!["mon", "thu", "fri", "sat", "sun"]);
    let weekly = (day(), time(), day(), time()).prop_map(|(start, from, end, to)| {
        format!("{{ from = '{start} {:02}:{:02}', to = '{end} {:02}:{:02}' }}", from.0, from.1, to.0, to.1)
    });
    prop::collection::vec(prop_oneof![3 => daily, 1 => weekly], 0..3).prop_map(|all| all.join(", "))
}

pub(super) fn rotation(every: impl Strategy<Value = &'static str>) -> impl Strategy<Value = String> {
    (turns(), every, moment(), zone()).prop_map(|(turns, every, start, zone)| {
        format!("turns = {turns}\nevery = '{every}'\nstart = '{start}'\nzone = '{zone}'\n")
    })
}

fn layer() -> impl Strategy<Value = String> {
    let rotation = (any_turns(), every(), moment(), zone());
    let off = prop::sample::select(vec!["", "days_off = ['sun']\n", "days_off = ['sat', 'sun']\n"]);
    let force = (restrictions(), off, any::<bool>(), 0..3);
    let life = (prop::option::weighted(0.2, moment()), prop::option::weighted(0.2, moment()));
    let versions = prop::collection::btree_map(moment(), any_turns(), 0..3);
    (rotation, force, life, versions).prop_map(|((turns, every, start, zone), force, life, versions)| {
        let (hours, off, burn, precedence) = force;
        let burn = burn || every == "5 hours";
        let optional = |key: &str, value: Option<String>| value.map_or(String::new(), |it| format!("{key} = '{it}'\n"));
        let (from, until) = (optional("effective_from", life.0), optional("effective_until", life.1));
        let versions = versions.iter().map(|(from, turns)| {
            format!("[[layers.versions]]\neffective_from = '{from}'\nturns = {turns}\n")
        });
        format!(
            "turns = {turns}\nevery = '{every}'\nstart = '{start}'\nzone = '{zone}'\nrestrictions = [{hours}]\n{off}\
             burn_days_off = {burn}\nprecedence = {precedence}\n{from}{until}{}",
            versions.collect::<String>()
        )
    })
}

fn override_() -> impl Strategy<Value = String> {
    let what = ["add = 'eli'", "remove = 'ana'", "replace = 'ben'\nby = 'ana'", "swap = ['ana', 'ben']"];
    (moment(), 1..400_i64, prop::sample::select(what.to_vec())).prop_map(|(start, hours, what)| {
        let end = hours_later(at(&start), hours);
        format!("[[overrides]]\nstart = '{start}'\nend = '{end}'\n{what}\n")
    })
}

fn temporary() -> impl Strategy<Value = String> {
    let shift = (prop::sample::select(vec!["'fay'", "['ana', 'gus']"]), 0..40_i64, 1..40_i64);
    (moment(), 1..100_i64, prop::collection::vec(shift, 0..3)).prop_map(|(start, hours, shifts)| {
        let (from, end) = (at(&start), hours_later(at(&start), hours));
        let shifts = shifts.into_iter().filter(|(_, begin, _)| *begin < hours).map(|(who, begin, length)| {
            let begin = hours_later(from, begin);
            format!("{{ responders = {who}, start = '{begin}', end = '{}' }}", hours_later(begin, length))
        });
        let shifts = shifts.collect::<Vec<_>>().join(", ");
        format!("[[temporary]]\nstart = '{start}'\nend = '{end}'\nshifts = [{shifts}]\n")
    })
}

fn holiday() -> impl Strategy<Value = String> {
    let what = ["on_call = 'hal'", "add = ['hal']", "remove = 'ben'", "replace = 'cho'\nby = 'hal'"];
    (moment(), zone(), prop::sample::select(what.to_vec())).prop_map(|(moment, zone, what)| {
        let date = &moment[..10];
        format!("[[holidays]]\ncalendar = 'x'\nzone = '{zone}'\ndates = ['{date}']\n{what}\n")
    })
}

/// The settings of any schedule whose layers are sometimes active: the layers and the exceptions.
pub(super) fn any_settings() -> impl Strategy<Value = (String, String)> {
    let exceptions = (
        prop::collection::vec(holiday(), 0..3),
        prop::collection::vec(override_(), 0..6),
        prop::collection::vec(temporary(), 0..3),
    );
    let parts = (zone(), prop::collection::vec(layer(), 1..4), exceptions);
    parts.prop_filter_map(
        "a layer that is never in force",
        |(zone, layers, (holidays, overrides, temporary))| {
            let named = layers
                .iter()
                .enumerate()
                .map(|(i, layer)| format!("[[layers]]\nname = 'layer {i}'\n{layer}"));
            let layers = format!("zone = '{zone}'\n{}", named.collect::<String>());
            let exceptions = [holidays.concat(), overrides.concat(), temporary.concat()].concat();
            Schedule::compile(&settings(&format!("{layers}{exceptions}")))
                .is_ok()
                .then_some((layers, exceptions))
        },
    )
}

/// Any schedule whose layers are sometimes active.
pub(in crate::oncall) fn any_schedule() -> impl Strategy<Value = Schedule> {
    any_settings().prop_map(|(layers, exceptions)| schedule(&format!("{layers}{exceptions}")))
}

pub(super) fn settings(text: &str) -> ScheduleSettings {
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub(super) fn hours_later(from: Timestamp, hours: i64) -> Timestamp {
    from + SignedDuration::from_hours(hours)
}
