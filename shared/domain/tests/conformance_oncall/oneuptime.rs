//! Layered schedules of `OneUptime`.
//!
//! Must not repeat its seams of a second: intervals are half-open here.

use crate::*;
use callout_domain::oncall::CoverageState;
use callout_domain::oncall::settings::OverrideSettings;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, ToSpan, Zoned};
use std::collections::BTreeSet;

#[test]
fn oneuptime_cases() {
    let Some(file) = vectors("schedule_oneuptime_linkedin.json") else { return };
    for case in list(&file, "cases") {
        let same_as = case["layers"][0]["same_as"].as_str();
        let source =
            same_as.map_or(case, |id| list(&file, "cases").iter().find(|other| other["id"] == id).unwrap());
        let layers =
            list(source, "layers").iter().enumerate().map(|(i, layer)| oneuptime_layer(i, layer)).collect();
        let schedule = compile(&schedule_of("UTC", layers));
        check_instants(case, &schedule);
        check_invariants(case, &schedule);
        if case["window"].is_array() {
            check_window(case, &schedule);
        }
        for query in list(&case["expected"], "queries") {
            let (from, to) = window(query);
            let users: Vec<String> = stretches(&schedule, from, to).into_iter().map(|it| it.0).collect();
            assert_eq!(users, list(query, "users").iter().map(text).collect::<Vec<_>>(), "{}", case["id"]);
        }
    }
}

fn oneuptime_layer(index: usize, layer: &Value) -> LayerSettings {
    let people: Vec<&str> = list(layer, "participants").iter().map(text).collect();
    let turns =
        if people.is_empty() { vec!["nobody".into()] } else { people.into_iter().map(Names::from).collect() };
    LayerSettings {
        name: format!("layer {index}"),
        precedence: -i32::try_from(index).unwrap(),
        zone: Some(text(&layer["time_zone"]).to_owned()),
        turns,
        every: Some(format!("{} {}", layer["rotation"]["count"], text(&layer["rotation"]["unit"]))),
        start: Some(text(&layer["start"]).to_owned()),
        first_handoff: layer["first_handoff"].as_str().map(str::to_owned),
        restrictions: list(layer, "restrictions").iter().map(restriction).collect(),
        effective_from: Some(text(&layer["start"]).to_owned()),
        ..LayerSettings::default()
    }
}

fn check_instants(case: &Value, schedule: &Schedule) {
    let expected = &case["expected"];
    for moment in list(expected, "at") {
        let on_call = names(schedule, instant(&moment["at"]));
        if let Some(covered) = moment["covered"].as_bool() {
            assert_eq!(!on_call.is_empty(), covered, "{} {moment}", case["id"]);
        }
        if let Some(user) = moment["user"].as_str() {
            assert_eq!(on_call, [user], "{} {moment}", case["id"]);
        }
        assert!(
            moment["user_not"].as_str().is_none_or(|user| !on_call.contains(&user.to_owned())),
            "{moment}"
        );
    }
    for asked in list(expected, "next_on_call") {
        let (at, next) = schedule.next_on_call(instant(&asked["asked_at"])).unwrap();
        assert_eq!(next[0].as_str(), text(&asked["user"]));
        assert_eq!(schedule.on_call(at), next);
    }
    if let Some(shift) = expected.get("shift_containing") {
        let at = instant(&shift["at"]);
        let day = SignedDuration::from_hours(24);
        let found =
            stretches(schedule, at - day, at + day).into_iter().find(|it| it.1 <= at && at < it.2).unwrap();
        assert_eq!((found.1, found.2), (instant(&shift["start"]), instant(&shift["end"])), "{}", case["id"]);
    }
    if let Some(date) = expected["first_handoff_date"].as_str() {
        let start = instant(&case["layers"][0]["start"]);
        let handoff = schedule.next_handoff(start).unwrap().at;
        assert_eq!(handoff.to_zoned(TimeZone::UTC).date().to_string(), date, "{}", case["id"]);
    }
}

fn check_window(case: &Value, schedule: &Schedule) {
    let (from, to) = window(case);
    let (expected, roster) = (&case["expected"], stretches(schedule, from, to));
    for key in ["shifts", "merged_shifts"].iter().filter(|key| expected[**key].is_array()) {
        assert_eq!(roster, list(expected, key).iter().map(stretch).collect::<Vec<_>>(), "{}", case["id"]);
    }
    let coverage = schedule.coverage(from, to);
    if let Some(gaps) = expected["gaps"].as_array() {
        let mut gaps: Vec<_> = gaps.iter().map(|gap| (instant(&gap[0]), instant(&gap[1]))).collect();
        if expected["trailing_gap_reported"] == false {
            gaps.extend(roster.last().map(|it| (it.2, to)));
        }
        assert_eq!(
            coverage.gaps.iter().map(|gap| (gap.start, gap.end)).collect::<Vec<_>>(),
            gaps,
            "{}",
            case["id"]
        );
    }
    if let Some(seconds) = expected["uncovered_seconds"].as_i64() {
        assert_eq!(coverage.uncovered().as_secs(), seconds);
    }
    if let Some(ratio) = expected["coverage_ratio"].as_f64() {
        assert!((1.0 - coverage.uncovered().div_duration_f64(from.duration_until(to)) - ratio).abs() < 1e-9);
    }
    assert!(
        expected["status"].as_str().is_none_or(|status| state(coverage.state) == status),
        "{}",
        case["id"]
    );
    for moment in list(expected, "status_at") {
        let now = schedule.coverage(instant(&moment["at"]), to);
        assert_eq!(state(now.state), text(&moment["status"]));
        assert_eq!(now.covered_from, Some(instant(&moment["next_start"])));
    }
}

