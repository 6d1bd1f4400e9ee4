//! Silences the alarms of one incident, and acknowledges it first where it still pages.
//!
//! Must not stop what already pages by a silence alone: only its acknowledgement does.

use crate::deps::Ports;
use crate::incident::{numbered, refusing, rows};
use crate::refused::Refused;
use crate::session::Session;
use crate::silences::decide;
use crate::submitted::{ConsoleForm, Submitted};
use axum::extract::{Path, State};
use axum::response::Response;
use callout_domain::access::Act;
use callout_domain::incident::{Command, Incident, Via};
use callout_domain::live::{LiveChange, LiveEntry, Made, matches_of, matches_of_alert};
use callout_lambda::LiveCommand;
use callout_web::act::{ActionRequest, Outcome, act};
use callout_web::error::PageError;
use callout_web::layout::see;
use callout_web::parts::not_done;
use jiff::SignedDuration;
use serde::Deserialize;
use std::sync::Arc;

const MANY_SERVICES: &str = "It has alerts of many services: silence these one by one, under Silences.";
const FIRES_NO_MORE: &str = "That alert fires no more.";

/// The form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    csrf: String,
    /// The version of the incident that the form was rendered from.
    seen: u64,
    minutes: u32,
    /// The key of the only alert that is meant; empty: all that fire.
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

    fn typed(&self) -> &str {
        &self.text
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
    let done = match entry(deps, &incident, &session, &filled).await? {
        Ok(entry) => decide(deps, &session, &LiveCommand::Make(Box::new(entry))).await?,
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

async fn entry<P: Ports>(
    deps: &P,
    incident: &Incident,
    session: &Session,
    filled: &SubmittedForm,
) -> Result<Result<LiveEntry, &'static str>, Refused> {
    let rows = rows(deps, incident).await?;
    let firing = rows.iter().filter(|row| row.state.fires());
    let mut known = firing.filter_map(|row| row.stored.as_ref());
    let matches = match filled.alert.as_str() {
        "" => matches_of(known, incident).ok_or(MANY_SERVICES),
        only => known.find(|alert| alert.key.as_str() == only).map(matches_of_alert).ok_or(FIRES_NO_MORE),
    };
    let matches = match matches {
        Ok(matches) => matches,
        Err(why) => return Ok(Err(why)),
    };
    let from = deps.now();
    let length = SignedDuration::from_mins(i64::from(filled.minutes));
    Ok(Ok(LiveEntry {
        what: LiveChange::Silence { matches },
        from,
        until: from.checked_add(length).map_err(|_| PageError::Malformed)?,
        reason: filled.text.trim().to_owned(),
        made: Made {
            by: session.reader().name_of(&session.actor),
            at: from,
            incident: Some(incident.number),
        },
    }))
}
