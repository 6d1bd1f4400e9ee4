//! Signing in by mail: asking for a link, and what the link does.
//!
//! Must not say whether anybody has an address: the answer is the same, and notify alone knows addresses. Opening the link
//! changes nothing and uses nothing up; its button signs in.

use crate::cookie::Cookie;
use crate::deps::Ports;
use crate::refused::{Refused, sign_in_page};
use crate::session::{Admitted, admit, begin};
use crate::wanted::remembered;
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use callout_domain::ids::{digest, hex};
use callout_domain::link::{Action, SIGN_IN_LIFE};
use callout_domain::sign_in::{MOST_A_PERSON, SignInRequest, comparable};
use callout_ports::{LinkKeySource as _, SignIns as _};
use callout_web::error::PageError;
use callout_web::layout::page;
use callout_web::parts::Reader;
use serde::Deserialize;
use std::sync::Arc;

/// The form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedAddress {
    address: String,
}

#[derive(Template)]
#[template(path = "link_sent.html")]
struct LinkSentPage {
    minutes: i64,
    most: usize,
}

#[derive(Template)]
#[template(path = "confirm_sign_in.html")]
struct ConfirmPage {
    name: String,
    token: String,
}

/// Shows the form.
pub(crate) async fn show() -> Response {
    sign_in_page()
}

/// Asks for a link.
pub(crate) async fn ask<P: Ports>(
    State(deps): State<Arc<P>>,
    headers: HeaderMap,
    form: Result<Form<SubmittedAddress>, FormRejection>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    of_our_own(&headers)?;
    let Form(filled) = form.map_err(|_| PageError::Malformed)?;
    let address = comparable(&filled.address).ok_or(PageError::Malformed)?;
    let (now, keys) = (deps.now(), deps.keys().link_keys().await?);
    let marks: Vec<String> = keys.address_marks(&address).collect();
    let id = hex(&digest(&["sign-in", &marks.join(" "), &now.as_nanosecond().to_string()])[..16]);
    let is_taken = deps.own_table().request_sign_in(&SignInRequest::new(id, marks, now)).await?;
    if !is_taken {
        tracing::warn!(
            "more links to sign in are asked for than people do; `callout console` still signs in"
        );
    }
    Ok(page(StatusCode::OK, &LinkSentPage { minutes: SIGN_IN_LIFE.as_mins(), most: MOST_A_PERSON }))
}

/// Says whom the link signs in.
pub(crate) async fn confirm<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let (_, Admitted { actor, rules, .. }) = admit(deps, &token, Action::SignIn).await?;
    let name = Reader::new(actor.clone(), Some(&rules)).name_of(&actor);
    Ok(page(StatusCode::OK, &ConfirmPage { name, token }))
}

/// Signs in, and goes on to the page that was wanted.
pub(crate) async fn sign_in<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let deps = &*deps;
    of_our_own(&headers)?;
    let (link, _) = admit(deps, &token, Action::SignIn).await?;
    let page = format!("../{}", remembered(&headers, deps.secure()).unwrap_or("incidents"));
    let signed_in = begin(deps, &link, &page).await?;
    Ok(Cookie::Page.forget(deps.secure(), signed_in))
}

/// Nobody may be signed in as somebody else, or sent mails, by another site's form. Browsers say where a form comes from.
fn of_our_own(headers: &HeaderMap) -> Result<(), PageError> {
    let from = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    match from {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(PageError::Malformed),
    }
}
