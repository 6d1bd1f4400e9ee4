//! Lambda `triage`: wiring only.

use anyhow::Result;
use aws_lambda_events::event::sqs::SqsEvent;
use callout_aws::{Table, sdk_config};
use callout_lambda::SystemClock;
use lambda_runtime::{LambdaEvent, run, service_fn};
use triage::{config::Config, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let table = Table::new(&sdk_config().await, &config.table);
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let work = async |message: callout_lambda::Received| {
            handler::handle(&message.body, &table, &SystemClock).await
        };
        Ok::<_, anyhow::Error>(callout_lambda::each_message(event.payload, work).await)
    }))
    .await
}
