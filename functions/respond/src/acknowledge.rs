//! The link in a page: one incident, one person, one button.

use crate::access::{claim, holder};
use crate::act::{Order, Outcome, act, load};
use crate::answer::{Failure, page, see};
use crate::page::{Brief, Door, Line, Names, Seen, Standing, doors, seen, timeline};
use crate::router::Ports;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, ActorKind, Command, Incident, Status, Via};
use callout_domain::link::Action;
use callout_domain::settings::{Rules, Settings};
use callout_ports::{EvidenceStore as _, IncidentStore as _, PortError, Rulebook as _};
use std::sync::Arc;

/// How much of the timeline the page shows: enough to see who was called out before.
const NEWEST: usize = 10;

#[derive(Template)]
#[template(path = "acknowledge.html")]
struct AcknowledgePage {
    brief: Brief,
    state: Standing,
    button: Option<Button>,
    links: Vec<Door>,
    detail: String,
    seen: Option<Seen>,
    timeline: Vec<Line>,
}

struct Button {
    label: &'static str,
    hint: &'static str,
}

/// Shows the incident and changes nothing.
pub(crate) async fn show<P: Ports>(
    State(desk): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let desk = &*desk;
    let claim = claim(desk, &token, Action::Acknowledge).await?;
    let incident = load(desk, &claim.incident).await?;
    let holder = holder(desk, &incident, &claim).await?;
    render(desk, &incident, &holder).await
}

/// Acknowledges: one read and one transaction. Clicking again, or somebody else clicking, only shows who has it.
pub(crate) async fn acknowledge<P: Ports>(
    State(desk): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let desk = &*desk;
    let claim = claim(desk, &token, Action::Acknowledge).await?;
    let incident = load(desk, &claim.incident).await?;
    let holder = holder(desk, &incident, &claim).await?;
    // An acknowledgement asks the settings nothing, and must be possible while they cannot be read.
    let rules = &Rules::build(Settings::default());
    let command = Command::Acknowledge { via: Via::Link };
    let order = Order { command, by: Actor::responder(&holder), rules, seen: None };
    match act(desk, incident, &order).await? {
        Outcome::Done => Ok(see(&token)),
        Outcome::Refused(incident, _) => render(desk, &incident, &holder).await,
    }
}

async fn render<P: Ports>(
    desk: &P,
    incident: &Incident,
    holder: &ResponderName,
) -> Result<Response, Failure> {
    let rules = or_warn(desk.table().rules().await);
    let newest = or_warn(desk.table().newest_events(&incident.id, NEWEST).await).unwrap_or_default();
    let found = match incident.has_evidence {
        true => or_warn(desk.table().evidence(&incident.id).await).flatten(),
        false => None,
    };
    let reader = Actor::responder(holder);
    let template = AcknowledgePage {
        brief: Brief::of(incident, desk.now()),
        state: Standing::of(incident, &reader, &Names(rules.as_deref())),
        button: button(incident, &reader),
        links: doors(incident),
        detail: incident.detail.clone(),
        seen: found.map(seen),
        timeline: timeline(&newest),
    };
    Ok(page(StatusCode::OK, &template))
}

/// The button must be there even if nothing else can be read.
pub(crate) fn or_warn<T>(read: Result<T, PortError>) -> Option<T> {
    read.inspect_err(|error| {
        let error: &dyn std::error::Error = error;
        tracing::warn!(error, "page shown without it");
    })
    .ok()
}

fn button(incident: &Incident, reader: &Actor) -> Option<Button> {
    let must_answer = incident.rounds.iter().any(|round| {
        round.own && reader.kind == ActorKind::Responder && round.responder.as_str() == reader.name
    });
    let reminded = incident.lapse.is_some_and(|lapse| lapse.reminded && !lapse.snoozed);
    match (incident.status, &incident.acknowledgement) {
        (Status::Resolved, _) => None,
        (_, None) => Some(Button { label: "Acknowledge", hint: "You have it, and nobody else is woken." }),
        (_, Some(_)) if must_answer => {
            Some(Button { label: "I know of it", hint: "You are asked no more; whoever has it keeps it." })
        }
        (_, Some(held)) if held.by == *reader && reminded => {
            Some(Button { label: "I still have it", hint: "Otherwise it pages again from the start." })
        }
        _ => None,
    }
}
