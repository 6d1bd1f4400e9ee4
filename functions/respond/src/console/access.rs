//! Who may use the console, and as whom they act.

use crate::web::deps::Ports;
use crate::web::error::PageError;
use crate::web::token::{claim, refused, responder};
use callout_domain::incident::Actor;
use callout_domain::link::{Action, Claim, responder_digest};
use callout_domain::settings::Rules;
use callout_ports::SettingsSource as _;
use std::sync::Arc;

/// The name in a console link that was not made for a responder.
pub const OPERATOR: &str = "console";

/// Admits the holder of a console link.
pub(super) async fn enter<P: Ports>(deps: &P, token: &str) -> Result<(Arc<Rules>, Actor), PageError> {
    let claim = claim(deps, token, Action::Console).await?;
    let rules = deps.table().rules().await?;
    let actor = operator(&rules, &claim)?;
    Ok((rules, actor))
}

/// The holder of a console link.
fn operator(rules: &Rules, claim: &Claim) -> Result<Actor, PageError> {
    if let Some(name) = responder(rules, claim) {
        return Ok(Actor::responder(&name));
    }
    let by_hand = responder_digest(&OPERATOR.into()) == claim.responder;
    by_hand.then(|| Actor::operator(OPERATOR)).ok_or_else(|| refused("for nobody we know"))
}
