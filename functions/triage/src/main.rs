//! Lambda `triage`: wiring only.

use anyhow::Result;
use aws_lambda_events::event::sqs::SqsEvent;
use callout_aws::{SqsTimers, Table, sdk_config};
use callout_lambda::{Received, SystemClock, each_batch};
use lambda_runtime::{LambdaEvent, run, service_fn};
use triage::desk::{Desk, Looks};
use triage::{config::Config, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table);
    let timers = SqsTimers::new(&sdk, &config.timers_queue);
    let looks = Looks::default();
    let desk = Desk::new(&table, &timers, &SystemClock, &looks);
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let work = async |messages: &[Received]| {
            let bodies: Vec<&str> = messages.iter().map(|message| message.body.as_str()).collect();
            handler::handle(&bodies, &desk).await
        };
        Ok::<_, anyhow::Error>(each_batch(event.payload, work).await)
    }))
    .await
}
