//! Silences the alarms of one incident, and acknowledges it first where it still pages.
//!
//! Must not stop what already pages by a silence alone: only its acknowledgement does.

use crate::at_once::decide;
use crate::deps::Ports;
use crate::incident::{SERVICE, numbered, refusing};
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::{ConsoleForm, Submitted};
use axum::extract::{Path, State};
use axum::response::Response;
use callout_domain::access::Act;
use callout_domain::ids::AlertKey;
use callout_domain::incident::{Command, Incident, Via};
use callout_domain::live::{LiveChange, LiveEntry, Made, Subject, alarms_of, service_of};
use callout_lambda::LiveCommand;
use callout_ports::IncidentStore as _;
use callout_web::act::{ActionRequest, Outcome, act};
use callout_web::error::PageError;
use callout_web::layout::see;
use callout_web::parts::not_done;
use jiff::SignedDuration;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

const MANY_SERVICES: &str = "It has alerts of many services: silence these one by one, under Silences.";
const IS_OVER: &str = "The incident is over. To silence all alarms of its service, use Silences.";
const NOT_STORED: &str = "What was on the page is not stored any more.";
/// The most alerts that a form names: one request reads them.
const MOST_KEYS: usize = 100;

/// The form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    csrf: String,
    /// The version of the incident that the form was rendered from.
    seen: u64,
    minutes: u32,
    /// What was on the page: the keys of the alerts that fired, or all alarms of the service.
    #[serde(default)]
    shown: String,
    /// The key of the only alert that is meant; empty: all that was on the page.
    #[serde(default)]
    alert: String,
    /// Why.
    #[serde(default)]
    text: String,
    /// Whether it is acknowledged, too.
    acknowledge: Option<String>,
}

impl ConsoleForm for SubmittedForm {
    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn typed(&self) -> String {
        self.text.clone()
    }
}

/// Carries the form out, then shows the incident.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(number): Path<String>,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Suppress).map_err(|refused| refused.keeping(&filled.text))?;
    let incident = numbered(deps, &number).await?;
    // First what pages: what is silenced and not acknowledged would go on paging.
    if filled.acknowledge.is_some()
        && let Some((incident, why)) = acknowledge(deps, &incident, &session, filled.seen).await?
    {
        return refusing(deps, incident, &session, ("Nothing was changed", why), &filled.text).await;
    }
    let done = match entries(deps, &incident, &session, &filled).await? {
        Ok(entries) => make(deps, &session, entries).await?,
        Err(why) => Err(why.to_owned()),
    };
    match done {
        Ok(()) => Ok(see(&format!("../{number}"))),
        Err(why) => {
            // What was done before is not undone: the page says what is so.
            let done = if filled.acknowledge.is_some() { "You have it now. " } else { "" };
            let why = ("Not silenced", format!("{done}Its alarms are not silenced: {why}"));
            refusing(deps, numbered(deps, &number).await?, &session, why, &filled.text).await
        }
    }
}

/// Acknowledges it; or says why not, with the incident as it is.
async fn acknowledge<P: Ports>(
    deps: &P,
    incident: &Incident,
    session: &Session,
    seen: u64,
) -> Result<Option<(Incident, String)>, PageError> {
    let asked = ActionRequest {
        command: Command::Acknowledge { via: Via::Console },
        by: session.actor.clone(),
        rules: &session.rules,
        seen: Some(seen),
    };
    Ok(match act(deps, incident.clone(), &asked).await? {
        Outcome::Done => None,
        Outcome::Refused(incident, why) => Some((*incident, not_done(&why, &session.reader()))),
    })
}

/// Makes each; or says why one is not made.
async fn make<P: Ports>(
    deps: &P,
    session: &Session,
    entries: Vec<LiveEntry>,
) -> Result<Result<(), String>, PageError> {
    for entry in entries {
        if let Err(why) = decide(deps, session, &LiveCommand::Make(Box::new(entry))).await? {
            return Ok(Err(why));
        }
    }
    Ok(Ok(()))
}

/// The silences that the form asks for; or why there are none.
async fn entries<P: Ports>(
    deps: &P,
    incident: &Incident,
    session: &Session,
    filled: &SubmittedForm,
) -> Result<Result<Vec<LiveEntry>, &'static str>, Refused> {
    let from = deps.now();
    let length = SignedDuration::from_mins(i64::from(filled.minutes));
    let until = from.checked_add(length).map_err(|_| PageError::Malformed)?;
    let by = session.reader().name_of(&session.actor);
    let made = Made { by, at: from, incident: Some(incident.number) };
    let entry = |matches| LiveEntry {
        what: LiveChange::Silence { matches },
        from,
        until,
        reason: filled.text.trim().to_owned(),
        made: made.clone(),
    };
    let subject = subject(deps, incident, filled).await?;
    Ok(subject.map(|subject| subject.matches().into_iter().map(entry).collect()))
}

/// What was on the page that the form was on, whatever fires by now.
async fn subject<P: Ports>(
    deps: &P,
    incident: &Incident,
    filled: &SubmittedForm,
) -> Result<Result<Subject, &'static str>, Refused> {
    let keys = match (filled.alert.as_str(), filled.shown.as_str()) {
        ("", "") => return Err(PageError::Malformed.into()),
        ("", SERVICE) if incident.bundle => return Ok(Err(MANY_SERVICES)),
        ("", SERVICE) if !incident.is_open() => return Ok(Err(IS_OVER)),
        ("", SERVICE) => return Ok(Ok(service_of(incident))),
        ("", shown) => shown,
        (only, _) => only,
    };
    let keys: BTreeSet<AlertKey> = keys.split(',').take(MOST_KEYS).map(AlertKey::from).collect();
    let alerts = deps.table().alerts(&keys).await?;
    Ok(alarms_of(alerts.values()).ok_or(NOT_STORED))
}
