//! Lambda `notify`: wiring only.

use anyhow::Result;
use aws_lambda_events::event::sqs::SqsEvent;
use callout_aws::{Carriers, Origins, PhoneNumbers, SecretLinkKeys, SnsMessenger, Table, Topics, sdk_config};
use callout_lambda::{Received, SystemClock, each_message};
use lambda_runtime::{LambdaEvent, run, service_fn};
use notify::{config::Config, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table);
    let topics = Topics {
        responder_prefix: config.topic_prefix,
        chat_prefix: config.chat_prefix,
        fallback: config.fallback_topic,
    };
    let origins = Origins { voice: config.voice_origin, voice_id: config.voice_id, text: config.text_origin };
    let carriers =
        Carriers { topics: SnsMessenger::new(&sdk, topics), numbers: PhoneNumbers::new(&sdk, origins) };
    let keys = SecretLinkKeys::new(&sdk, &config.link_key);
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let work = async |message: Received| {
            let Received { id, body } = message;
            handler::handle(&body, &id, &config.link_base, &table, &carriers, &keys, &SystemClock).await
        };
        Ok::<_, anyhow::Error>(each_message(event.payload, work).await)
    }))
    .await
}
