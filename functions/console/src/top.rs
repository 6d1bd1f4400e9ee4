//! What is above every page: where else to go, and who is signed in.

use crate::session::Session;

/// The places of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Incidents,
    Declare,
    OnCall,
    Services,
    Silences,
    StatusPage,
    People,
    Mine,
    Keys,
}

/// The places with their addresses, their words, and the key that leads there after `g`.
const PLACES: [(Place, &str, &str, &str); 8] = [
    (Place::Incidents, "incidents", "Incidents", "i"),
    (Place::Declare, "declare", "Declare", "d"),
    (Place::OnCall, "oncall", "On call", "o"),
    (Place::Services, "services", "Services", "s"),
    (Place::Silences, "silences", "Silences", "x"),
    (Place::StatusPage, "status-page", "Status page", "t"),
    (Place::People, "people", "People", "p"),
    (Place::Mine, "mine", "My profile", "m"),
];

/// The bar above a page.
pub(crate) struct Top {
    pub(crate) who: String,
    pub(crate) csrf: String,
    /// The way from the page's address to the console's root, since a proxy may put a path in front.
    pub(crate) up: &'static str,
    pub(crate) links: Vec<PlaceLink>,
}

/// A link of the bar.
pub(crate) struct PlaceLink {
    pub(crate) href: &'static str,
    pub(crate) words: &'static str,
    pub(crate) key: &'static str,
    pub(crate) is_here: bool,
}

impl Top {
    /// Above a page at the root of the console.
    pub(crate) fn of(session: &Session, here: Place) -> Self {
        let link = |(place, href, words, key)| PlaceLink { href, words, key, is_here: place == here };
        Self {
            who: session.reader().name_of(&session.actor),
            csrf: session.csrf.clone(),
            up: "",
            links: PLACES.map(link).into(),
        }
    }

    /// Above a page two steps below the root.
    pub(crate) fn two_below(session: &Session, here: Place) -> Self {
        Self { up: "../../", ..Self::of(session, here) }
    }

    /// Above a page one step below the root.
    pub(crate) fn below(session: &Session, here: Place) -> Self {
        Self { up: "../", ..Self::of(session, here) }
    }
}
