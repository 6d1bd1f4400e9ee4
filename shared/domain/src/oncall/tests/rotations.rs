//! Handoffs: lengths, anchors, and every way in which clocks change.

use super::*;

fn rotation(zone: &str, every: &str, start: &str, turns: &str) -> String {
    format!(
        "zone = '{zone}'\n[[layers]]\nname = 'primary'\nturns = {turns}\nevery = '{every}'\nstart = '{start}'"
    )
}

fn check_turns(zone: &str, every: &str, start: &str, from: &str, to: &str, expected: &[&str]) {
    check(&rotation(zone, every, start, "['ana', 'ben', 'cho']"), from, to, expected);
}

#[test]
fn a_week_is_a_week_on_the_wall_clock() {
    check_turns(
        "Europe/Lisbon",
        "1 week",
        "2027-03-15T09:00",
        "2027-03-15T09:00Z",
        "2027-04-05T08:00Z",
        &[
            "ana Mon 03-15 09:00+00 – Mon 03-22 09:00+00",
            "ben Mon 03-22 09:00+00 – Mon 03-29 09:00+01",
            "cho Mon 03-29 09:00+01 – Mon 04-05 09:00+01",
        ],
    );
}

#[test]
fn a_handoff_in_a_gap_is_at_its_end_and_one_that_happens_twice_is_at_the_first() {
    check_turns(
        "Europe/Lisbon",
        "1 day",
        "2027-03-26T01:30",
        "2027-03-27T01:30Z",
        "2027-03-29T00:30Z",
        &["ben Sat 03-27 01:30+00 – Sun 03-28 02:00+01", "cho Sun 03-28 02:00+01 – Mon 03-29 01:30+01"],
    );
    check_turns(
        "Europe/Lisbon",
        "1 day",
        "2027-10-30T01:30",
        "2027-10-30T00:30Z",
        "2027-11-01T01:30Z",
        &["ana Sat 10-30 01:30+01 – Sun 10-31 01:30+01", "ben Sun 10-31 01:30+01 – Mon 11-01 01:30+00"],
    );
}

#[test]
fn zones_that_change_at_midnight() {
    check_turns(
        "Asia/Beirut",
        "1 day",
        "2027-03-26T00:00",
        "2027-03-26T22:00Z",
        "2027-03-28T21:00Z",
        &["ben Sat 03-27 00:00+02 – Sun 03-28 01:00+03", "cho Sun 03-28 01:00+03 – Mon 03-29 00:00+03"],
    );
    // 4 April 00:00 becomes 3 April 23:00: 23:30 happens twice, and the handoff is at the first.
    check_turns(
        "America/Santiago",
        "1 day",
        "2027-04-02T23:30",
        "2027-04-03T02:30Z",
        "2027-04-05T03:30Z",
        &["ana Fri 04-02 23:30-03 – Sat 04-03 23:30-03", "ben Sat 04-03 23:30-03 – Sun 04-04 23:30-04"],
    );
}

#[test]
fn a_zone_that_skips_a_whole_day() {
    // There was no 30 December 2011 in Apia, so its turn began and ended in the same instant.
    check_turns(
        "Pacific/Apia",
        "1 day",
        "2011-12-28T09:00",
        "2011-12-28T19:00Z",
        "2012-01-01T00:00Z",
        &[
            "ana Wed 12-28 09:00-10 – Thu 12-29 09:00-10",
            "ben Thu 12-29 09:00-10 – Sat 12-31 00:00+14",
            "cho Sat 12-31 00:00+14 – Sat 12-31 09:00+14",
            "ana Sat 12-31 09:00+14 – Sun 01-01 09:00+14",
            "ben Sun 01-01 09:00+14 – Sun 01-01 14:00+14",
        ],
    );
}

