//! A calendar feed: the shifts of a person or a schedule under the current settings.

use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use callout_domain::ids::ScheduleName;
use callout_domain::link::{Action, Claim, schedule_mark};
use callout_domain::settings::{CalendarScope, ExportVersion, Rules};
use callout_ports::SettingsSource as _;
use callout_web::deps::Ports;
use callout_web::error::PageError;
use callout_web::token::{read_claim, refused, responder};
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
    // Whoever left the settings reads nobody's shifts any more.
    let holder = responder(&rules, &claim).ok_or_else(|| refused("for nobody we know"))?;
    let schedule = schedule(&rules, &claim);
    let scope = match (claim.action, &schedule) {
        (Action::Calendar, _) => CalendarScope::Responder(&holder),
        (Action::ScheduleCalendar, Some(name)) => CalendarScope::Schedule(name),
        _ => return Err(PageError::Refused),
    };
    let edition = ExportVersion { now: deps.now(), version: 0, before: None, reminders: &[] };
    let document = rules.ics(scope, edition).ok_or(PageError::Refused)?;
    Ok((KIND, document).into_response())
}

fn schedule(rules: &Rules, claim: &Claim) -> Option<ScheduleName> {
    let mut names = rules.schedules().keys();
    names.find(|name| schedule_mark(name) == claim.incident).cloned()
}
