//! Shortens CloudWatch's sentence about why an alarm changed.
//!
//! Uses only what all transports carry. A sentence of unknown form is kept and truncated.

use super::fields::{Alarm, Kind};
use callout_domain::alarm::clip;

/// The most characters of a sentence of unknown form.
const MAX_SENTENCE: usize = 160;
/// CloudWatch's comparisons and ours, the longest first because two have a common prefix.
const COMPARISONS: [(&str, &str); 4] = [
    ("greater than or equal to", "at or above"),
    ("less than or equal to", "at or below"),
    ("greater than", "above"),
    ("less than", "below"),
];

/// `<alarm>: <short reason>`, and which time series if there are several.
pub(super) fn summary(alarm: &Alarm) -> String {
    let reason = alarm.reason.as_deref().map(|reason| short(reason, subject(alarm)));
    let reason = reason.unwrap_or_else(|| state(alarm).to_owned());
    let series = alarm.contributor.iter().flat_map(|contributor| &contributor.attributes);
    let series: Vec<String> = series.map(|(name, value)| format!("{name}={value}")).collect();
    match series.as_slice() {
        [] => format!("{}: {reason}", alarm.name),
        series => format!("{}: {reason} [{}]", alarm.name, series.join(", ")),
    }
}

fn state(alarm: &Alarm) -> &'static str {
    match alarm.state.as_deref() {
        Some("ALARM") => "in alarm",
        Some("OK") => "OK again",
        _ => "no data",
    }
}

/// The metric that the numbers in the reason belong to.
fn subject(alarm: &Alarm) -> Option<&str> {
    match alarm.kind {
        Kind::Metric | Kind::Anomaly => alarm.metrics.iter().find_map(|metric| metric.name.as_deref()),
        Kind::Math => {
            alarm.metrics.iter().filter(|m| m.expression.is_some()).find_map(|m| m.label.as_deref())
        }
        Kind::Log => alarm.aggregation.as_deref(),
        Kind::Composite | Kind::Insights | Kind::Unknown => None,
    }
}

fn short(reason: &str, subject: Option<&str>) -> String {
    let reason = reason.trim();
    let crossed =
        reason.strip_prefix("Threshold Crossed: ").or_else(|| reason.strip_prefix("Thresholds Crossed: "));
    crossed
        .and_then(|crossed| no_data(crossed).or_else(|| comparison(crossed, subject)))
        .or_else(|| unknown_points(reason))
        .or_else(|| time_series(reason))
        .or_else(|| child(reason))
        .unwrap_or_else(|| sentence(crossed.unwrap_or(reason)))
}

/// `no datapoints were received for 5 periods and …`
fn no_data(crossed: &str) -> Option<String> {
    let rest = crossed.strip_prefix("no datapoints were received for ")?;
    let periods = rest.split(" and ").next().unwrap_or(rest).trim_end_matches('.');
    Some(format!("no data for {periods}"))
}

/// `Insufficient Data: 5 datapoints were unknown.`
fn unknown_points(reason: &str) -> Option<String> {
    let rest = reason.strip_prefix("Insufficient Data: ")?;
    Some(format!("no data ({})", rest.trim_end_matches('.')))
}

/// `6 out of 6 time series evaluated to ALARM`
fn time_series(reason: &str) -> Option<String> {
    let (count, state) = reason.split_once(" time series evaluated to ")?;
    let (some, all) = count.split_once(" out of ")?;
    Some(format!("{some} of {all} time series in {}", state.trim_end_matches('.')))
}

/// `arn:…:alarm:child transitioned to ALARM at Friday 22 July, 2022 15:57:45 UTC`
fn child(reason: &str) -> Option<String> {
    let (arn, rest) = reason.split_once(" transitioned to ")?;
    let (_, name) = arn.split_once(":alarm:")?;
    let state = rest.split_whitespace().next()?;
    Some(format!("{name} went to {state}"))
}

/// `3 out of the last 5 datapoints [12.0 (22/11/26 03:00:00), …] were greater than the threshold (5.0) (minimum …`
fn comparison(crossed: &str, subject: Option<&str>) -> Option<String> {
    let value = number_after(crossed, "[")?;
    let found = COMPARISONS.iter().filter_map(|comparison| Some((crossed.find(comparison.0)?, comparison)));
    let (at, (words, ours)) = found.min_by_key(|(at, _)| *at)?;
    let not = if crossed.get(..at)?.ends_with("not ") { "not " } else { "" };
    let bounds = crossed.get(at + words.len()..)?;
    let comparison = match bounds.split_once("upper threshold").filter(|_| bounds.contains("lower threshold"))
    {
        Some((lower, upper)) => {
            let outside = if not.is_empty() { "outside" } else { "within" };
            format!("{outside} the expected {} to {}", number_after(lower, "[")?, number_after(upper, "[")?)
        }
        None => match number_after(bounds, "(") {
            Some(threshold) => format!("{not}{ours} {threshold}"),
            None => format!("{not}{ours} the expected {}", number_after(bounds, "[")?),
        },
    };
    let subject = subject.map(|subject| format!("{subject} is ")).unwrap_or_default();
    Some(format!("{subject}{value}, {comparison}{}", count(crossed)))
}

