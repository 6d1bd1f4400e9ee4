//! The acknowledge link in a page: one incident, one person, one button.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, ActorKind, Command, Incident, Status, Via};
use callout_domain::link::{Action, Claim, responder_digest};
use callout_domain::responder::BUILT_IN_FALLBACK;
use callout_domain::settings::{Rules, Settings};
use callout_ports::{ContextStore as _, IncidentStore as _, PortError, SettingsSource as _};
use callout_web::act::{ActionRequest, Outcome, act, load};
use callout_web::deps::Ports;
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use callout_web::parts::{
    ContextView, IncidentHeader, NamedLink, Names, StatusLine, TimelineEntry, context_view, links, timeline,
};
use callout_web::token::{claim, refused, responder};
use std::sync::Arc;

/// How much of the timeline the page shows: enough to see who was paged before.
const NEWEST: usize = 10;

#[derive(Template)]
#[template(path = "acknowledge.html")]
struct AcknowledgePage {
    header: IncidentHeader,
    state: StatusLine,
    button: Option<Button>,
    links: Vec<NamedLink>,
    detail: String,
    context: Option<ContextView>,
    timeline: Vec<TimelineEntry>,
}

struct Button {
    label: &'static str,
    hint: &'static str,
}

/// Shows the incident and changes nothing.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let claim = claim(deps, &token, Action::Acknowledge).await?;
    let incident = load(deps, &claim.incident).await?;
    let holder = holder(deps, &incident, &claim).await?;
    render(deps, &incident, &holder).await
}

/// Acknowledges: one read and one transaction. A second click, by anyone, only shows who acknowledged.
pub(crate) async fn acknowledge<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let claim = claim(deps, &token, Action::Acknowledge).await?;
    let incident = load(deps, &claim.incident).await?;
    let holder = holder(deps, &incident, &claim).await?;
    // An acknowledgement needs no settings, and must work while they cannot be read.
    let rules = &Rules::build(Settings::default());
    let command = Command::Acknowledge { via: Via::Link };
    let asked = ActionRequest { command, by: Actor::responder(&holder), rules, seen: None };
    match act(deps, incident, &asked).await? {
        Outcome::Done => Ok(see(&token)),
        Outcome::Refused(incident, _) => render(deps, &incident, &holder).await,
    }
}

/// The holder of an acknowledge link: a person who was paged, is assigned, or is in the settings.
///
/// Checks the settings last, so that an acknowledgement usually does not read them and works while they cannot be
/// read.
async fn holder<P: Ports>(deps: &P, incident: &Incident, claim: &Claim) -> Result<ResponderName, PageError> {
    let acknowledger = incident.acknowledger();
    let mut involved = incident.paged.iter().chain(&acknowledger);
    if let Some(name) = involved.find(|name| responder_digest(name) == claim.responder) {
        return Ok(name.clone());
    }
    // Whoever stands in for somebody who cannot be reached is in no settings; that we signed the link is proof enough.
    if responder_digest(&BUILT_IN_FALLBACK.into()) == claim.responder {
        return Ok(BUILT_IN_FALLBACK.into());
    }
    responder(&*deps.table().rules().await?, claim).ok_or_else(|| refused("for nobody we know"))
}

async fn render<P: Ports>(
    deps: &P,
    incident: &Incident,
    holder: &ResponderName,
) -> Result<Response, PageError> {
    let rules = or_warn(deps.table().rules().await);
    let newest = or_warn(deps.table().newest_events(&incident.id, NEWEST).await).unwrap_or_default();
    let context = match incident.has_context {
        true => or_warn(deps.table().context(&incident.id).await).flatten(),
        false => None,
    };
    let reader = Actor::responder(holder);
    let template = AcknowledgePage {
        header: IncidentHeader::of(incident, deps.now()),
        state: StatusLine::of(incident, &reader, &Names(rules.as_deref())),
        button: button(incident, &reader),
        links: links(incident),
        detail: incident.detail.clone(),
        context: context.map(context_view),
        timeline: timeline(&newest),
    };
    Ok(page(StatusCode::OK, &template))
}

/// The button must appear even if nothing else can be read.
fn or_warn<T>(read: Result<T, PortError>) -> Option<T> {
    read.inspect_err(|error| {
        let error: &dyn std::error::Error = error;
        tracing::warn!(error, "page shown without an optional part");
    })
    .ok()
}

fn button(incident: &Incident, reader: &Actor) -> Option<Button> {
    let must_answer = incident.engagements.iter().any(|engagement| {
        engagement.own && reader.kind == ActorKind::Responder && engagement.responder.as_str() == reader.name
    });
    let reminded = incident.lapse.is_some_and(|lapse| lapse.reminded && !lapse.snoozed);
    match (incident.status, &incident.acknowledgement) {
        (Status::Resolved, _) => None,
        (_, None) => Some(Button { label: "Acknowledge", hint: "You take this incident. Escalation stops." }),
        (_, Some(acknowledgement)) if !acknowledgement.by.is_person() => {
            Some(Button { label: "Acknowledge", hint: "So far only a tool has acknowledged it." })
        }
        (_, Some(_)) if must_answer => Some(Button {
            label: "I'm on it",
            hint: "Stops further requests; the current owner keeps the incident.",
        }),
        (_, Some(acknowledgement)) if acknowledgement.by == *reader && reminded => {
            Some(Button { label: "I still have it", hint: "Otherwise escalation starts again at level 1." })
        }
        _ => None,
    }
}
