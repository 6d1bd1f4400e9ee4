//! The responders: how each is reached, whether that was tried, and whether they are on call. Must not show an address.

use crate::address::Address;
use crate::contacts::{ContactView, contacts, hours, keys, with_own};
use crate::deps::Ports;
use crate::paged::{Asked, Part};
use crate::person_link::shifts;
use crate::refused::Refused;
use crate::session::Session;
use crate::teams::teams;
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::ResponderName;
use callout_domain::incident::Incident;
use callout_domain::responder::Responder;
use callout_ports::{IncidentStore as _, Verifications as _};
use callout_web::layout::page;
use callout_web::words::Moment;
use futures::try_join;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many people are on a page: one request reads the contacts of most teams.
const PEOPLE: usize = 30;
/// How far back pages are shown, and of how many incidents.
const DAYS: i64 = 7;
const INCIDENTS: usize = 50;
/// The most incidents that are named for one person.
const MOST_NAMED: usize = 3;

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    top: Top,
    as_of: Moment,
    people: Part<PersonView>,
    days: i64,
    /// Of how many incidents at most, if there may be more.
    newest: Option<usize>,
}

struct PersonView {
    name: String,
    /// Where their shifts are.
    href: String,
    contacts: Vec<ContactView>,
    zone: String,
    teams: String,
    quiet: String,
    on_call: String,
    /// The newest incidents that paged them.
    paged: Vec<u64>,
    /// How many more did.
    paged_more: usize,
}

/// Shows them.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Address(asked): Address<Asked>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let all = session.rules.settings().responders.iter();
    let fits = |(name, person): &(&ResponderName, &Responder)| {
        let teams = teams(session.rules.settings().teams_of(name));
        asked.fits([name.as_str(), person.name.as_str(), &teams])
    };
    let part = asked.part(all.filter(fits).collect::<Vec<_>>(), PEOPLE, "people");
    let wanted = keys(part.items.iter().copied());
    let now = deps.now();
    let since = now.saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
    let (verified, newest) = try_join!(
        deps.own_table().verified_at(&wanted),
        deps.table().newest_opened((since, Timestamp::MAX), INCIDENTS),
    )?;
    let verified = with_own(verified, &wanted, &session.rules);
    let (reader, on_call) = (session.reader(), on_call(&session, now));
    let view = |(name, person): (&ResponderName, &Responder)| {
        let (paged, paged_more) = paged(name, &newest);
        PersonView {
            name: person.name.clone(),
            href: shifts(name),
            contacts: contacts(name, person, &verified, &reader, now),
            zone: person.zone.clone().unwrap_or_default(),
            teams: teams(session.rules.settings().teams_of(name)),
            quiet: hours(&person.quiet),
            on_call: on_call.get(name).map(|schedules| schedules.join(", ")).unwrap_or_default(),
            paged,
            paged_more,
        }
    };
    let shown = PeoplePage {
        top: Top::of(&session, Place::People),
        as_of: reader.moment(now),
        people: part.map(view),
        days: DAYS,
        newest: (newest.len() == INCIDENTS).then_some(INCIDENTS),
    };
    Ok(page(StatusCode::OK, &shown))
}

/// The schedules by which people are on call now.
fn on_call(session: &Session, now: Timestamp) -> BTreeMap<ResponderName, Vec<String>> {
    let mut found: BTreeMap<ResponderName, Vec<String>> = BTreeMap::new();
    for (schedule, compiled) in session.rules.schedules() {
        for person in compiled.on_call(now) {
            found.entry(person).or_default().push(schedule.to_string());
        }
    }
    found
}

/// The newest incidents that paged somebody, and how many more did.
fn paged(name: &ResponderName, newest: &[Incident]) -> (Vec<u64>, usize) {
    let of_person = newest.iter().filter(|incident| incident.paged.contains(name));
    let mut numbers: Vec<u64> = of_person.map(|incident| incident.number).collect();
    let more = numbers.len().saturating_sub(MOST_NAMED);
    numbers.truncate(MOST_NAMED);
    (numbers, more)
}
