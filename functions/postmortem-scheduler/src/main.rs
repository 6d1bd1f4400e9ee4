//! Lambda `postmortem-scheduler`: wiring only.

use anyhow::Result;
use aws_lambda_events::event::sqs::SqsEvent;
use callout_aws::{S3Drafts, Table, sdk_config};
use callout_lambda::{Deadline, Received, SystemClock, each_message};
use lambda_runtime::{LambdaEvent, run, service_fn};
use postmortem_scheduler::{config::Config, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table);
    let drafts = S3Drafts::new(&sdk, &config.bucket);
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let work =
            async |message: Received| handler::handle(&message.body, &table, &drafts, &SystemClock).await;
        Ok::<_, anyhow::Error>(each_message(event.payload, Deadline::of(&event.context), work).await)
    }))
    .await
}
