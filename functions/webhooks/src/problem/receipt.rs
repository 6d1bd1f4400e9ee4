//! How a report goes, for whoever has its receipt: two reads. Must not show names, nor anything that others reported: it is told neither.

use super::found::find;
use super::view::{Notice, ReceiptPage};
use crate::deps::Ports;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::report_page::Receipt;
use callout_ports::Receipts as _;
use callout_web::layout::page;
use std::sync::Arc;

/// Shows it.
pub(super) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((address, receipt)): Path<(String, String)>,
) -> Result<Response, Response> {
    let found = find(&*deps, &address).await?;
    let receipt = Receipt::read(&receipt).ok_or_else(Notice::no_page)?;
    let known = deps.table().report_state(&receipt.alert(&found.name)).await;
    let shown = match known.map_err(|error| Notice::unavailable(&error.into()))? {
        Some(state) => ReceiptPage::of(&state, address),
        None => ReceiptPage::on_its_way(address),
    };
    Ok(page(StatusCode::OK, &shown))
}
