//! Sources whose clocks are wrong.

use super::world::{World, all_the_time};
use callout_domain::incident::Status;
use callout_domain::responder::Channel::{Email, Sms};
use callout_ports::Clock;
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// A change of state as EventBridge delivers it, told by a clock that is forty seconds ahead.
async fn told_ahead(world: &mut World, name: &str, state: &str, at: jiff::Timestamp) {
    let ahead = at + SignedDuration::from_secs(40);
    let payload = serde_json::json!({
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": "111122223333",
        "time": ahead.to_string(),
        "region": "eu-west-1",
        "resources": [format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}")],
        "detail": {
            "alarmName": name,
            "state": { "value": state, "reason": "Threshold Crossed", "timestamp": ahead.to_string() },
        }
    });
    let now = world.fakes.now();
    alarm_intake::handler::handle(payload, all_the_time(), now, &world.fakes).await.unwrap();
    world.settle().await;
}

#[tokio::test]
async fn a_late_copy_by_a_clock_that_runs_ahead_is_older_than_the_end_of_its_alarm() {
    let mut world = World::new();
    let began = world.fakes.now();
    world.fast_forward(SignedDuration::from_secs(2)).await;
    told_ahead(&mut world, "payments-errors", "ALARM", began).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fast_forward(SignedDuration::from_secs(30)).await;
    let ended = world.fakes.now();
    told_ahead(&mut world, "payments-errors", "OK", ended).await;
    world.expect(&[("ana", Email, "#1")]);
    world.fast_forward(MINUTE * 5).await;
    told_ahead(&mut world, "payments-errors", "ALARM", began).await;
    world.expect_silence();
    world.fast_forward(MINUTE).await;
    let again = world.fakes.now();
    told_ahead(&mut world, "payments-errors", "ALARM", again).await;
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

#[tokio::test]
async fn a_late_end_by_a_clock_that_runs_ahead_is_older_than_what_fired_after_it() {
    let mut world = World::new();
    let began = world.fakes.now();
    told_ahead(&mut world, "payments-errors", "ALARM", began).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fast_forward(MINUTE).await;
    let ended = world.fakes.now();
    world.fast_forward(SignedDuration::from_secs(20)).await;
    let again = world.fakes.now();
    told_ahead(&mut world, "payments-errors", "ALARM", again).await;
    world.fast_forward(MINUTE * 2).await;
    told_ahead(&mut world, "payments-errors", "OK", ended).await;
    world.expect_status(Status::Triggered);
    world.expect_silence();
    world.end();
}
