//! Lambda `escalate`: wiring only.

use anyhow::Result;
use callout_aws::{SnsOwnTopics, SqsAlertQueue, SqsTimers, Table, sdk_config};
use callout_lambda::{Deadline, SystemClock};
use escalate::own_topics::{LastLook, in_time, look_daily};
use escalate::{config::Config, handler, handler::ProcessCache};
use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table);
    let timers = SqsTimers::new(&sdk, &config.timers_queue);
    let alerts = SqsAlertQueue::new(&sdk, &config.alerts_queue);
    let (topics, last_look) = (SnsOwnTopics::new(&sdk, config.topics), LastLook::default());
    let memory = ProcessCache::default();
    run(service_fn(async |event: LambdaEvent<Value>| {
        if event.payload.get("sweep").is_some() {
            let late = Box::pin(handler::minute(&table, &alerts, &memory, &SystemClock)).await;
            let holder = &event.context.request_id;
            let look = Box::pin(look_daily(&table, &topics, &last_look, holder, &SystemClock));
            if let Err(error) = in_time(Deadline::of(&event.context).left(), look).await {
                tracing::error!(error = format!("{error:#}"), "the next minute looks again");
            }
            let late = late?;
            return Ok::<_, anyhow::Error>(json!({ "late": late }));
        }
        let work = async |message: callout_lambda::Received| {
            handler::handle(&message.body, &table, &timers, &SystemClock).await
        };
        let deadline = Deadline::of(&event.context);
        let batch = serde_json::from_value(event.payload)?;
        Ok(serde_json::to_value(callout_lambda::each_message(batch, deadline, work).await)?)
    }))
    .await
}
