//! Lambda `status-page`: wiring only.

use anyhow::Result;
use callout_aws::{S3StatusBucket, Table, sdk_config};
use callout_lambda::{SystemClock, sns_messages};
use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::Value;
use status_page::{config::Config, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table);
    let bucket = S3StatusBucket::new(&sdk, &config.bucket);
    run(service_fn(async |event: LambdaEvent<Value>| {
        for message in sns_messages(event.payload)? {
            handler::handle(&message, &config.address, &table, &bucket, &SystemClock).await?;
        }
        Ok::<_, anyhow::Error>(())
    }))
    .await
}
