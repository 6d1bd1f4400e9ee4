//! The edge of the functions with a public URL: nothing that a stranger writes around a request may end the process.
//!
//! Reads no body, and answers nothing itself.

use crate::traffic::Traffic;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::lambda_runtime::Diagnostic;
use lambda_http::request::LambdaRequest;
use lambda_http::tower::ServiceExt as _;
use lambda_http::{Adapter, Error, IntoResponse, LambdaEvent, Request, Service};
use std::time::Instant;

/// Serves a function's URL until the environment ends; `read` takes out of a request what could end the process: [`readable`], or
/// [`readable_with_query`] for routes that read queries.
///
/// # Errors
/// The runtime of Lambda went away.
pub async fn serve<S, R, E>(
    read: fn(LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest>,
    routes: S,
) -> Result<(), Error>
where
    S: Service<Request, Response = R, Error = E> + Send + 'static,
    S::Future: Send + 'static,
    R: IntoResponse + Send + 'static,
    E: std::fmt::Debug + Into<Diagnostic> + Send + 'static,
{
    let traffic = Traffic::default();
    let counted = move |event| {
        traffic.count(Instant::now());
        read(event)
    };
    lambda_http::lambda_runtime::run(Adapter::from(routes).map_request(counted)).await
}

/// As [`readable`], with the query.
pub fn readable_with_query(event: LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest> {
    let query = match &event.payload {
        LambdaRequest::ApiGatewayV2(request) => request.raw_query_string.as_deref().map(encoded),
        _ => None,
    };
    let mut event = readable(event);
    if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
        request.raw_query_string = query;
    }
    event
}

/// A query in which only what RFC 3986 (section 3.4) allows stands as it is.
fn encoded(query: &str) -> String {
    let mut encoded = String::with_capacity(query.len());
    for byte in query.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => encoded.push(char::from(byte)),
            _ if b"-._~!$&'()*+,;=:@/?%".contains(&byte) => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The request without what no route reads and `lambda_http` cannot always turn into an address: it panics at a query
/// with a space or `<` in it (seen through CloudFront in `aws-lambda-web-adapter` #491), and at such a host or scheme.
/// A panic counts as an error of the function, so that anybody could set off its alarm.
pub fn readable(event: LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest> {
    let LambdaEvent { payload, context } = event;
    let payload = match payload {
        LambdaRequest::ApiGatewayV2(request) => LambdaRequest::ApiGatewayV2(without_query(request)),
        other => other,
    };
    LambdaEvent::new(payload, context)
}

fn without_query(mut request: ApiGatewayV2httpRequest) -> ApiGatewayV2httpRequest {
    request.raw_query_string = None;
    request.query_string_parameters = Default::default();
    for name in ["host", "x-forwarded-proto"] {
        request.headers.remove(name);
    }
    request.request_context.domain_name = None;
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::{Context, service_fn};
    use serde_json::{Value, json};

    /// The address that routes see, for a request with these parts.
    async fn address(path: &str, query: &str, headers: Value) -> String {
        seen(readable(event_of(path, query, headers))).await
    }

    fn event_of(path: &str, query: &str, headers: Value) -> LambdaEvent<LambdaRequest> {
        let payload = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": headers,
            "requestContext": {
                "accountId": "anonymous", "domainName": "abc.lambda-url.eu-central-1.on.aws", "stage": "$default",
                "http": { "method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7" }
            },
            "isBase64Encoded": false
        });
        LambdaEvent::new(serde_json::from_value(payload).unwrap(), Context::default())
    }

    async fn seen(event: LambdaEvent<LambdaRequest>) -> String {
        let routes = service_fn(|request: Request| async move {
            Ok::<_, std::convert::Infallible>(request.uri().to_string())
        });
        let answer = Adapter::from(routes).oneshot(event).await.unwrap();
        serde_json::to_value(answer).unwrap()["body"].as_str().unwrap().to_owned()
    }

    #[tokio::test]
    async fn no_query_host_or_scheme_ends_the_process() {
        for query in ["", "a b", "<", "a=\"b\"", "a=%", "\u{7f}", "utm_source=mail&a+b"] {
            assert_eq!(address("/a/token", query, json!({})).await, "/a/token", "{query}");
        }
        for headers in [json!({ "host": "a b" }), json!({ "x-forwarded-proto": ":" }), json!({ "host": "<" })]
        {
            assert_eq!(address("/a/token", "a b", headers).await, "/a/token");
        }
        for (query, kept) in
            [("q=a b&x=%20", "q=a%20b&x=%20"), ("q=<\u{e9}>\"#", "q=%3C%C3%A9%3E%22%23"), ("a=%", "a=%")]
        {
            let event = readable_with_query(event_of("/incidents", query, json!({})));
            assert_eq!(seen(event).await, format!("/incidents?{kept}"));
        }
        for path in ["/a b", "/<", "/a\"{}|^`", "//", "/\u{e9}", ""] {
            address(path, "", json!({})).await;
        }
    }
}
