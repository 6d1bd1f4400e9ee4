//! The services: who is paged for them, what is open, and what holds their alarms back now.
//!
//! Reads what is open, up to a number, beside the settings.

mod holds;
mod view;

use crate::address::Address;
use crate::deps::Ports;
use crate::paged::Asked;
use crate::refused::Refused;
use crate::session::Session;
use crate::source::Sources;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_ports::IncidentStore as _;
use callout_web::layout::page;
use futures::future::join;
use std::sync::Arc;
use view::ServicesPage;

/// The most open incidents that are read to count them: two requests.
const MOST_OPEN: usize = 200;

/// Shows them.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Address(asked): Address<Asked>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let (open, sources) = join(deps.table().open_incidents(MOST_OPEN), Sources::read(deps, &session)).await;
    let shown = ServicesPage::of(&asked, (&open?, &sources), &session, deps.now());
    Ok(page(StatusCode::OK, &shown))
}
