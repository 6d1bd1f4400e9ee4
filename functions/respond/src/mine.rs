//! The link in a bundle: the open incidents that one person was paged for, each with its button.
//!
//! Must not do or show anything else: bundles go over channels that others read.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Actor, Command, Incident, Via};
use callout_domain::link::{Action, Claim, responder_digest};
use callout_domain::responder::BUILT_IN_FALLBACK;
use callout_domain::settings::{Rules, Settings};
use callout_ports::{IncidentStore as _, SettingsSource as _};
use callout_web::act::{ActionRequest, act, load, working};
use callout_web::deps::Ports;
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use callout_web::parts::{IncidentHeader, Reader, StatusLine};
use callout_web::token::{claim, refused};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The most incidents shown: nobody reads more, and all of them are one answer of at most 6 MB.
const MOST: usize = 200;
/// The most open incidents looked at for it, the newest: what fits into this function's memory many times.
const MOST_READ: usize = 1_000;

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    heading: String,
    rows: Vec<Row>,
}

struct Row {
    /// Where its button posts to; `None` if somebody has it.
    action: Option<String>,
    header: IncidentHeader,
    state: StatusLine,
}

/// Lists them, the worst first, and changes nothing.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let claim = claim(deps, &token, Action::Mine).await?;
    let open = deps.table().open_incidents(MOST_READ).await?.incidents;
    let mut incidents = shown(&open, &claim);
    incidents.sort_by_key(|(_, incident)| (incident.severity, incident.opened_at));
    incidents.truncate(MOST);
    // The buttons must appear even while nobody's name can be read.
    let rules = deps.table().rules().await.ok();
    let row = |(own, incident): &(&Incident, &Incident)| {
        let actor = holder(own, &claim).as_ref().map_or_else(Actor::system, Actor::responder);
        let reader = Reader::new(actor, rules.as_deref());
        let is_acknowledged =
            incident.acknowledgement.as_ref().is_some_and(|acknowledgement| acknowledgement.by.is_person());
        Row {
            action: (!is_acknowledged).then(|| format!("{token}/{}", own.id)),
            header: IncidentHeader::of(incident, &reader, deps.now()),
            state: StatusLine::of(incident, &reader),
        }
    };
    let rows: Vec<Row> = incidents.iter().map(row).collect();
    let heading = match rows.len() {
        0 => "Nothing is open that you were paged for".to_owned(),
        1 => "One incident that you were paged for".to_owned(),
        more => format!("{more} incidents that you were paged for"),
    };
    Ok(page(StatusCode::OK, &MinePage { heading, rows }))
}

/// What the holder was paged for, each with the incident that pages for it: itself, or what it was merged into. Of several that
/// were merged into one, the first.
fn shown<'a>(open: &'a [Incident], claim: &Claim) -> Vec<(&'a Incident, &'a Incident)> {
    let by_id: BTreeMap<&IncidentId, &Incident> =
        open.iter().map(|incident| (&incident.id, incident)).collect();
    let working = |mut incident: &'a Incident| {
        while let Some(into) = &incident.merged_into {
            incident = by_id.get(&into.id)?;
        }
        Some(incident)
    };
    let (own, merged): (Vec<_>, Vec<_>) =
        open.iter().filter(|incident| holder(incident, claim).is_some()).partition(|it| !it.is_merged());
    let mut seen = BTreeSet::new();
    let all = own.into_iter().chain(merged).filter_map(|own| Some((own, working(own)?)));
    all.filter(|(_, working)| seen.insert(&working.id)).collect()
}

/// Acknowledges one of them. A second click changes nothing.
pub(crate) async fn acknowledge<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((token, incident)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let claim = claim(deps, &token, Action::Mine).await?;
    let incident = load(deps, &IncidentId::from(incident.as_str())).await?;
    let holder = holder(&incident, &claim).ok_or_else(|| refused("for an incident of others"))?;
    // As with a page's own link, an acknowledgement needs no settings.
    let rules = &Rules::build(Settings::default());
    let command = Command::Acknowledge { via: Via::Link };
    let incident = working(deps, incident).await?;
    act(deps, incident, &ActionRequest { command, by: Actor::responder(&holder), rules, seen: None }).await?;
    Ok(see(&format!("../{token}")))
}

/// The person whom the link was made for, if they were paged for this incident. The fallback contact may have stood in
/// for anybody.
fn holder(incident: &Incident, claim: &Claim) -> Option<ResponderName> {
    let fallback = BUILT_IN_FALLBACK.into();
    if responder_digest(&fallback) == claim.responder {
        return (!incident.paged.is_empty()).then_some(fallback);
    }
    incident.paged.iter().find(|name| responder_digest(name) == claim.responder).cloned()
}
