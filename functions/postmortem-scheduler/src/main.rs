//! Lambda `postmortem-scheduler`: wiring only.

use anyhow::Result;
use callout_aws::{S3Drafts, Table, sdk_config};
use callout_lambda::{SystemClock, sns_messages};
use lambda_runtime::{LambdaEvent, run, service_fn};
use postmortem_scheduler::{config::Config, handler};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table);
    let drafts = S3Drafts::new(&sdk, &config.bucket);
    run(service_fn(async |event: LambdaEvent<Value>| {
        for message in sns_messages(event.payload)? {
            Box::pin(handler::handle(&message, &table, &drafts, &SystemClock)).await?;
        }
        Ok::<_, anyhow::Error>(())
    }))
    .await
}
