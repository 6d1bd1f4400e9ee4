//! Parses the time formats of AWS and other senders.
//!
//! Never reads a clock.

use jiff::{Timestamp, fmt::rfc2822};
use serde_json::Value;

// AWS Health writes RFC 1123 dates, some with the wrong day of the week.
static RFC_1123: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);

/// Parses RFC 3339, CloudWatch's `+0000`, either with stray spaces, RFC 1123, Go's default format, or Unix
/// milliseconds. The Unix epoch and Go's year 1 mean "no time".
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    text.trim()
        .parse()
        .ok()
        .or_else(|| compact.parse().ok())
        .or_else(|| RFC_1123.parse_timestamp(text.trim()).ok())
        .or_else(|| printed_by_go(text))
        .or_else(|| Timestamp::from_millisecond(compact.parse().ok()?).ok())
        .filter(|instant| *instant > Timestamp::UNIX_EPOCH)
}

/// `2026-11-22 03:00:00.412 +0000 UTC`, which Alertmanager templates write.
fn printed_by_go(text: &str) -> Option<Timestamp> {
    let mut words = text.split_whitespace();
    let (date, time, offset) = (words.next()?, words.next()?, words.next()?);
    format!("{date}T{time}{offset}").parse().ok()
}

/// Parses a JSON value: a text as above, or a number of seconds or milliseconds since 1970.
pub(crate) fn of_value(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => instant(text),
        Value::Number(number) => of_number(number.as_f64()?),
        _ => None,
    }
}

/// Seconds until the year 5138, milliseconds beyond: no sender means 1973 in milliseconds.
fn of_number(number: f64) -> Option<Timestamp> {
    let milliseconds = if number < 1e11 { number * 1000.0 } else { number };
    // A float outside the integer's range saturates, which is no valid timestamp.
    let instant = Timestamp::from_millisecond(milliseconds as i64).ok()?;
    Some(instant).filter(|instant| *instant > Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_seconds_or_milliseconds() {
        let check = |value: Value, expected: Option<&str>| {
            assert_eq!(of_value(&value).map(|t| t.to_string()).as_deref(), expected, "{value}");
        };
        check(1_795_316_645_678_i64.into(), Some("2026-11-22T03:04:05.678Z"));
        check(1_795_316_645.into(), Some("2026-11-22T03:04:05Z"));
        check(1_795_316_645.5.into(), Some("2026-11-22T03:04:05.5Z"));
        check("2026-11-22T03:04:05Z".into(), Some("2026-11-22T03:04:05Z"));
        check(0.into(), None);
        check((-1e300).into(), None);
        check(1e300.into(), None);
        check(Value::Null, None);
    }

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(instant(text).map(|t| t.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn every_way_aws_writes_a_time_is_read() {
        check("2026-11-22T03:04:05.678+0000", Some("2026-11-22T03:04:05.678Z"));
        check("2026-11-22T03: 04: 05.678+0000", Some("2026-11-22T03:04:05.678Z"));
        check("2026-11-22T03:04:05Z", Some("2026-11-22T03:04:05Z"));
        check("2026-11-22T05:04:05+02:00", Some("2026-11-22T03:04:05Z"));
        check("Sun, 22 Nov 2026 03:04:05 GMT", Some("2026-11-22T03:04:05Z"));
        check("Sat, 22 Nov 2026 03:04:05 GMT", Some("2026-11-22T03:04:05Z"));
        check("1795316645678", Some("2026-11-22T03:04:05.678Z"));
    }

    #[test]
    fn the_way_go_prints_a_time_is_read() {
        check("2026-11-22 03:04:05.678 +0000 UTC", Some("2026-11-22T03:04:05.678Z"));
        check("2026-11-22 04:04:05 +0100 CET", Some("2026-11-22T03:04:05Z"));
        check("2026-11-22 03:04:05.678901234 +0000 UTC m=+12.5", Some("2026-11-22T03:04:05.678901234Z"));
        check("0001-01-01 00:00:00 +0000 UTC", None);
    }

    #[test]
    fn what_is_no_time_is_none() {
        check("1970-01-01T00:00:00.000Z", None);
        check("yesterday", None);
        check("", None);
    }
}
