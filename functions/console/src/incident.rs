//! One incident in the console, and the actions of its forms.

mod alerts;
mod choice;
mod filter;
mod form;
mod merged;
mod messages;
mod not_done;
mod preview;
mod public;
mod record;
mod silenced;
mod timeline;
mod view;

use crate::address::Address;
use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::{ConsoleForm as _, Submitted};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::access::{Act, access_of, longest};
use callout_domain::incident::{Command, Incident};
use callout_ports::IncidentStore as _;
use callout_web::act::{ActionRequest, Outcome, act};
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use filter::TimelineFilter;
use form::SubmittedForm;
pub(crate) use messages::{MessageRow, message_row};
use not_done::NotDone;
use preview::Preview;
pub(crate) use silenced::SERVICE;
use std::sync::Arc;
use view::IncidentPage;

/// Shows one incident.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(number): Path<String>,
    session: Session,
    Address(filter): Address<TimelineFilter>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let incident = numbered(deps, &number).await?;
    let shown = record::read(deps, &incident, &filter).await?;
    let view = IncidentPage::of(&incident, shown, filter, &session, deps.now());
    Ok(page(StatusCode::OK, &view))
}

/// Carries out a form's action, then shows the incident.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(number): Path<String>,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let command = filled.command(deps.now()).ok_or(PageError::Malformed)?;
    session.may(act_of(&command)).map_err(|refused| refused.keeping(&filled.typed()))?;
    if let Command::Snooze { until } = command
        && until.duration_since(deps.now()) > longest(access_of(&session.actor, &session.rules))
    {
        // Nobody mutes by a snooze what they may not mute by a silence.
        return Err(PageError::Malformed.into());
    }
    let incident = numbered(deps, &number).await?;
    if let Some(why) = filled.is_incomplete() {
        return changed_nothing(deps, &incident, &session, NotDone::incomplete(why, &filled)).await;
    }
    if filled.is_preview() {
        return preview(deps, &incident, &command, &session, &filled).await;
    }
    let asked =
        ActionRequest { command, by: session.actor.clone(), rules: &session.rules, seen: Some(filled.seen) };
    let (incident, why) = match act(deps, incident, &asked).await? {
        Outcome::Done => return Ok(see(&format!("{number}{}", part_of(&asked.command)))),
        Outcome::Refused(incident, refusal) => (incident, NotDone::of(&refusal, &session.reader(), &filled)),
    };
    changed_nothing(deps, &incident, &session, why).await
}

async fn changed_nothing<P: Ports>(
    deps: &P,
    incident: &Incident,
    session: &Session,
    why: NotDone,
) -> Result<Response, Refused> {
    let filter = TimelineFilter::default();
    let shown = record::read(deps, incident, &filter).await?;
    let view = IncidentPage::of(incident, shown, filter, session, deps.now());
    Ok(page(StatusCode::CONFLICT, &view.saying(why)))
}

/// Shows what customers would read, or why they would not; nothing is published.
async fn preview<P: Ports>(
    deps: &P,
    incident: &Incident,
    command: &Command,
    session: &Session,
    filled: &SubmittedForm,
) -> Result<Response, Refused> {
    let filter = TimelineFilter::default();
    let shown = record::read(deps, incident, &filter).await?;
    let view = IncidentPage::of(incident, shown, filter, session, deps.now());
    Ok(match Preview::of(incident, command, filled, session, deps.now()) {
        Ok(Some(preview)) => page(StatusCode::OK, &view.previewing(preview, filled.update().as_ref())),
        Ok(None) => return Err(PageError::Malformed.into()),
        Err(refusal) => {
            let why = NotDone::of(&refusal, &session.reader(), filled);
            page(StatusCode::CONFLICT, &view.saying(why))
        }
    })
}

/// Shows an incident with why nothing was changed.
pub(crate) async fn refusing<P: Ports>(
    deps: &P,
    incident: Incident,
    session: &Session,
    (title, why): (&'static str, String),
    typed: &str,
) -> Result<Response, Refused> {
    let filter = TimelineFilter::default();
    let shown = record::read(deps, &incident, &filter).await?;
    let view = IncidentPage::of(&incident, shown, filter, session, deps.now());
    Ok(page(StatusCode::CONFLICT, &view.saying(NotDone::saying(title, why, typed))))
}

/// Where the page shows what a command did; its top shows the state.
fn part_of(command: &Command) -> &'static str {
    match command {
        Command::Note { .. } => "#timeline",
        Command::PublishUpdate(_)
        | Command::PublishDraft
        | Command::DiscardDraft
        | Command::ChangeUpdate { .. } => "#status-page",
        _ => "",
    }
}

/// What a command is, to whoever may do it or not.
fn act_of(command: &Command) -> Act {
    match command {
        Command::PublishUpdate(_)
        | Command::PublishDraft
        | Command::DiscardDraft
        | Command::ChangeUpdate { .. } => Act::Publish,
        _ => Act::Respond,
    }
}

/// The incident with a number.
pub(crate) async fn numbered<P: Ports>(deps: &P, number: &str) -> Result<Incident, Refused> {
    let number = number.parse().map_err(|_| PageError::NoIncident)?;
    Ok(deps.table().numbered(number).await?.ok_or(PageError::NoIncident)?)
}
