//! Verifies the token in an address, and whom it was made for. There are no passwords and no sessions: a signed token
//! is the whole authority.

use crate::web::deps::Ports;
use crate::web::error::PageError;
use callout_domain::ids::ResponderName;
use callout_domain::link::{Action, Claim, LinkError, responder_digest};
use callout_domain::settings::Rules;
use callout_ports::LinkKeySource as _;

/// Verifies a token that must allow `action`. The reason of a refusal goes only to the log.
pub(crate) async fn claim<P: Ports>(deps: &P, token: &str, action: Action) -> Result<Claim, PageError> {
    let claim = read_claim(deps, token).await?;
    if claim.action == action { Ok(claim) } else { Err(refused("for something else")) }
}

/// Verifies a token, whatever it allows.
pub(crate) async fn read_claim<P: Ports>(deps: &P, token: &str) -> Result<Claim, PageError> {
    let now = deps.now();
    let mut read = deps.keys().link_keys().await?.verify(token, now);
    if read == Err(LinkError::Forged) {
        // The key may have been rotated since this process read it.
        read = deps.keys().renewed_link_keys().await?.verify(token, now);
    }
    read.map_err(|error| refused(&error.to_string()))
}

/// The response to a link that does not allow the action; the reason goes only to the log.
pub(crate) fn refused(reason: &str) -> PageError {
    tracing::info!(reason, "link refused");
    PageError::Refused
}

/// The responder of a link, if the settings have them.
pub(crate) fn responder(rules: &Rules, claim: &Claim) -> Option<ResponderName> {
    let mut names = rules.settings().responders.keys();
    names.find(|name| responder_digest(name) == claim.responder).cloned()
}
