//! The services: who is paged for them, what is open, and what holds their alarms back now.
//!
//! Reads what is open, up to a number, beside the settings.

mod holds;
mod view;

use crate::deps::Ports;
use crate::paged::Asked;
use crate::refused::Refused;
use crate::session::enter;
use crate::source::Sources;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use callout_ports::IncidentStore as _;
use callout_web::error::PageError;
use callout_web::layout::page;
use futures::future::join;
use std::sync::Arc;
use view::ServicesPage;

/// The most open incidents that are read to count them: two requests.
const MOST_OPEN: usize = 200;

/// Shows them.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let session = enter(deps, &headers).await?;
    let asked = Asked::read(query.as_deref().unwrap_or_default()).ok_or(PageError::Malformed)?;
    let (open, sources) = join(deps.table().open_incidents(MOST_OPEN), Sources::read(deps, &session)).await;
    let shown = ServicesPage::of(&asked, (&open?, &sources), &session, deps.now());
    Ok(page(StatusCode::OK, &shown))
}
