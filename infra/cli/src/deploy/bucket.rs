//! The bucket for packages and templates, made at the first deployment into an account and region.
//! Must not use a bucket of that name that belongs to somebody else: its name can be guessed.

use super::call::{failed, permissions};
use super::site::Site;
use anyhow::{Result, bail};
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, PublicAccessBlockConfiguration,
};

/// The region whose buckets are made without naming it (S3 API reference, `CreateBucket`).
const WITHOUT_CONSTRAINT: &str = "us-east-1";

/// Sees to it that the bucket is there, private, and this account's.
///
/// # Errors
/// It is somebody else's, or cannot be made.
pub(super) async fn ensure(site: &Site) -> Result<()> {
    let bucket = site.bucket();
    let request = site.s3.head_bucket().bucket(&bucket).expected_bucket_owner(&site.account);
    match request.send().await {
        Ok(_) => Ok(()),
        Err(SdkError::ServiceError(error)) if error.raw().status().as_u16() == 404 => {
            create(site, &bucket).await
        }
        Err(SdkError::ServiceError(error)) if error.raw().status().as_u16() == 403 => bail!(
            "the bucket {bucket}, where the packages go, is another account's, or these credentials may not use it: {}",
            permissions()
        ),
        Err(error) => Err(failed("look for the bucket for packages")(error)),
    }
}

async fn create(site: &Site, bucket: &str) -> Result<()> {
    let place = (site.region != WITHOUT_CONSTRAINT).then(|| {
        let region = BucketLocationConstraint::from(site.region.as_str());
        CreateBucketConfiguration::builder().location_constraint(region).build()
    });
    let request = site.s3.create_bucket().bucket(bucket).set_create_bucket_configuration(place);
    request.send().await.map_err(failed(&format!("make the bucket {bucket} for packages")))?;
    let private = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .block_public_policy(true)
        .ignore_public_acls(true)
        .restrict_public_buckets(true)
        .build();
    let request = site.s3.put_public_access_block().bucket(bucket).expected_bucket_owner(&site.account);
    let request = request.public_access_block_configuration(private);
    request.send().await.map_err(failed(&format!("keep the bucket {bucket} private")))?;
    Ok(())
}
