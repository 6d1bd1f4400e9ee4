//! Calendar exports, read with an independent parser.

use super::*;
use crate::ids::{ResponderName, ScheduleName};
use crate::oncall::{Export, Roster, Window};
use ical::parser::Component as _;
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use std::collections::{BTreeMap, BTreeSet};

const NOW: &str = "2027-01-05T12:00Z";

const WEEKLY: &str = "zone = 'Europe/Lisbon'\n[[layers]]\nname = 'weekly'\nturns = ['ana', 'ben']\nevery = '1 week'\n\
                      start = '2027-01-04T09:00'";

/// Ben replaces Ana from Wednesday to Thursday.
const SWAPPED: &str = "\n[[overrides]]\nstart = '2027-01-06T09:00'\nend = '2027-01-07T09:00'\nreplace = 'ana'\nby = 'ben'\n\
                       reason = 'dentist'";

/// The calendar of one schedule at a time, for this version of the settings.
fn export(now: &str, version: u32, text: Option<&str>, before: Option<&str>, only: Option<&str>) -> String {
    let name = ScheduleName::from("payments");
    let (schedule, before) = (text.map(schedule), before.map(schedule));
    let only = only.map(ResponderName::from);
    let before = before.iter().collect();
    let rosters = [Roster { name: &name, schedule: schedule.as_ref(), before, sequence: version }];
    let export = Export {
        title: "On call: payments",
        rosters: &rosters,
        only: only.as_ref(),
        people: &BTreeMap::from([("ana".into(), "Ana Silva".to_owned())]),
        window: Window::around(at(now)),
        now: at(now),
        reminders: &[10],
    };
    export.ics()
}

fn read(text: &str) -> IcalCalendar {
    let mut calendars = ical::IcalParser::new(text.as_bytes());
    let calendar = calendars.next().expect("a calendar").expect("a readable calendar");
    assert!(calendars.next().is_none(), "one calendar");
    calendar
}

fn value(event: &IcalEvent, name: &str) -> String {
    event.get_property(name).and_then(|property| property.value.clone()).unwrap_or_default()
}

fn find<'a>(calendar: &'a IcalCalendar, summary: &str, start: &str) -> &'a IcalEvent {
    let is = |event: &&IcalEvent| value(event, "SUMMARY") == summary && value(event, "DTSTART") == start;
    calendar.events.iter().find(is).unwrap_or_else(|| panic!("no {summary} at {start}"))
}

fn uids(calendar: &IcalCalendar) -> BTreeSet<String> {
    calendar.events.iter().map(|event| value(event, "UID")).collect()
}

#[test]
fn a_shift_is_an_event_in_utc_that_reminds() {
    let calendar = read(&export(NOW, 7, Some(WEEKLY), None, None));
    let event = find(&calendar, "Ana Silva on call: payments", "20270104T090000Z");
    assert_eq!(value(event, "DTEND"), "20270111T090000Z");
    assert_eq!(value(event, "DTSTAMP"), "20270105T120000Z");
    assert_eq!(value(event, "DESCRIPTION"), "Rotation: weekly");
    assert_eq!((value(event, "SEQUENCE"), value(event, "STATUS")), ("7".into(), "CONFIRMED".into()));
    let triggers: Vec<_> = event.alarms.iter().filter_map(|alarm| alarm.get_property("TRIGGER")).collect();
    assert_eq!(triggers.len(), 1);
    assert_eq!(triggers[0].value.as_deref(), Some("-PT10M"));
    // In summer the same wall time is an hour earlier in UTC.
    find(&calendar, "ben on call: payments", "20270405T080000Z");
}

#[test]
fn a_calendar_reaches_from_15_days_ago_to_half_a_year_ahead() {
    let calendar = read(&export(NOW, 0, Some(WEEKLY), None, None));
    let starts: Vec<_> = calendar.events.iter().map(|event| value(event, "DTSTART")).collect();
    assert_eq!(starts.first().map(String::as_str), Some("20261214T090000Z"));
    assert_eq!(starts.last().map(String::as_str), Some("20270628T080000Z"));
    let last = calendar.events.last().unwrap();
    assert_eq!(value(last, "DTEND"), "20270705T000000Z");
    assert!(
        value(last, "DESCRIPTION")
            .ends_with("This shift goes on beyond what this calendar shows\\, until 2027-07-05 08:00 UTC.")
    );
}

#[test]
fn an_export_on_another_day_names_the_same_shifts_alike() {
    let today = read(&export(NOW, 0, Some(WEEKLY), None, None));
    let later = read(&export("2027-01-14T08:00Z", 0, Some(WEEKLY), None, None));
    assert_eq!(uids(&today).difference(&uids(&later)).count(), 2, "two weeks are too long ago by then");
    assert_eq!(today.events.len(), uids(&today).len(), "no name is used twice");
    let everything = |text: &str| text.replace("DTSTAMP:20270105T130000Z", "DTSTAMP:20270105T120000Z");
    let an_hour_later = export("2027-01-05T13:00Z", 0, Some(WEEKLY), None, None);
    assert_eq!(everything(&an_hour_later), export(NOW, 0, Some(WEEKLY), None, None));
}

