//! Whole schedules as `GoAlert` has them: rules together, overrides, temporary schedules.
//!
//! Must not look at history: see the head of the crate.

use crate::*;
use callout_domain::oncall::settings::{OverrideSettings, TemporarySettings, TemporaryShiftSettings};

#[test]
fn goalert_shifts() {
    let Some(file) = vectors("schedule_shifts_goalert.json") else { return };
    for case in
        list(&file, "calculate_shifts").iter().filter(|case| case["id"] != "goalert-shifts-historyremainder")
    {
        let settings = ScheduleSettings {
            layers: list(case, "rules")
                .iter()
                .enumerate()
                .map(|(i, rule)| goalert_rule(i, rule, case))
                .collect(),
            overrides: list(case, "overrides").iter().map(goalert_override).collect(),
            temporary: list(case, "temporary_schedules").iter().map(goalert_temporary).collect(),
            ..schedule_of(text(&case["time_zone"]), Vec::new())
        };
        let (from, to) = window(case);
        // What the source takes from its history: shifts that began before now, though never before the window.
        let past = |it: &Stretch| {
            !list(case, "history").is_empty() && it.1 < now(case) && it.2 <= now(case).max(from)
        };
        let recorded = |it: &Stretch| list(case, "history").len() > 2 && it.1 < now(case);
        let keep = |it: &Stretch| !past(it) && !recorded(it);
        let expected = list(case, "expected_shifts")
            .iter()
            .map(stretch)
            .map(|(who, start, end)| (who, start.max(from), end));
        let (expected, found): (Vec<_>, Vec<_>) = (
            expected.filter(keep).collect(),
            stretches(&compile(&settings), from, to).into_iter().filter(keep).collect(),
        );
        assert!(!expected.is_empty());
        assert_eq!(found, expected, "{}", case["id"]);
    }
}

fn goalert_rule(index: usize, rule: &Value, case: &Value) -> LayerSettings {
    let name = format!("rule {index}");
    let Some(user) = rule["user"].as_str() else {
        let rotation = &rule["rotation"];
        let every = format!("{} {}", rotation["shift_length"], text(&rotation["type"]));
        let mut turns: Vec<&str> = list(rotation, "participants").iter().map(text).collect();
        let current = turns[usize::try_from(rotation["current_index"].as_u64().unwrap()).unwrap()];
        let layer = |turns: &[&str]| LayerSettings {
            every: Some(every.clone()),
            start: Some(minute(&rotation["start"]).to_string()),
            turns: turns.iter().copied().map(Names::from).collect(),
            ..LayerSettings::default()
        };
        for _ in 0..turns.len() {
            let tried = compile(&schedule_of(
                text(&case["time_zone"]),
                vec![LayerSettings { name: "x".into(), ..layer(&turns) }],
            ));
            if names(&tried, instant(&rotation["current_start"])) == [current] {
                break;
            }
            turns.rotate_left(1);
        }
        return LayerSettings { name, restrictions: vec![restriction(rule)], ..layer(&turns) };
    };
    LayerSettings { name, ..restricted(user, vec![restriction(rule)]) }
}

fn goalert_override(it: &Value) -> OverrideSettings {
    let (add, remove) = (it["add_user"].as_str(), it["remove_user"].as_str());
    let spread = |key: &str, otherwise: &str| it[key].as_str().unwrap_or(otherwise).to_owned();
    let empty = OverrideSettings {
        start: spread("start", "1990-01-01T00:00Z"),
        end: spread("end", "2090-01-01T00:00Z"),
        ..OverrideSettings::default()
    };
    match (add, remove) {
        (Some(by), Some(replaced)) => {
            OverrideSettings { replace: Some(replaced.into()), by: by.into(), ..empty }
        }
        (Some(add), None) => OverrideSettings { add: add.into(), ..empty },
        (None, remove) => OverrideSettings { remove: remove.unwrap().into(), ..empty },
    }
}

