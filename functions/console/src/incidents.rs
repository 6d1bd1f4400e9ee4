//! The list of incidents: first what is open, however old it is, then the newest that are over.
//!
//! Must not leave anything out without a word.

mod bulk;
mod filter;
mod filter_form;
mod view;

use crate::address::Address;
use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::{ConsoleForm, Submitted};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bulk::Selection;
use callout_domain::access::Act;
use callout_domain::incident::Incident;
use callout_ports::{IncidentStore, PortError};
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use filter::Filter;
use futures::try_join;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;
use view::{DAYS, IncidentsPage, MOST};

/// The most open incidents on the page: with the longest titles they are half of the 6 MB that Lambda answers with.
const MOST_OPEN: usize = 1_000;

/// Lists the newest incidents, or those before a time.
pub(crate) async fn list<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Address(filter): Address<Filter>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let filter = filter.among(session.rules.settings(), &session.actor);
    answer(deps, StatusCode::OK, &filter, &session, Vec::new()).await
}

/// What a selection carries: a field for each incident, beside what every form has.
impl ConsoleForm for BTreeMap<String, String> {
    fn csrf(&self) -> &str {
        self.get("csrf").map_or("", String::as_str)
    }
}

/// Acknowledges those that were selected. One that changed hands or got worse since the page was made is left out and named.
pub(crate) async fn acknowledge<P: Ports>(
    State(deps): State<Arc<P>>,
    Address(filter): Address<Filter>,
    Submitted(session, form): Submitted<BTreeMap<String, String>>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Respond)?;
    let filter = filter.among(session.rules.settings(), &session.actor);
    let selection = Selection::read(&form).ok_or(PageError::Malformed)?;
    if selection.is_empty() {
        const NOTHING: &str = "Nothing was selected: tick the incidents first.";
        return answer(deps, StatusCode::BAD_REQUEST, &filter, &session, vec![NOTHING.to_owned()]).await;
    }
    let left_out = selection.acknowledge(deps, &session).await;
    match left_out.is_empty() {
        true => Ok(see(&format!("incidents{}", filter.query()))),
        false => answer(deps, StatusCode::CONFLICT, &filter, &session, left_out).await,
    }
}

async fn answer<P: Ports>(
    deps: &P,
    status: StatusCode,
    filter: &Filter,
    session: &Session,
    left_out: Vec<String>,
) -> Result<Response, Refused> {
    let shown = match filter.end(session.reader().zone()) {
        None => {
            let since = deps.now().saturating_sub(SignedDuration::from_hours(24 * DAYS));
            let (open, (newest, _), opened) = try_join!(
                deps.table().open_incidents(MOST_OPEN),
                read(deps.table(), (since.unwrap_or(Timestamp::MIN), Timestamp::MAX)),
                deps.table().opened_count(),
            )?;
            IncidentsPage::newest(open, newest, opened, filter, session, deps.now())
        }
        Some(before) => {
            let (incidents, more) = read(deps.table(), (Timestamp::MIN, before)).await?;
            IncidentsPage::older(incidents, more, filter, session, deps.now())
        }
    };
    Ok(page(status, &shown.saying(left_out)))
}

/// The incidents of a page, newest first, and whether there are older ones. A page ends between two instants, because the next
/// one begins before the last that is shown: what opened at one instant stands on one page.
async fn read(
    table: &impl IncidentStore,
    (since, before): (Timestamp, Timestamp),
) -> Result<(Vec<Incident>, bool), PortError> {
    let mut incidents = table.newest_opened((since, before), MOST + 1).await?;
    let Some(left_out) = incidents.get(MOST).map(|incident| incident.opened_at) else {
        return Ok((incidents, false));
    };
    incidents.retain(|incident| incident.opened_at > left_out);
    if incidents.is_empty() {
        // More than a page opened at once.
        incidents = table.newest_opened((left_out, before), usize::MAX).await?;
    }
    Ok((incidents, true))
}
