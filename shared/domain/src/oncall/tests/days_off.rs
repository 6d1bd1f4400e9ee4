//! Days off do not use up turns, unless `burn_days_off` is set (D3).

use super::*;

fn daily(start: &str, more: &str) -> String {
    format!(
        "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana', 'ben', 'cho']\nevery = '1 day'\nstart = '{start}'\n{more}"
    )
}

/// Who is on call at noon, from Monday 4 January 2027 on. A dot means nobody.
fn noons(text: &str, days: i64) -> String {
    let schedule = schedule(text);
    let noon = at("2027-01-04T12:00Z");
    let noons = (0..days).map(|day| schedule.on_call(noon + jiff::SignedDuration::from_hours(24 * day)));
    noons.map(|names| names.first().map_or('.', |name| name.as_str().chars().next().unwrap())).collect()
}

const WEEKEND: &str = "days_off = ['sat', 'sun']";
const OFFICE: &str = "restrictions = [{ days = ['mon-fri'], from = '09:00', to = '19:00' }]";

#[test]
fn nobody_loses_a_turn_to_a_weekend() {
    assert_eq!(noons(&daily("2027-01-04T00:00", WEEKEND), 14), "abcab..cabca..");
    assert_eq!(noons(&daily("2027-01-04T09:00", WEEKEND), 14), "abcab..cabca..");
    assert_eq!(noons(&daily("2027-01-04T09:00", OFFICE), 14), "abcab..cabca..");
    assert_eq!(noons(&daily("2027-01-04T09:00", &format!("{OFFICE}\n{WEEKEND}")), 14), "abcab..cabca..");
}

#[test]
fn a_rotation_may_run_on_over_the_weekend() {
    let burn = |more: &str| daily("2027-01-04T09:00", &format!("{more}\nburn_days_off = true"));
    assert_eq!(noons(&burn(WEEKEND), 14), "abcab..bcabc..");
    assert_eq!(noons(&burn(OFFICE), 14), "abcab..bcabc..");
}

#[test]
fn the_clock_stands_still_from_midnight_to_midnight() {
    check(
        &daily("2027-01-04T09:00", WEEKEND),
        "2027-01-07T12:00Z",
        "2027-01-12T00:00Z",
        &[
            "ana Thu 01-07 12:00+00 – Fri 01-08 09:00+00",
            "ben Fri 01-08 09:00+00 – Sat 01-09 00:00+00",
            "ben Mon 01-11 00:00+00 – Mon 01-11 09:00+00",
            "cho Mon 01-11 09:00+00 – Tue 01-12 00:00+00",
        ],
    );
}

#[test]
fn a_handoff_in_the_evening_does_not_lose_the_monday() {
    let evening = daily("2027-01-04T09:00", &format!("first_handoff = '2027-01-04T19:00'\n{OFFICE}"));
    assert_eq!(noons(&evening, 14), "abcab..cabca..");
    let with_days_off =
        daily("2027-01-04T09:00", &format!("first_handoff = '2027-01-04T19:00'\n{OFFICE}\n{WEEKEND}"));
    assert_eq!(noons(&with_days_off, 14), "abcab..cabca..");
    let from_sunday = daily("2027-01-03T19:00", OFFICE);
    assert_eq!(noons(&from_sunday, 14), "abcab..cabca..");
}

#[test]
fn a_start_on_a_day_off_makes_the_first_working_day_the_first_turn() {
    assert_eq!(noons(&daily("2027-01-02T00:00", WEEKEND), 7), "abcab..");
    assert_eq!(noons(&daily("2027-01-03T06:00", OFFICE), 7), "abcab..");
    assert_eq!(noons(&daily("2027-01-02T20:00", OFFICE), 7), "abcab..");
    assert_eq!(noons(&daily("2027-01-01T21:00", &format!("{OFFICE}\n{WEEKEND}")), 7), "abcab..");
}

#[test]
fn turns_of_two_days_are_two_working_days() {
    let two = daily("2027-01-04T00:00", WEEKEND).replace("1 day", "2 days");
    assert_eq!(noons(&two, 14), "aabbc..caabb..");
}

#[test]
fn hourly_turns_stand_still_too() {
    let halves = daily("2027-01-04T09:00", WEEKEND).replace("1 day", "12 hours");
    check(
        &halves,
        "2027-01-08T09:00Z",
        "2027-01-11T21:00Z",
        &[
            "cho Fri 01-08 09:00+00 – Fri 01-08 21:00+00",
            "ana Fri 01-08 21:00+00 – Sat 01-09 00:00+00",
            "ana Mon 01-11 00:00+00 – Mon 01-11 09:00+00",
            "ben Mon 01-11 09:00+00 – Mon 01-11 21:00+00",
        ],
    );
}

#[test]
fn weekly_turns_pass_every_week() {
    let weekly = daily("2027-01-04T09:00", WEEKEND).replace("1 day", "1 week");
    assert_eq!(noons(&weekly, 21), "aaaaa..bbbbb..ccccc..");
}

#[test]
fn a_night_that_ends_on_a_day_off_is_not_cut_and_not_counted_twice() {
    let nights = "restrictions = [{ days = ['mon-fri'], from = '22:00', to = '06:00' }]";
    for more in [nights.to_owned(), format!("{nights}\n{WEEKEND}")] {
        check(
            &daily("2027-01-04T12:00", &more),
            "2027-01-07T12:00Z",
            "2027-01-12T12:00Z",
            &[
                "ana Thu 01-07 22:00+00 – Fri 01-08 06:00+00",
                "ben Fri 01-08 22:00+00 – Sat 01-09 06:00+00",
                "cho Mon 01-11 22:00+00 – Tue 01-12 06:00+00",
            ],
        );
    }
}

#[test]
fn turns_over_a_long_weekend_are_counted_by_the_day() {
    let weekend = "restrictions = [{ from = 'fri 20:00', to = 'mon 08:00' }]";
    check(
        &daily("2027-01-08T08:00", weekend),
        "2027-01-08T00:00Z",
        "2027-01-16T12:00Z",
        &[
            "ana Fri 01-08 20:00+00 – Sat 01-09 08:00+00",
            "ben Sat 01-09 08:00+00 – Sun 01-10 08:00+00",
            "cho Sun 01-10 08:00+00 – Mon 01-11 08:00+00",
            "ana Fri 01-15 20:00+00 – Sat 01-16 08:00+00",
            "ben Sat 01-16 08:00+00 – Sat 01-16 12:00+00",
        ],
    );
}

#[test]
fn the_clock_stands_still_over_a_clock_change() {
    let text = daily("2027-03-22T09:00", WEEKEND).replace("UTC", "Europe/Lisbon");
    check(
        &text,
        "2027-03-26T09:00Z",
        "2027-03-30T08:00Z",
        &[
            "ben Fri 03-26 09:00+00 – Sat 03-27 00:00+00",
            "ben Mon 03-29 00:00+01 – Mon 03-29 09:00+01",
            "cho Mon 03-29 09:00+01 – Tue 03-30 09:00+01",
        ],
    );
}
