//! Who is on a page and what they look like, and what the page is about.

use callout_domain::delay::Delay;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::Schedule;
use callout_domain::settings::Rules;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Hues that stay apart from each other and from red, which means a gap; after the last they begin again, darker.
const HUES: [u16; 8] = [255, 150, 310, 75, 200, 345, 115, 280];

/// What a person is called and looks like, on all schedules alike.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) hue: u16,
    /// How often the hues have been used up before.
    pub(super) round: usize,
}

/// Everybody on the page.
pub(super) struct People(BTreeMap<ResponderName, Person>);

impl People {
    /// Everybody on these schedules, in the order of their names, so that a colour stays with its person.
    pub(super) fn on(rules: &Rules, schedules: &[(&ScheduleName, &Schedule)]) -> Self {
        let mut names: Vec<&ResponderName> =
            schedules.iter().flat_map(|(_, schedule)| schedule.responders()).collect();
        names.sort();
        names.dedup();
        let person = |(index, name): (usize, &ResponderName)| {
            let called = rules.responder(name).map_or(name.as_str(), |responder| responder.name.as_str());
            let look = Person {
                name: called.to_owned(),
                hue: HUES[index % HUES.len()],
                round: index / HUES.len() % 3,
            };
            (name.clone(), look)
        };
        Self(names.into_iter().enumerate().map(person).collect())
    }

    pub(super) fn get(&self, name: &ResponderName) -> Option<&Person> {
        self.0.get(name)
    }

    pub(super) fn called(&self, name: &ResponderName) -> String {
        self.get(name).map_or(name.as_str(), |person| person.name.as_str()).to_owned()
    }
}

/// What a page is about.
pub(super) struct Scene<'a> {
    pub(super) people: &'a People,
    pub(super) only: Option<&'a ResponderName>,
    pub(super) now: Timestamp,
    pub(super) length: Delay,
}
