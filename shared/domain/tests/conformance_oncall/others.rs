//! Events of `linkedin/oncall` and shifts of `OpsKnight`.
//!
//! Must not fill rosters by itself: see the head of the crate.

use crate::*;
use jiff::SignedDuration;

#[test]
fn linkedin_events() {
    let Some(file) = vectors("schedule_oneuptime_linkedin.json") else { return };
    for case in list(&file, "linkedin") {
        let (starts, local) = (list(case, "expected_starts_utc"), text(&case["expected_starts_local"][0]));
        let (expected, zone) = (starts.iter().map(instant).collect::<Vec<_>>(), text(&case["time_zone"]));
        let to = expected[expected.len() - 1] + SignedDuration::from_hours(12);
        let schedule = if case["hours"] == 12 {
            let noon = local.split('T').nth(1).unwrap()[..5].to_owned();
            let half =
                RestrictionSettings { from: noon, to: "00:00".into(), ..RestrictionSettings::default() };
            compile(&schedule_of(zone, vec![restricted("x", vec![half])]))
        } else {
            rotation(zone, "1 week", local, &["a", "b"])
        };
        let roster = stretches(&schedule, expected[0], to);
        assert_eq!(roster.iter().map(|it| it.1).collect::<Vec<_>>(), expected, "{}", case["id"]);
        if let Some(hours) = case["hours"].as_i64() {
            let full = &roster[..roster.len() - usize::from(hours != 12)];
            assert!(full.iter().all(|it| it.1.duration_until(it.2).as_hours() == hours), "{}", case["id"]);
        }
    }
}

#[test]
fn opsknight_cases() {
    let Some(file) = vectors("schedule_oneuptime_linkedin.json") else { return };
    for case in list(&file, "opsknight") {
        let layer = &case["layer"];
        let every = if layer["rotation_hours"] == 168 {
            "1 week".to_owned()
        } else {
            format!("{} hours", layer["rotation_hours"])
        };
        let hour = |key: &str| format!("{:02}:00", layer[key].as_i64().unwrap_or(0));
        let days: Vec<String> = list(layer, "days").iter().map(|day| text(day).to_owned()).collect();
        let hours = RestrictionSettings { days, from: hour("start_hour"), to: hour("end_hour") };
        let settings = LayerSettings {
            name: "x".into(),
            turns: list(layer, "participants").iter().map(|name| text(name).into()).collect(),
            every: Some(every),
            start: Some(text(&layer["start"]).to_owned()),
            restrictions: vec![hours],
            ..LayerSettings::default()
        };
        let (from, to) = window(case);
        let roster = stretches(&compile(&schedule_of(text(&layer["time_zone"]), vec![settings])), from, to);
        if let Some(shifts) = case["expected_shifts"].as_array() {
            let shifts: Vec<_> = shifts.iter().map(|it| (instant(&it[0]), instant(&it[1]))).collect();
            assert_eq!(roster.iter().map(|it| (it.1, it.2)).collect::<Vec<_>>(), shifts, "{}", case["id"]);
        }
        if let Some(users) = case["expected_users"].as_array() {
            assert_eq!(
                roster.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(),
                users.iter().map(text).collect::<Vec<_>>()
            );
            let starts: Vec<_> = list(case, "expected_starts").iter().map(instant).collect();
            assert_eq!(roster.iter().map(|it| it.1).collect::<Vec<_>>(), starts, "{}", case["id"]);
        }
    }
}
