//! The calendar as a page: weeks as rows, a colour for each person, gaps in red.
//!
//! Must not need a script, nor load anything from elsewhere: it is mailed, printed, and put on any server.

mod section;
mod week;

use anyhow::{Context, Result};
use askama::Template;
use callout_domain::delay::Delay;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::Schedule;
use callout_domain::settings::Rules;
use jiff::Timestamp;
use section::Section;
use std::collections::BTreeMap;

/// What fits a screen and answers "when is it my turn again" for most.
const EIGHT_WEEKS: Delay = Delay::minutes(8 * 7 * 24 * 60);

/// Hues that stay apart from each other and from red, which means a gap; after the last they begin again, darker.
const HUES: [u16; 8] = [255, 150, 310, 75, 200, 345, 115, 280];

#[derive(Template)]
#[template(path = "oncall/calendar.html")]
struct Page {
    style: &'static str,
    title: String,
    made: String,
    weekdays: [(String, &'static str); 7],
    sections: Vec<Section>,
}

/// What a person is called and looks like, on all schedules alike.
#[derive(Debug, Clone)]
struct Person {
    name: String,
    hue: u16,
    /// How often the hues have been used up before.
    round: usize,
}

/// Everybody on the page.
struct People(BTreeMap<ResponderName, Person>);

impl People {
    fn get(&self, name: &ResponderName) -> Option<&Person> {
        self.0.get(name)
    }

    fn called(&self, name: &ResponderName) -> String {
        self.get(name).map_or(name.as_str(), |person| person.name.as_str()).to_owned()
    }
}

/// What a page is about.
struct Scene<'a> {
    people: &'a People,
    only: Option<&'a ResponderName>,
    now: Timestamp,
    length: Delay,
}

/// The page of these schedules, of everybody or one person, from the week of an instant on.
pub(super) fn html(
    rules: &Rules,
    schedules: &[(&ScheduleName, &Schedule)],
    only: Option<&ResponderName>,
    (now, length): (Timestamp, Option<Delay>),
) -> Result<String> {
    let people = people(rules, schedules);
    let scene = Scene { people: &people, only, now, length: length.unwrap_or(EIGHT_WEEKS) };
    let sections = schedules.iter().map(|(name, schedule)| Section::of(name, schedule, &scene)).collect();
    let title = match (only, schedules) {
        (Some(only), _) => format!("On call: {}", people.called(only)),
        (None, [(name, _)]) => format!("On call: {name}"),
        (None, _) => "On call".to_owned(),
    };
    let made = now.strftime("%-d %B %Y, %H:%M UTC").to_string();
    let style = include_str!("../../templates/oncall/calendar.css");
    let page = Page { style, title, made, weekdays: week::weekdays(), sections };
    page.render().context("write the calendar")
}

/// Everybody on these schedules, in the order of their names, so that a colour stays with its person.
fn people(rules: &Rules, schedules: &[(&ScheduleName, &Schedule)]) -> People {
    let mut names: Vec<&ResponderName> =
        schedules.iter().flat_map(|(_, schedule)| schedule.responders()).collect();
    names.sort();
    names.dedup();
    let person = |(index, name): (usize, &ResponderName)| {
        let called = rules.responder(name).map_or(name.as_str(), |responder| responder.name.as_str());
        let look =
            Person { name: called.to_owned(), hue: HUES[index % HUES.len()], round: index / HUES.len() % 3 };
        (name.clone(), look)
    };
    People(names.into_iter().enumerate().map(person).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = "[responders.ana]\nname = 'Ana <Silva>'\ncontacts = []\n[schedules.payments]\n\
        zone = 'Europe/Lisbon'\n[[schedules.payments.layers]]\nname = 'weekly'\nturns = ['ana', 'ben']\nevery = '1 week'\n\
        start = '2027-01-04T09:00'\n[[schedules.payments.overrides]]\nstart = '2027-01-08T18:00'\nend = '2027-01-08T22:00'\n\
        remove = 'ana'\nreason = 'concert'\n";

    fn page(only: Option<&str>) -> String {
        let rules = Rules::build(toml::from_str(SETTINGS).unwrap());
        let schedules: Vec<_> = rules.schedules().iter().collect();
        let only = only.map(ResponderName::from);
        html(&rules, &schedules, only.as_ref(), ("2027-01-06T12:00Z".parse().unwrap(), None)).unwrap()
    }

    #[test]
    fn it_says_who_is_on_call_and_who_follows() {
        let page = page(None);
        assert!(page.contains("<strong>Ana &#60;Silva&#62;</strong>"), "{page}");
        assert!(page.contains("until Fri 8 January, 18:00"));
        assert!(page.contains(
            "<title>ben: Mon 11 January 2027, 09:00 – Mon 18 January 2027, 09:00 (weekly)</title>"
        ));
    }

    #[test]
    fn a_gap_is_drawn_named_and_listed() {
        let page = page(None);
        assert!(page.contains("Nobody is on call for 4 h"));
        assert!(
            page.contains("<title>Nobody: Fri 8 January 2027, 18:00 – Fri 8 January 2027, 22:00</title>")
        );
        assert!(page.contains("url(#gap)"));
    }

    #[test]
    fn the_page_of_one_person_shows_no_other() {
        let page = page(Some("ana"));
        assert!(page.contains("On call: Ana"));
        assert!(!page.contains("ben") && !page.contains("Nobody"));
    }

    #[test]
    fn it_loads_and_runs_nothing() {
        let page = page(None);
        for forbidden in ["<script", "http:", "https:", "@import", "src="] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn whatever_is_drawn_is_also_a_table() {
        let page = page(None);
        let table = page.split("<tbody>").nth(1).unwrap();
        assert!(table.contains("<td>nobody</td>") && table.contains("<td>weekly</td>"));
    }
}
