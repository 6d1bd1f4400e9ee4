//! Lambda `outbox`: wiring only.

use anyhow::Result;
use aws_lambda_events::event::dynamodb::Event;
use callout_aws::{AwsTimers, ScheduleTarget, SnsEventTopic, sdk_config};
use callout_lambda::{SystemClock, each_stream_record};
use lambda_runtime::{LambdaEvent, run, service_fn};
use outbox::{config::Config, handler};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let topic = SnsEventTopic::new(&sdk, &config.events_topic);
    let target = ScheduleTarget {
        queue_arn: config.timers_queue_arn,
        group: config.schedule_group,
        role_arn: config.schedule_role,
        dead_letter_arn: config.schedule_dead_letters,
    };
    let timers = AwsTimers::new(&sdk, &config.timers_queue, target);
    run(service_fn(async |event: LambdaEvent<Event>| {
        let work = async |items| handler::handle(items, &topic, &timers, &SystemClock).await;
        Ok::<_, anyhow::Error>(each_stream_record(event.payload, work).await)
    }))
    .await
}
