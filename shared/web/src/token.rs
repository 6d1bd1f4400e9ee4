//! Verifies the token in an address or in the console's cookie, and whom it was made for. There are no passwords: a signed
//! token is the whole authority.

use crate::deps::Ports;
use crate::error::PageError;
use callout_domain::ids::{ResponderName, hex};
use callout_domain::link::{Action, Claim, LinkError, responder_digest};
use callout_domain::settings::Rules;
use callout_lambda::is_worth_a_line;
use callout_ports::LinkKeySource as _;
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};

/// Verifies a token that must allow `action`. The reason of a refusal goes only to the log.
pub async fn claim<P: Ports>(deps: &P, token: &str, action: Action) -> Result<Claim, PageError> {
    let claim = read_claim(deps, token).await?;
    if claim.action == action { Ok(claim) } else { Err(refused("for something else")) }
}

/// Verifies a token, whatever it allows.
pub async fn read_claim<P: Ports>(deps: &P, token: &str) -> Result<Claim, PageError> {
    let now = deps.now();
    let mut read = deps.keys().link_keys().await?.verify(token, now);
    if read == Err(LinkError::UnknownKey) {
        // The key may have been rotated since this process read it. Only such a link asks: reading costs a call.
        read = deps.keys().renewed_link_keys().await?.verify(token, now);
    }
    let claim = read.map_err(|error| refused(&error.to_string()))?;
    // So that it can be told afterwards what a link that leaked was used for.
    if claim.action != Action::Session {
        tracing::info!(action = ?claim.action, link = fingerprint(token), "link used");
    }
    Ok(claim)
}

/// The first bytes of a token's digest: names a link, and opens nothing.
fn fingerprint(token: &str) -> String {
    hex(&Sha256::digest(token)[..4])
}

/// The response to a link that does not allow the action; the reason goes only to the log, of a flood now and then.
pub fn refused(reason: &str) -> PageError {
    static REFUSED: AtomicU64 = AtomicU64::new(0);
    let nth = REFUSED.fetch_add(1, Ordering::Relaxed) + 1;
    if is_worth_a_line(nth) {
        tracing::info!(reason, nth, "link refused");
    }
    PageError::Refused
}

/// The responder of a link, if the settings have them.
pub fn responder(rules: &Rules, claim: &Claim) -> Option<ResponderName> {
    let mut names = rules.settings().responders.keys();
    names.find(|name| responder_digest(name) == claim.responder).cloned()
}
