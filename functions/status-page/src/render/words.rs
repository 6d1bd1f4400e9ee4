//! Impacts, statuses and times in the words, colours and shapes that customers see.

use callout_domain::incident::Impact;
use callout_domain::status::ComponentStatus;
use jiff::{SignedDuration, Timestamp};
use std::fmt;

/// An impact with its words, colour and shape: never the colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ImpactStyle(pub(super) Impact);

impl ImpactStyle {
    /// The CSS class of the colour and the shape.
    pub(super) fn class(&self) -> &'static str {
        match self.0 {
            Impact::None => "none",
            Impact::Minor => "minor",
            Impact::Major => "major",
            Impact::Critical => "critical",
        }
    }

    /// The overall status (the labels of pages hosted by Statuspage, which tools compare).
    pub(super) fn words(&self) -> &'static str {
        match self.0 {
            Impact::None => "All Systems Operational",
            Impact::Minor => "Partially Degraded Service",
            Impact::Major => "Partial System Outage",
            Impact::Critical => "Major Service Outage",
        }
    }

    /// The colour as six hexadecimal digits, dark enough for white text on it.
    pub(super) fn colour(&self) -> &'static str {
        match self.0 {
            Impact::None => "17753a",
            Impact::Minor => "8a6100",
            Impact::Major => "b4500b",
            Impact::Critical => "b3261e",
        }
    }
}

impl From<ComponentStatus> for ImpactStyle {
    fn from(status: ComponentStatus) -> Self {
        Self(match status {
            ComponentStatus::Operational => Impact::None,
            ComponentStatus::DegradedPerformance => Impact::Minor,
            ComponentStatus::PartialOutage => Impact::Major,
            ComponentStatus::MajorOutage => Impact::Critical,
        })
    }
}

/// A component's status in words.
pub(super) fn component(status: ComponentStatus) -> &'static str {
    match status {
        ComponentStatus::Operational => "Operational",
        ComponentStatus::DegradedPerformance => "Degraded performance",
        ComponentStatus::PartialOutage => "Partial outage",
        ComponentStatus::MajorOutage => "Major outage",
    }
}

/// A time, always in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(pub(super) Timestamp);

impl Moment {
    /// RFC 3339 in whole seconds.
    pub(super) fn iso(&self) -> impl fmt::Display + use<> {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ")
    }

    /// With milliseconds, as Statuspage writes it.
    pub(super) fn millis(&self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    }

    /// The day.
    pub(super) fn day(&self) -> String {
        self.0.strftime("%-d %B %Y").to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%-d %b %Y, %H:%M UTC"))
    }
}

/// A duration, rounded as people say it.
pub(super) fn length(length: SignedDuration) -> String {
    let minutes = length.as_mins().max(1);
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, _) => count(rest, "minute"),
        (48.., _) => count(hours / 24, "day"),
        (_, 0) => count(hours, "hour"),
        _ => format!("{} {}", count(hours, "hour"), count(rest, "minute")),
    }
}

fn count(number: i64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Text without the control characters that XML forbids.
pub(super) fn clean(text: &str) -> String {
    let allowed =
        |c: &char| matches!(c, '\n' | '\t') || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(minutes: i64, words: &str) {
        assert_eq!(length(SignedDuration::from_mins(minutes)), words);
    }

    #[test]
    fn lengths_are_said_as_people_say_them() {
        check(0, "1 minute");
        check(42, "42 minutes");
        check(60, "1 hour");
        check(125, "2 hours 5 minutes");
        check(50 * 60, "2 days");
    }

    #[test]
    fn instants_are_written_for_people_and_for_programs() {
        let moment = Moment("2026-11-02T03:04:05.6789Z".parse().unwrap());
        assert_eq!(moment.to_string(), "2 Nov 2026, 03:04 UTC");
        assert_eq!(moment.millis(), "2026-11-02T03:04:05.678Z");
        assert_eq!(moment.day(), "2 November 2026");
    }

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(clean("a\u{8}b\nc\u{ffff}d"), "ab\ncd");
    }
}
