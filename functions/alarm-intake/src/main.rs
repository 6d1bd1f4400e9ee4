//! Lambda `alarm-intake`: wiring only.

use alarm_intake::{config::Config, handler};
use callout_aws::{SqsAlertQueue, sdk_config};
use callout_lambda::{Deadline, SystemClock};
use callout_ports::Clock as _;
use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let alerts = SqsAlertQueue::new(&sdk_config().await, &config.alerts_queue_url);
    run(service_fn(async |event: LambdaEvent<Value>| {
        // Boxed: the SDK's nested futures exceed the compiler's recursion limit.
        let deadline = Deadline::of(&event.context);
        Box::pin(handler::handle(event.payload, deadline, SystemClock.now(), &alerts)).await
    }))
    .await
}
