//! Pages that are about no subscription: a link that does not work, or a failure of ours.

use anyhow::Error;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callout_public::{ENGLISH, SubscriberWords, language_of};
use callout_web::layout::page;

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum Notice {
    /// There is no status page, or nothing at this address.
    NoPage,
    /// The link is not one of ours, or its subscription is over. Which of them is not said.
    NoLink(String),
    /// Something of ours failed.
    Away(Error),
}

#[derive(Template)]
#[template(path = "notice.html")]
struct View {
    code: String,
    title: String,
    text: String,
}

impl Notice {
    pub(crate) fn away(error: Error) -> Self {
        Self::Away(error)
    }
}

impl IntoResponse for Notice {
    fn into_response(self) -> Response {
        let code = match &self {
            Self::NoLink(code) => code.clone(),
            _ => language_of(&[], []).to_owned(),
        };
        let Ok(words) = SubscriberWords::of(&code).or_else(|_| SubscriberWords::of(ENGLISH)) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let view = |title: String, text: String| View { code: code.clone(), title, text };
        match self {
            Self::NoPage => page(StatusCode::NOT_FOUND, &view(words.no_page, String::new())),
            Self::NoLink(_) => page(StatusCode::NOT_FOUND, &view(words.no_link, words.no_link_text)),
            Self::Away(error) => {
                tracing::error!(error = format!("{error:#}"), "no page of subscriptions shown");
                let answer = page(StatusCode::SERVICE_UNAVAILABLE, &view(words.away, words.away_text));
                ([(header::RETRY_AFTER, HeaderValue::from_static("5"))], answer).into_response()
            }
        }
    }
}
