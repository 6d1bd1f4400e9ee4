//! What people decide at once, beside the settings: silences, windows, overrides.
//!
//! Must not decide anything, nor for longer than the reader's access allows: the domain makes sure.

use crate::deps::Ports;
use crate::session::Session;
use callout_domain::access::{access_of, longest};
use callout_lambda::{LiveCommand, change_live};
use callout_web::error::PageError;

/// Carries a decision out; or says why nothing changed.
pub(crate) async fn decide<P: Ports>(
    deps: &P,
    session: &Session,
    command: &LiveCommand,
) -> Result<Result<(), String>, PageError> {
    let most = longest(access_of(&session.actor, &session.rules));
    let by = session.reader().name_of(&session.actor);
    let done =
        change_live(deps.own_table(), command, &by, (most, session.rules.settings()), deps.clock()).await;
    Ok(match done.map_err(PageError::Unavailable)? {
        Ok(record) => {
            tracing::info!(live.name = record.name, act = ?record.act, "decided beside the settings");
            Ok(())
        }
        Err(why) => Err(format!("{why}.")),
    })
}
