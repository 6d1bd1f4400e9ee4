//! What must hold of any schedule at any time.

use super::*;
use crate::oncall::Shift;
use jiff::SignedDuration;
use proptest::prelude::*;

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Lisbon",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Auckland",
];

fn zone() -> impl Strategy<Value = &'static str> {
    prop::sample::select(ZONES.to_vec())
}

fn every() -> impl Strategy<Value = &'static str> {
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
    ])
}

/// Turns of different people, so that each handoff shows.
fn turns() -> impl Strategy<Value = String> {
    (1..5_usize).prop_map(|count| format!("{:?}", &["ana", "ben", "cho", "dee"][..count]))
}

fn moment() -> impl Strategy<Value = String> {
    (0..1_000_i64, 0..48_i64).prop_map(|(day, half_hour)| {
        let start = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);
        let moment = start + SignedDuration::from_hours(24 * day) + SignedDuration::from_mins(30 * half_hour);
        moment.strftime("%Y-%m-%dT%H:%MZ").to_string()
    })
}

fn restrictions() -> impl Strategy<Value = String> {
    let time = || (0..24_u8, prop::sample::select(vec![0_u8, 15, 30]));
    let days = prop::sample::select(vec!["'mon-fri'", "'weekend'", "'tue', 'thu'", "'all'", "'fri-mon'"]);
    let one = (days, time(), time()).prop_map(|(days, from, to)| {
        format!("{{ days = [{days}], from = '{:02}:{:02}', to = '{:02}:{:02}' }}", from.0, from.1, to.0, to.1)
    });
    prop::collection::vec(one, 0..3).prop_map(|all| all.join(", "))
}

fn rotation(every: impl Strategy<Value = &'static str>) -> impl Strategy<Value = String> {
    (turns(), every, moment(), zone()).prop_map(|(turns, every, start, zone)| {
        format!("turns = {turns}\nevery = '{every}'\nstart = '{start}'\nzone = '{zone}'\n")
    })
}

fn layer() -> impl Strategy<Value = String> {
    let off = prop::sample::select(vec!["", "days_off = ['sun']", "days_off = ['sat', 'sun']"]);
    (rotation(every()), restrictions(), off, any::<bool>(), 0..3).prop_map(
        |(rotation, hours, off, burn, precedence)| {
            let burn = if burn || rotation.contains("5 hours") { "burn_days_off = true" } else { "" };
            format!("{rotation}restrictions = [{hours}]\n{off}\n{burn}\nprecedence = {precedence}\n")
        },
    )
}

fn override_() -> impl Strategy<Value = String> {
    let what = ["add = 'eli'", "remove = 'ana'", "replace = 'ben'\nby = 'ana'", "swap = ['ana', 'ben']"];
    (moment(), 1..400_i64, prop::sample::select(what.to_vec())).prop_map(|(start, hours, what)| {
        let end = at(&start) + SignedDuration::from_hours(hours);
        format!("[[overrides]]\nstart = '{start}'\nend = '{end}'\n{what}\n")
    })
}

/// Any schedule whose layers are sometimes in force.
fn any_schedule() -> impl Strategy<Value = Schedule> {
    let parts = (zone(), prop::collection::vec(layer(), 1..4), prop::collection::vec(override_(), 0..6));
    parts.prop_filter_map("a layer that is never in force", |(zone, layers, overrides)| {
        let named =
            layers.iter().enumerate().map(|(i, layer)| format!("[[layers]]\nname = 'layer {i}'\n{layer}"));
        let text = format!("zone = '{zone}'\n{}{}", named.collect::<String>(), overrides.concat());
        let settings: ScheduleSettings =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        Schedule::compile(&settings).ok()
    })
}

fn hours_later(from: Timestamp, hours: i64) -> Timestamp {
    from + SignedDuration::from_hours(hours)
}

