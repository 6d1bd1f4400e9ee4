//! The shifts of a schedule or of a person, as a document for calendar programs.
//!
//! Must not know the format: `oncall` writes it.

use super::Rules;
use crate::ids::{ResponderName, ScheduleName};
use crate::oncall::{Export, Roster, Window};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Whose shifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarScope<'a> {
    /// All shifts of one schedule.
    Schedule(&'a ScheduleName),
    /// The shifts of one person, in all schedules.
    Responder(&'a ResponderName),
}

/// When, and for which version of the settings, a calendar is written.
#[derive(Debug, Clone, Copy)]
pub struct ExportVersion<'a> {
    /// When.
    pub now: Timestamp,
    /// How many times settings were applied.
    pub version: u32,
    /// The previously applied settings. Shifts that only they contain are cancelled.
    pub before: Option<&'a Rules>,
    /// Minutes before a shift at which the calendar reminds of it.
    pub reminders: &'a [u32],
}

impl Rules {
    /// An iCalendar document of shifts. `None` if neither these nor the previous settings know the schedule or person.
    pub fn ics(&self, whose: CalendarScope<'_>, edition: ExportVersion<'_>) -> Option<String> {
        self.export(whose, edition, edition.now)
    }

    /// What calendar programs read that subscribe: the same to the byte until other settings are active or the day ends, so
    /// that its digest says whether anything changed. A program replaces its whole copy: removed shifts need no entry.
    pub fn feed(&self, whose: CalendarScope<'_>, now: Timestamp) -> Option<String> {
        let applied = self.applied().map(|applied| (applied.number, applied.applied_at));
        let (number, at) = applied.unwrap_or((0, Window::around(now).from));
        let version = u32::try_from(number).unwrap_or(u32::MAX);
        self.export(whose, ExportVersion { now, version, before: None, reminders: &[] }, at)
    }

    /// The document, stamped with a time.
    fn export(
        &self,
        whose: CalendarScope<'_>,
        edition: ExportVersion<'_>,
        stamp: Timestamp,
    ) -> Option<String> {
        let versions = [Some(self), edition.before].into_iter().flatten();
        let (title, wanted, only) = match whose {
            CalendarScope::Schedule(name) => (format!("On call: {name}"), BTreeSet::from([name]), None),
            CalendarScope::Responder(name) => {
                let everywhere = versions.clone().flat_map(|rules| rules.schedules().keys()).collect();
                (format!("{} on call", self.display_name(name)), everywhere, Some(name))
            }
        };
        let known = versions.clone().any(|rules| match whose {
            CalendarScope::Schedule(name) => rules.schedules().contains_key(name),
            CalendarScope::Responder(name) => rules.settings().responders.contains_key(name),
        });
        let roster = |name| Roster {
            name,
            schedule: self.schedules().get(name),
            before: edition.before.and_then(|before| before.schedules().get(name)),
        };
        let rosters: Vec<Roster<'_>> = wanted.into_iter().map(roster).collect();
        let people = &self.settings().responders;
        let people: BTreeMap<ResponderName, String> =
            people.iter().map(|(name, responder)| (name.clone(), responder.name.clone())).collect();
        let export = Export {
            title: &title,
            rosters: &rosters,
            only,
            people: &people,
            window: Window::around(edition.now),
            now: stamp,
            version: edition.version,
            reminders: edition.reminders,
        };
        known.then(|| export.ics())
    }

