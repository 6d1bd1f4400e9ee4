//! Lambda `triage`: wiring only.

use anyhow::Result;
use callout_aws::{CloudWatch, SqsTimers, Table, sdk_config};
use callout_lambda::{Deadline, Received, SystemClock, each_batch, sns_messages};
use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::Value;
use triage::deps::{ArmedCountTimers, Deps};
use triage::{config::Config, context, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let (table, metrics) = (Table::new(&sdk, &config.table), CloudWatch::new(&sdk));
    let timers = SqsTimers::new(&sdk, &config.timers_queue);
    let armed = ArmedCountTimers::default();
    let deps = Deps::new(&table, &timers, &SystemClock, &armed);
    run(service_fn(async |event: LambdaEvent<Value>| {
        if event.payload.pointer("/Records/0/Sns").is_some() {
            for opened in sns_messages(event.payload)? {
                Box::pin(context::handle(&opened, &table, &metrics, &SystemClock)).await?;
            }
            return Ok(Value::Null);
        }
        let work = async |messages: &[Received]| {
            let bodies: Vec<&str> = messages.iter().map(|message| message.body.as_str()).collect();
            handler::handle(&bodies, &deps).await
        };
        let batch = serde_json::from_value(event.payload)?;
        Ok::<_, anyhow::Error>(serde_json::to_value(
            each_batch(batch, Deadline::of(&event.context), work).await,
        )?)
    }))
    .await
}
