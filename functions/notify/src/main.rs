//! Lambda `notify`: wiring only.

use anyhow::{Error, Result};
use aws_lambda_events::event::sqs::SqsEvent;
use callout_aws::{
    Carriers, NotifyQueue, Origins, PhoneNumbers, SecretLinkKeys, SnsMessenger, Table, Topics, sdk_config,
};
use callout_lambda::{Deadline, Received, SystemClock, each_message_again};
use lambda_runtime::{LambdaEvent, run, service_fn};
use notify::attempts::come_again_after;
use notify::deps::{Deps, QueueDelivery};
use notify::{config::Config, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let (config, sdk) = (Config::from_env()?, sdk_config().await);
    let table = Table::new(&sdk, &config.table);
    let topics = Topics {
        responder_prefix: config.topic_prefix,
        chat_prefix: config.chat_prefix,
        fallback_email: config.fallback_email,
        fallback_phone: config.fallback_phone,
        drill: config.drill_topic,
    };
    let origins = Origins { voice: config.voice_origin, voice_id: config.voice_id, text: config.text_origin };
    let (topics, numbers) = (SnsMessenger::new(&sdk, topics), PhoneNumbers::new(&sdk, origins));
    let carriers = Carriers { topics, numbers };
    let (keys, queue) = (SecretLinkKeys::new(&sdk, &config.link_key), NotifyQueue::new(&sdk, &config.queue));
    let deps = Deps::new((&table, &carriers, &keys, &queue), &SystemClock, &config.link_base)
        .with_console(&config.console_base)
        .with_metrics(&config.metrics);
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let deadline = Deadline::of(&event.context);
        let work = async |message: Received| {
            let tried = QueueDelivery { message_id: &message.id, deadline };
            handler::handle(&message.body, tried, &deps).await
        };
        let again = async |message: &Received, error: &Error| {
            queue.come_again(&message.receipt, come_again_after(error, message.tries)).await;
        };
        Ok::<_, Error>(each_message_again(event.payload, deadline, work, again).await)
    }))
    .await
}
