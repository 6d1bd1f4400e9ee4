//! Answers to whoever is not signed in, and to a form from a page of before. What was typed is in the answer: nobody writes
//! it twice.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callout_domain::access::Denied;
use callout_ports::PortError;
use callout_web::error::PageError;
use callout_web::layout::page;

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

/// The answer to whoever signs out.
pub(crate) fn signed_out() -> Response {
    page(StatusCode::OK, &SignInPage { title: "Signed out", typed: "" })
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
            Self::Page(error) => error.into_response(),
            Self::Denied { why, typed } => {
                page(StatusCode::FORBIDDEN, &DeniedPage { why: &why, typed: &typed })
            }
            Self::SignIn { title, typed } => {
                page(StatusCode::FORBIDDEN, &SignInPage { title, typed: &typed })
            }
        }
    }
}
