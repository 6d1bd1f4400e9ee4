//! Addresses, and the headers that every answer carries.

use crate::page::STYLE;
use crate::{acknowledge, answer::PageError, calendar, console};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callout_ports::{Clock, ContextStore, IncidentStore, LinkKeySource, SettingsSource};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock};

/// The largest form taken: a note or an update has at most 4,000 characters, which a form may write as nine each.
const LARGEST_FORM: usize = 64 * 1024;

/// What the pages need of the outside world.
#[derive(Debug)]
pub struct Deps<T, K, C> {
    /// Incidents and settings.
    pub table: Arc<T>,
    /// What signs links.
    pub keys: Arc<K>,
    /// When a request came.
    pub clock: Arc<C>,
}

/// Dependencies of any make.
pub(crate) trait Ports: Send + Sync + 'static {
    fn table(&self) -> &(impl IncidentStore + SettingsSource + ContextStore);
    fn keys(&self) -> &impl LinkKeySource;
    fn now(&self) -> Timestamp;
}

impl<T, K, C> Ports for Deps<T, K, C>
where
    T: IncidentStore + SettingsSource + ContextStore + 'static,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    fn table(&self) -> &(impl IncidentStore + SettingsSource + ContextStore) {
        &*self.table
    }

    fn keys(&self) -> &impl LinkKeySource {
        &*self.keys
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// Every address that people open.
pub fn router<T, K, C>(deps: Deps<T, K, C>) -> Router
where
    T: IncidentStore + SettingsSource + ContextStore + 'static,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    routes(Arc::new(deps))
}

fn routes<P: Ports>(deps: Arc<P>) -> Router {
    Router::new()
        .route("/a/{token}", get(acknowledge::show::<P>).post(acknowledge::acknowledge::<P>))
        .route("/cal/{file}", get(calendar::show::<P>))
        .route("/c/{token}", get(console::list::<P>))
        .route("/c/{token}/i/{incident}", get(console::show::<P>).post(console::submit::<P>))
        .method_not_allowed_fallback(wrong_method)
        .fallback(async || PageError::Refused)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(map_response(with_headers))
        .with_state(deps)
}

async fn wrong_method(method: Method) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, format!("{method} is not understood here; open the link in a browser\n"))
        .into_response()
}

/// The style is the only thing a page may use besides its own text; its digest follows the file.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

async fn with_headers(mut response: Response) -> Response {
    const FIXED: [(HeaderName, &str); 5] = [
        // The address carries the authority: it must not leave with a click on a runbook, or stay in a cache.
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    response
}
