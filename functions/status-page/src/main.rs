//! Lambda `status-page`: wiring only.

use anyhow::Result;
use aws_lambda_events::event::sqs::SqsEvent;
use callout_aws::{S3StatusBucket, Table, sdk_config};
use callout_lambda::{Deadline, Received, SystemClock, each_message};
use lambda_runtime::{LambdaEvent, run, service_fn};
use status_page::{
    config::Config,
    copied::Copied,
    handler::{self, Addresses},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table);
    let second = config.second.as_ref().map(|(name, region)| S3StatusBucket::in_region(&sdk, region, name));
    let bucket = Copied::new(S3StatusBucket::new(&sdk, &config.bucket), second);
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        bucket.begin();
        let work = async |message: Received| {
            let addresses = Addresses { page: &config.address, subscribe: &config.subscribe };
            handler::handle(&message.body, addresses, &table, &bucket, &SystemClock).await
        };
        Ok::<_, anyhow::Error>(each_message(event.payload, Deadline::of(&event.context), work).await)
    }))
    .await
}
