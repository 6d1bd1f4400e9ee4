//! Signing out, of this browser or everywhere.
//!
//! Must not touch links in pages: whoever was paged may answer.

use crate::deps::Ports;
use crate::refused::{Refused, signed_out};
use crate::session::{begin, forget};
use crate::submitted::{ConsoleForm, Submitted};
use axum::extract::State;
use axum::response::Response;
use callout_domain::audit::SignedOut;
use callout_ports::Sessions as _;
use serde::Deserialize;
use std::sync::Arc;

/// The form of `Sign out`.
#[derive(Deserialize)]
pub(crate) struct SignOut {
    csrf: String,
}

impl ConsoleForm for SignOut {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// Ends the session, so that a copy of its cookie opens nothing, and forgets the cookie in this browser.
pub(crate) async fn here<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, _): Submitted<SignOut>,
) -> Result<Response, Refused> {
    deps.own_table().end_session(&session.mark, session.claim.expires_at).await?;
    Ok(forget(&*deps, signed_out()))
}

/// Ends every other session of the reader and every link that signs them in. This session goes on, with a cookie of its own.
pub(crate) async fn everywhere<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, _): Submitted<SignOut>,
) -> Result<Response, Refused> {
    let by = session.reader().name_of(&session.actor);
    let done = SignedOut { responder: session.actor.name.as_str().into(), by, at: deps.now() };
    deps.own_table().end_sessions_before(&done).await?;
    tracing::info!(responder.name = %done.responder, "signed out everywhere");
    Ok(begin(&*deps, &session.claim, "../mine").await?)
}
