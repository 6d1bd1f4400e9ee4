//! Lambda `outbox`: wiring only.

use anyhow::Result;
use aws_lambda_events::event::dynamodb::Event;
use callout_aws::{IncidentEvents, TimerQueue, sdk_config};
use callout_lambda::{SystemClock, each_stream_record};
use lambda_runtime::{LambdaEvent, run, service_fn};
use outbox::{config::Config, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let topic = IncidentEvents::new(&sdk, &config.events_topic);
    let timers = TimerQueue::new(&sdk, &config.timers_queue);
    run(service_fn(async |event: LambdaEvent<Event>| {
        let work = async |items| handler::handle(items, &topic, &timers, &SystemClock).await;
        Ok::<_, anyhow::Error>(each_stream_record(event.payload, work).await)
    }))
    .await
}
