//! Lambda `alarm-intake`: wiring only.

use alarm_intake::config::Config;
use alarm_intake::http::{Intake, router};
use alarm_intake::{handler, heartbeat};
use anyhow::Result;
use callout_aws::{Https, SqsAlertQueue, Table, sdk_config};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::Value;
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let alerts = SqsAlertQueue::new(&sdk, &config.alerts_queue_url);
    let rulebook = Table::new(&sdk, &config.table_name);
    let intake = Arc::new(Intake::new(alerts, rulebook, SystemClock, Https::default()));
    let routes = router(Arc::clone(&intake)).merge(heartbeat::router(Arc::clone(&intake)));
    run(service_fn(async |event: LambdaEvent<Value>| {
        // Boxed: the SDK's nested futures are deeper than the compiler looks.
        Box::pin(handler::dispatch(event, &routes, &intake.alerts, intake.clock.now())).await
    }))
    .await
}
