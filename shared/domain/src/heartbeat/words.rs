//! The texts about a heartbeat, short enough for a text message. Must not decide anything.

use crate::alarm::{MAX_SUMMARY, clip};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

pub(super) fn silent(title: &str, last_ping_at: Timestamp, missed_at: Timestamp) -> String {
    let silence = length(missed_at.duration_since(last_ping_at));
    let text = format!("{title} was silent for {silence}: last ping at {}", moment(last_ping_at, missed_at));
    clip(&text, MAX_SUMMARY)
}

/// What is said where the stored state cannot be read.
pub(super) fn unknown(title: &str, missed_at: Timestamp) -> String {
    let due = moment(missed_at, missed_at);
    clip(&format!("{title} is silent: no ping since one was due at {due}"), MAX_SUMMARY)
}

pub(super) fn back(title: &str, last_ping_at: Timestamp) -> String {
    clip(&format!("{title} is back: ping at {}", moment(last_ping_at, last_ping_at)), MAX_SUMMARY)
}

/// The time, with the day if it is a different one.
fn moment(at: Timestamp, seen_from: Timestamp) -> String {
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    let format = if day(at) == day(seen_from) { "%H:%M UTC" } else { "%F %H:%M UTC" };
    at.strftime(format).to_string()
}

/// The two largest units of a duration.
fn length(length: SignedDuration) -> String {
    let minutes = length.as_mins();
    let (days, hours) = (minutes / (24 * 60), minutes / 60 % 24);
    let parts = match (days, hours) {
        (0, 0) => [(minutes, "min"), (length.as_secs() % 60, "s")],
        (0, _) => [(hours, "h"), (minutes % 60, "min")],
        _ => [(days, "d"), (hours, "h")],
    };
    let written: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    written.join(" ")
}
