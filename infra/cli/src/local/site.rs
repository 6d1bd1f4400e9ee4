//! What the local pages know, and how they answer.
//! Must not decide what is shown where.

use std::sync::OnceLock;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::endpoints::{AwsAccess, Endpoints};
use super::inbox::Inbox;

/// What the pages need; some of it is known only when the stack is there.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) inbox: Inbox,
    pub(super) command: &'static str,
    /// What commands need to mean this start.
    pub(super) port: OnceLock<String>,
    pub(super) endpoints: OnceLock<Endpoints>,
    pub(super) status_bucket: OnceLock<String>,
    pub(super) sns: aws_sdk_sns::Client,
    pub(super) s3: aws_sdk_s3::Client,
}

impl Site {
    pub(super) fn new(access: &AwsAccess, inbox: Inbox, command: &'static str) -> Self {
        let sdk = access.sdk_config();
        Self {
            inbox,
            command,
            port: OnceLock::new(),
            endpoints: OnceLock::new(),
            status_bucket: OnceLock::new(),
            sns: aws_sdk_sns::Client::new(&sdk),
            s3: aws_sdk_s3::Client::new(&sdk),
        }
    }
}

/// Something went wrong; whoever asked is on this machine and may know what.
pub(super) struct Failure(StatusCode, String);

impl Failure {
    pub(super) fn new(status: StatusCode, error: &anyhow::Error) -> Self {
        Self(status, format!("{error:#}\n"))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

/// Renders a page.
pub(super) fn page(template: &impl Template) -> Result<Response, Failure> {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => Err(Failure::new(StatusCode::INTERNAL_SERVER_ERROR, &error.into())),
    }
}
