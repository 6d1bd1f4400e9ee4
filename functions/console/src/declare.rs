//! Declaring an incident in the console, or reporting it to one that is open.
//!
//! Must not open one form twice: its token and words are the incident's identity.

mod form;
mod view;

use crate::deps::Ports;
use crate::form_token::form_token;
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::Submitted;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::access::Act;
use callout_domain::incident::{Command, Refusal};
use callout_lambda::{Declared, declare};
use callout_ports::IncidentStore as _;
use callout_web::act::{ActionRequest, Outcome, act};
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use callout_web::parts::not_done;
use form::Filled;
use std::sync::Arc;
use view::DeclarePage;

/// The most open incidents that are read: the worst of them are shown.
const MOST_READ: usize = 200;

/// Shows what is open, and the form.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Respond)?;
    let token = form_token("declare", &session, deps.now());
    answer(deps, StatusCode::OK, &session, &Filled { token, ..Filled::default() }, None).await
}

/// Declares it or reports it, then shows the incident.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, filled): Submitted<Filled>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Respond).map_err(|refused| refused.keeping(&filled.text))?;
    let done = match &filled.join {
        Some(join) => report(deps, join, &session, &filled).await?,
        None => open(deps, &session, &filled).await?,
    };
    match done {
        Ok(number) => Ok(see(&format!("incidents/{number}"))),
        Err(why) => answer(deps, StatusCode::CONFLICT, &session, &filled, Some(why)).await,
    }
}

/// The incident's number; or why nothing was recorded.
type Done = Result<u64, String>;

async fn report<P: Ports>(deps: &P, join: &str, session: &Session, filled: &Filled) -> Result<Done, Refused> {
    let (number, seen) = join.split_once('-').ok_or(PageError::Malformed)?;
    let number = number.parse().map_err(|_| PageError::NoIncident)?;
    // Sent twice, it is found among what was recorded since.
    let seen = Some(seen.parse().map_err(|_| PageError::Malformed)?);
    let incident = deps.table().numbered(number).await?.ok_or(PageError::NoIncident)?;
    let command = Command::Report { text: filled.text.replace("\r\n", "\n") };
    let asked = ActionRequest { command, by: session.actor.clone(), rules: &session.rules, seen };
    Ok(match act(deps, incident, &asked).await? {
        Outcome::Done => Ok(number),
        Outcome::Refused(_, why) => Err(format!("#{number}: {}", words(&why, session))),
    })
}

async fn open<P: Ports>(deps: &P, session: &Session, filled: &Filled) -> Result<Done, Refused> {
    let declaration = filled.declaration().ok_or(PageError::Malformed)?;
    let declared = declare(deps.table(), &declaration, &session.actor, &session.rules, deps.clock()).await;
    Ok(match declared.map_err(PageError::Unavailable)? {
        Declared::Opened(decided) => {
            tracing::info!(incident.id = decided.incident.id.as_str(), "incident declared");
            Ok(decided.incident.number)
        }
        Declared::Before(incident) => Ok(incident.number),
        Declared::Refused(why) => Err(words(&why, session)),
    })
}

fn words(why: &Refusal, session: &Session) -> String {
    match why {
        Refusal::EmptyText => "Say in a line what is wrong.".to_owned(),
        Refusal::UnknownService(_) => "Choose the service that it is about.".to_owned(),
        other => not_done(other, &session.reader()),
    }
}

async fn answer<P: Ports>(
    deps: &P,
    status: StatusCode,
    session: &Session,
    filled: &Filled,
    why: Option<String>,
) -> Result<Response, Refused> {
    let open = deps.table().open_incidents(MOST_READ).await?;
    Ok(page(status, &DeclarePage::of(open, session, filled, why, deps.now())))
}
