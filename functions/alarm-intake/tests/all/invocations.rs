//! Direct invocations, by an alarm's own Lambda action: everything reaches the queue in one batch, or Lambda hears that
//! it did not and invokes again.

use crate::fakes::{all_the_time, fixture, received_at};
use alarm_intake::handler::handle;
use callout_ports::fakes::{FakeQueue, Fakes, Fault};
use serde_json::json;

#[tokio::test]
async fn an_alarm_of_its_own_action_is_queued_once_however_often_it_is_delivered() {
    let queue = Fakes::at(received_at());
    for _ in 0..2 {
        let answer = handle(fixture("direct-metric"), all_the_time(), received_at(), &queue).await.unwrap();
        assert_eq!(answer, json!({ "queued": 1 }));
    }
    let queued = queue.take_alarms();
    assert_eq!(queued.iter().map(|event| event.source.as_str()).collect::<Vec<_>>(), ["cloudwatch"]);
}

#[tokio::test]
async fn a_payload_of_several_events_is_one_batch() {
    let queue = FakeQueue::default();
    assert_eq!(
        handle(fixture("sns-many"), all_the_time(), received_at(), &queue).await.unwrap(),
        json!({ "queued": 4 })
    );
    assert_eq!(queue.sent.lock().unwrap().len(), 4);
    assert_eq!(*queue.calls.lock().unwrap(), 1);
}

#[tokio::test]
async fn no_events_make_no_batch() {
    let queue = FakeQueue::default();
    assert_eq!(
        handle(fixture("eventbridge-config-create"), all_the_time(), received_at(), &queue).await.unwrap(),
        json!({ "queued": 0 })
    );
    assert_eq!(*queue.calls.lock().unwrap(), 0);
}

#[tokio::test]
async fn one_event_that_the_queue_refuses_fails_the_invocation_but_not_its_neighbours() {
    let queue = FakeQueue { refuses: Some("AWS Backup"), ..FakeQueue::default() };
    let error = handle(fixture("sns-many"), all_the_time(), received_at(), &queue).await.unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "queue 1 of 4 alarm events: could not send to the alerts queue: it is away"
    );
    assert_eq!(queue.sent.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_fault_of_the_queue_fails_the_invocation_and_the_next_one_makes_up_for_it() {
    for fault in [Fault::Before, Fault::After] {
        let queue = Fakes::at(received_at());
        queue.fail_call(0, fault);
        assert!(
            handle(fixture("direct-metric"), all_the_time(), received_at(), &queue).await.is_err(),
            "{fault:?}"
        );
        handle(fixture("direct-metric"), all_the_time(), received_at(), &queue).await.unwrap();
        assert_eq!(queue.take_alarms().len(), 1, "{fault:?}");
    }
}
