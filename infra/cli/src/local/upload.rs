//! Puts the functions' packages and the template where the emulated CloudFormation reads them.
//! Must not reuse an address: an update takes new code only from a new one.

use anyhow::{Context, Result};
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;

use super::template;

const BUCKET: &str = "callout-code";

/// Uploads under the folder `start`, which differs from start to start, and returns the template's address.
pub(super) async fn upload(
    client: &Client,
    endpoint_url: &str,
    start: &str,
    template: &str,
    packages: Vec<(String, Vec<u8>)>,
) -> Result<String> {
    // Kept data may have it already; any other trouble shows in the next call.
    let _ = client.create_bucket().bucket(BUCKET).send().await;
    for (function, package) in packages {
        put(client, &format!("{start}/{function}.zip"), package).await?;
    }
    let body = template::packaged(template, |function| format!("s3://{BUCKET}/{start}/{function}.zip"));
    let key = format!("{start}/template.yaml");
    put(client, &key, body.into_bytes()).await?;
    Ok(format!("{endpoint_url}/{BUCKET}/{key}"))
}

async fn put(client: &Client, key: &str, content: Vec<u8>) -> Result<()> {
    let request = client.put_object().bucket(BUCKET).key(key).body(ByteStream::from(content));
    request.send().await.with_context(|| format!("upload {key}"))?;
    Ok(())
}