    /// A responder's display name.
    fn display_name<'a>(&'a self, name: &'a ResponderName) -> &'a str {
        self.settings().responders.get(name).map_or(name.as_str(), |responder| responder.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AppliedVersion, Origin};
    use super::*;

    const SETTINGS: &str = "[responders.ana]\nname = 'Ana Silva'\ncontacts = []\n[responders.ben]\nname = 'Ben'\n\
        contacts = []\n[schedules.payments]\nzone = 'UTC'\n[[schedules.payments.layers]]\nname = 'x'\nturns = ['ana', 'ben']\n\
        every = '1 week'\nstart = '2027-01-04T09:00'\n[schedules.nights]\nzone = 'UTC'\n[[schedules.nights.layers]]\n\
        name = 'x'\nturns = ['ana']\nrestrictions = [{ from = '22:00', to = '06:00' }]\n";

    fn rules(text: &str) -> Rules {
        Rules::build(toml::from_str(text).unwrap())
    }

    fn edition<'a>(before: Option<&'a Rules>) -> ExportVersion<'a> {
        let now = "2027-01-05T12:00Z".parse().unwrap();
        ExportVersion { now, version: 2, before, reminders: &[] }
    }

    #[test]
    fn a_person_finds_the_shifts_of_all_schedules_in_one_calendar() {
        let ics = rules(SETTINGS).ics(CalendarScope::Responder(&"ana".into()), edition(None)).unwrap();
        assert!(ics.contains("X-WR-CALNAME:Ana Silva on call\r\n"));
        assert!(ics.contains("SUMMARY:On call: payments\r\n") && ics.contains("SUMMARY:On call: nights\r\n"));
    }

    #[test]
    fn a_schedule_calls_people_by_their_names() {
        let ics = rules(SETTINGS).ics(CalendarScope::Schedule(&"payments".into()), edition(None)).unwrap();
        assert!(ics.contains("SUMMARY:Ana Silva on call: payments\r\n"));
        assert!(!ics.contains("nights"));
    }

    #[test]
    fn a_feed_changes_with_the_settings_and_not_with_the_hour() {
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let feed = |text: &str, number, now: &str| {
            let rules = rules(text).applied_as(AppliedVersion {
                version: "a".to_owned(),
                number,
                applied_at: at("2027-01-05T08:00Z"),
                origin: Origin::default(),
            });
            rules.feed(CalendarScope::Responder(&"ana".into()), at(now)).unwrap()
        };
        let before = feed(SETTINGS, 7, "2027-01-05T12:00Z");
        assert_eq!(before, feed(SETTINGS, 7, "2027-01-05T12:01Z"), "a program sees that nothing changed");
        assert!(
            before.contains("SEQUENCE:7\r\n") && before.contains("DTSTAMP:20270105T080000Z\r\n"),
            "{before}"
        );
        let night = "[[schedules.payments.overrides]]\nstart = '2027-01-11T05:00'\nend = '2027-01-11T09:00'\nreplace = 'ana'\nby = 'ben'\n";
        let after = feed(&format!("{SETTINGS}{night}"), 8, "2027-01-05T12:02Z");
        let of = |feed: &str| {
            let event = feed.split("BEGIN:VEVENT").find(|event| event.contains("DTSTART:20270104T090000Z"));
            let event = event.unwrap().to_owned();
            let line =
                |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
            (line("UID:"), line("SEQUENCE:"), line("DTEND:"))
        };
        let (uid, _, end) = of(&before);
        assert_eq!(end, "20270111T090000Z");
        assert_eq!(
            of(&after),
            (uid, "8".to_owned(), "20270111T050000Z".to_owned()),
            "the event moves, and is newer"
        );
    }

    #[test]
    fn a_schedule_that_was_removed_is_taken_back_for_as_long_as_it_is_remembered() {
        let (before, _) = SETTINGS.split_once("[schedules.nights]").unwrap();
        let (before, now) = (rules(SETTINGS), rules(before));
        let nights = ScheduleName::from("nights");
        let ics = now.ics(CalendarScope::Schedule(&nights), edition(Some(&before))).unwrap();
        assert!(ics.contains("STATUS:CANCELLED") && !ics.contains("STATUS:CONFIRMED"));
        assert_eq!(now.ics(CalendarScope::Schedule(&nights), edition(None)), None);
        assert_eq!(now.ics(CalendarScope::Responder(&"dee".into()), edition(Some(&before))), None);
    }
}