#[test]
fn clocks_that_change_by_half_an_hour() {
    check_turns(
        "Australia/Lord_Howe",
        "1 day",
        "2027-10-01T02:15",
        "2027-10-01T15:45Z",
        "2027-10-03T15:15Z",
        &["ben Sat 10-02 02:15+10:30 – Sun 10-03 02:30+11", "cho Sun 10-03 02:30+11 – Mon 10-04 02:15+11"],
    );
    check_turns(
        "Australia/Lord_Howe",
        "30 minutes",
        "2027-04-04T01:00",
        "2027-04-03T14:00Z",
        "2027-04-03T16:00Z",
        &[
            "ana Sun 04-04 01:00+11 – Sun 04-04 01:30+11",
            "ben Sun 04-04 01:30+11 – Sun 04-04 02:00+10:30",
            "cho Sun 04-04 02:00+10:30 – Sun 04-04 02:30+10:30",
        ],
    );
}

#[test]
fn hours_that_divide_a_day_keep_to_the_wall_clock() {
    check_turns(
        "Europe/Lisbon",
        "8 hours",
        "2027-03-27T09:00",
        "2027-03-27T17:00Z",
        "2027-03-28T16:00Z",
        &[
            "ben Sat 03-27 17:00+00 – Sun 03-28 02:00+01",
            "cho Sun 03-28 02:00+01 – Sun 03-28 09:00+01",
            "ana Sun 03-28 09:00+01 – Sun 03-28 17:00+01",
        ],
    );
    check_turns(
        "America/Chicago",
        "1 hour",
        "2027-11-07T00:00",
        "2027-11-07T05:00Z",
        "2027-11-07T09:00Z",
        &[
            "ana Sun 11-07 00:00-05 – Sun 11-07 01:00-05",
            "ben Sun 11-07 01:00-05 – Sun 11-07 02:00-06",
            "cho Sun 11-07 02:00-06 – Sun 11-07 03:00-06",
        ],
    );
}

#[test]
fn a_turn_whose_whole_hour_is_skipped_is_over_before_it_begins() {
    // Each turn keeps its hour of the day.
    check_turns(
        "America/Chicago",
        "1 hour",
        "2027-03-14T00:00",
        "2027-03-14T06:00Z",
        "2027-03-14T09:00Z",
        &[
            "ana Sun 03-14 00:00-06 – Sun 03-14 01:00-06",
            "ben Sun 03-14 01:00-06 – Sun 03-14 03:00-05",
            "ana Sun 03-14 03:00-05 – Sun 03-14 04:00-05",
        ],
    );
}

#[test]
fn hours_that_do_not_divide_a_day_are_elapsed_time() {
    check_turns(
        "Europe/Lisbon",
        "5 hours",
        "2027-03-27T21:00",
        "2027-03-27T21:00Z",
        "2027-03-28T12:00Z",
        &[
            "ana Sat 03-27 21:00+00 – Sun 03-28 03:00+01",
            "ben Sun 03-28 03:00+01 – Sun 03-28 08:00+01",
            "cho Sun 03-28 08:00+01 – Sun 03-28 13:00+01",
        ],
    );
    check_turns(
        "America/New_York",
        "7 hours",
        "2027-11-06T20:00",
        "2027-11-07T00:00Z",
        "2027-11-07T21:00Z",
        &[
            "ana Sat 11-06 20:00-04 – Sun 11-07 02:00-05",
            "ben Sun 11-07 02:00-05 – Sun 11-07 09:00-05",
            "cho Sun 11-07 09:00-05 – Sun 11-07 16:00-05",
        ],
    );
    check_turns(
        "Australia/Lord_Howe",
        "10 hours",
        "2027-10-02T20:00",
        "2027-10-02T09:30Z",
        "2027-10-03T05:30Z",
        &["ana Sat 10-02 20:00+10:30 – Sun 10-03 06:30+11", "ben Sun 10-03 06:30+11 – Sun 10-03 16:30+11"],
    );
}

#[test]
fn elapsed_time_runs_from_the_one_of_two_that_is_meant() {
    let from_the_second = ["ana Sun 10-31 01:30+00 – Sun 10-31 06:30+00"];
    let start = "2027-10-31T01:30+00:00";
    check_turns(
        "Europe/Lisbon",
        "5 hours",
        start,
        "2027-10-31T01:30Z",
        "2027-10-31T06:30Z",
        &from_the_second,
    );
}

