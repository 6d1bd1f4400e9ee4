//! The handler: everything reaches the queue in one batch, or Lambda hears that it did not.

use crate::fakes::{FakeQueue, fixture, received_at};
use alarm_intake::handler::handle;

#[tokio::test]
async fn a_payload_of_several_events_is_one_batch() {
    let queue = FakeQueue::default();
    assert_eq!(handle(&fixture("sns-many"), received_at(), &queue).await.unwrap(), 4);
    assert_eq!(queue.sent.lock().unwrap().len(), 4);
    assert_eq!(*queue.calls.lock().unwrap(), 1);
}

#[tokio::test]
async fn nothing_to_tell_is_no_batch() {
    let queue = FakeQueue::default();
    assert_eq!(handle(&fixture("eventbridge-config-create"), received_at(), &queue).await.unwrap(), 0);
    assert_eq!(*queue.calls.lock().unwrap(), 0);
}

#[tokio::test]
async fn one_event_that_the_queue_refuses_fails_the_invocation_but_not_its_neighbours() {
    let queue = FakeQueue { refuses: Some("AWS Backup"), ..FakeQueue::default() };
    let error = handle(&fixture("sns-many"), received_at(), &queue).await.unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "queue 1 of 4 alarm events: could not send to the alerts queue: it is away"
    );
    assert_eq!(queue.sent.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn the_same_payload_again_has_the_same_identities() {
    let queue = FakeQueue::default();
    for _ in 0..2 {
        handle(&fixture("sqs-many"), received_at(), &queue).await.unwrap();
    }
    let sent: Vec<String> = queue.sent.lock().unwrap().iter().map(|event| event.identity()).collect();
    let (first, second) = sent.split_at(sent.len() / 2);
    assert_eq!(first, second);
}
