//! Alertmanager's time intervals.

use crate::{list, text, vectors};
use callout_domain::suppression::{Interval, IntervalSettings, Number, TimesSettings};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// An interval as Alertmanager's own tests build it, written as Callout's settings.
fn written(interval: &Value) -> IntervalSettings {
    let pair = |range: &Value| (range[0].as_i64().unwrap(), range[1].as_i64().unwrap());
    let numbers = |key: &str| -> Vec<Number> {
        let ranges = list(&interval[key]).iter().map(pair);
        ranges
            .map(|range| match range {
                (-31, 31) => Number::Text("1:31".into()),
                (from, to) => Number::Text(format!("{from}:{to}")),
            })
            .collect()
    };
    let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let day = |number: i64| DAYS[usize::try_from(number).unwrap()];
    let weekdays = list(&interval["weekdays_sun0"]).iter().map(pair);
    let times = list(&interval["times_minutes"]).iter().map(pair);
    IntervalSettings {
        weekdays: weekdays.map(|(from, to)| format!("{}:{}", day(from), day(to))).collect(),
        times: times.map(|(from, to)| TimesSettings { from: clock(from), to: clock(to) }).collect(),
        days_of_month: numbers("days_of_month"),
        months: numbers("months"),
        years: numbers("years"),
        zone: interval["location"].as_str().map(str::to_owned),
    }
}

/// An interval as Alertmanager's settings write it. The texts are a handful of flat lines, read without a parser.
fn read_yaml(yaml: &str) -> Result<Vec<Interval>, String> {
    let mut all: Vec<IntervalSettings> = Vec::new();
    let lines = yaml.lines().map(str::trim).filter(|line| !line.starts_with("---") && !line.starts_with('#'));
    for line in lines {
        let starts = line.starts_with("- ") && !line.starts_with("- start_time");
        if starts || all.is_empty() {
            all.push(IntervalSettings::default());
        }
        let (key, value) = line.trim_start_matches("- ").split_once(':').unwrap_or((line, ""));
        let value = value.trim();
        let words = || value.trim_matches(['[', ']']).split(',').map(|word| word.trim().trim_matches('\''));
        let numbers = || words().map(|word| Number::Text(word.to_owned())).collect();
        let Some(here) = all.last_mut() else { continue };
        match key {
            "weekdays" => here.weekdays = words().map(str::to_owned).collect(),
            "days_of_month" => here.days_of_month = numbers(),
            "months" => here.months = numbers(),
            "years" => here.years = numbers(),
            "location" => here.zone = Some(value.trim_matches('\'').to_owned()),
            "start_time" => here
                .times
                .push(TimesSettings { from: value.trim_matches('\'').to_owned(), to: String::new() }),
            "end_time" => here.times.last_mut().unwrap().to = value.trim_matches('\'').to_owned(),
            _ => {}
        }
    }
    let told = |problems: Vec<callout_domain::oncall::Problem>| problems[0].to_string();
    all.iter().map(|it| Interval::compile(it, &TimeZone::UTC).map_err(told)).collect()
}

fn check(id: &Value, intervals: &[Interval], case: &Value) {
    for (key, expected) in [("contains", true), ("excludes", false)] {
        for at in list(&case[key]) {
            let instant: Timestamp = text(at).parse().unwrap();
            let found = intervals.iter().any(|interval| interval.contains(instant));
            assert_eq!(found, expected, "{id} at {at}");
        }
    }
}

#[test]
fn intervals_contain_what_alertmanager_says_they_do() {
    let Some(vectors) = vectors("alertmanager.json") else { return };
    let cases = list(&vectors["time_intervals"]["struct_cases"]);
    assert_eq!(cases.len(), 8);
    for case in cases {
        let interval = Interval::compile(&written(&case["interval"]), &TimeZone::UTC).unwrap();
        check(&case["id"], &[interval], case);
    }
}

#[test]
fn intervals_are_read_or_refused_as_alertmanager_does() {
    let Some(vectors) = vectors("alertmanager.json") else { return };
    let cases = list(&vectors["time_intervals"]["yaml_cases"]);
    assert_eq!(cases.len(), 23);
    for case in cases {
        let read = read_yaml(text(&case["yaml"]));
        assert_eq!(read.is_err(), case["error"].is_string(), "{}: {:?}", case["id"], read.err());
        check(&case["id"], &read.unwrap_or_default(), case);
    }
}

#[test]
fn an_instant_is_muted_by_the_intervals_that_contain_it() {
    let Some(vectors) = vectors("alertmanager.json") else { return };
    let mutes = &vectors["time_intervals"]["mutes"];
    let named: Vec<(&str, Interval)> = mutes["intervals"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, interval)| {
            (name.as_str(), Interval::compile(&written(interval), &TimeZone::UTC).unwrap())
        })
        .collect();
    let cases = list(&mutes["cases"]);
    assert_eq!(cases.len(), 6);
    for case in cases {
        let now: Timestamp = text(&case["now"]).parse().unwrap();
        let by: Vec<&str> = named.iter().filter(|(_, it)| it.contains(now)).map(|(name, _)| *name).collect();
        assert_eq!(serde_json::json!(by), case["muted_by"], "{now}");
    }
}
