//! Lambda `deliver`: wiring only.

use aws_lambda_events::event::sqs::SqsEvent;
use callout_aws::{HttpsReceivers, MailFrom, SesMailer, SqsDeliveryQueue, Table, sdk_config};
use callout_lambda::{Deadline, Postponed, Received, SystemClock, each_batch};
use deliver::{Deps, config::Config, handler};
use lambda_runtime::{LambdaEvent, run, service_fn};
use tokio::sync::Mutex;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let (address, configuration_set) = config.mail_from;
    let queue = SqsDeliveryQueue::new(&sdk, &config.queue);
    let deps = Deps {
        table: Table::new(&sdk, &config.table),
        mailer: SesMailer::new(&sdk, MailFrom { address, configuration_set }),
        receivers: HttpsReceivers::new(config.reach),
        queue: queue.clone(),
        clock: SystemClock,
        places: config.places,
        one_mail: Mutex::new(()),
    };
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let work = async |messages: &[Received]| {
            let outcomes = handler::handle_all(messages, &deps).await;
            for (message, outcome) in messages.iter().zip(&outcomes) {
                let later = outcome.as_ref().err().and_then(Postponed::by);
                queue.come_again(&message.receipt, later).await;
            }
            outcomes
        };
        Ok::<_, anyhow::Error>(each_batch(event.payload, Deadline::of(&event.context), work).await)
    }))
    .await
}