/// `3 out of the last 5 datapoints` of more than one.
fn count(crossed: &str) -> String {
    let parts = crossed.split_once(" out of the last ").and_then(|(some, rest)| {
        let (all, rest) = rest.split_once(' ')?;
        let what = rest.split(['[', '(']).next()?.trim();
        Some((some, all, what.split(" was ").next()?.split(" were ").next()?))
    });
    match parts {
        Some((some, all, what)) if all != "1" && what.len() < 20 => format!(" ({some} of {all} {what})"),
        _ => String::new(),
    }
}

fn number_after(text: &str, mark: &str) -> Option<String> {
    let (_, rest) = text.split_once(mark)?;
    let number = rest.split([' ', ')', ']', ',']).next()?;
    number.parse().ok().map(rounded)
}

/// The fewest digits that show the size: 12, 99.5, 0.00256.
fn rounded(number: f64) -> String {
    let size = number.abs();
    let decimals = match size {
        _ if number.fract() == 0.0 => 0,
        100.0.. => 1,
        1.0.. => 2,
        // Three significant digits of a fraction, at most six places.
        _ => (2 - size.log10().floor() as i32).clamp(3, 6) as usize,
    };
    let text = format!("{number:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn sentence(text: &str) -> String {
    let first = text.split(['\n', '\r']).next().unwrap_or(text);
    let first = first.split(". ").next().unwrap_or(first);
    clip(first.trim().trim_end_matches('.'), MAX_SENTENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(subject: Option<&str>, reason: &str, expected: &str) {
        assert_eq!(short(reason, subject), expected, "{reason}");
    }

    #[test]
    fn a_crossed_threshold_is_described_with_value_bound_and_count() {
        check(
            Some("Errors"),
            "Threshold Crossed: 3 out of the last 5 datapoints [12.0 (22/11/26 03:05:00), 9.0 (22/11/26 03:04:00)] \
             were greater than the threshold (5.0) (minimum 3 datapoints for OK -> ALARM transition).",
            "Errors is 12, above 5 (3 of 5 datapoints)",
        );
        check(
            Some("Errors"),
            "Threshold Crossed: 1 out of the last 1 datapoints [0.0 (22/11/26 03:05:00)] was not greater than or \
             equal to the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).",
            "Errors is 0, not at or above 5",
        );
        check(
            Some("FreeStorage"),
            "Threshold Crossed: 1 datapoint [1.234567E9 (22/11/26 03:05:00)] was less than or equal to the threshold \
             (2.0E9).",
            "FreeStorage is 1234567000, at or below 2000000000",
        );
        check(
            None,
            "Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which \
             crossed the threshold: [0.0 (22/11/26 03:05:00)].",
            "0, below 1",
        );
        check(
            Some("count(*)"),
            "Threshold Crossed: 3 out of the last 5 query results [142.0 (22/11/26 03:05:00)] were greater than the \
             threshold (100.0) (minimum 3 datapoints for OK -> ALARM transition).",
            "count(*) is 142, above 100 (3 of 5 query results)",
        );
    }

    #[test]
    fn an_anomaly_is_described_with_its_band() {
        check(
            Some("Latency"),
            "Thresholds Crossed: 1 out of the last 2 datapoints [0.0025642 (22/11/26 03:05:00)] was not greater than \
             the upper thresholds [0.3309826664011767] (minimum 1 datapoint for ALARM -> OK transition).",
            "Latency is 0.00256, not above the expected 0.331 (1 of 2 datapoints)",
        );
        check(
            Some("Latency"),
            "Thresholds Crossed: 1 out of the last 1 datapoints [181.25 (22/11/26 03:05:00)] was less than the lower \
             thresholds [10.5] or greater than the upper thresholds [99.999] (minimum 1 datapoint for OK -> ALARM \
             transition).",
            "Latency is 181.2, outside the expected 10.5 to 100",
        );
    }

    #[test]
    fn other_known_sentences_are_shortened() {
        check(
            Some("Errors"),
            "Threshold Crossed: no datapoints were received for 5 periods and 5 missing datapoints were treated as \
             [Breaching].",
            "no data for 5 periods",
        );
        check(None, "Insufficient Data: 5 datapoints were unknown.", "no data (5 datapoints were unknown)");
        check(None, "6 out of 7 time series evaluated to ALARM", "6 of 7 time series in ALARM");
        check(
            None,
            "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:web latency transitioned to ALARM at Sunday 22 \
             November, 2026 03:05:00 UTC",
            "web latency went to ALARM",
        );
    }

    #[test]
    fn an_unknown_sentence_is_shown_as_it_is() {
        check(Some("Errors"), "testing the pager", "testing the pager");
        check(None, "Threshold Crossed", "Threshold Crossed");
        check(None, "Unchecked: Initial alarm creation", "Unchecked: Initial alarm creation");
        check(None, "Threshold Crossed: [ is greater than the", "[ is greater than the");
        check(None, "", "");
    }
}
