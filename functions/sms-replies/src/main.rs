//! Lambda `sms-replies`: wiring only.

use aws_lambda_events::event::sqs::SqsEvent;
use callout_aws::{Origins, PhoneNumbers, SecretLinkKeys, Table, sdk_config};
use callout_lambda::{Deadline, Received, SystemClock, each_message};
use lambda_runtime::{LambdaEvent, run, service_fn};
use sms_replies::config::Config;
use sms_replies::deps::Deps;
use sms_replies::handler;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table);
    let keys = SecretLinkKeys::new(&sdk, &config.link_key);
    let numbers = PhoneNumbers::new(&sdk, Origins { text: Some(config.text_origin), ..Origins::default() });
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let deps = Deps { table: &table, keys: &keys, messenger: &numbers, clock: &SystemClock };
        let work = async |message: Received| handler::receive(&message, &deps).await;
        Ok::<_, anyhow::Error>(each_message(event.payload, Deadline::of(&event.context), work).await)
    }))
    .await
}