proptest! {
    #[test]
    fn roster_and_pager_agree(schedule in any_schedule(), from in moment(), minutes in prop::collection::vec(0..40_000_i64, 20)) {
        let from = at(&from);
        let roster = schedule.shifts(from, hours_later(from, 24 * 28));
        for at in minutes.into_iter().map(|minutes| from + SignedDuration::from_mins(minutes)) {
            let mut listed: Vec<_> = roster.iter().filter(|it| it.start <= at && at < it.end).map(|it| it.responder.clone()).collect();
            listed.sort();
            prop_assert_eq!(schedule.on_call(at), listed, "at {}", at);
        }
    }

    #[test]
    fn a_roster_does_not_depend_on_where_it_begins(schedule in any_schedule(), from in moment(), hours in 0..300_i64) {
        let (from, to) = (at(&from), hours_later(at(&from), 24 * 14));
        let later = hours_later(from, hours);
        let slice: Vec<Shift> = schedule.shifts(from, to).into_iter().filter(|it| later < it.end).collect();
        let mut slice: Vec<Shift> = slice.into_iter().map(|it| Shift { start: it.start.max(later), ..it }).collect();
        slice.sort_by(|a, b| (a.start, &a.responder).cmp(&(b.start, &b.responder)));
        prop_assert_eq!(schedule.shifts(later, to), slice);
    }

    #[test]
    fn gaps_are_exactly_what_the_roster_leaves_open(schedule in any_schedule(), from in moment()) {
        let (from, to) = (at(&from), hours_later(at(&from), 24 * 14));
        let mut shifts = schedule.shifts(from, to);
        shifts.sort_by_key(|it| it.start);
        let (mut covered_to, mut open) = (from, Vec::new());
        for shift in shifts {
            if shift.start > covered_to {
                open.push((covered_to, shift.start));
            }
            covered_to = covered_to.max(shift.end);
        }
        open.extend((covered_to < to).then_some((covered_to, to)));
        let gaps: Vec<_> = schedule.gaps(from, to).into_iter().map(|gap| (gap.start, gap.end)).collect();
        prop_assert_eq!(gaps, open);
    }

    #[test]
    fn a_rotation_without_restrictions_has_no_gap_and_one_holder(layer in rotation(every()), from in moment()) {
        let schedule = schedule(&format!("zone = 'UTC'\n[[layers]]\nname = 'x'\n{layer}"));
        let (from, to) = (at(&from), hours_later(at(&from), 24 * 60));
        let shifts = schedule.shifts(from, to);
        prop_assert_eq!((shifts[0].start, shifts[shifts.len() - 1].end), (from, to));
        prop_assert!(shifts.windows(2).all(|pair| pair[0].end == pair[1].start && pair[0].start < pair[0].end));
    }

    #[test]
    fn no_turn_of_days_is_lost_to_days_off(
        rotation in rotation(prop::sample::select(vec!["1 day", "2 days", "3 days"])),
        hours in restrictions(),
        off in prop::sample::select(vec!["", "'sun'", "'sat', 'sun'"]),
        from in moment(),
    ) {
        let text = format!("zone = 'UTC'\n[[layers]]\nname = 'x'\n{rotation}restrictions = [{hours}]\ndays_off = [{off}]");
        let settings: ScheduleSettings = toml::from_str(&text).unwrap();
        let Ok(schedule) = Schedule::compile(&settings) else { return Ok(()) };
        let people = settings.responders().into_iter().collect::<Vec<_>>();
        let index = |shift: &Shift| people.iter().position(|name| *name == shift.responder).unwrap();
        let shifts = schedule.shifts(at(&from), hours_later(at(&from), 24 * 40));
        for pair in shifts.windows(2) {
            let step = (index(&pair[1]) + people.len() - index(&pair[0])) % people.len();
            prop_assert!(step <= 1, "{} after {} in {text}", pair[1].responder, pair[0].responder);
        }
    }

    #[test]
    fn the_next_handoff_is_where_the_roster_changes(schedule in any_schedule(), from in moment()) {
        let from = at(&from);
        if let Some(handoff) = schedule.next_handoff(from) {
            let before = schedule.on_call(from);
            prop_assert_eq!(&schedule.on_call(handoff.at), &handoff.on_call);
            prop_assert_eq!(&schedule.on_call(handoff.at - SignedDuration::from_secs(1)), &before);
            prop_assert_ne!(handoff.on_call, before);
        }
    }
}