#[test]
fn an_edited_end_moves_the_event_and_what_was_taken_back_is_cancelled() {
    let swapped = format!("{WEEKLY}{SWAPPED}");
    let first = read(&export(NOW, 1, Some(&swapped), Some(WEEKLY), None));
    let ana = find(&first, "Ana Silva on call: payments", "20270104T090000Z");
    assert_eq!(value(ana, "DTEND"), "20270106T090000Z");
    let ben = find(&first, "ben on call: payments", "20270106T090000Z");
    assert_eq!(value(ben, "DESCRIPTION"), "Override (dentist)");
    assert!(first.events.iter().all(|event| value(event, "STATUS") == "CONFIRMED"), "nothing was taken back");

    let second = read(&export(NOW, 2, Some(WEEKLY), Some(&swapped), None));
    assert_eq!(
        value(find(&second, "Ana Silva on call: payments", "20270104T090000Z"), "UID"),
        value(ana, "UID")
    );
    let gone = find(&second, "ben on call: payments", "20270106T090000Z");
    assert_eq!(value(gone, "UID"), value(ben, "UID"));
    assert_eq!((value(gone, "STATUS"), value(gone, "SEQUENCE")), ("CANCELLED".into(), "2".into()));
    assert!(gone.alarms.is_empty(), "nobody is reminded of a cancelled shift");
    let cancelled = second.events.iter().filter(|event| value(event, "STATUS") == "CANCELLED");
    assert_eq!(cancelled.count(), 2, "Ben's day, and the rest of Ana's week as a shift of its own");
}

#[test]
fn a_calendar_without_shifts_is_one_that_strict_readers_take() {
    let text = export(NOW, 0, Some(WEEKLY), None, Some("cho"));
    let calendar = read(&text);
    assert!(calendar.events.is_empty());
    assert_eq!(calendar.timezones.len(), 1, "a calendar has at least one component: {text}");
    assert!(!export(NOW, 0, Some(WEEKLY), None, Some("ana")).contains("VTIMEZONE"), "all times are in UTC");
}

#[test]
fn a_removed_schedule_cancels_its_shifts() {
    let calendar = read(&export(NOW, 3, None, Some(WEEKLY), None));
    assert!(!calendar.events.is_empty());
    assert!(calendar.events.iter().all(|event| value(event, "STATUS") == "CANCELLED"));
}

#[test]
fn a_personal_calendar_holds_the_shifts_of_one() {
    let calendar = read(&export(NOW, 0, Some(WEEKLY), None, Some("ben")));
    assert!(calendar.events.iter().all(|event| value(event, "SUMMARY") == "On call: payments"));
    assert_eq!(value(&calendar.events[0], "DTSTART"), "20261214T090000Z");
    let everyone = read(&export(NOW, 0, Some(WEEKLY), None, None));
    assert!(uids(&calendar).is_subset(&uids(&everyone)), "a shift has one name in every calendar");
}

#[test]
fn somebody_who_is_always_on_call_has_one_event_without_an_end() {
    let always = "zone = 'UTC'\n[[layers]]\nname = 'always'\nturns = ['ana']";
    let today = read(&export(NOW, 0, Some(always), None, None));
    let later = read(&export("2027-02-05T12:00Z", 0, Some(always), None, None));
    assert_eq!(uids(&today), uids(&later));
    assert_eq!(today.events.len(), 1);
    assert_eq!(value(&today.events[0], "DTSTART"), "20261221T000000Z");
    assert!(value(&today.events[0], "DESCRIPTION").ends_with("no end is known."));
}

#[test]
fn any_name_survives_another_reader() {
    let name = format!("Zahlungen, Europa; \\ „groß“ {}\nzweite Zeile", "поддержка 🦀 ".repeat(12));
    let schedule_name = ScheduleName(name.clone());
    let schedule = schedule(WEEKLY);
    let export = Export {
        title: &name,
        rosters: &[Roster {
            name: &schedule_name,
            schedule: Some(&schedule),
            before: Vec::new(),
            sequence: 0,
        }],
        only: None,
        people: &BTreeMap::from([("ana".into(), format!("Ana; {name}"))]),
        window: Window::around(at(NOW)),
        now: at(NOW),
        reminders: &[],
    };
    let text = export.ics();
    assert!(text.split_terminator("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
    let calendar = read(&text);
    let unescape = |text: &str| {
        let text = text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";");
        text.replace("\\\\", "\\")
    };
    let titled = calendar.properties.iter().find(|property| property.name == "X-WR-CALNAME").unwrap();
    assert_eq!(unescape(titled.value.as_deref().unwrap()), name);
    let summaries: Vec<_> = calendar.events.iter().map(|event| unescape(&value(event, "SUMMARY"))).collect();
    assert!(summaries.contains(&format!("Ana; {name} on call: {name}")));
    assert_eq!(summaries.len(), 29);
}
