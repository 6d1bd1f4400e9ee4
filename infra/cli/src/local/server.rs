//! The local web server: what to open, the inbox, and the stand-in for CloudFront before the status page.
//! Must not be reachable from other machines.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::inbox::{Envelope, Message, check_topic};
use super::pages::{Home, InboxPage};
use super::site::{Failure, Site, page};
use super::stack::STACK;
use super::{status, visitor};

pub(super) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/inbox", get(inbox))
        .route("/deliver/{to}/{channel}", post(deliver))
        .route("/status", get(|| async { Redirect::permanent("/status/") }))
        .route("/status/", get(status_index))
        .route("/status/{*key}", get(status_object))
        .with_state(site)
        .layer(from_fn(visitor::own_only))
}

async fn home(State(site): State<Arc<Site>>) -> Result<Response, Failure> {
    let port = site.port.get().map_or("", String::as_str);
    page(&Home { endpoints: site.endpoints.get(), command: site.command, port })
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
