//! The local web server: what to open, the inbox, and the stand-in for CloudFront before the status page.
//! Must not be reachable from other machines.

use std::sync::{Arc, OnceLock};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::endpoints::{AwsAccess, Endpoints};
use super::inbox::{Envelope, Inbox, Message, check_topic};
use super::pages::{Home, InboxPage};
use super::stack::STACK;
use super::status;
use super::summary::port_flag;

/// What the pages need; some of it is known only when the stack is there.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) inbox: Inbox,
    pub(super) command: &'static str,
    /// What commands need to mean this start.
    pub(super) port: String,
    pub(super) endpoints: OnceLock<Endpoints>,
    pub(super) status_bucket: OnceLock<String>,
    pub(super) sns: aws_sdk_sns::Client,
    pub(super) s3: aws_sdk_s3::Client,
}

impl Site {
    pub(super) fn new(access: &AwsAccess, inbox: Inbox, command: &'static str, port: u16) -> Self {
        let sdk = access.sdk_config();
        Self {
            inbox,
            command,
            port: port_flag(port),
            endpoints: OnceLock::new(),
            status_bucket: OnceLock::new(),
            sns: aws_sdk_sns::Client::new(&sdk),
            s3: aws_sdk_s3::Client::new(&sdk),
        }
    }
}

pub(super) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/inbox", get(inbox))
        .route("/deliver/{to}/{channel}", post(deliver))
        .route("/status", get(|| async { Redirect::permanent("/status/") }))
        .route("/status/", get(status_index))
        .route("/status/{*key}", get(status_object))
        .with_state(site)
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

async fn home(State(site): State<Arc<Site>>) -> Result<Response, Failure> {
    page(&Home { endpoints: site.endpoints.get(), command: site.command, port: &site.port })
}

async fn inbox(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Failure> {
    let messages = site.inbox.all();
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("application/json") {
        Ok(Json(messages).into_response())
    } else {
        page(&InboxPage::new(&messages, site.command))
    }
}

#[derive(Deserialize)]
struct Delivery {
    #[serde(default)]
    address: String,
}

async fn deliver(
    State(site): State<Arc<Site>>,
    Path((to, channel)): Path<(String, String)>,
    Query(Delivery { address }): Query<Delivery>,
    body: String,
) -> Result<(), Failure> {
    let envelope = Envelope::parse(&body).map_err(|error| Failure::new(StatusCode::BAD_REQUEST, &error))?;
    match envelope {
        Envelope::Notification { text, sent_at } => {
            site.inbox.add(Message { to, channel, address, text, sent_at })
        }
        Envelope::Confirmation { topic_arn, token } => {
            confirm(&site.sns, &topic_arn, &token)
                .await
                .map_err(|error| Failure::new(StatusCode::BAD_GATEWAY, &error))?;
        }
    }
    Ok(())
}

async fn confirm(sns: &aws_sdk_sns::Client, topic_arn: &str, token: &str) -> anyhow::Result<()> {
    check_topic(topic_arn, STACK)?;
    sns.confirm_subscription().topic_arn(topic_arn).token(token).send().await?;
    Ok(())
}

async fn status_index(State(site): State<Arc<Site>>) -> Result<Response, Failure> {
    status::serve(&site, "index.html").await
}

async fn status_object(State(site): State<Arc<Site>>, Path(key): Path<String>) -> Result<Response, Failure> {
    status::serve(&site, &key).await
}
