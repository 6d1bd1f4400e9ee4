//! Matchers and lengths of time as people write them.

use crate::{list, text, vectors};
use callout_domain::delay::Delay;
use callout_domain::matcher::{Condition, Matcher, parse};
use serde_json::{Value, json};

/// The matchers of a text, if all of them can be used.
fn read(written: &str) -> Result<Vec<Matcher>, String> {
    let read = parse(written)?;
    read.iter().cloned().try_for_each(|matcher| Condition::compile(matcher).map(drop))?;
    Ok(read)
}

#[test]
fn matchers_are_read_or_refused_as_alertmanager_does() {
    let Some(vectors) = vectors("text_formats.json") else { return };
    let cases = list(&vectors["matchers"]);
    assert_eq!(cases.len(), 35);
    for case in cases {
        let found = match read(text(&case["input"])) {
            Ok(matchers) => matchers
                .iter()
                .map(|it| json!([it.field, it.op.sign(), it.value]))
                .collect::<Vec<Value>>()
                .into(),
            Err(_) => json!("error"),
        };
        assert_eq!(found, case["expected"], "{}", case["input"]);
    }
}

/// The seconds of a length without years and months, which have no fixed length.
fn seconds(expected: &Value) -> Option<f64> {
    let known =
        [("week", 604_800.0), ("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0), ("second", 1.0)];
    let parts = expected.as_object().unwrap();
    parts
        .iter()
        .map(|(unit, value)| {
            let (_, length) = known.iter().find(|(known, _)| known == unit)?;
            Some(length * value.as_f64()?)
        })
        .sum()
}

#[test]
fn lengths_of_time_mean_what_they_say_or_are_refused() {
    let Some(vectors) = vectors("text_formats.json") else { return };
    let cases = list(&vectors["duration_parse"]);
    assert_eq!(cases.len(), 15);
    for case in cases {
        let found = Delay::parse(text(&case["input"])).ok().map(|delay| delay.0.as_secs_f64());
        assert_eq!(found, seconds(&case["expected"]), "{}", case["input"]);
    }
}

#[test]
fn what_is_no_length_of_time_is_refused() {
    let Some(vectors) = vectors("text_formats.json") else { return };
    let cases = list(&vectors["duration_errors"]);
    assert_eq!(cases.len(), 15);
    for case in cases {
        assert!(Delay::parse(text(&case["input"])).is_err(), "{}", case["input"]);
    }
}
