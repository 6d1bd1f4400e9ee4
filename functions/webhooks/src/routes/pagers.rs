//! The addresses of other pagers' APIs, so that what calls them needs a new address only: Opsgenie's alerts, and `VictorOps`'
//! REST endpoint.
//!
//! They answer as those services do once a body is queued. Sources: <https://docs.opsgenie.com/docs/alert-api>,
//! <https://help.victorops.com/knowledge-base/rest-endpoint-integration-guide/>

use crate::deps::Ports;
use crate::reply::Reply;
use crate::request;
use crate::routes::tools;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use callout_formats::webhook::Format;
use serde_json::json;
use std::sync::Arc;

type Body = Result<Bytes, BytesRejection>;

/// `GET` on each: what to send. Changes nothing, and tells of no alert.
pub(crate) async fn explain() -> Reply {
    Reply::Explained(
        "send what you would send to Opsgenie or VictorOps here with POST, and the key of an integration where theirs \
         was; this request changed nothing"
            .to_owned(),
    )
}

/// `POST /v2/alerts`, with `Authorization: GenieKey <key>`.
pub(crate) async fn create<P: Ports>(State(deps): State<Arc<P>>, headers: HeaderMap, body: Body) -> Reply {
    opsgenie(&*deps, None, &headers, body, &[]).await
}

/// `POST /v1/opsgenie/<key>/v2/alerts`
pub(crate) async fn create_with_key<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    opsgenie(&*deps, Some(key), &headers, body, &[]).await
}

/// `POST /v2/alerts/<alias>/<action>`
pub(crate) async fn act<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((alias, action)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    opsgenie(&*deps, None, &headers, body, &[("alias", &alias), ("action", &action)]).await
}

/// `POST /v1/opsgenie/<key>/v2/alerts/<alias>/<action>`
pub(crate) async fn act_with_key<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((key, alias, action)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    opsgenie(&*deps, Some(key), &headers, body, &[("alias", &alias), ("action", &action)]).await
}

async fn opsgenie(
    deps: &impl Ports,
    key: Option<String>,
    headers: &HeaderMap,
    body: Body,
    more: tools::More<'_>,
) -> Reply {
    let Some(format) = Format::named("opsgenie") else { return Reply::NotFound };
    let key = request::key(key, headers);
    match tools::answer(deps, format, key, request::body(headers, body), more).await {
        Reply::Accepted(_) => Reply::Accepted(
            json!({ "result": "Request will be processed", "took": 0.0, "requestId": "none" }),
        ),
        other => other,
    }
}

/// `POST /v1/victorops/<key>/<routing key>`, and the address of `VictorOps`' own before it. The routing key becomes the label
/// `routing`.
pub(crate) async fn victorops<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((key, routing)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    send(&*deps, key, &headers, body, &[("routing", &routing)]).await
}

/// The same without a routing key.
pub(crate) async fn victorops_unrouted<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    send(&*deps, key, &headers, body, &[]).await
}

async fn send(
    deps: &impl Ports,
    key: String,
    headers: &HeaderMap,
    body: Body,
    more: tools::More<'_>,
) -> Reply {
    let Some(format) = Format::named("victorops") else { return Reply::NotFound };
    match tools::answer(deps, format, Some(key), request::body(headers, body), more).await {
        Reply::Accepted(_) => Reply::Accepted(json!({ "result": "success" })),
        other => other,
    }
}
