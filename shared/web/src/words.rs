//! Times and counts in readable form. Times are by the reader's clock with UTC beside, each with its machine-readable form.

use callout_domain::incident::{Alerts, Incident};
use callout_domain::timeline::by_service;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt;

/// A time on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    at: Timestamp,
    zone: TimeZone,
    with_weekday: bool,
}

impl Moment {
    /// By the clock of a zone.
    pub fn in_zone(at: Timestamp, zone: &TimeZone) -> Self {
        Self { at, zone: zone.clone(), with_weekday: false }
    }

    /// In UTC.
    pub fn utc(at: Timestamp) -> Self {
        Self::in_zone(at, &TimeZone::UTC)
    }

    /// The same with its weekday, for calendars.
    #[must_use]
    pub fn with_weekday(self) -> Self {
        Self { with_weekday: true, ..self }
    }

    /// For programs: RFC 3339.
    pub fn iso(&self) -> impl fmt::Display + use<> {
        self.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    }
}

/// A time of day at one end of a graph, with UTC beside; with the day if the other end is on another.
pub fn clock(at: Timestamp, other: Timestamp, zone: &TimeZone) -> String {
    let (local, end) = (at.to_zoned(zone.clone()), other.to_zoned(zone.clone()));
    let day = if local.date() == end.date() { String::new() } else { local.strftime("%-d %b, ").to_string() };
    let name = zone_name(at, zone);
    let utc = if name == "UTC" { String::new() } else { at.strftime(" (%H:%M UTC)").to_string() };
    format!("{day}{} {name}{utc}", local.strftime("%H:%M"))
}

/// What a zone is called at a time: `CET`; where it has no letters `UTC-03`.
pub fn zone_name(at: Timestamp, zone: &TimeZone) -> String {
    let name = at.to_zoned(zone.clone()).strftime("%Z").to_string();
    if name.starts_with(['+', '-']) { format!("UTC{name}") } else { name }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, utc) = (self.at.to_zoned(self.zone.clone()), self.at.to_zoned(TimeZone::UTC));
        let weekday = if self.with_weekday { local.strftime("%a ").to_string() } else { String::new() };
        let name = zone_name(self.at, &self.zone);
        write!(f, "{weekday}{} {name}", local.strftime("%-d %b %Y, %H:%M"))?;
        match name.as_str() {
            "UTC" => Ok(()),
            _ if local.date() == utc.date() => write!(f, " ({})", utc.strftime("%H:%M UTC")),
            _ => write!(f, " ({})", utc.strftime("%-d %b, %H:%M UTC")),
        }
    }
}

/// How long ago a time was, to the precision that matters.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_since(then).as_mins().max(0);
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{} ago", count(minutes, "minute")),
        60..2880 => format!("{} ago", count(minutes / 60, "hour")),
        _ => format!("{} ago", count(minutes / 1440, "day")),
    }
}

/// How many alerts there are, of which services if of several, and what holds the incident.
pub fn standing(incident: &Incident, zone: &TimeZone) -> String {
    let mut words = match (incident.declared, incident.reported_at) {
        (true, _) if incident.public_only => "On the status page only; it pages nobody".to_owned(),
        (true, _) => "Declared by a person".to_owned(),
        (false, Some(_)) => count(i64::from(incident.alerts.total), "report") + " of colleagues",
        (false, None) => alerts(incident.alerts, incident.is_open()),
    };
    if let Some(counter) = incident.counted.as_ref().filter(|counter| counter.services.len() > 1) {
        words = format!("{words}: {}", by_service(counter));
    }
    match incident.hold.as_ref().filter(|_| incident.is_open()) {
        Some(hold) => {
            format!("{words}. Nobody is paged before {}: {}", Moment::in_zone(hold.until, zone), hold.by)
        }
        None => words,
    }
}

/// How many alerts there are and how many of them fire, or did at the end: what comes after it is not counted.
fn alerts(alerts: Alerts, is_open: bool) -> String {
    let total = count(i64::from(alerts.total), "alert");
    match (alerts.open, is_open) {
        (0, _) => format!("{total}, all clear"),
        (open, true) if open == alerts.total => format!("{total} firing"),
        (open, true) => format!("{total}, {open} firing"),
        (open, false) if open == alerts.total => format!("{total}, still firing when it was resolved"),
        (open, false) => format!("{total}, {open} still firing when it was resolved"),
    }
}

fn count(number: i64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn check(minutes: i64, words: &str) {
        let then: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        assert_eq!(ago(then, then + SignedDuration::from_mins(minutes)), words);
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        check(-3, "just now");
        check(1, "1 minute ago");
        check(59, "59 minutes ago");
        check(61, "1 hour ago");
        check(47 * 60, "47 hours ago");
        check(49 * 60, "2 days ago");
    }

    #[test]
    fn the_ends_of_a_graph_are_by_the_readers_clock_with_utc_beside() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let (from, until) = (at("2026-11-21T22:30:00Z"), at("2026-11-22T01:30:00Z"));
        let lagos = TimeZone::get("Africa/Lagos").unwrap();
        assert_eq!(clock(from, until, &TimeZone::UTC), "21 Nov, 22:30 UTC");
        assert_eq!(clock(from, until, &lagos), "21 Nov, 23:30 WAT (22:30 UTC)");
        assert_eq!(clock(until, at("2026-11-22T03:30:00Z"), &lagos), "02:30 WAT (01:30 UTC)");
    }

    #[test]
    fn alerts_are_counted_in_words() {
        assert_eq!(alerts(Alerts { open: 1, total: 1 }, true), "1 alert firing");
        assert_eq!(alerts(Alerts { open: 2, total: 5 }, true), "5 alerts, 2 firing");
        for is_open in [true, false] {
            assert_eq!(alerts(Alerts { open: 0, total: 5 }, is_open), "5 alerts, all clear");
        }
        let ended = alerts(Alerts { open: 1, total: 1 }, false);
        assert_eq!(ended, "1 alert, still firing when it was resolved");
        let ended = alerts(Alerts { open: 2, total: 5 }, false);
        assert_eq!(ended, "5 alerts, 2 still firing when it was resolved");
    }

    #[test]
    fn an_instant_is_written_for_people_and_for_programs() {
        let moment = Moment::utc("2026-11-02T03:04:05.678Z".parse().unwrap());
        assert_eq!(moment.to_string(), "2 Nov 2026, 03:04 UTC");
        assert_eq!(moment.iso().to_string(), "2026-11-02T03:04:05Z");
        assert_eq!(moment.with_weekday().to_string(), "Mon 2 Nov 2026, 03:04 UTC");
    }

    #[test]
    fn a_time_by_the_reader_s_clock_has_utc_beside_it() {
        let check = |zone: &str, expected: &str| {
            let zone = TimeZone::get(zone).unwrap();
            let moment = Moment::in_zone("2026-11-02T03:04:05Z".parse().unwrap(), &zone);
            assert_eq!(moment.to_string(), expected);
            assert_eq!(moment.iso().to_string(), "2026-11-02T03:04:05Z");
        };
        check("Africa/Lagos", "2 Nov 2026, 04:04 WAT (03:04 UTC)");
        check("Europe/Lisbon", "2 Nov 2026, 03:04 WET (03:04 UTC)");
        check("America/New_York", "1 Nov 2026, 22:04 EST (2 Nov, 03:04 UTC)");
        check("America/Sao_Paulo", "2 Nov 2026, 00:04 UTC-03 (03:04 UTC)");
        check("Etc/UTC", "2 Nov 2026, 03:04 UTC");
    }
}
