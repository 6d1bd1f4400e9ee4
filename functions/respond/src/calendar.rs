//! A calendar that programs subscribe to: the shifts of a person or a schedule, as the settings are now.

use crate::access::read_claim;
use crate::answer::Failure;
use crate::router::Ports;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::link::{Action, Claim, responder_digest, schedule_digest};
use callout_domain::settings::{Edition, Rules, Whose};
use callout_ports::Rulebook as _;
use std::sync::Arc;

const KIND: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];

/// Shows the shifts. A subscription replaces all it had, so nothing needs to be taken back.
pub(crate) async fn show<P: Ports>(
    State(desk): State<Arc<P>>,
    Path(file): Path<String>,
) -> Result<Response, Failure> {
    let desk = &*desk;
    let token = file.strip_suffix(".ics").ok_or(Failure::Refused)?;
    let claim = read_claim(desk, token).await?;
    let rules = desk.table().rules().await?;
    let (person, schedule) = (person(&rules, &claim), schedule(&rules, &claim));
    let whose = match (&person, &schedule) {
        (Some(name), _) => Whose::Responder(name),
        (_, Some(name)) => Whose::Schedule(name),
        _ => return Err(Failure::Refused),
    };
    let edition = Edition { now: desk.now(), version: 0, before: None, reminders: &[] };
    let document = rules.ics(whose, edition).ok_or(Failure::Refused)?;
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
