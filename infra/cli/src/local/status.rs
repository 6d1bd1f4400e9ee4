//! Serves the status page from its private bucket, as CloudFront does in AWS.
//! Must not serve with other headers than the template tells CloudFront to.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::pages::StatusEmpty;
use super::site::{Failure, Site, page};

/// The policy in `infra/template.yaml`.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) async fn serve(site: &Site, key: &str) -> Result<Response, Failure> {
    let Some(bucket) = site.status_bucket.get() else { return page(&StatusEmpty) };
    let object = match site.s3.get_object().bucket(bucket).key(key).send().await {
        Ok(object) => object,
        Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => {
            return missing(key);
        }
        Err(error) => return Err(Failure::new(StatusCode::BAD_GATEWAY, &error.into())),
    };
    let content_type = object.content_type().unwrap_or("application/octet-stream").to_owned();
    let cache_control = object.cache_control().unwrap_or("max-age=15").to_owned();
    let content =
        object.body.collect().await.map_err(|error| Failure::new(StatusCode::BAD_GATEWAY, &error.into()))?;
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, cache_control)];
    let mut response = (headers, content.into_bytes()).into_response();
    let secure = HeaderValue::from_static(CONTENT_SECURITY_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, secure);
    let nosniff = HeaderValue::from_static("nosniff");
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    Ok(response)
}

fn missing(key: &str) -> Result<Response, Failure> {
    if key == "index.html" {
        return page(&StatusEmpty);
    }
    let error = anyhow::anyhow!("the status page has no {key}");
    Err(Failure::new(StatusCode::NOT_FOUND, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_the_templates() {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let template = words(include_str!("../../../template.yaml"));
        assert!(template.contains(&words(CONTENT_SECURITY_POLICY)));
    }
}
