//! What must hold of any schedule at any time.

use super::generated::*;
use super::*;
use crate::oncall::Shift;
use jiff::SignedDuration;
use proptest::prelude::*;

fn minutes_later(from: Timestamp, minutes: i64) -> Timestamp {
    from + SignedDuration::from_mins(minutes)
}

fn names(mut names: Vec<crate::ids::ResponderName>) -> String {
    names.sort();
    names.dedup();
    names.into_iter().map(|name| name.0).collect::<Vec<_>>().join("+")
}

fn set_turns(layer: &str, turns: &str) -> String {
    let rest = layer.split_once('\n').unwrap().1;
    format!("turns = {turns}\n{rest}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn roster_and_pager_agree(schedule in any_schedule(), from in moment(), minutes in prop::collection::vec(0..40_000_i64, 20)) {
        let from = at(&from);
        let roster = schedule.shifts(from, hours_later(from, 24 * 28));
        for at in minutes.into_iter().map(|minutes| minutes_later(from, minutes)) {
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

    #[test]
    fn handoffs_are_exactly_the_minutes_at_which_somebody_else_is_on_call(schedule in any_schedule(), from in near_a_change()) {
        let mut found = Vec::new();
        let mut last = from;
        while let Some(handoff) = schedule.next_handoff(last).filter(|it| it.at <= hours_later(from, 26)) {
            last = handoff.at;
            found.push((handoff.at, handoff.on_call));
        }
        let minutes = (0..=26 * 60).map(|minute| minutes_later(from, minute)).map(|at| (at, schedule.on_call(at)));
        let minutes: Vec<_> = minutes.collect();
        let changes = minutes.windows(2).filter(|pair| pair[0].1 != pair[1].1).map(|pair| pair[1].clone());
        prop_assert_eq!(found, changes.collect::<Vec<_>>());
    }

    #[test]
    fn a_roster_is_sorted_and_each_shift_lasts_from_its_start_to_just_before_its_end(schedule in any_schedule(), from in near_a_change()) {
        let to = hours_later(from, 24 * 10);
        let shifts = schedule.shifts(from, to);
        prop_assert!(shifts.is_sorted_by_key(|it| (it.start, it.responder.clone())));
        for (index, shift) in shifts.iter().enumerate() {
            prop_assert!(from <= shift.start && shift.start < shift.end && shift.end <= to);
            for at in [shift.start, minutes_later(shift.end, -1)] {
                prop_assert!(schedule.on_call(at).contains(&shift.responder), "{} at {}", shift.responder, at);
            }
            let same = shifts[index + 1..].iter().find(|it| it.responder == shift.responder);
            if let Some(next) = same {
                prop_assert!(shift.end <= next.start, "{} twice at once", shift.responder);
                prop_assert!(shift.end < next.start || shift.source != next.source, "one shift in two parts");
            }
            let continues = same.is_some_and(|next| next.start == shift.end);
            prop_assert_eq!(schedule.on_call(shift.end).contains(&shift.responder), continues || shift.end == to && schedule.on_call(to).contains(&shift.responder));
        }
    }

    #[test]
    fn another_list_of_people_never_moves_the_one_on_call(
        every in every(), zone in zone(), start in moment(), change in near_a_change(),
        then in prop::sample::subsequence(vec!["'ana'", "'ben'", "'cho'", "'dee'", "'eli'"], 1..5).prop_shuffle(),
    ) {
        let layer = format!("zone = '{zone}'\n[[layers]]\nname = 'x'\nturns = ['ana', 'ben', 'cho']\nevery = '{every}'\nstart = '{start}'\n");
        let before = schedule(&layer);
        let changed = schedule(&format!("{layer}[[layers.versions]]\neffective_from = '{change}'\nturns = [{}]", then.join(", ")));
        // Whose turn starts exactly then is taken from the new list. Where the clock skips turns, the same person can have
        // the next one, too, and only a longer list shows where it starts.
        let just_before = minutes_later(change, -1);
        let turns = schedule(&layer.replace("'cho']", "'cho', 'dee', 'eli', 'fay', 'gus']"));
        let handoff = turns.next_handoff(just_before).unwrap().at;
        let holder = before.on_call(just_before);
        for at in [hours_later(just_before, -1), just_before, minutes_later(handoff, -1)] {
            prop_assert_eq!(changed.on_call(at), before.on_call(at), "at {}", at);
        }
        // From the handoff on the new list applies, in its order, and nobody has two turns in a row.
        let later = changed.shifts(handoff, handoff + SignedDuration::from_hours(24 * 3 * 366));
        let listed = |it: &Shift| then.contains(&format!("'{}'", it.responder).as_str());
        prop_assert!(later.iter().all(listed), "{:?}", later);
        // An hour that the clock skips uses up its turn, and with two turns the same person would follow.
        let next = ["ana", "ben", "cho", "ana"].windows(2).any(|pair| {
            holder[0].as_str() == pair[0] && before.on_call(handoff)[0].as_str() == pair[1]
        });
        prop_assert!(!next || then.len() == 1 || changed.on_call(handoff) != holder);
    }

    #[test]
    fn what_breaks_the_routine_does_so_in_its_order((layers, exceptions) in any_settings(), minutes in prop::collection::vec(0..1_440 * 10_i64, 8)) {
        let whole = schedule(&format!("{layers}{exceptions}"));
        let (routine, written) = (schedule(&layers), settings(&format!("{layers}{exceptions}")));
        let edges = written.overrides.iter().map(|it| &it.start).chain(written.temporary.iter().map(|it| &it.start));
        let holidays = written.holidays.iter().map(|it| format!("{}T00:00Z", it.dates[0]));
        let starts: Vec<Timestamp> = edges.cloned().chain(holidays).map(|start| at(&start)).collect();
        let moments = starts.iter().flat_map(|start| minutes.iter().map(|minutes| minutes_later(*start, minutes - 1_440)));
        for at in moments.chain(starts.iter().copied()) {
            prop_assert_eq!(names(whole.on_call(at)), names(exceptions::by_the_rules(&written, routine.on_call(at), at)), "at {}", at);
        }
    }

    #[test]
    fn settings_can_be_edited_at_any_time_and_nobody_is_moved(
        layer in rotation(every()), from in near_a_change(),
        edits in prop::collection::vec((any_turns(), prop_oneof![0..90_i64, 0..90_000_i64, 0..900_000_i64]), 1..5),
    ) {
        let with = |turns: &str| settings(&format!("zone = 'UTC'\n[[layers]]\nname = 'x'\n{}", set_turns(&layer, turns)));
        let (mut stored, mut now) = (with("['ana', 'ben', 'cho']"), from);
        for (turns, seconds) in edits {
            now += SignedDuration::from_secs(seconds);
            let before = Schedule::compile(&stored).unwrap();
            stored = with(&turns).taking_over_from(&stored, now);
            let after = Schedule::compile(&stored);
            prop_assert!(after.is_ok(), "{:?}", after);
            prop_assert_eq!(after.clone().unwrap().on_call(now), before.on_call(now), "at {}", now);
            // The new list applies when the turn is over.
            let later = after.unwrap().on_call(now + SignedDuration::from_hours(24 * 367));
            let listed: Vec<_> = with(&turns).layers[0].turns.iter().map(|turn| names(turn.people().cloned().collect())).collect();
            prop_assert!(listed.contains(&names(later.clone())), "{:?} is none of {:?}", later, listed);
        }
    }
}
