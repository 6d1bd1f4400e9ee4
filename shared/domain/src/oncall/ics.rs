//! Shifts as an iCalendar document (RFC 5545), for calendar programs.
//!
//! Must not decide who is on call: it writes what the schedule returns. Must not remember earlier exports: cancelled
//! shifts are the difference between two schedules.
//!
//! Written here and not with a crate: `icalendar` brings chrono and uuid, too much for a function's zip, and `ics`
//! folds its continuation lines one octet too late.

use super::length::DAY;
use super::schedule::Schedule;
use super::shift::{REACH, Shift};
use super::source::Source;
use super::zone::{timestamp, unix};
use crate::calendar_lines::Lines;
use crate::ids::{ResponderName, ScheduleName, digest, hex};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How far a calendar reaches (Grafana `OnCall`): recent shifts, and half a year for planning.
const DAYS_BACK: i64 = 15;
const DAYS_AHEAD: i64 = 180;

/// How often a calendar should refresh, so that a swapped shift shows the same morning.
const REFRESH: &str = "PT1H";

/// What shows nothing: a calendar needs a component (RFC 5545, 3.6), or strict readers refuse it.
const NOTHING: [(&str, &str); 8] = [
    ("BEGIN", "VTIMEZONE"),
    ("TZID", "UTC"),
    ("BEGIN", "STANDARD"),
    ("DTSTART", "19700101T000000"),
    ("TZOFFSETFROM", "+0000"),
    ("TZOFFSETTO", "+0000"),
    ("END", "STANDARD"),
    ("END", "VTIMEZONE"),
];

/// A calendar to export: the shifts of some schedules, of everybody or of one person.
#[derive(Debug, Clone, Copy)]
pub struct Export<'a> {
    /// The name in the list of calendars.
    pub title: &'a str,
    /// The schedules.
    pub rosters: &'a [Roster<'a>],
    /// Only the shifts of this person.
    pub only: Option<&'a ResponderName>,
    /// Display names of people. If missing, the name in the settings is used.
    pub people: &'a BTreeMap<ResponderName, String>,
    /// The period to export.
    pub window: Window,
    /// When it is exported.
    pub now: Timestamp,
    /// Minutes before a shift at which the calendar reminds of it.
    pub reminders: &'a [u32],
}

/// A schedule to export, with its previous versions.
#[derive(Debug, Clone)]
pub struct Roster<'a> {
    /// Its name.
    pub name: &'a ScheduleName,
    /// The current version, or `None` if it was removed.
    pub schedule: Option<&'a Schedule>,
    /// The previous versions. Shifts that only they contain are cancelled.
    pub before: Vec<&'a Schedule>,
    /// The SEQUENCE of its shifts, by which a calendar finds the newer version. Must have grown since a shift of it was another.
    pub sequence: u32,
}

/// The period that a calendar covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub from: Timestamp,
    /// The instant after the last.
    pub to: Timestamp,
}

impl Window {
    /// Fifteen days back and half a year ahead. Uses whole days, so that exports of one day are equal.
    pub fn around(now: Timestamp) -> Self {
        let today = unix(now).div_euclid(DAY);
        let midnight = |day: i64| timestamp(day * DAY);
        Self { from: midnight(today - DAYS_BACK), to: midnight(today + DAYS_AHEAD + 1) }
    }
}