#[test]
fn a_month_is_clamped_from_the_day_of_the_first() {
    check_turns(
        "UTC",
        "1 month",
        "2028-01-31T09:00",
        "2028-01-31T09:00Z",
        "2028-05-31T09:00Z",
        &[
            "ana Mon 01-31 09:00+00 – Tue 02-29 09:00+00",
            "ben Tue 02-29 09:00+00 – Fri 03-31 09:00+00",
            "cho Fri 03-31 09:00+00 – Sun 04-30 09:00+00",
            "ana Sun 04-30 09:00+00 – Wed 05-31 09:00+00",
        ],
    );
    check_turns(
        "UTC",
        "1 year",
        "2028-02-29T00:00",
        "2028-02-29T00:00Z",
        "2030-02-28T00:00Z",
        &["ana Tue 02-29 00:00+00 – Wed 02-28 00:00+00", "ben Wed 02-28 00:00+00 – Thu 02-28 00:00+00"],
    );
}

#[test]
fn turns_are_reckoned_backwards_from_the_start_too() {
    check_turns(
        "UTC",
        "2 days",
        "2027-01-10T09:00",
        "2027-01-05T09:00Z",
        "2027-01-12T09:00Z",
        &[
            "ana Tue 01-05 09:00+00 – Wed 01-06 09:00+00",
            "ben Wed 01-06 09:00+00 – Fri 01-08 09:00+00",
            "cho Fri 01-08 09:00+00 – Sun 01-10 09:00+00",
            "ana Sun 01-10 09:00+00 – Tue 01-12 09:00+00",
        ],
    );
}

#[test]
fn the_first_handoff_may_come_early() {
    let text = rotation("UTC", "1 week", "2027-01-06T12:00", "['ana', 'ben']")
        + "\nfirst_handoff = '2027-01-11T09:00'";
    check(
        &text,
        "2027-01-06T12:00Z",
        "2027-01-20T12:00Z",
        &[
            "ana Wed 01-06 12:00+00 – Mon 01-11 09:00+00",
            "ben Mon 01-11 09:00+00 – Mon 01-18 09:00+00",
            "ana Mon 01-18 09:00+00 – Wed 01-20 12:00+00",
        ],
    );
}

#[test]
fn several_people_may_share_a_turn_and_nobody_may_hold_one() {
    let text = rotation("UTC", "1 day", "2027-01-04T09:00", "[['ben', 'ana'], 'nobody', []]");
    check(
        &text,
        "2027-01-04T00:00Z",
        "2027-01-07T12:00Z",
        &[
            "ana Mon 01-04 09:00+00 – Tue 01-05 09:00+00",
            "ben Mon 01-04 09:00+00 – Tue 01-05 09:00+00",
            "ana Thu 01-07 09:00+00 – Thu 01-07 12:00+00",
            "ben Thu 01-07 09:00+00 – Thu 01-07 12:00+00",
        ],
    );
}

#[test]
fn the_instant_of_a_handoff_belongs_to_the_one_who_comes() {
    let schedule = schedule(&rotation("UTC", "1 day", "2027-01-04T09:00", "['ana', 'ben']"));
    assert_eq!(on_call(&schedule, "2027-01-05T08:59:59.999999999Z"), "ana");
    assert_eq!(on_call(&schedule, "2027-01-05T09:00:00Z"), "ben");
    assert_eq!(on_call(&schedule, "1960-01-05T09:00:00Z"), "ben");
    let handoff = schedule.next_handoff(at("2027-01-05T09:00:00Z")).unwrap();
    assert_eq!(handoff.at, at("2027-01-06T09:00:00Z"));
    assert_eq!((handoff.leaving, handoff.coming), (vec!["ben".into()], vec!["ana".into()]));
}

#[test]
fn the_ends_of_the_calendar_are_no_panic() {
    for every in ["1 day", "5 hours", "8 hours", "3 months", "1 year"] {
        let schedule = schedule(&rotation("Pacific/Kiritimati", every, "2027-01-04T09:00", "['ana', 'ben']"));
        for instant in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(schedule.on_call(instant).len(), 1, "every {every} at {instant}");
        }
        assert!(schedule.next_handoff(Timestamp::MAX).is_none() || every == "1 year");
    }
}
