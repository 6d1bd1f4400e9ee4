//! Runs the throttle vectors of the folder that `CALLOUT_CONFORMANCE` names against the limits of a contact,
//! black-box.
//!
//! Must not hold vectors of its own: they belong to other projects. Rules of our own are tested beside the
//! code.
//!
//! Not run, and why: of `production_limits`, those that depend on what a message is for (`status_update`,
//! `on_call_notice`) or on the provider: Callout limits contacts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a vector that cannot be read is a failed test")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use callout_domain::notification::throttle::{Limit, SMS, VOICE, allowed_at};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

#[test]
fn the_next_message_may_leave_when_the_vector_says() {
    let Some(file) = vectors() else { return };
    for case in list(&file, "next_allowed") {
        let (limits, mut sent) = (limits(case), instants(case, "already_sent"));
        let mut now = instant(&case["now"]);
        for expected in instants(case, "next_allowed_in_order") {
            now = allowed_at(&sent, &limits, now);
            assert_eq!(now, expected, "{}", case["id"]);
            sent.push(now);
        }
    }
}

#[test]
fn sequences_that_were_allowed_are_allowed() {
    let Some(file) = vectors() else { return };
    for case in list(&file, "sequences") {
        let (limits, mut sent) = (limits(case), instants(case, "already_sent"));
        let at = case["at"].as_str().map(|_| instant(&case["at"]));
        for at in instants(case, "sent_sequence").into_iter().chain(at) {
            assert_eq!(allowed_at(&sent, &limits, at), at, "{} after {sent:?}", case["id"]);
            sent.push(at);
        }
        assert!(!sent.is_empty(), "{}", case["id"]);
    }
}

#[test]
fn the_limits_are_those_of_production() {
    let Some(file) = vectors() else { return };
    for (channel, ours) in [("sms", SMS), ("voice", VOICE)] {
        let theirs: Vec<Limit> =
            text(&file["production_limits"][channel]).split(", ").map(written_limit).collect();
        assert_eq!(ours.as_slice(), theirs, "{channel}");
    }
}

/// Reads `11/1h smooth`.
fn written_limit(text: &str) -> Limit {
    let (count, rest) = text.split_once('/').unwrap();
    let (per, smooth) = rest.strip_suffix(" smooth").map_or((rest, false), |per| (per, true));
    let minutes = match per.strip_suffix("min") {
        Some(minutes) => minutes.parse().unwrap(),
        None => per.strip_suffix('h').unwrap().parse::<i64>().unwrap() * 60,
    };
    Limit { count: count.parse().unwrap(), per: SignedDuration::from_mins(minutes), smooth }
}

fn limits(case: &Value) -> Vec<Limit> {
    let limit = |rule: &Value| Limit {
        count: u32::try_from(rule["count"].as_u64().unwrap()).unwrap(),
        per: SignedDuration::from_secs_f64(rule["per_minutes"].as_f64().unwrap() * 60.0),
        smooth: rule["smooth"].as_bool().unwrap(),
    };
    list(case, "rules").iter().map(limit).collect()
}

fn instants(case: &Value, key: &str) -> Vec<Timestamp> {
    list(case, key).iter().map(instant).collect()
}

fn instant(value: &Value) -> Timestamp {
    text(value).parse().unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

#[expect(clippy::disallowed_methods, reason = "where the vectors lie differs from machine to machine")]
fn vectors() -> Option<Value> {
    let Ok(folder) = std::env::var("CALLOUT_CONFORMANCE") else {
        println!("skipped throttle_goalert.json: CALLOUT_CONFORMANCE names no folder of vectors");
        return None;
    };
    let path = std::path::Path::new(&folder).join("throttle_goalert.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}
