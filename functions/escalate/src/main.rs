//! Lambda `escalate`: wiring only.

use anyhow::{Error, Result};
use callout_aws::{SnsOwnTopics, SqsAlertQueue, SqsTimers, Table, sdk_config};
use callout_lambda::{Deadline, Postponed, Received, SystemClock, each_message_again};
use escalate::own_topics::{LastCheck, check_daily, in_time};
use escalate::{config::Config, handler, handler::ProcessCache};
use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let (sdk, cache) = (sdk_config().await, ProcessCache::default());
    let table = Table::new(&sdk, &config.table);
    let timers = SqsTimers::new(&sdk, &config.timers_queue);
    let alerts = SqsAlertQueue::new(&sdk, &config.alerts_queue);
    let (topics, last_check) = (SnsOwnTopics::new(&sdk, config.topics), LastCheck::default());
    run(service_fn(async |event: LambdaEvent<Value>| {
        if event.payload.get("sweep").is_some() {
            let deadline = Deadline::of(&event.context);
            let late = Box::pin(handler::minute(&table, &alerts, &cache, &SystemClock, deadline)).await;
            let claimed_by = &event.context.request_id;
            let check = Box::pin(check_daily(&table, &topics, &last_check, claimed_by, &SystemClock));
            if let Err(error) = in_time(deadline.left(), check).await {
                tracing::error!(
                    error = format!("{error:#}"),
                    "checking the subscriptions of Callout's own topics failed; the next minute tries again"
                );
            }
            return Ok::<_, Error>(json!({ "late": late? }));
        }
        let work =
            async |it: Received| handler::handle(&it.body, &table, &timers, &alerts, &SystemClock).await;
        let again = async |it: &Received, e: &Error| timers.come_again(&it.receipt, Postponed::by(e)).await;
        let (batch, deadline) = (serde_json::from_value(event.payload)?, Deadline::of(&event.context));
        Ok(serde_json::to_value(each_message_again(batch, deadline, work, again).await)?)
    }))
    .await
}
