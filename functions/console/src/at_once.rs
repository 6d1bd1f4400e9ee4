//! What people decide at once, beside the settings: silences, windows, overrides.
//!
//! Must not decide anything, nor for longer than the reader's access allows: the domain makes sure.

use crate::deps::Ports;
use crate::session::Session;
use callout_domain::access::{access_of, longest};
use callout_domain::audit::Audited;
use callout_domain::live::{LiveRefusal, end_of};
use callout_lambda::{LiveCommand, change_live};
use callout_ports::AuditLog as _;
use callout_web::error::PageError;

/// How many of the last things that people did are looked through for an end.
const LOOKED_THROUGH: usize = 50;

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
        Err(why @ LiveRefusal::Unknown(_)) => Err(match ended(deps, session, &why).await {
            Some(said) => said,
            None => format!("{why}."),
        }),
        Err(why) => Err(format!("{why}.")),
    })
}

/// Who ended it, if that is known: whoever presses the same button later asks nobody why it is gone.
async fn ended<P: Ports>(deps: &P, session: &Session, why: &LiveRefusal) -> Option<String> {
    let LiveRefusal::Unknown(name) = why else { return None };
    let done = deps.own_table().audit(None, LOOKED_THROUGH).await.ok()?;
    let records = done.entries.iter().filter_map(|entry| match &entry.done {
        Audited::Decision(record) => Some(record),
        _ => None,
    });
    let record = end_of(records, name)?;
    Some(format!("{} ended `{name}` at {}.", record.by, session.reader().moment(record.at)))
}
