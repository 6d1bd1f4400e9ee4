//! A calendar feed: the shifts of a person or a schedule under the current settings.

use crate::web::deps::Ports;
use crate::web::error::PageError;
use crate::web::token::read_claim;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::link::{Action, Claim, responder_digest, schedule_digest};
use callout_domain::settings::{CalendarScope, ExportVersion, Rules};
use callout_ports::SettingsSource as _;
use std::sync::Arc;

const KIND: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];

/// Returns the shifts. A calendar app replaces its whole copy, so removed shifts need no entry.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let token = file.strip_suffix(".ics").ok_or(PageError::Refused)?;
    let claim = read_claim(deps, token).await?;
    let rules = deps.table().rules().await?;
    let (person, schedule) = (person(&rules, &claim), schedule(&rules, &claim));
    let scope = match (&person, &schedule) {
        (Some(name), _) => CalendarScope::Responder(name),
        (_, Some(name)) => CalendarScope::Schedule(name),
        _ => return Err(PageError::Refused),
    };
    let edition = ExportVersion { now: deps.now(), version: 0, before: None, reminders: &[] };
    let document = rules.ics(scope, edition).ok_or(PageError::Refused)?;
    Ok((KIND, document).into_response())
}

fn person(rules: &Rules, claim: &Claim) -> Option<ResponderName> {
    let mut names = rules.settings().responders.keys().filter(|_| claim.action == Action::Calendar);
    names.find(|name| responder_digest(name) == claim.responder).cloned()
}

fn schedule(rules: &Rules, claim: &Claim) -> Option<ScheduleName> {
    let mut names = rules.schedules().keys().filter(|_| claim.action == Action::ScheduleCalendar);
    names.find(|name| schedule_digest(name) == claim.responder).cloned()
}
