//! Who is signed in: a link of `callout console` sets a cookie, and no address carries a token after that.
//!
//! Must not say whether a name exists: whatever does not sign in is answered alike.

use crate::address::Fields;
use crate::cookie::Cookie;
use crate::deps::Ports;
use crate::refused::Refused;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use callout_domain::access::{Act, may};
use callout_domain::ids::{ResponderName, digest, hex};
use callout_domain::incident::{Actor, ActorKind};
use callout_domain::link::{Action, Claim, responder_digest};
use callout_domain::settings::Rules;
use callout_ports::{LinkKeySource as _, Sessions as _, SettingsSource as _};
use callout_web::error::PageError;
use callout_web::layout::see;
use callout_web::parts::Reader;
use callout_web::token::{claim, refused, responder};
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::Arc;

/// The name in a console link that was not made for a responder.
pub const OPERATOR: &str = "console";

/// Whoever is signed in.
pub(crate) struct Session {
    pub(crate) actor: Actor,
    pub(crate) rules: Arc<Rules>,
    /// What every form must carry, so that no other site can send one.
    pub(crate) csrf: String,
    /// Before when all other sessions of theirs were ended.
    pub(crate) ended_before: Option<Timestamp>,
    /// By what it is known once it is ended.
    pub(crate) mark: String,
    /// What its cookie says.
    pub(crate) claim: Claim,
}

/// Where a link leads once it signed in. A number only: no link leads out of the console.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    incident: Option<u64>,
}

/// Signs in with a link of `callout console` or `callout open`: sets the cookie, which ends when the link does, and changes
/// nothing else.
pub(crate) async fn sign_in<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
    Fields(wanted): Fields<Wanted>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let (link, _) = admit(deps, &token, Action::Console).await?;
    let page = wanted.incident.map(|number| format!("../incidents/{number}"));
    begin(deps, &link, page.as_deref().unwrap_or("../incidents")).await
}

/// Sets the cookie of whoever a link or a session was made for, and goes on to a page.
pub(crate) async fn begin<P: Ports>(deps: &P, of: &Claim, page: &str) -> Result<Response, PageError> {
    let session = of.session(deps.now());
    let life = session.expires_at.duration_since(deps.now()).as_secs();
    let signed = deps.keys().link_keys().await?.sign(&session);
    Ok(Cookie::Session.set(&signed, life, deps.secure(), see(page)))
}

/// Admits whoever is signed in.
pub(crate) async fn enter<P: Ports>(deps: &P, headers: &HeaderMap) -> Result<Session, Refused> {
    let token = Cookie::Session.of(headers, deps.secure()).ok_or_else(Refused::sign_in)?;
    match admit(deps, token, Action::Session).await {
        Err(PageError::Refused) => Err(Refused::sign_in()),
        Err(other) => Err(other.into()),
        Ok((claim, Admitted { actor, rules, ended_before })) => {
            Ok(Session { actor, rules, csrf: csrf(token), mark: mark(token, "session"), claim, ended_before })
        }
    }
}

/// Every page that takes a session is for whoever is signed in; anybody else is asked to sign in.
impl<P: Ports> FromRequestParts<Arc<P>> for Session {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, deps: &Arc<P>) -> Result<Self, Refused> {
        enter(&**deps, &parts.headers).await
    }
}

/// Whom a link or a cookie admits.
pub(crate) struct Admitted {
    pub(crate) actor: Actor,
    pub(crate) rules: Arc<Rules>,
    ended_before: Option<Timestamp>,
}

/// Verifies a link or a cookie that must allow `action`. Nobody is admitted by one that was ended, nor by one from before its person
/// signed out everywhere.
pub(crate) async fn admit<P: Ports>(
    deps: &P,
    token: &str,
    action: Action,
) -> Result<(Claim, Admitted), PageError> {
    let claim = claim(deps, token, action).await?;
    let rules = deps.table().rules().await?;
    let actor = holder(&rules, &claim)?;
    let who = actor.name.as_str().into();
    let ended = deps.own_table().ended_sessions(&mark(token, "session"), &who).await?;
    if ended.is_ended || ended.before.is_some_and(|moment| claim.is_older_than(moment)) {
        return Err(refused("ended by its holder"));
    }
    Ok((claim, Admitted { actor, rules, ended_before: ended.before }))
}

impl Session {
    /// Lets nobody do what their access does not cover.
    pub(crate) fn may(&self, act: Act) -> Result<(), Refused> {
        may(&self.actor, act, &self.rules).map_err(|denied| Refused::denied(&denied))
    }

    /// Whoever is signed in, if it is somebody who can be on call.
    pub(crate) fn responder(&self) -> Option<ResponderName> {
        (self.actor.kind == ActorKind::Responder).then(|| self.actor.name.as_str().into())
    }

    /// Whoever is signed in, as a reader of pages.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader::new(self.actor.clone(), Some(&self.rules))
    }

    /// Whether a form was made for this session.
    pub(crate) fn has_sent(&self, csrf: &str) -> bool {
        // Both are digests that only this session's pages carry; how long comparing takes says nothing of use.
        self.csrf == csrf
    }
}

/// Whom a link or a cookie was made for. Whoever left the settings is nobody.
fn holder(rules: &Rules, claim: &Claim) -> Result<Actor, PageError> {
    if let Some(name) = responder(rules, claim) {
        return Ok(Actor::responder(&name));
    }
    let by_hand = responder_digest(&OPERATOR.into()) == claim.responder;
    by_hand.then(|| Actor::operator(OPERATOR)).ok_or_else(|| refused("for nobody we know"))
}

fn csrf(token: &str) -> String {
    mark(token, "form")
}

/// What only the holder of a cookie can name, for one use.
fn mark(token: &str, of: &str) -> String {
    hex(&digest(&[of, token])[..16])
}

/// Forgets the cookie in this browser.
pub(crate) fn forget(deps: &impl Ports, response: Response) -> Response {
    Cookie::Session.forget(deps.secure(), response)
}
