//! Responses that are not about an incident: refusals and failures that say what to do next.

use crate::layout::page;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callout_ports::PortError;

/// Seconds after which a browser or tool may try again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Why there is no page about an incident.
#[derive(Debug)]
pub enum PageError {
    /// The link grants nothing. Forged, expired and foreign links look alike, so that guessing reveals
    /// nothing.
    Refused,
    /// Whoever may know asks for an incident that there is not.
    NoIncident,
    /// Whoever may know asks for a person, schedule or the like that the settings do not have.
    NoEntry,
    /// The form is malformed.
    Malformed,
    /// A dependency failed.
    Unavailable(anyhow::Error),
}

impl From<PortError> for PageError {
    fn from(error: PortError) -> Self {
        Self::Unavailable(error.into())
    }
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    title: &'a str,
    paragraphs: &'a [&'a str],
    commands: &'a [&'a str],
    again: bool,
}

const REFUSED: Message<'_> = Message {
    title: "This link does not work",
    paragraphs: &[
        "It is incomplete, too old, or not one of ours. Nothing was changed.",
        "Open the newest message from Callout and tap its link.",
    ],
    commands: &["callout incidents", "callout ack NUMBER"],
    again: false,
};

const NO_ENTRY: Message<'_> = Message {
    title: "The settings have nothing of that name",
    paragraphs: &["It may have been renamed or taken out. Look at its name again."],
    commands: &["callout oncall", "callout settings show"],
    again: false,
};

const NO_INCIDENT: Message<'_> = Message {
    title: "There is no such incident",
    paragraphs: &["Look at its number again."],
    commands: &["callout incidents"],
    again: false,
};

const MALFORMED: Message<'_> = Message {
    title: "That form was not understood",
    paragraphs: &["Nothing was changed. Go back, load the page again and repeat it."],
    commands: &[],
    again: true,
};

const UNAVAILABLE: Message<'_> = Message {
    title: "Callout could not reach its table",
    paragraphs: &["It is not certain that anything was recorded. Try again: doing it twice does no harm."],
    commands: &["callout incidents", "callout ack NUMBER"],
    again: true,
};

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::Refused => page(StatusCode::NOT_FOUND, &REFUSED),
            Self::NoIncident => page(StatusCode::NOT_FOUND, &NO_INCIDENT),
            Self::NoEntry => page(StatusCode::NOT_FOUND, &NO_ENTRY),
            Self::Malformed => page(StatusCode::BAD_REQUEST, &MALFORMED),
            Self::Unavailable(error) => {
                tracing::error!(error = format!("{error:#}"), "not answered");
                let answer = page(StatusCode::SERVICE_UNAVAILABLE, &UNAVAILABLE);
                ([(header::RETRY_AFTER, RETRY_AFTER)], answer).into_response()
            }
        }
    }
}
