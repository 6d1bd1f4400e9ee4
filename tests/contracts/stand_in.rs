//! A stand-in for AWS that answers what a test makes it answer.

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;
use axum::Router;
use std::future::IntoFuture as _;

/// Does something with clients that ask the stand-in, once each.
pub(super) async fn against<T>(answers: Router, work: impl AsyncFnOnce(&SdkConfig) -> T) -> T {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let served = axum::serve(listener, answers);
    let sdk = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .endpoint_url(endpoint)
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .load()
        .await;
    tokio::select! {
        done = work(&sdk) => done,
        _ = served.into_future() => panic!("the stand-in stopped"),
    }
}
