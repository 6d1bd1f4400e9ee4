//! What customers read: what is on the page, what waits to be published, and what no incident is about.
//!
//! Must not publish one form twice: its token is the incident's identity.

mod announce;
mod form;
mod view;

use crate::at_once::decide;
use crate::deps::Ports;
use crate::form_token::form_token;
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::{ConsoleForm as _, Submitted};
use announce::Announcement;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::access::Act;
use callout_domain::incident::Incident;
use callout_lambda::{Declared, declare};
use callout_ports::{IncidentStore as _, PortError};
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use callout_web::parts::not_done;
use form::Filled;
use futures::try_join;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use view::{Forms, TellPage};

/// The most incidents that are read, of what is open and of what is over.
const MOST_READ: usize = 1_000;
/// How far back what is over is looked through: whoever ended it is reminded for as long.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Shows what customers read, and the forms.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let token = token(&session, deps);
    answer(deps, StatusCode::OK, &session, &Forms::new(token), None).await
}

/// Tells customers, then shows the incident.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, filled): Submitted<Filled>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Publish).map_err(|refused| refused.keeping(&filled.typed()))?;
    let why = match filled.told(session.reader().zone()) {
        Err(why) => why,
        Ok(None) => return Err(PageError::Malformed.into()),
        Ok(Some(told)) => {
            let opened = declare(deps.table(), &told, &session.actor, &session.rules, deps.clock()).await;
            match opened.map_err(PageError::Unavailable)? {
                Declared::Opened(decided) => return Ok(see(&place(&decided.incident))),
                Declared::Before(incident) => return Ok(see(&place(&incident))),
                Declared::Refused(why) => not_done(&why, &session.reader()),
            }
        }
    };
    let forms = Forms { told: filled, ..Forms::default() };
    answer(deps, StatusCode::CONFLICT, &session, &forms, Some(why)).await
}

/// Announces maintenance, then lists what customers read.
pub(crate) async fn announce<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, filled): Submitted<Announcement>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let acts = [Act::Publish, Act::Suppress];
    for act in acts.into_iter().take(if filled.holds() { 2 } else { 1 }) {
        session.may(act).map_err(|refused| refused.keeping(&filled.typed()))?;
    }
    let why = match filled.command(&session, deps.now()) {
        Err(why) => why,
        Ok(command) => match decide(deps, &session, &command).await? {
            Ok(()) => return Ok(see("status-page#maintenance")),
            Err(why) => why,
        },
    };
    let forms = Forms { announced: Some(filled), ..Forms::new(token(&session, deps)) };
    answer(deps, StatusCode::CONFLICT, &session, &forms, Some(why)).await
}

fn token<P: Ports>(session: &Session, deps: &P) -> String {
    form_token("tell", session, deps.now())
}

fn place(incident: &Incident) -> String {
    format!("incidents/{}#status-page", incident.number)
}

async fn answer<P: Ports>(
    deps: &P,
    status: StatusCode,
    session: &Session,
    forms: &Forms,
    why: Option<String>,
) -> Result<Response, Refused> {
    let told = told(deps).await?;
    Ok(page(status, &TellPage::of(&told, session, (forms, why), deps.now())))
}

/// What customers read as going on, or could read once somebody publishes it; newest first.
async fn told<P: Ports>(deps: &P) -> Result<Vec<Incident>, PortError> {
    let since = deps.now().saturating_sub(LOOKED_BACK).unwrap_or(Timestamp::MIN);
    let (open, newest) = try_join!(
        deps.table().open_incidents(MOST_READ),
        deps.table().newest_opened((since, Timestamp::MAX), MOST_READ),
    )?;
    let over = newest.into_iter().filter(|incident| !incident.is_open());
    let mut told: Vec<Incident> =
        open.incidents.into_iter().chain(over).filter(Incident::owes_an_update).collect();
    told.sort_by_key(|incident| std::cmp::Reverse(incident.opened_at));
    Ok(told)
}
