//! Who is signed in: a link of `callout console` sets a cookie, and no address carries a token after that.
//!
//! Must not say whether a name exists: whatever does not sign in is answered alike.

use crate::deps::Ports;
use crate::refused::{Refused, signed_out};
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callout_domain::access::{Act, may};
use callout_domain::ids::{IncidentId, ResponderName, digest, hex};
use callout_domain::incident::{Actor, ActorKind};
use callout_domain::link::{Action, CONSOLE_LIFE, Claim, responder_digest};
use callout_domain::settings::Rules;
use callout_ports::{LinkKeySource as _, Sessions as _, SettingsSource as _};
use callout_web::error::PageError;
use callout_web::layout::see;
use callout_web::parts::Reader;
use callout_web::token::{claim, refused, responder};
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::Arc;
use tokio::try_join;

/// The name in a console link that was not made for a responder.
pub const OPERATOR: &str = "console";

/// The cookie's name. Browsers take one with this prefix only if it is `Secure`, without a domain and for the whole site
/// (RFC 6265bis, section 4.1.3.2), so that no other site of the same domain can set it.
const SECURE_COOKIE: &str = "__Host-callout";
/// Its name where there is no HTTPS: on a local stack.
const LOCAL_COOKIE: &str = "callout";

/// Whoever is signed in.
pub(crate) struct Session {
    pub(crate) actor: Actor,
    pub(crate) rules: Arc<Rules>,
    /// What every form must carry, so that no other site can send one.
    pub(crate) csrf: String,
    /// By what it is known once it is ended.
    mark: String,
    expires_at: Timestamp,
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
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let link = claim(deps, &token, Action::Console).await?;
    holder(&*deps.table().rules().await?, &link)?;
    let page = wanted.incident.map(|number| format!("../incidents/{number}"));
    begin(deps, &link, page.as_deref().unwrap_or("../incidents")).await
}

/// Sets the cookie of whoever a link was made for, and goes on to a page. A session ends as its link does, but for one in a mail,
/// which is short so that nobody else finds it.
pub(crate) async fn begin<P: Ports>(deps: &P, link: &Claim, page: &str) -> Result<Response, PageError> {
    let expires_at = match link.action {
        Action::SignIn => deps.now().saturating_add(CONSOLE_LIFE).unwrap_or(link.expires_at),
        _ => link.expires_at,
    };
    let session =
        Claim { action: Action::Session, incident: own_number(link, deps.now()), expires_at, ..link.clone() };
    let life = expires_at.duration_since(deps.now()).as_secs();
    let signed = deps.keys().link_keys().await?.sign(&session);
    Ok(with_cookie(deps, &signed, life, see(page)))
}

/// The form of `Sign out`.
#[derive(Deserialize)]
pub(crate) struct SignOut {
    csrf: String,
}

/// Ends the session, so that a copy of its cookie opens nothing, and forgets the cookie in this browser.
pub(crate) async fn sign_out<P: Ports>(
    State(deps): State<Arc<P>>,
    headers: HeaderMap,
    Form(form): Form<SignOut>,
) -> Result<Response, Refused> {
    let session = enter(&*deps, &headers).await?;
    if !session.has_sent(&form.csrf) {
        return Err(Refused::sign_in());
    }
    deps.own_table().end_session(&session.mark, session.expires_at).await?;
    Ok(with_cookie(&*deps, "", 0, signed_out()))
}

/// Admits whoever is signed in.
pub(crate) async fn enter<P: Ports>(deps: &P, headers: &HeaderMap) -> Result<Session, Refused> {
    let token = cookie(headers, name(deps)).ok_or_else(Refused::sign_in)?;
    let claim = match claim(deps, token, Action::Session).await {
        Err(PageError::Refused) => return Err(Refused::sign_in()),
        other => other?,
    };
    let mark = mark(token, "session");
    let (rules, is_ended) = try_join!(deps.table().rules(), deps.own_table().is_session_ended(&mark))?;
    if is_ended {
        return Err(Refused::sign_in());
    }
    let actor = holder(&rules, &claim).map_err(|_| Refused::sign_in())?;
    Ok(Session { actor, rules, csrf: csrf(token), mark, expires_at: claim.expires_at })
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
pub(crate) fn holder(rules: &Rules, claim: &Claim) -> Result<Actor, PageError> {
    if let Some(name) = responder(rules, claim) {
        return Ok(Actor::responder(&name));
    }
    let by_hand = responder_digest(&OPERATOR.into()) == claim.responder;
    by_hand.then(|| Actor::operator(OPERATOR)).ok_or_else(|| refused("for nobody we know"))
}

/// What tells a session from others of the same person: they end one by one. It is signed, so it need not be secret.
fn own_number(link: &Claim, now: Timestamp) -> IncidentId {
    let digest = digest(&["session", &hex(&link.responder), &now.as_nanosecond().to_string()]);
    IncidentId::from_bytes(std::array::from_fn(|nth| digest[nth]))
}

fn csrf(token: &str) -> String {
    mark(token, "form")
}

/// What only the holder of a cookie can name, for one use.
fn mark(token: &str, of: &str) -> String {
    hex(&digest(&[of, token])[..16])
}

fn name(deps: &impl Ports) -> &'static str {
    if deps.secure() { SECURE_COOKIE } else { LOCAL_COOKIE }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// `Lax`, so that a link in a mail arrives signed in.
fn with_cookie(deps: &impl Ports, token: &str, life: i64, mut response: Response) -> Response {
    let secure = if deps.secure() { "; Secure" } else { "" };
    let cookie = format!("{}={token}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{secure}", name(deps));
    match HeaderValue::try_from(cookie) {
        Ok(value) => {
            response.headers_mut().insert(header::SET_COOKIE, value);
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