impl Export<'_> {
    /// The document. Exporting it again gives the same events with the same UIDs: a changed end moves the event, and a
    /// removed shift is cancelled.
    pub fn ics(&self) -> String {
        let mut lines = Lines::default();
        lines.add("BEGIN", "VCALENDAR");
        lines.add("PRODID", "-//Callout//On-call schedules//EN");
        lines.add("VERSION", "2.0");
        lines.add("CALSCALE", "GREGORIAN");
        lines.add("METHOD", "PUBLISH");
        lines.text("NAME", self.title);
        lines.text("X-WR-CALNAME", self.title);
        lines.add("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        lines.add("X-PUBLISHED-TTL", REFRESH);
        let events = self.events();
        if events.is_empty() {
            NOTHING.iter().for_each(|(name, value)| lines.add(name, value));
        }
        events.iter().for_each(|event| self.write(event, &mut lines));
        lines.add("END", "VCALENDAR");
        lines.finish()
    }

    /// Current and cancelled shifts, by start.
    fn events(&self) -> Vec<Event> {
        let mut all = Vec::new();
        for roster in self.rosters {
            let held = roster.schedule.map(|schedule| self.shifts(roster, schedule)).unwrap_or_default();
            let before: BTreeMap<String, Event> =
                roster.before.iter().flat_map(|schedule| self.shifts(roster, schedule)).collect();
            let gone = before.into_iter().filter(|(uid, _)| !held.contains_key(uid));
            let cancelled = gone.map(|(_, event)| Event { cancelled: true, ..event });
            all.extend(cancelled.chain(held.values().cloned()));
        }
        all.sort_by(|a, b| (a.start, &a.summary, &a.uid).cmp(&(b.start, &b.summary, &b.uid)));
        all
    }

    /// The shifts of one schedule by UID.
    fn shifts(&self, roster: &Roster<'_>, schedule: &Schedule) -> BTreeMap<String, Event> {
        let shifts = schedule.whole_shifts(self.window.from, self.window.to).into_iter();
        let wanted = shifts.filter(|shift| self.only.is_none_or(|only| *only == shift.responder));
        wanted.map(|shift| self.event(roster, &shift)).map(|event| (event.uid.clone(), event)).collect()
    }

    fn event(&self, roster: &Roster<'_>, shift: &Shift) -> Event {
        let schedule = roster.name;
        let Window { from, to } = self.window;
        // A shift without a start must keep its name when the window moves.
        let begins = unix(shift.start) > unix(from) - REACH;
        let named = if begins { shift.start.to_string() } else { "ever".to_owned() };
        let identity = digest(&["shift", schedule.as_str(), shift.responder.as_str(), &named]);
        let because = match &shift.source {
            Source::Layer(name) => format!("Rotation: {name}"),
            exception => capitalized(&exception.to_string()),
        };
        let description = match (shift.end > to, unix(shift.end) < unix(to) + REACH) {
            (false, _) => because,
            (true, true) => {
                let end = shift.end.strftime("%F %H:%M UTC");
                format!("{because}\nThis shift goes on beyond what this calendar shows, until {end}.")
            }
            (true, false) => {
                format!("{because}\nThis shift goes on beyond what this calendar shows; no end is known.")
            }
        };
        Event {
            uid: format!("{}@callout", hex(&identity[..16])),
            summary: self.summary(schedule, &shift.responder),
            description,
            start: if begins { shift.start } else { from },
            end: shift.end.min(to),
            sequence: roster.sequence,
            cancelled: false,
        }
    }

    fn summary(&self, schedule: &ScheduleName, who: &ResponderName) -> String {
        match self.only {
            Some(_) => format!("On call: {schedule}"),
            None => {
                let who = self.people.get(who).map_or(who.as_str(), String::as_str);
                format!("{who} on call: {schedule}")
            }
        }
    }

    fn write(&self, event: &Event, lines: &mut Lines) {
        let clock = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
        lines.add("BEGIN", "VEVENT");
        lines.add("UID", &event.uid);
        lines.text("SUMMARY", &event.summary);
        lines.text("DESCRIPTION", &event.description);
        lines.add("DTSTAMP", &clock(self.now));
        lines.add("DTSTART", &clock(event.start));
        lines.add("DTEND", &clock(event.end));
        lines.add("SEQUENCE", &event.sequence.to_string());
        lines.add("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
        // Being on call does not block time for meetings.
        lines.add("TRANSP", "TRANSPARENT");
        if !event.cancelled {
            self.reminders.iter().for_each(|minutes| remind(*minutes, lines));
        }
        lines.add("END", "VEVENT");
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn remind(minutes: u32, lines: &mut Lines) {
    lines.add("BEGIN", "VALARM");
    lines.add("ACTION", "DISPLAY");
    lines.add("DESCRIPTION", "REMINDER");
    lines.add("TRIGGER", &format!("-PT{minutes}M"));
    lines.add("END", "VALARM");
}

/// One shift in the calendar.
#[derive(Debug, Clone)]
struct Event {
    uid: String,
    summary: String,
    description: String,
    start: Timestamp,
    end: Timestamp,
    sequence: u32,
    cancelled: bool,
}
