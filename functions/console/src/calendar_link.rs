//! The address at which a calendar program reads the reader's shifts, or those of a schedule.
//!
//! A form asks for it, so that it is on no page that stays open: whoever has the address reads the shifts. Changes nothing.

use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::{ConsoleForm, Submitted};
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::ScheduleName;
use callout_domain::link::{CALENDAR_LIFE, Calendar, calendar_path};
use callout_ports::LinkKeySource as _;
use callout_web::error::PageError;
use callout_web::layout::page;
use callout_web::words::Moment;
use serde::Deserialize;
use std::sync::Arc;

/// The form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    csrf: String,
    /// Whose shifts: everybody's on this schedule; empty: the reader's on any.
    #[serde(default)]
    schedule: String,
}

impl ConsoleForm for SubmittedForm {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

#[derive(Template)]
#[template(path = "calendar_link.html")]
struct CalendarLinkPage {
    top: Top,
    /// Whose shifts, in words.
    whose: String,
    address: String,
    until: Moment,
}

/// Shows the address.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let me = session.responder().ok_or(PageError::Malformed)?;
    let schedule = schedule(&session, &filled.schedule)?;
    let (calendar, whose) = match &schedule {
        Some(name) => (Calendar::Schedule(name, &me), format!("Shifts of {name}")),
        None => (Calendar::Responder(&me), "My shifts".to_owned()),
    };
    let (keys, now) = (deps.keys().link_keys().await.map_err(PageError::from)?, deps.now());
    let address =
        format!("{}/{}", deps.link_base().trim_end_matches('/'), calendar_path(&keys, calendar, now));
    let until = session.reader().moment(now.saturating_add(CALENDAR_LIFE).unwrap_or(now));
    let top = Top::below(&session, Place::Mine);
    Ok(page(StatusCode::OK, &CalendarLinkPage { top, whose, address, until }))
}

fn schedule(session: &Session, name: &str) -> Result<Option<ScheduleName>, PageError> {
    let wanted = Some(ScheduleName::from(name)).filter(|_| !name.is_empty());
    let is_known = wanted.as_ref().is_none_or(|name| session.rules.schedules().contains_key(name));
    if is_known { Ok(wanted) } else { Err(PageError::NoEntry) }
}
