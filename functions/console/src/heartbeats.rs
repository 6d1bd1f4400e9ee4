//! The heartbeats: when each was last seen, and by when it is due. One read for those of a page.

use crate::address::Address;
use crate::deps::Ports;
use crate::paged::{Asked, Part};
use crate::refused::Refused;
use crate::session::Session;
use crate::source::Sources;
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::heartbeat::{Heartbeat, HeartbeatState};
use callout_domain::ids::HeartbeatName;
use callout_ports::Heartbeats as _;
use callout_web::layout::page;
use callout_web::parts::Reader;
use callout_web::words::Moment;
use jiff::Timestamp;
use std::sync::Arc;

/// How many are on a page: as many as one request reads.
const HEARTBEATS: usize = 50;

#[derive(Template)]
#[template(path = "heartbeats.html")]
struct HeartbeatsPage {
    top: Top,
    as_of: Moment,
    heartbeats: Part<HeartbeatView>,
}

struct HeartbeatView {
    title: String,
    /// File and line of the settings; empty if not known.
    source: String,
    state: &'static str,
    is_missing: bool,
    expected: String,
    last_seen: Option<Moment>,
    not_seen: &'static str,
    due_by: Option<Moment>,
    service: String,
}

/// Shows them.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Address(asked): Address<Asked>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let all = session.rules.settings().heartbeats.iter();
    let fits = |(name, heartbeat): &(&HeartbeatName, &Heartbeat)| {
        let service = heartbeat.service.as_ref().map(|service| service.as_str());
        asked.fits([name.as_str()].into_iter().chain(heartbeat.title.as_deref()).chain(service))
    };
    let part = asked.part(all.filter(fits).collect::<Vec<_>>(), HEARTBEATS, "heartbeats");
    let names: Vec<HeartbeatName> = part.items.iter().map(|(name, _)| (*name).clone()).collect();
    let states = match names.is_empty() {
        true => Vec::new(),
        false => deps.own_table().heartbeat_states(&names).await?,
    };
    let (reader, now, sources) = (session.reader(), deps.now(), Sources::read(deps, &session).await);
    let view = |(name, heartbeat): (&HeartbeatName, &Heartbeat)| {
        let state = states.iter().find(|state| state.name == *name);
        let source = sources.of("heartbeats", name.as_str());
        HeartbeatView { source, ..HeartbeatView::of(name, heartbeat, state, &reader, now) }
    };
    let shown = HeartbeatsPage {
        top: Top::of(&session, Place::Services),
        as_of: reader.moment(now),
        heartbeats: part.map(view),
    };
    Ok(page(StatusCode::OK, &shown))
}

impl HeartbeatView {
    fn of(
        name: &HeartbeatName,
        heartbeat: &Heartbeat,
        state: Option<&HeartbeatState>,
        reader: &Reader<'_>,
        now: Timestamp,
    ) -> Self {
        let is_unreadable = state.is_some_and(|state| !state.is_readable());
        let state = state.filter(|state| state.is_readable());
        let due_by = state.map(|state| state.due_by(heartbeat));
        let is_late = due_by.is_some_and(|at| at <= now) || state.is_some_and(|it| it.missed_at.is_some());
        let words = match state {
            _ if heartbeat.muted => "Muted",
            None if is_unreadable => "Cannot be read: send a ping",
            None => "No ping yet",
            Some(_) if is_late => "Missing",
            Some(_) => "On time",
        };
        Self {
            title: heartbeat.title.clone().unwrap_or_else(|| name.to_string()),
            source: String::new(),
            state: words,
            is_missing: words == "Missing" || (is_unreadable && !heartbeat.muted),
            expected: heartbeat.rhythm_words(),
            last_seen: state.map(|state| reader.moment(state.last_ping_at)),
            not_seen: if is_unreadable { "Not known" } else { "Never" },
            due_by: due_by.map(|at| reader.moment(at)),
            service: heartbeat.service.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }
}