fn goalert_temporary(it: &Value) -> TemporarySettings {
    let shift = |shift: &Value| TemporaryShiftSettings {
        responders: text(&shift["user"]).into(),
        start: Some(text(&shift["start"]).to_owned()),
        end: Some(text(&shift["end"]).to_owned()),
    };
    TemporarySettings {
        start: text(&it["start"]).to_owned(),
        end: text(&it["end"]).to_owned(),
        shifts: list(it, "shifts").iter().map(shift).collect(),
    }
}

#[test]
fn goalert_overrides_and_single_rules() {
    let Some(file) = vectors("schedule_shifts_goalert.json") else { return };
    for case in list(&file, "overrides") {
        let together = Names(list(case, "on_call_before").iter().map(|name| text(name).into()).collect());
        let layer = LayerSettings { name: "x".into(), turns: vec![together], ..LayerSettings::default() };
        let overrides = list(case, "overrides").iter().map(goalert_override).collect();
        let schedule = compile(&ScheduleSettings { overrides, ..schedule_of("UTC", vec![layer]) });
        let always = serde_json::json!({ "2000-01-01T00:00:00Z": case["expected"] });
        for (at, expected) in case["expected_at"].as_object().unwrap_or(always.as_object().unwrap()) {
            let mut expected: Vec<&str> = expected.as_array().unwrap().iter().map(text).collect();
            expected.sort_unstable();
            assert_eq!(names(&schedule, at.parse().unwrap()), expected, "{} at {at}", case["id"]);
        }
    }
    for case in list(&file, "single_rule") {
        let rule = &case["rule"];
        let schedule =
            compile(&schedule_of("UTC", vec![restricted(text(&rule["user"]), vec![restriction(rule)])]));
        for moment in list(case, "expected") {
            let expected: Vec<&str> = moment["user"].as_str().into_iter().collect();
            assert_eq!(names(&schedule, instant(&moment["at"])), expected, "{moment}");
        }
    }
}

#[test]
fn goalert_temporary_schedules() {
    let Some(file) = vectors("schedule_shifts_goalert.json") else { return };
    for case in list(&file, "temporary_schedule") {
        let input = || list_or_one(&case["input"]).into_iter().map(goalert_temporary);
        let cut = |from: Option<&str>, to: Option<&str>| {
            input().map(|it| trimmed(it, from, to)).collect::<Vec<_>>()
        };
        let edited: Vec<TemporarySettings> = match text(&case["op"]) {
            "trim_end" => cut(None, case["at"].as_str()),
            "trim_start" => cut(case["at"].as_str(), None),
            "delete_range" => {
                [cut(None, case["range"][0].as_str()), cut(case["range"][1].as_str(), None)].concat()
            }
            _ => input().collect(),
        };
        let roster = |temporary: Vec<TemporarySettings>| {
            let schedule = compile(&ScheduleSettings {
                temporary,
                ..schedule_of("UTC", vec![restricted("rest", Vec::new())])
            });
            stretches(&schedule, "2000-01-01T00:00Z".parse().unwrap(), "2000-01-02T00:00Z".parse().unwrap())
        };
        let expected = list_or_one(&case["expected"]).into_iter().map(goalert_temporary).collect();
        assert_eq!(roster(edited), roster(expected), "{}", case["op"]);
    }
}

/// Cuts a window shorter, as an operator would, and leaves out the shifts that no longer lie in it.
fn trimmed(mut it: TemporarySettings, from: Option<&str>, to: Option<&str>) -> TemporarySettings {
    it.shifts
        .retain(|shift| shift.end.as_deref() > from && to.is_none_or(|to| shift.start.as_deref() < Some(to)));
    it.start = from.map_or(it.start, str::to_owned);
    it.end = to.map_or(it.end, str::to_owned);
    it
}

fn now(case: &Value) -> Timestamp {
    case["now"].as_str().map_or(Timestamp::MIN, |now| now.parse().unwrap())
}

fn list_or_one(value: &Value) -> Vec<&Value> {
    value.as_array().map_or(vec![value], |values| values.iter().collect())
}
