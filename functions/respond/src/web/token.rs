//! Who is behind a link. Knows no passwords and no sessions: a signed token is the whole authority.

use crate::answer::PageError;
use crate::router::Ports;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, Incident};
use callout_domain::link::{Action, Claim, LinkError, responder_digest};
use callout_domain::settings::Rules;
use callout_ports::{LinkKeySource as _, SettingsSource as _};

/// The name a console link is signed for when no responder asked for it.
pub const OPERATOR: &str = "console";
/// Reads a token that must allow `action`. Why it does not is for the log only.
pub(crate) async fn claim<P: Ports>(deps: &P, token: &str, action: Action) -> Result<Claim, PageError> {
    let claim = read_claim(deps, token).await?;
    if claim.action == action { Ok(claim) } else { Err(refused("for something else")) }
}

/// Reads a token, whatever it allows.
pub(crate) async fn read_claim<P: Ports>(deps: &P, token: &str) -> Result<Claim, PageError> {
    let now = deps.now();
    let mut read = deps.keys().link_keys().await?.verify(token, now);
    if read == Err(LinkError::Forged) {
        // The key may have been rotated since this process read it.
        read = deps.keys().renewed_link_keys().await?.verify(token, now);
    }
    read.map_err(|error| refused(&error.to_string()))
}

fn refused(reason: &str) -> PageError {
    tracing::info!(reason, "link refused");
    PageError::Refused
}

/// The holder of an acknowledge link: whoever was called out, holds the incident, or is known to the settings.
///
/// The settings are asked last, so that an acknowledgement costs no read of them and works while they cannot be
/// read.
pub(crate) async fn holder<P: Ports>(
    deps: &P,
    incident: &Incident,
    claim: &Claim,
) -> Result<ResponderName, PageError> {
    let acknowledger = incident.acknowledger();
    let mut near = incident.paged.iter().chain(&acknowledger);
    if let Some(name) = near.find(|name| responder_digest(name) == claim.responder) {
        return Ok(name.clone());
    }
    responder(&*deps.table().rules().await?, claim).ok_or_else(|| refused("for nobody we know"))
}

/// The holder of a console link.
pub(crate) fn operator(rules: &Rules, claim: &Claim) -> Result<Actor, PageError> {
    if let Some(name) = responder(rules, claim) {
        return Ok(Actor::responder(&name));
    }
    let by_hand = responder_digest(&OPERATOR.into()) == claim.responder;
    by_hand.then(|| Actor::operator(OPERATOR)).ok_or_else(|| refused("for nobody we know"))
}

fn responder(rules: &Rules, claim: &Claim) -> Option<ResponderName> {
    let mut names = rules.settings().responders.keys();
    names.find(|name| responder_digest(name) == claim.responder).cloned()
}
