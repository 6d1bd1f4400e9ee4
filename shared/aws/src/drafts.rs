//! Postmortem drafts in a bucket.
//!
//! Never overwrites: people edit drafts.

use crate::error;
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::put_object::PutObjectError;
use callout_ports::{Drafts, PortError};

/// The bucket of drafts.
#[derive(Debug, Clone)]
pub struct S3Drafts {
    client: Client,
    bucket: String,
}

impl S3Drafts {
    /// Creates the bucket for a name.
    pub fn new(config: &SdkConfig, bucket: impl Into<String>) -> Self {
        Self { client: Client::new(config), bucket: bucket.into() }
    }
}

impl Drafts for S3Drafts {
    async fn save_draft(&self, key: &str, markdown: &str) -> Result<String, PortError> {
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type("text/markdown; charset=utf-8")
            .if_none_match("*")
            .body(markdown.as_bytes().to_vec().into());
        let location = format!("s3://{}/{key}", self.bucket);
        match request.send().await {
            Err(error) if is_there_already(&error) => Ok(location),
            answer => answer.map(|_| location).map_err(error::unavailable("store the draft of a postmortem")),
        }
    }
}

fn is_there_already(error: &SdkError<PutObjectError>) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code) == Some("PreconditionFailed")
}
