//! The bucket of the status page, behind a CDN.
//!
//! Renders nothing, and only writes objects.

use crate::error;
use aws_config::{Region, SdkConfig};
use aws_sdk_s3::Client;
use callout_ports::{PageObject, PortError, StatusBucket};
use futures::stream::{self, StreamExt as _};

/// Fresh for 15 seconds, served while it is revalidated, and kept for a day if the bucket fails.
const CACHE_CONTROL: &str = "max-age=15, stale-while-revalidate=60, stale-if-error=86400";

/// How many files are written at once: a page of five hundred components has two thousand, and a function few sockets.
const AT_ONCE: usize = 32;

/// The bucket of the status page.
#[derive(Debug, Clone)]
pub struct S3StatusBucket {
    client: Client,
    bucket: String,
}

impl S3StatusBucket {
    /// Creates the bucket for a name.
    pub fn new(config: &SdkConfig, bucket: impl Into<String>) -> Self {
        Self { client: Client::new(config), bucket: bucket.into() }
    }

    /// Creates a bucket of another region.
    pub fn in_region(config: &SdkConfig, region: &str, bucket: impl Into<String>) -> Self {
        let config = config.to_builder().region(Region::new(region.to_owned())).build();
        Self::new(&config, bucket)
    }

    async fn put(&self, object: &PageObject) -> Result<(), PortError> {
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(&object.key)
            .content_type(object.content_type)
            .cache_control(CACHE_CONTROL)
            .body(object.body.clone().into());
        let doing = format!("publish {} on the status page", object.key);
        request.send().await.map(drop).map_err(error::unavailable(doing))
    }

    async fn delete(&self, key: &str) -> Result<(), PortError> {
        let request = self.client.delete_object().bucket(&self.bucket).key(key);
        request.send().await.map(drop).map_err(error::unavailable(format!("take {key} off the status page")))
    }
}

impl StatusBucket for S3StatusBucket {
    async fn publish(&self, objects: &[PageObject]) -> Result<(), PortError> {
        // All are tried even if some fail: a half-updated page is better than an old one.
        let puts: Vec<_> = objects.iter().map(|object| self.put(object)).collect();
        let done: Vec<_> = stream::iter(puts).buffer_unordered(AT_ONCE).collect().await;
        done.into_iter().collect()
    }

    async fn remove(&self, keys: &[String]) -> Result<(), PortError> {
        let deletions: Vec<_> = keys.iter().map(|key| self.delete(key)).collect();
        let done: Vec<_> = stream::iter(deletions).buffer_unordered(AT_ONCE).collect().await;
        done.into_iter().collect()
    }
}
