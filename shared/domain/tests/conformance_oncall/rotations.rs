//! Rotations, rules and wall clocks.
//!
//! Must not test more than one layer at a time.

use crate::*;
use callout_domain::oncall::{DaySet, NoticeTime, first_instant, last_instant};
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeSet;

#[test]
fn rotation_points() {
    let Some(file) = vectors("rotation_goalert.json") else { return };
    let points = list(&file, "points").iter().chain(list(&file, "points_from_walks"));
    let count = points.map(check_point).count();
    assert!(count >= 225, "only {count} points");
}

fn check_point(point: &Value) {
    let (schedule, length) = goalert_rotation(&point["rotation"], &["a", "b", "c"]);
    let at = instant(&point["at"]);
    let shift =
        stretches(&schedule, at - length * 3, at + length * 3).into_iter().find(|it| it.1 <= at && at < it.2);
    let (_, start, end) = shift.unwrap_or_else(|| panic!("nobody at {at}: {point}"));
    for (side, found) in [("expected_shift_start_utc", start), ("expected_shift_end_utc", end)] {
        if let Some(expected) = point[side].as_str() {
            assert_eq!(found.to_string(), expected, "{side} of {point}");
        }
    }
}

#[test]
fn rotation_walks() {
    let Some(file) = vectors("rotation_goalert.json") else { return };
    for walk in list(&file, "walks") {
        let (schedule, length) = goalert_rotation(&walk["rotation"], &["a", "b", "c"]);
        let (from, to) = (instant(&walk["window"]["from"]), instant(&walk["window"]["to"]));
        let roster = stretches(&schedule, from - length * 3, to + length * 3);
        let step = SignedDuration::from_secs(walk["window"]["step_seconds"].as_i64().unwrap());
        let mut handoffs = BTreeSet::new();
        let mut at = from;
        while at <= to {
            let (who, start, end) = roster.iter().find(|it| it.1 <= at && at < it.2).unwrap();
            assert_eq!(
                names(&schedule, at),
                [who.as_str()],
                "roster and pager differ at {at} in {}",
                walk["id"]
            );
            handoffs.extend([*start, *end]);
            at += step;
        }
        let expected: BTreeSet<_> = list(walk, "expected_handoffs_utc").iter().map(instant).collect();
        assert_eq!(handoffs, expected, "{}", walk["id"]);
    }
}

#[test]
fn handoffs_over_clock_changes() {
    let Some(file) = vectors("rotation_dst.json") else { return };
    for (kind, every, day) in
        [("daily", "1 day", "first_date"), ("weekly", "1 week", "first_date"), ("monthly", "1 month", "")]
    {
        for case in list(&file, kind) {
            let date = match case[day].as_str() {
                Some(date) => date.to_owned(),
                None => format!("{}-{:02}", text(&case["first_month"]), case["anchor_day"].as_i64().unwrap()),
            };
            let start = format!("{date}T{}", text(&case["wall"]));
            check_handoffs(case, &rotation(text(&case["time_zone"]), every, &start, &["a", "b", "c"]));
        }
    }
}

fn check_handoffs(case: &Value, schedule: &Schedule) {
    let expected: Vec<Timestamp> = list(case, "expected_handoffs_utc").iter().map(instant).collect();
    let (first, last) = (expected[0], expected[expected.len() - 1]);
    let roster = stretches(schedule, first, last);
    let starts: Vec<Timestamp> = roster.iter().map(|it| it.1).chain([last]).collect();
    assert_eq!(starts, expected, "{}", case["id"]);
    for (i, (who, start, end)) in roster.iter().enumerate() {
        assert_eq!(who, ["a", "b", "c"][i % 3], "turn {i} of {}", case["id"]);
        if let Some(minutes) = case["shift_minutes"][i].as_i64() {
            assert_eq!(start.duration_until(*end).as_mins(), minutes, "turn {i} of {}", case["id"]);
        }
        assert_eq!(stretches(schedule, *start, last), roster[i..], "seen from turn {i} of {}", case["id"]);
    }
}

