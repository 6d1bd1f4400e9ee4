//! HTTP beneath the SDK without a network: AWS in this process, whose answers are written down, or what was written down.
//!
//! The second way takes no time worth speaking of, so that what is left is the SDK's own and ours.

use super::aws::{Answer, Aws};
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// Answers in the order of the requests, each with what was asked for.
pub(super) type Answers = VecDeque<(String, Answer)>;

/// The connection.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    /// Asked, unless everything was written down before.
    aws: Option<Arc<Aws>>,
    answers: Arc<Mutex<Answers>>,
}

impl Wire {
    /// AWS answers, and it is written down.
    pub(super) fn recording(aws: Arc<Aws>) -> Self {
        Self { aws: Some(aws), answers: Arc::default() }
    }

    /// What was written down is answered.
    pub(super) fn replaying(answers: Answers) -> Self {
        Self { aws: None, answers: Arc::new(Mutex::new(answers)) }
    }

    /// What was written down.
    pub(super) fn answers(&self) -> Answers {
        self.answers.lock().unwrap().clone()
    }

    /// The SDK over this connection; everything else as in the functions.
    pub(super) fn sdk(&self) -> SdkConfig {
        let connector = SharedHttpConnector::new(self.clone());
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                "none", "none", None, None, "none",
            )))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .build()
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let answer = match &self.aws {
            Some(aws) => {
                let answer = aws.answer(target, request.body().bytes().unwrap_or_default());
                self.answers.lock().unwrap().push_back((target.to_owned(), answer.clone()));
                answer
            }
            None => {
                let (asked, answer) = self.answers.lock().unwrap().pop_front().unwrap();
                assert_eq!(asked, target, "the storm is the same each time");
                answer
            }
        };
        let status = answer.status.try_into().unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(answer.body))))
    }
}
