//! Report pages: `GET` and `POST /problem/<page>`, for colleagues without a login, and the receipts of what they sent.
//!
//! A `GET` changes nothing. Must not tell a colleague who is on call or what else goes on, nor log what they typed.

mod form;
mod found;
mod receipt;
mod token;
mod view;

use crate::deps::Ports;
use crate::queue::queue;
use crate::report_limit::Source;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use callout_ports::Clock as _;
use callout_web::layout::{page, see};
use callout_web::serve::serve;
use form::Typed;
use found::{Found, find};
use std::sync::Arc;
use token::{Browser, with_cookie};
use view::{FormPage, Notice};

/// The largest form: 2,600 characters, each of which URL encoding may write as twelve.
const LARGEST_FORM: usize = 32 * 1024;

/// Whether an address is for people in a browser.
pub(crate) fn is_for_people(uri: &Uri) -> bool {
    uri.path() == "/times.js" || uri.path() == "/problem" || uri.path().starts_with("/problem/")
}

/// The routes.
pub(crate) fn routes<P: Ports>(deps: Arc<P>) -> Router {
    let routes = Router::new()
        .route("/problem", get(async || Notice::no_page()))
        .route("/problem/{page}", get(show::<P>).post(submit::<P>))
        .route("/problem/{page}/{receipt}", get(receipt::show::<P>))
        .layer(DefaultBodyLimit::max(LARGEST_FORM));
    serve(routes, deps)
}

/// Shows the form.
async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(address): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let found = find(&*deps, &address).await?;
    Ok(answer(&*deps, &found, StatusCode::OK, &headers, Typed::default(), None))
}

/// Takes a report, then shows its receipt.
async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(address): Path<String>,
    source: Source,
    headers: HeaderMap,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Response> {
    let deps = &*deps;
    let found = find(deps, &address).await?;
    let Ok(Form(typed)) = form else { return Err(Notice::malformed()) };
    let again =
        |status, typed, why: &str| answer(deps, &found, status, &headers, typed, Some(why.to_owned()));
    let is_own =
        Browser::of(deps, &headers).is_some_and(|browser| browser.has_sent(&found.name, &typed.form));
    if !is_own {
        const STRANGE: &str =
            "Press the button once more. If this comes again, allow cookies for this address.";
        return Ok(again(StatusCode::FORBIDDEN, typed, STRANGE));
    }
    let report = typed.report(&found.name, &found.page.service);
    if !report.says_something() {
        return Ok(again(StatusCode::BAD_REQUEST, typed, "Say what is wrong."));
    }
    let now = deps.clock().now();
    if let Some(wait) = deps.report_limit().retry_after(&found.name, &source, now) {
        tracing::warn!(page = found.name, "refused a report beyond the limit");
        const MANY: &str = "Many reports of this came within a minute; whoever is on call has them. Press the button \
                            again in a minute if yours says something else.";
        let response = again(StatusCode::TOO_MANY_REQUESTS, typed, MANY);
        return Ok(([(header::RETRY_AFTER, (wait.as_secs() + 1).to_string())], response).into_response());
    }
    if let Err(error) = queue(&[report.event(now)], deps.alerts()).await {
        tracing::error!("could not queue a report: {error:#}");
        const AWAY: &str = "Callout could not take it. Press the button again; sent twice, it is one report.";
        return Ok(again(StatusCode::SERVICE_UNAVAILABLE, typed, AWAY));
    }
    deps.report_limit().record(&found.name, &source, now);
    Ok(see(&format!("{address}/{}", report.receipt().as_str())))
}

/// The form, with a cookie that only this browser has.
fn answer<P: Ports>(
    deps: &P,
    found: &Found,
    status: StatusCode,
    headers: &HeaderMap,
    typed: Typed,
    why: Option<String>,
) -> Response {
    let Some(browser) = Browser::of(deps, headers).or_else(Browser::new) else {
        return Notice::unavailable(&anyhow::anyhow!("the system gives no random bytes"));
    };
    // The same form, sent once more, is the same report.
    let form = match browser.has_sent(&found.name, &typed.form) {
        true => Some(typed.form.clone()),
        false => browser.form(&found.name),
    };
    let Some(form) = form else {
        return Notice::unavailable(&anyhow::anyhow!("the system gives no random bytes"));
    };
    let shown = FormPage::of(&found.rules, &found.page, form, typed, why);
    with_cookie(deps, &browser, page(status, &shown))
}
