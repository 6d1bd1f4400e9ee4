//! Times and counts in readable form. Times are in UTC, each with its machine-readable form.

use callout_domain::incident::{Alerts, Incident};
use callout_domain::timeline::by_service;
use jiff::Timestamp;
use std::fmt;

/// A time on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl Moment {
    /// For programs: RFC 3339.
    pub fn iso(&self) -> impl fmt::Display + use<> {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ")
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%-d %b %Y, %H:%M UTC"))
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
pub fn standing(incident: &Incident) -> String {
    let mut words =
        if incident.declared { "Declared by a person".to_owned() } else { alerts(incident.alerts) };
    if let Some(counter) = incident.counted.as_ref().filter(|counter| counter.services.len() > 1) {
        words = format!("{words}: {}", by_service(counter));
    }
    match incident.hold.as_ref().filter(|_| incident.is_open()) {
        Some(hold) => format!("{words}. Nobody is paged before {}: {}", Moment(hold.until), hold.by),
        None => words,
    }
}

/// How many alerts there are and how many of them fire.
pub fn alerts(alerts: Alerts) -> String {
    let total = count(i64::from(alerts.total), "alert");
    match alerts.open {
        0 => format!("{total}, all clear"),
        open if open == alerts.total => format!("{total} firing"),
        open => format!("{total}, {open} firing"),
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
    fn alerts_are_counted_in_words() {
        assert_eq!(alerts(Alerts { open: 1, total: 1 }), "1 alert firing");
        assert_eq!(alerts(Alerts { open: 2, total: 5 }), "5 alerts, 2 firing");
        assert_eq!(alerts(Alerts { open: 0, total: 5 }), "5 alerts, all clear");
    }

    #[test]
    fn an_instant_is_written_for_people_and_for_programs() {
        let moment = Moment("2026-11-02T03:04:05.678Z".parse().unwrap());
        assert_eq!(moment.to_string(), "2 Nov 2026, 03:04 UTC");
        assert_eq!(moment.iso().to_string(), "2026-11-02T03:04:05Z");
    }
}
