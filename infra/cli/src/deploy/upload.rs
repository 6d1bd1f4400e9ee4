//! Puts packages and template where CloudFormation reads them, under the digest of their content.
//! Must not upload what is there already, nor give one address to two contents: an update takes new code only from a new
//! address.

use super::bucket;
use super::call::failed;
use super::packages::Package;
use super::site::Site;
use super::template::{Table, deployable};
use anyhow::Result;
use aws_sdk_s3::config::Builder;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::primitives::ByteStream;
use callout_domain::ids::hex;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::time::Duration;

/// A few megabytes over a slow line; other calls of AWS take milliseconds.
const UPLOAD: Duration = Duration::from_secs(10 * 60);

/// What was put where.
#[derive(Debug)]
pub(super) struct Uploaded {
    /// Where CloudFormation reads the template.
    pub(super) template_url: String,
    /// How many packages were new.
    pub(super) new: usize,
}

/// Uploads what is not there yet.
///
/// # Errors
/// The bucket cannot be used.
pub(super) async fn upload(
    site: &Site,
    template: &str,
    table: Table<'_>,
    packages: &[Package],
) -> Result<Uploaded> {
    bucket::ensure(site).await?;
    let mut addresses = BTreeMap::new();
    let mut new = 0;
    for package in packages {
        let key = format!("{}/{}.zip", package.function, digest(&package.content));
        new += usize::from(put(site, &key, &package.content).await?);
        addresses.insert(package.function.as_str(), format!("s3://{}/{key}", site.bucket()));
    }
    let address = |function: &str| addresses.get(function).cloned().unwrap_or_default();
    let body = deployable(template, table, address);
    let key = format!("template/{}.yaml", digest(body.as_bytes()));
    put(site, &key, body.as_bytes()).await?;
    Ok(Uploaded { template_url: url(site, &key), new })
}

/// Whether it was new.
async fn put(site: &Site, key: &str, content: &[u8]) -> Result<bool> {
    let bucket = site.bucket();
    let head = site.s3.head_object().bucket(&bucket).key(key).expected_bucket_owner(&site.account);
    match head.send().await {
        Ok(_) => return Ok(false),
        // Without the permission to list, S3 says 403 for what is not there (S3 API reference, HeadObject).
        Err(SdkError::ServiceError(error)) if [403, 404].contains(&error.raw().status().as_u16()) => {}
        Err(error) => return Err(failed(&format!("look for {key}"))(error)),
    }
    let request = site.s3.put_object().bucket(&bucket).key(key).expected_bucket_owner(&site.account);
    let request = request.body(ByteStream::from(content.to_vec()));
    let patient =
        TimeoutConfig::builder().operation_attempt_timeout(UPLOAD).operation_timeout(UPLOAD).build();
    let request = request.customize().config_override(Builder::new().timeout_config(patient));
    request.send().await.map_err(failed(&format!("upload {key} to {bucket}")))?;
    Ok(true)
}

fn digest(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

fn url(site: &Site, key: &str) -> String {
    let (bucket, region) = (site.bucket(), &site.region);
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    match site.emulator() {
        Some(emulator) => format!("{}/{bucket}/{key}", emulator.trim_end_matches('/')),
        None => format!("https://{bucket}.s3.{region}.{suffix}/{key}"),
    }
}
