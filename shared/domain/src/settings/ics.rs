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
    /// The SEQUENCE of each shift: how many times settings were applied, and people decided something beside them.
    pub version: u32,
    /// Settings from before. Shifts that only they contain are cancelled.
    pub before: &'a [Rules],
    /// Minutes before a shift at which the calendar reminds of it.
    pub reminders: &'a [u32],
}

impl Rules {
    /// An iCalendar document of shifts. `None` if neither these nor the previous settings know the schedule or person.
    pub fn ics(&self, whose: CalendarScope<'_>, edition: ExportVersion<'_>) -> Option<String> {
        self.export(whose, edition, edition.now, |_| edition.version)
    }

    /// What calendar programs read that subscribe: the same to the byte until other settings are active, somebody moves a shift, or
    /// the day ends, so that its digest says whether anything changed. A program replaces its whole copy: removed shifts need no entry.
    /// The SEQUENCE grows with each change of the shift's schedule, and with no other.
    pub fn feed(&self, whose: CalendarScope<'_>, now: Timestamp) -> Option<String> {
        let applied = self.applied().map(|applied| applied.applied_at);
        let moved = self.schedules().keys().filter_map(|name| Some(self.live().live.moved(name)?.at));
        let at = moved.chain(applied).max().unwrap_or(Window::around(now).from);
        let edition = ExportVersion { now, version: 0, before: &[], reminders: &[] };
        self.export(whose, edition, at, |name| self.sequence(name))
    }

    /// How often a schedule can have changed: by settings, and by decisions beside them. It never falls.
    fn sequence(&self, schedule: &ScheduleName) -> u32 {
        let applied = self.applied();
        let of_settings = applied.map_or(0, |it| it.unchanged.get(schedule).copied().unwrap_or(it.number));
        let moved = self.live().live.moved(schedule).map_or(0, |moved| moved.number);
        u32::try_from(of_settings + moved).unwrap_or(u32::MAX)
    }

    /// The document, stamped with a time.
    fn export(
        &self,
        whose: CalendarScope<'_>,
        edition: ExportVersion<'_>,
        stamp: Timestamp,
        sequence: impl Fn(&ScheduleName) -> u32,
    ) -> Option<String> {
        let versions = std::iter::once(self).chain(edition.before);
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
            before: edition.before.iter().filter_map(|before| before.schedules().get(name)).collect(),
            sequence: sequence(name),
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
    use super::super::{AppliedVersion, Origin, Settings, UnchangedSchedules, unchanged_schedules};
    use super::*;

    const SETTINGS: &str = "[responders.ana]\nname = 'Ana Silva'\ncontacts = []\n[responders.ben]\nname = 'Ben'\n\
        contacts = []\n[schedules.payments]\nzone = 'UTC'\n[[schedules.payments.layers]]\nname = 'x'\nturns = ['ana', 'ben']\n\
        every = '1 week'\nstart = '2027-01-04T09:00'\n[schedules.nights]\nzone = 'UTC'\n[[schedules.nights.layers]]\n\
        name = 'x'\nturns = ['ana']\nrestrictions = [{ from = '22:00', to = '06:00' }]\n";

    fn rules(text: &str) -> Rules {
        Rules::build(toml::from_str(text).unwrap())
    }

    fn edition(before: &[Rules]) -> ExportVersion<'_> {
        let now = "2027-01-05T12:00Z".parse().unwrap();
        ExportVersion { now, version: 2, before, reminders: &[] }
    }

    #[test]
    fn a_person_finds_the_shifts_of_all_schedules_in_one_calendar() {
        let ics = rules(SETTINGS).ics(CalendarScope::Responder(&"ana".into()), edition(&[])).unwrap();
        assert!(ics.contains("X-WR-CALNAME:Ana Silva on call\r\n"));
        assert!(ics.contains("SUMMARY:On call: payments\r\n") && ics.contains("SUMMARY:On call: nights\r\n"));
    }

