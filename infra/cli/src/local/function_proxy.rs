//! A server that hands requests on to a function with pages, as its function URL does in AWS: its links start at the root.
//! Must not change paths, queries, bodies or answers; who asks is checked before.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode, Uri, header};
use axum::middleware::from_fn;
use axum::response::Response;

use super::http::Http;
use super::site::Failure;
use super::visitor;

#[derive(Debug, Default)]
pub(super) struct FunctionProxy {
    pub(super) http: Http,
    /// Where the emulator answers for the function; known when the stack is there.
    pub(super) target: OnceLock<String>,
    /// Where it answers for report pages, which are beside the console here: browsers send it no form directly.
    pub(super) report_pages: OnceLock<String>,
}

pub(super) fn router(proxy: Arc<FunctionProxy>) -> Router {
    Router::new().fallback(forward).with_state(proxy).layer(from_fn(visitor::own_or_nameless))
}

/// `https://<id>.lambda-url.<region>.on.aws/` as the emulator serves it.
pub(super) fn reachable(endpoint_url: &str, function_url: &str) -> String {
    let host = function_url.trim_start_matches("https://");
    let id = host.split('.').next().unwrap_or(host);
    let path = host.split_once('/').map_or("", |(_, path)| path);
    format!("{endpoint_url}/_aws/lambda-url/{id}/{path}")
}

async fn forward(
    State(proxy): State<Arc<FunctionProxy>>,
    mut request: Request<Body>,
) -> Result<Response, Failure> {
    let base = match is_report_page(request.uri()) {
        true => proxy.report_pages.get().or(proxy.target.get()),
        false => proxy.target.get(),
    };
    let uri =
        target(base, request.uri()).map_err(|error| Failure::new(StatusCode::SERVICE_UNAVAILABLE, &error))?;
    *request.uri_mut() = uri;
    request.headers_mut().remove(header::HOST);
    // Who asks was looked at here; the emulator answers no page at all.
    request.headers_mut().remove(header::ORIGIN);
    proxy.http.send(request).await.map_err(|error| Failure::new(StatusCode::BAD_GATEWAY, &error))
}

fn is_report_page(asked: &Uri) -> bool {
    asked.path() == "/problem" || asked.path().starts_with("/problem/")
}

fn target(base: Option<&String>, asked: &Uri) -> anyhow::Result<Uri> {
    let base = base.ok_or_else(|| anyhow::anyhow!("still starting: try again in a moment"))?;
    let path = asked.path_and_query().map_or("/", |path| path.as_str());
    Ok(format!("{}{path}", base.trim_end_matches('/')).parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_urls_are_reachable_through_the_emulator() {
        assert_eq!(
            reachable("http://127.0.0.1:4566", "https://abc.lambda-url.us-east-1.on.aws/v2/enqueue"),
            "http://127.0.0.1:4566/_aws/lambda-url/abc/v2/enqueue"
        );
    }

    #[test]
    fn paths_and_queries_are_kept() {
        let base = "http://127.0.0.1:4566/_aws/lambda-url/abc/".to_owned();
        let uri = target(Some(&base), &"/a/k?x=1%202".parse().unwrap()).unwrap();
        assert_eq!(uri.to_string(), "http://127.0.0.1:4566/_aws/lambda-url/abc/a/k?x=1%202");
    }

    #[test]
    fn report_pages_are_those_under_their_path() {
        let asks = |path: &str| is_report_page(&path.parse().unwrap());
        assert!(asks("/problem") && asks("/problem/checkout?x=1"));
        assert!(!asks("/") && !asks("/problems") && !asks("/incidents/problem"));
    }

    #[test]
    fn before_the_stack_is_there_one_is_asked_to_wait() {
        assert!(target(None, &"/".parse().unwrap()).is_err());
    }
}
