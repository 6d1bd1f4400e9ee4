//! Who is on call: now by service with every level, by schedule with the coming two weeks, and the next shifts of a person.
//!
//! Must not decide who is on call; the domain does. Reads nothing but the settings.

mod calendar;
mod escalation;
mod fairness;
mod person;

use crate::address::Address;
use crate::deps::Ports;
use crate::paged::{Asked, Part};
use crate::refused::Refused;
use crate::session::Session;
use crate::shifts::{RequestView, requests};
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::ScheduleView;
use callout_domain::ids::{PolicyName, ScheduleName};
use callout_domain::oncall::Schedule;
use callout_web::error::PageError;
use callout_web::layout::page;
use callout_web::words::Moment;
use escalation::{PolicyView, services_by_policy};
use fairness::FairnessPage;
use jiff::Timestamp;
use person::PersonPage;
pub(crate) use person::{ShiftRow, next_shifts};
use std::sync::Arc;

/// How many schedules and policies are on a page: each has a calendar of two weeks, or a table of all its levels.
const SCHEDULES: usize = 3;
const POLICIES: usize = 5;
/// The most requests for shifts that are on a page.
const REQUESTS: usize = 20;

#[derive(Template)]
#[template(path = "on_call.html")]
struct OnCallPage {
    top: Top,
    as_of: Moment,
    policies: Part<PolicyView>,
    schedules: Part<ScheduleView>,
    /// Whether the reader can be on call: calendars are for such people.
    reads_calendars: bool,
    /// Requests for shifts that wait for an answer.
    requests: Vec<RequestView>,
}

/// Shows who is on call, or the shifts of the person whom the address names.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Address(asked): Address<Asked>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let query = query.unwrap_or_default();
    let shown = if let Some(name) = field(&query, "person") {
        PersonPage::of(&(&*name).into(), &session, deps.now()).map(|shown| page(StatusCode::OK, &shown))
    } else if let Some(name) = field(&query, "fairness") {
        FairnessPage::of(&(&*name).into(), &session, deps.now()).map(|shown| page(StatusCode::OK, &shown))
    } else {
        Some(page(StatusCode::OK, &OnCallPage::of(&asked, &session, deps.now())))
    };
    Ok(shown.ok_or(PageError::NoEntry)?)
}

fn field(query: &str, name: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(query.as_bytes());
    let (_, value) = fields.find(|(key, value)| key == name && !value.is_empty())?;
    Some(value.into_owned())
}

impl OnCallPage {
    fn of(asked: &Asked, session: &Session, now: Timestamp) -> Self {
        let reader = session.reader();
        let policies = services_by_policy(session.rules.settings());
        let fits = |(name, services): &(PolicyName, Vec<(String, String)>)| {
            let services = services.iter().flat_map(|(name, title)| [name.as_str(), title.as_str()]);
            asked.fits([name.as_str()].into_iter().chain(services))
        };
        let policies: Vec<_> = policies.into_iter().filter(fits).collect();
        let schedules = session.rules.schedules().iter();
        let schedules: Vec<(&ScheduleName, &Schedule)> =
            schedules.filter(|(name, _)| asked.fits([name.as_str()])).collect();
        let part = |(name, services): (PolicyName, Vec<(String, String)>)| {
            PolicyView::of(&name, services, session, &reader, now)
        };
        Self {
            top: Top::of(session, Place::OnCall),
            as_of: reader.moment(now),
            reads_calendars: session.responder().is_some(),
            requests: requests(session, now).into_iter().take(REQUESTS).collect(),
            policies: asked.part(policies, POLICIES, "oncall").map(part),
            schedules: asked
                .part(schedules, SCHEDULES, "oncall")
                .map(|(name, schedule)| ScheduleView::of(name, schedule, session, &reader, now)),
        }
    }
}