    #[test]
    fn a_schedule_calls_people_by_their_names() {
        let ics = rules(SETTINGS).ics(CalendarScope::Schedule(&"payments".into()), edition(&[])).unwrap();
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
                unchanged: UnchangedSchedules::new(),
                console: None,
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
        let (before, now) = ([rules(SETTINGS)], rules(before));
        let nights = ScheduleName::from("nights");
        let ics = now.ics(CalendarScope::Schedule(&nights), edition(&before)).unwrap();
        assert!(ics.contains("STATUS:CANCELLED") && !ics.contains("STATUS:CONFIRMED"));
        assert_eq!(now.ics(CalendarScope::Schedule(&nights), edition(&[])), None);
        assert_eq!(now.ics(CalendarScope::Responder(&"dee".into()), edition(&before)), None);
    }

    #[test]
    fn the_sequence_grows_with_the_schedule_and_with_no_other() {
        let read = |text: &str| -> Settings { toml::from_str(text).unwrap() };
        let before = read(SETTINGS);
        let unchanged =
            |after: &str| unchanged_schedules((&before, &UnchangedSchedules::new(), 7), &read(after));
        let (payments, nights) = (ScheduleName::from("payments"), ScheduleName::from("nights"));
        let edited = unchanged(&SETTINGS.replace("22:00", "23:00"));
        assert_eq!((edited.get(&payments), edited.get(&nights)), (Some(&7), None));
        let renamed = unchanged(&SETTINGS.replace("'Ben'", "'Ben Okoro'"));
        assert_eq!((renamed.get(&payments), renamed.get(&nights)), (None, Some(&7)), "its events name Ben");
        let known = unchanged_schedules((&before, &edited, 8), &before);
        assert_eq!((known.get(&payments), known.get(&nights)), (Some(&7), Some(&8)));
    }

    #[test]
    fn a_shift_that_was_taken_moves_in_subscribed_calendars() {
        use crate::live::{Live, LiveChange, LiveEntry, LiveOverride, LiveVersion, Made};
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let change = LiveOverride {
            replace: Some("ana".into()),
            by: crate::oncall::settings::Names(vec!["ben".into()]),
            ..Default::default()
        };
        let entry = LiveEntry {
            what: LiveChange::Override { schedule: "payments".into(), change },
            from: at("2027-01-11T05:00Z"),
            until: at("2027-01-11T09:00Z"),
            reason: String::new(),
            made: Made { by: "Ana".to_owned(), at: at("2027-01-05T12:00Z"), incident: None },
        };
        let (before, now) = (LiveVersion { number: 4, live: Live::default() }, at("2027-01-05T12:00Z"));
        let (live, name) = before.live.with(entry, crate::live::LONGEST_OF_OPERATOR, now, |_| false).unwrap();
        let taken = before.followed_by(live, now);
        let ended = taken.followed_by(taken.live.without(&name, now).unwrap(), at("2027-01-05T13:00Z"));
        let sequences = |live: &LiveVersion| -> Vec<String> {
            let applied = AppliedVersion {
                version: "a".to_owned(),
                number: 7,
                applied_at: at("2027-01-05T08:00Z"),
                origin: Origin::default(),
                unchanged: UnchangedSchedules::new(),
                console: None,
            };
            let rules =
                Rules::build_with(toml::from_str(SETTINGS).unwrap(), live.clone()).applied_as(applied);
            let feed = rules.feed(CalendarScope::Responder(&"ana".into()), at("2027-01-05T14:00Z")).unwrap();
            let of = |schedule: &str| {
                let summary = format!("SUMMARY:On call: {schedule}\r\n");
                let event = feed.split("BEGIN:VEVENT").find(|event| event.contains(&summary)).unwrap();
                event.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).unwrap().to_owned()
            };
            vec![of("payments"), of("nights")]
        };
        assert_eq!(sequences(&before), ["7", "7"]);
        assert_eq!(sequences(&taken), ["12", "7"], "only the schedule whose shift moved");
        assert_eq!(sequences(&ended), ["13", "7"], "it moved back, and is newer");
    }
}