#[test]
fn rule_windows() {
    let Some(file) = vectors("schedule_rules_goalert.json") else { return };
    for case in list(&file, "rule_cases") {
        let rule = &case["rule"];
        let schedule =
            compile(&schedule_of(text(&rule["time_zone"]), vec![restricted("x", vec![restriction(rule)])]));
        let at = instant(&case["at"]);
        if let Some(active) = case["expected_active"].as_bool() {
            assert_eq!(!schedule.on_call(at).is_empty(), active, "{case}");
        }
        let roster = stretches(
            &schedule,
            at - SignedDuration::from_hours(24 * 8),
            at + SignedDuration::from_hours(24 * 16),
        );
        let shift = roster.iter().find(|it| at < it.2).unwrap();
        for (side, found) in [("expected_start", shift.1), ("expected_end", shift.2)] {
            if case[side].is_string() {
                assert_eq!(found, instant(&case[side]), "{side} of {case}");
            }
        }
    }
}

#[test]
fn wall_clock_arithmetic() {
    let Some(file) = vectors("schedule_rules_goalert.json") else { return };
    for case in list(&file, "wall_clock") {
        let zone = zone(&case["time_zone"]);
        let wall = text(&case["date"]).parse::<Date>().unwrap().to_datetime(time(&case["wall"]));
        let found = match text(&case["op"]) {
            "first_instant_of_wall_time" => first_instant(&zone, wall),
            _ => last_instant(&zone, wall),
        };
        assert_eq!(found, instant(&case["expected_utc"]), "{case}");
    }
    for case in list(&file, "arithmetic").iter().filter(|case| case["op"] == "add_wall_clock") {
        let zone = zone(&case["time_zone"]);
        let wall = instant(&case["start"]).to_zoned(zone.clone()).datetime()
            + case["minutes"].as_i64().unwrap().minutes();
        assert_eq!(first_instant(&zone, wall), instant(&case["expected"]), "{case}");
    }
}

#[test]
fn weekdays_and_notices() {
    let Some(file) = vectors("schedule_rules_goalert.json") else { return };
    for case in list(&file, "weekday_filter") {
        let days = if case["looking_for_active"] == true {
            day_set(case)
        } else {
            DaySet::ALL.without(day_set(case))
        };
        let today = weekday(text(&case["weekday"]));
        let found = match text(&case["op"]) {
            "days_until" => days.days_until(today),
            _ => (0..7).find(|since| days.days_until(today.wrapping_sub(*since)) == Some(0)),
        };
        assert_eq!(found.unwrap_or(-1), case["expected"].as_i64().unwrap(), "{case}");
    }
    for case in list(&file, "weekday_label") {
        assert_eq!(day_set(case).to_string(), text(&case["expected"]));
    }
    for case in list(&file, "handoff_notice") {
        let days = if case["days"].is_null() { DaySet::ALL } else { day_set(case) };
        let zone = zone(&case["time_zone"]);
        let due = case["time_of_day"].as_str().and_then(|_| {
            NoticeTime { days, time: time(&case["time_of_day"]), zone }.next_after(instant(&case["now"]))
        });
        assert_eq!(
            due,
            case["expected_next"].as_str().map(|at| at.parse().unwrap()),
            "{}",
            case["description"]
        );
    }
}

/// A rotation as `GoAlert` writes it, and the length of its shift, at most.
fn goalert_rotation(rotation_: &Value, people: &[&str]) -> (Schedule, SignedDuration) {
    let count = rotation_["shift_length"].as_i64().unwrap();
    let unit = text(&rotation_["type"]);
    let hours = match unit {
        "hourly" => 2,
        "daily" => 25,
        "weekly" => 24 * 8,
        _ => 24 * 32,
    };
    let start = minute(&rotation_["start"]).to_string();
    let schedule = rotation(text(&rotation_["time_zone"]), &format!("{count} {unit}"), &start, people);
    (schedule, SignedDuration::from_hours(hours * count + 2))
}

fn time(value: &Value) -> Time {
    format!("2000-01-01T{}", text(value)).parse::<DateTime>().unwrap().time()
}

fn zone(value: &Value) -> TimeZone {
    TimeZone::get(text(value)).unwrap()
}

fn day_set(case: &Value) -> DaySet {
    DaySet::parse(list(case, "days").iter().map(text)).unwrap()
}

fn weekday(name: &str) -> Weekday {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    Weekday::from_monday_zero_offset(
        i8::try_from(names.iter().position(|day| *day == name).unwrap()).unwrap(),
    )
    .unwrap()
}
