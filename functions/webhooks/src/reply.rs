//! Responses to senders, always JSON.
//!
//! They say what to do and never contain a key.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callout_domain::settings::Rules;
use callout_formats::tools::pagerduty::InvalidEvent;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A response.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The queue has the events.
    Accepted(Value),
    /// What to send here.
    Explained(String),
    /// The body is invalid, in PagerDuty's format.
    InvalidEvent(InvalidEvent),
    /// The body is invalid.
    BadRequest(String),
    /// The request has no key, or one that belongs to no integration.
    Unauthorized,
    /// The key is valid, but the content is not allowed.
    Forbidden(String),
    PayloadTooLarge,
    Compressed,
    /// Too many repeats; how long to wait.
    TooManyRequests(SignedDuration),
    /// Nothing was recorded.
    Unavailable,
    NotFound,
    MethodNotAllowed,
}

impl Reply {
    /// For an error that the sender did not cause; logs it once.
    pub(crate) fn unavailable(error: &anyhow::Error) -> Self {
        tracing::error!("could not queue an event: {error:#}");
        Self::Unavailable
    }

    /// For a key of no integration. While the settings cannot be read no key is known, so the sender must retry.
    pub(crate) fn unknown_key(rules: &Rules, refusal: Self) -> Self {
        if rules.are_unreadable() { Self::Unavailable } else { refusal }
    }

    fn parts(self) -> (StatusCode, Value) {
        let error = |message: &str| json!({ "status": "error", "message": message });
        match self {
            Self::Accepted(body) => (StatusCode::ACCEPTED, body),
            Self::Explained(what) => (StatusCode::OK, json!({ "status": "ok", "message": what })),
            Self::InvalidEvent(invalid) => (StatusCode::BAD_REQUEST, invalid.response()),
            Self::BadRequest(what) => (StatusCode::BAD_REQUEST, error(&what)),
            Self::Unauthorized => (
                StatusCode::UNAUTHORIZED,
                error(
                    "no key of an integration was sent, or one that belongs to none: Authorization: Bearer <key>, or the last part of the path; `callout key list` names those there are",
                ),
            ),
            Self::Forbidden(why) => (StatusCode::FORBIDDEN, error(&why)),
            Self::PayloadTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                InvalidEvent::of("the body is larger than 512 KB: send less at once").response(),
            ),
            Self::Compressed => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                error("send the body as it is, or packed with gzip and its key in the address or a header"),
            ),
            Self::TooManyRequests(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                json!({ "status": "throttle exceeded",
                        "message": "too many repeats of what is known already: send them later" }),
            ),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, error("not recorded: send it again")),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                error(
                    "no such route: send the webhook of any tool to /v1/events/<key>, events of PagerDuty's API to \
                       /v2/enqueue, and messages of SNS to /v1/sns/<key>",
                ),
            ),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, error("send events with POST")),
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let extra = match &self {
            // Rounded up: a retry within the minute would be refused again.
            Self::TooManyRequests(rest) => Some((header::RETRY_AFTER, HeaderValue::from(rest.as_secs() + 1))),
            Self::Unauthorized => Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            Self::MethodNotAllowed | Self::Explained(_) => {
                Some((header::ALLOW, HeaderValue::from_static("POST")))
            }
            _ => None,
        };
        let (status, body) = self.parts();
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().extend(extra);
        response
    }
}
