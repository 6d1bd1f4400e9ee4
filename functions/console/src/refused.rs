//! Answers to whoever is not signed in, and to a form from a page of before. What was typed is in the answer: nobody writes
//! it twice.

use crate::deps::Ports;
use crate::wanted::{remember, wanted};
use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use callout_domain::access::Denied;
use callout_ports::PortError;
use callout_web::error::PageError;
use callout_web::layout::page;
use std::sync::Arc;

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum Refused {
    /// As on all pages.
    Page(PageError),
    /// Nobody is signed in; with what was typed.
    SignIn { title: &'static str, typed: String },
    /// Whoever is signed in may not do it; with what was typed.
    Denied { why: String, typed: String },
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    title: &'a str,
    typed: &'a str,
    /// The way from the page's address to the console's root, since a proxy may put a path in front.
    up: String,
}

/// What the page of whoever is not signed in says. Only the request knows how far the console's root is.
#[derive(Clone)]
struct SignInNeeded {
    title: &'static str,
    typed: String,
    status: StatusCode,
}

impl IntoResponse for SignInNeeded {
    fn into_response(self) -> Response {
        let status = self.status;
        (status, Extension(self)).into_response()
    }
}

/// What is not there. Only whoever knows that somebody is signed in shows the ways on.
#[derive(Clone)]
pub(crate) struct Missing {
    pub(crate) title: &'static str,
    pub(crate) words: &'static str,
}

impl Missing {
    fn of(error: &PageError) -> Option<Self> {
        let (title, words) = match error {
            PageError::NoIncident => ("There is no such incident", "Look at its number again."),
            PageError::NoEntry => (
                "The settings have nothing of that name",
                "It may have been renamed or taken out. Look at its name again.",
            ),
            _ => return None,
        };
        Some(Self { title, words })
    }
}

/// Makes the page of whoever is not signed in, and remembers which page they wanted.
pub(crate) async fn with_sign_in_page<P: Ports>(
    State(deps): State<Arc<P>>,
    request: Request,
    next: Next,
) -> Response {
    let steps = request.uri().path().matches('/').count().saturating_sub(1);
    let wanted = wanted(request.method(), request.uri());
    let mut response = next.run(request).await;
    let Some(SignInNeeded { title, typed, status }) = response.extensions_mut().remove() else {
        return response;
    };
    let shown = page(status, &SignInPage { title, typed: &typed, up: "../".repeat(steps) });
    let (mut parts, body) = shown.into_parts();
    // Whoever signs out forgets the cookie.
    parts.headers.extend(std::mem::take(response.headers_mut()));
    let answer = Response::from_parts(parts, body);
    match wanted.filter(|_| status == StatusCode::FORBIDDEN) {
        Some(page) => remember(&page, deps.secure(), answer),
        None => answer,
    }
}

#[derive(Template)]
#[template(path = "denied.html")]
struct DeniedPage<'a> {
    why: &'a str,
    typed: &'a str,
}

impl Refused {
    pub(crate) fn denied(denied: &Denied) -> Self {
        Self::Denied { why: denied.to_string(), typed: String::new() }
    }

    pub(crate) fn sign_in() -> Self {
        Self::SignIn { title: "Sign in", typed: String::new() }
    }

    /// The same, with what was typed.
    pub(crate) fn keeping(self, text: &str) -> Self {
        match self {
            Self::SignIn { .. } if !text.trim().is_empty() => {
                Self::SignIn { title: "Your session ended", typed: text.to_owned() }
            }
            Self::Denied { why, .. } => Self::Denied { why, typed: text.to_owned() },
            other => other,
        }
    }
}

/// The page on which people sign in.
pub(crate) fn sign_in_page() -> Response {
    SignInNeeded { title: "Sign in", typed: String::new(), status: StatusCode::OK }.into_response()
}

/// The answer to whoever signs out.
pub(crate) fn signed_out() -> Response {
    SignInNeeded { title: "Signed out", typed: String::new(), status: StatusCode::OK }.into_response()
}

impl From<PageError> for Refused {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<PortError> for Refused {
    fn from(error: PortError) -> Self {
        Self::Page(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Page(error) => match Missing::of(&error) {
                Some(missing) => (Extension(missing), error).into_response(),
                None => error.into_response(),
            },
            Self::Denied { why, typed } => {
                page(StatusCode::FORBIDDEN, &DeniedPage { why: &why, typed: &typed })
            }
            Self::SignIn { title, typed } => {
                SignInNeeded { title, typed, status: StatusCode::FORBIDDEN }.into_response()
            }
        }
    }
}
