//! The calendar as a page: weeks as rows, a colour for each person, gaps in red.
//!
//! Must not need a script, nor load anything from elsewhere: it is mailed, printed, and put on any server.

mod scene;
mod section;
mod stretch;
mod week;

use anyhow::{Context, Result};
use askama::Template;
use callout_domain::delay::Delay;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::Schedule;
use callout_domain::settings::Rules;
use jiff::Timestamp;
use scene::{People, Scene};
use section::Section;

/// What fits a screen and answers "when is it my turn again" for most.
const EIGHT_WEEKS: Delay = Delay::minutes(8 * 7 * 24 * 60);

#[derive(Template)]
#[template(path = "oncall/calendar.html")]
struct Page {
    style: &'static str,
    title: String,
    made: String,
    weekdays: [(String, &'static str); 7],
    sections: Vec<Section>,
}

/// The page of these schedules, of everybody or one person, from the week of an instant on.
pub(super) fn html(
    rules: &Rules,
    schedules: &[(&ScheduleName, &Schedule)],
    only: Option<&ResponderName>,
    (now, length): (Timestamp, Option<Delay>),
) -> Result<String> {
    let people = People::on(rules, schedules);
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