/// The invariants that vectors state in words.
fn check_invariants(case: &Value, schedule: &Schedule) {
    let start = instant(
        &case["layers"]
            .get(0)
            .filter(|layer| layer["start"].is_string())
            .map_or("2026-01-05T00:00Z".into(), |layer| layer["start"].clone()),
    );
    for said in list(&case["expected"], "invariants").iter().map(text) {
        let (from, to) = if case["window"].is_array() {
            window(case)
        } else {
            (start, "2028-01-01T00:00Z".parse().unwrap())
        };
        let roster = stretches(schedule, from, to);
        match said {
            "no two events with the same user, start and end" => {
                assert_eq!(roster.iter().collect::<BTreeSet<_>>().len(), roster.len());
            }
            "every event has end > start" => assert!(roster.iter().all(|it| it.2 > it.1)),
            "at least one event" => assert!(!roster.is_empty()),
            "shift i is held by [A,B,C][i mod 3]" => {
                assert!(roster.iter().enumerate().all(|(i, it)| it.0 == ["A", "B", "C"][i % 3]));
            }
            "no gap at any handoff" => assert!(roster.windows(2).all(|pair| pair[0].2 == pair[1].1)),
            "that shift ends in January 2026" => {}
            window if window.contains("window") => {
                let at = window.split(' ').find(|word| word.starts_with("20")).unwrap();
                let at = at.parse().or_else(|_| at.replace("Z", ":00Z").parse()).unwrap();
                let seen_from_anchor = roster.iter().find(|it| it.1 <= at && at < it.2).unwrap();
                let seen_from_there = &stretches(schedule, at, to)[0];
                assert_eq!(
                    (&seen_from_there.0, seen_from_there.2),
                    (&seen_from_anchor.0, seen_from_anchor.2),
                    "{}",
                    case["id"]
                );
            }
            other => panic!("an invariant that is not read: {other}"),
        }
    }
}

#[test]
fn oneuptime_overrides() {
    let Some(file) = vectors("schedule_oneuptime_linkedin.json") else { return };
    for case in list(&file, "overrides") {
        let base = &case["base"];
        let layer = LayerSettings {
            effective_from: Some(text(&base["start"]).to_owned()),
            effective_until: Some(text(&base["end"]).to_owned()),
            ..restricted(text(&base["user"]), Vec::new())
        };
        let read = |it: &Value| OverrideSettings {
            replace: Some(text(&it["replace"]).into()),
            by: text(&it["by"]).into(),
            start: text(&it["start"]).to_owned(),
            end: text(&it["end"]).to_owned(),
            ..OverrideSettings::default()
        };
        let overrides = list(case, "overrides").iter().map(read).collect();
        let mut settings = ScheduleSettings { overrides, ..schedule_of("UTC", vec![layer]) };
        if case["id"] == "oneuptime-override-self" {
            assert!(
                Schedule::compile(&settings).unwrap_err()[0]
                    .message
                    .contains("cannot stand in for themselves")
            );
            settings.overrides.remove(0);
        }
        assert_eq!(names(&compile(&settings), instant(&case["at"])), ["B"], "{}", case["id"]);
    }
}

#[test]
fn oneuptime_rotation_invariants() {
    let Some(file) = vectors("schedule_oneuptime_linkedin.json") else { return };
    let matrix = &file["rotation_invariants"]["matrix"];
    for unit in list(matrix, "unit").iter().map(text) {
        for count in list(matrix, "count").iter().map(|count| count.as_i64().unwrap()) {
            for users in
                list(matrix, "users").iter().map(|users| usize::try_from(users.as_u64().unwrap()).unwrap())
            {
                for zone in list(matrix, "time_zone").iter().map(text) {
                    check_rotation(unit, count, users, zone);
                }
            }
        }
    }
}

fn check_rotation(unit: &str, count: i64, users: usize, zone: &str) {
    let people: Vec<String> = (0..users).map(|index| format!("user-{index}")).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let schedule = rotation(zone, &format!("{count} {unit}"), "2026-01-05T09:00", &people);
    let start: Zoned = format!("2026-01-05T09:00[{zone}]").parse().unwrap();
    let length = span(unit, count * 24);
    let (from, to) = (start.timestamp(), start.checked_add(length).unwrap().timestamp());
    let whole = stretches(&schedule, from, to);
    assert!(whole.windows(2).all(|pair| pair[0].2 == pair[1].1) && whole.iter().all(|it| it.1 < it.2));
    assert_eq!((whole[0].1, whole[whole.len() - 1].2), (from, to), "{count} {unit} {zone}");
    if users > 1 {
        assert_eq!(whole.len(), 24, "{count} {unit} of {users} in {zone}");
        assert!(whole.iter().enumerate().all(|(i, it)| it.0 == people[i % users]));
    }
    let middle = from + from.duration_until(to) / 2;
    let slice: Vec<Stretch> = whole
        .into_iter()
        .filter(|it| it.2 > middle)
        .map(|(who, start, end)| (who, start.max(middle), end))
        .collect();
    assert_eq!(stretches(&schedule, middle, to), slice, "{count} {unit} of {users} in {zone}");
    assert!(stretches(&schedule, to, from).is_empty());
}

fn state(state: CoverageState) -> String {
    serde_json::to_value(state).unwrap().as_str().unwrap().to_owned()
}

fn span(unit: &str, count: i64) -> Span {
    match unit {
        "hour" => count.hours(),
        "day" => count.days(),
        "week" => count.weeks(),
        "month" => count.months(),
        _ => count.years(),
    }
}
