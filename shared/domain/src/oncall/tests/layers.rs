//! Layers of higher, equal, and lower precedence.

use super::*;

const TWO: &str = "zone = 'UTC'
[[layers]]
name = 'primary'
turns = ['ana', 'ben']
every = '1 day'
start = '2027-01-04T00:00'
[[layers]]
name = 'office'
turns = ['cho', 'nobody']
every = '1 day'
start = '2027-01-04T00:00'
restrictions = [{ from = '09:00', to = '17:00' }]
";

#[test]
fn the_higher_layer_wins_where_it_has_somebody() {
    check(
        &TWO.replace("name = 'office'", "name = 'office'\nprecedence = 1"),
        "2027-01-04T00:00Z",
        "2027-01-06T00:00Z",
        &[
            "ana Mon 01-04 00:00+00 – Mon 01-04 09:00+00",
            "cho Mon 01-04 09:00+00 – Mon 01-04 17:00+00",
            "ana Mon 01-04 17:00+00 – Tue 01-05 00:00+00",
            "ben Tue 01-05 00:00+00 – Wed 01-06 00:00+00",
        ],
    );
}

#[test]
fn equal_layers_are_on_call_together() {
    check(
        TWO,
        "2027-01-04T00:00Z",
        "2027-01-06T00:00Z",
        &[
            "ana Mon 01-04 00:00+00 – Tue 01-05 00:00+00",
            "cho Mon 01-04 09:00+00 – Mon 01-04 17:00+00",
            "ben Tue 01-05 00:00+00 – Wed 01-06 00:00+00",
        ],
    );
}

#[test]
fn one_person_in_two_layers_is_on_call_once() {
    check(
        &TWO.replace("cho", "ana"),
        "2027-01-04T00:00Z",
        "2027-01-05T12:00Z",
        &["ana Mon 01-04 00:00+00 – Tue 01-05 00:00+00", "ben Tue 01-05 00:00+00 – Tue 01-05 12:00+00"],
    );
}

#[test]
fn a_layer_exists_from_a_moment_until_another() {
    let text = TWO.replace(
        "name = 'primary'",
        "name = 'primary'\nzone = 'Europe/Madrid'\neffective_from = '2027-01-04T12:00'\neffective_until = '2027-01-05T12:00'",
    );
    check(
        &text,
        "2027-01-04T00:00Z",
        "2027-01-06T00:00Z",
        &[
            "cho Mon 01-04 09:00+00 – Mon 01-04 17:00+00",
            "ana Mon 01-04 11:00+00 – Mon 01-04 23:00+00",
            "ben Mon 01-04 23:00+00 – Tue 01-05 11:00+00",
        ],
    );
}

#[test]
fn gaps_are_where_nobody_is_on_call_and_are_never_in_the_past() {
    let schedule = schedule(&TWO.replace("['ana', 'ben']", "['ana', 'nobody']"));
    let gaps = |from: &str, to: &str| {
        let gaps = schedule.gaps(at(from), at(to));
        gaps.iter().map(|gap| format!("{} – {}", gap.start, gap.end)).collect::<Vec<_>>()
    };
    assert_eq!(
        gaps("2027-01-04T06:00Z", "2027-01-06T00:00Z"),
        ["2027-01-05T00:00:00Z – 2027-01-06T00:00:00Z"]
    );
    assert_eq!(
        gaps("2027-01-05T12:00Z", "2027-01-05T13:00Z"),
        ["2027-01-05T12:00:00Z – 2027-01-05T13:00:00Z"]
    );
    assert!(gaps("2027-01-04T00:00Z", "2027-01-05T00:00Z").is_empty());
    assert!(gaps("2027-01-06T00:00Z", "2027-01-05T00:00Z").is_empty());
}

#[test]
fn a_whole_shift_is_the_same_from_wherever_it_is_seen() {
    let text = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana', 'ben']\nevery = '1 month'\nstart = '2027-01-04T09:00'";
    let schedule = schedule(text);
    let whole = schedule.whole_shifts(at("2027-01-20T00:00Z"), at("2027-01-21T00:00Z"));
    assert_eq!(whole, schedule.shifts(at("2027-01-04T09:00Z"), at("2027-02-04T09:00Z")));
    assert_eq!(schedule.whole_shifts(at("2027-01-04T09:00Z"), at("2027-02-04T09:00Z")), whole);
}

#[test]
fn coverage_in_a_word() {
    use crate::oncall::CoverageState::{Covered, GapsAhead, NoUsers, UncoveredNow};
    let schedule = schedule(&TWO.replace("['ana', 'ben']", "['ana', 'nobody']"));
    let state = |from: &str, to: &str| schedule.coverage(at(from), at(to)).state;
    assert_eq!(state("2027-01-04T00:00Z", "2027-01-05T00:00Z"), Covered);
    assert_eq!(state("2027-01-04T00:00Z", "2027-01-08T00:00Z"), GapsAhead);
    assert_eq!(state("2027-01-05T06:00Z", "2027-01-08T00:00Z"), UncoveredNow);
    assert_eq!(state("2027-01-05T20:00Z", "2027-01-05T23:00Z"), NoUsers);
    let coverage = schedule.coverage(at("2027-01-05T06:00Z"), at("2027-01-07T06:00Z"));
    assert_eq!(coverage.covered_from, Some(at("2027-01-06T00:00Z")));
    assert_eq!(coverage.uncovered().as_hours(), 18 + 6);
}

#[test]
fn a_schedule_without_layers_is_one_gap() {
    let schedule = schedule("zone = 'UTC'");
    assert_eq!(schedule.gaps(at("2027-01-04T00:00Z"), at("2027-01-05T00:00Z")).len(), 1);
    assert_eq!(schedule.next_handoff(at("2027-01-04T00:00Z")), None);
}

#[test]
fn who_is_next_agrees_with_the_roster_also_when_asked_in_a_gap() {
    let text = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana', 'ben']\nevery = '1 week'\nstart = '2027-01-04T00:00'\n\
                days_off = ['sat', 'sun']";
    let schedule = schedule(text);
    let next = |asked: &str| schedule.next_on_call(at(asked)).map(|(at, names)| format!("{at} {}", names[0]));
    assert_eq!(next("2027-01-09T12:00:00Z").as_deref(), Some("2027-01-11T00:00:00Z ben"));
    assert_eq!(next("2027-01-08T12:00:00Z").as_deref(), Some("2027-01-11T00:00:00Z ben"));
    let handoff = schedule.next_handoff(at("2027-01-08T12:00:00Z")).unwrap();
    assert_eq!((handoff.at, handoff.coming.len()), (at("2027-01-09T00:00:00Z"), 0));
}
