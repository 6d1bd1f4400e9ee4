//! The hours in which a layer is active.

use super::*;

fn check_hours(zone: &str, restrictions: &str, from: &str, to: &str, expected: &[&str]) {
    let text =
        format!("zone = '{zone}'\n[[layers]]\nname = 'x'\nturns = ['ana']\nrestrictions = [{restrictions}]");
    check(&text, from, to, expected);
}

#[test]
fn office_hours_keep_to_the_wall_clock() {
    let office = "{ days = ['mon-fri'], from = '09:00', to = '17:00' }";
    check_hours(
        "Europe/Lisbon",
        office,
        "2027-03-26T00:00Z",
        "2027-03-30T00:00Z",
        &["ana Fri 03-26 09:00+00 – Fri 03-26 17:00+00", "ana Mon 03-29 09:00+01 – Mon 03-29 17:00+01"],
    );
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_begins() {
    let nights = "{ days = ['fri'], from = '22:00', to = '06:00' }";
    check_hours(
        "UTC",
        nights,
        "2027-01-01T00:00Z",
        "2027-01-09T00:00Z",
        &["ana Fri 01-01 22:00+00 – Sat 01-02 06:00+00", "ana Fri 01-08 22:00+00 – Sat 01-09 00:00+00"],
    );
}

#[test]
fn equal_times_are_a_whole_day_and_days_that_touch_are_one_shift() {
    let days = "{ days = ['mon', 'tue'], from = '08:00', to = '08:00' }";
    check_hours(
        "UTC",
        days,
        "2027-01-03T00:00Z",
        "2027-01-10T00:00Z",
        &["ana Mon 01-04 08:00+00 – Wed 01-06 08:00+00"],
    );
    let always = "{ from = '00:00', to = '24:00' }";
    check_hours(
        "UTC",
        always,
        "2027-01-03T00:00Z",
        "2027-01-05T00:00Z",
        &["ana Sun 01-03 00:00+00 – Tue 01-05 00:00+00"],
    );
}

#[test]
fn one_window_may_run_over_the_weekend_and_over_the_week() {
    let weekend = "{ from = 'fri 20:00', to = 'mon 08:00' }";
    check_hours(
        "America/New_York",
        weekend,
        "2027-03-11T00:00Z",
        "2027-03-17T00:00Z",
        &["ana Fri 03-12 20:00-05 – Mon 03-15 08:00-04"],
    );
    let other_days = "{ from = 'sun 12:00', to = 'sun 06:00' }";
    check_hours(
        "UTC",
        other_days,
        "2027-01-03T00:00Z",
        "2027-01-11T00:00Z",
        &[
            "ana Sun 01-03 00:00+00 – Sun 01-03 06:00+00",
            "ana Sun 01-03 12:00+00 – Sun 01-10 06:00+00",
            "ana Sun 01-10 12:00+00 – Mon 01-11 00:00+00",
        ],
    );
}

#[test]
fn windows_that_overlap_are_one() {
    let both = "{ from = '08:00', to = '12:00' }, { from = '11:00', to = '15:00' }, { from = '15:00', to = '16:00' }";
    check_hours(
        "UTC",
        both,
        "2027-01-04T00:00Z",
        "2027-01-05T00:00Z",
        &["ana Mon 01-04 08:00+00 – Mon 01-04 16:00+00"],
    );
}

#[test]
fn a_window_begins_at_the_first_and_ends_at_the_last_of_a_time_that_happens_twice() {
    let early = "{ from = '01:15', to = '01:45' }";
    check_hours(
        "Europe/Lisbon",
        early,
        "2027-10-31T00:00Z",
        "2027-10-31T12:00Z",
        &["ana Sun 10-31 01:15+01 – Sun 10-31 01:45+00"],
    );
    // The end of one window and the start of the next may overlap then. Both are active.
    let pair = "{ from = '00:00', to = '01:20' }, { from = '01:40', to = '03:00' }";
    check_hours(
        "Europe/Lisbon",
        pair,
        "2027-10-30T23:00Z",
        "2027-10-31T12:00Z",
        &["ana Sun 10-31 00:00+01 – Sun 10-31 03:00+00"],
    );
}

#[test]
fn a_window_inside_a_gap_does_not_happen_and_one_that_touches_it_is_shorter() {
    let skipped = "{ days = ['sun'], from = '01:10', to = '01:50' }";
    check_hours("Europe/Lisbon", skipped, "2027-03-28T00:00Z", "2027-03-29T00:00Z", &[]);
    let shorter = "{ days = ['sun'], from = '00:30', to = '01:30' }";
    check_hours(
        "Europe/Lisbon",
        shorter,
        "2027-03-28T00:00Z",
        "2027-03-29T00:00Z",
        &["ana Sun 03-28 00:30+00 – Sun 03-28 02:00+01"],
    );
}

#[test]
fn a_day_whose_midnight_is_skipped_begins_at_one() {
    let sundays = "{ days = ['sun'], from = '00:00', to = '24:00' }";
    check_hours(
        "Asia/Beirut",
        sundays,
        "2027-03-27T00:00Z",
        "2027-03-30T00:00Z",
        &["ana Sun 03-28 01:00+03 – Mon 03-29 00:00+03"],
    );
}
