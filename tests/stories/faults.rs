//! A fault between any two calls: nothing is lost, and nothing but a message whose fate is unknown is doubled.

use super::world::{SETTINGS, alarm_event, all_the_time, delivered, deps, triage};
use callout_domain::alarm::AlarmKind;
use callout_domain::incident::{Event, Status};
use callout_domain::responder::Channel;
use callout_domain::settings::Settings;
use callout_lambda::{Deadline, SystemClock};
use callout_ports::fakes::{Fakes, Fault};
use callout_ports::{
    Announcement, Clock, Delivery, EventTopic, Messenger, PortError, SendError, Timer, Timers,
};
use jiff::{SignedDuration, Timestamp};
use notify::attempts::come_again_after;
use notify::deps::{Deps, QueueDelivery};
use std::time::Duration;
use triage::deps::ArmedCountTimers;

/// Runs the whole way of one alarm, retrying each function as its queue would, with a fault at one call.
async fn whole_way(nth: u64, fault: Fault) -> Fakes {
    let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
    fakes.set_settings(toml::from_str::<Settings>(SETTINGS).unwrap());
    fakes.fail_call(nth, fault);
    let alarm = alarm_event("payments-errors", AlarmKind::Trigger, fakes.now());
    let body = serde_json::to_string(&alarm).unwrap();
    let count_timers = ArmedCountTimers::default();
    let triage = triage::deps::Deps::new(&fakes, &fakes, &fakes, &count_timers);
    while triage::handler::handle(&[body.as_str()], &triage).await.iter().any(Result::is_err) {}
    let mut announcements = Vec::new();
    loop {
        let items: Vec<_> = fakes
            .take_stream()
            .iter()
            .map(|record| (record.event.name().to_owned(), serde_json::to_string(record).unwrap()))
            .collect();
        if items.is_empty() {
            break;
        }
        while outbox::handler::handle(items.clone(), &fakes, &fakes, &fakes).await.iter().any(Result::is_err)
        {
        }
        announcements.extend(fakes.take_published());
        for (copy, Announcement { body, .. }) in announcements.drain(..).enumerate() {
            let message_id = format!("message-{copy}");
            let tried = delivered(&message_id);
            while notify::handler::handle(&body, tried, &deps(&fakes)).await.is_err() {}
        }
    }
    fakes
}

#[tokio::test]
async fn a_fault_at_any_call_loses_no_page() {
    let calls = whole_way(u64::MAX / 2, Fault::Before).await.calls();
    assert!(calls > 8, "the way has many calls: {calls}");
    for nth in 0..calls {
        for fault in [Fault::Before, Fault::After] {
            let fakes = whole_way(nth, fault).await;
            assert!(!fakes.clear_fault(), "the fault at call {nth} happened");
            let incidents = fakes.incidents();
            assert_eq!(incidents.len(), 1, "call {nth} {fault:?}");
            assert_eq!(incidents[0].status, Status::Triggered);
            let sent = fakes.take_sent();
            let sms = sent.iter().filter(|sent| sent.delivery.channel.as_str() == "sms").count();
            let email = sent.iter().filter(|sent| sent.delivery.channel.as_str() == "email").count();
            let reached = sms + email;
            assert!(reached >= 1, "call {nth} {fault:?}: somebody was paged: {sent:?}");
            assert!(reached >= 2, "call {nth} {fault:?}: over every channel: {sent:?}");
            // A timer that was not armed holds nothing back; the sweep runs its step.
            if fakes.next_wake().is_none() {
                fakes.clock.advance(SignedDuration::from_hours(1));
                assert_eq!(
                    escalate::handler::sweep(&fakes, &fakes, &fakes, all_the_time()).await.unwrap(),
                    1,
                    "call {nth} {fault:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_carrier_that_is_down_for_a_moment_does_not_send_the_page_up_the_ladder() {
    let calls = whole_way(u64::MAX / 2, Fault::Before).await.calls();
    for nth in 0..calls {
        let fakes = whole_way(nth, Fault::Before).await;
        let incident = &fakes.incidents()[0];
        assert_eq!(incident.paged.len(), 1, "call {nth}: only the first level was paged");
    }
}

/// Another version of Callout, after a rollback or during a deployment, may write what this one cannot read.
#[tokio::test]
async fn an_event_that_cannot_be_read_is_never_done() {
    let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
    let tried = delivered("one");
    for body in [
        r#"{"incident_id":"inc_00000000000000ff","seq":2,"type":"paged","reason":"from_tomorrow"}"#,
        r#"{"incident_id":"inc_00000000000000ff","seq":3,"type":"from_tomorrow"}"#,
    ] {
        let error = notify::handler::handle(body, tried, &deps(&fakes)).await.unwrap_err();
        assert!(format!("{error:#}").contains("inc_00000000000000ff"), "{error:#}");
    }
    notify::handler::handle(r#"{"type":"settings_applied"}"#, tried, &deps(&fakes)).await.unwrap();
}

/// Takes mail, and hangs over every text message.
struct TextsHang<'a>(&'a Fakes);

impl Messenger for TextsHang<'_> {
    async fn send(&self, delivery: &Delivery) -> Result<String, SendError> {
        if delivery.channel == Channel::Sms {
            std::future::pending::<()>().await;
        }
        self.0.send(delivery).await
    }
}

const BENS_CONTACTS: &str =
    r#"[{ channel = "sms", address = "+15550101" }, { channel = "email", address = "ben@example.com" }]"#;

/// The page of an alarm, not yet handled, with two people at once on the first level.
async fn page_of_two() -> (Fakes, String) {
    let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
    let both = SETTINGS
        .replace("page = [\"schedule:payments\"]", "page = [\"schedule:payments\", \"responder:ben\"]")
        .replace("[{ channel = \"sms\", address = \"+15550101\" }]", BENS_CONTACTS);
    fakes.set_settings(toml::from_str::<Settings>(&both).unwrap());
    triage(&fakes, &[alarm_event("payments-errors", AlarmKind::Trigger, fakes.now())]).await;
    let paged = fakes.take_stream().into_iter().find(|it| matches!(it.event, Event::Paged { .. })).unwrap();
    (fakes, serde_json::to_string(&paged).unwrap())
}

/// Two people on one level, each with mail and a text message: with a carrier of text messages that hangs, both have their
/// mail at once and once, the text messages are tried four times, and then count as failed.
#[tokio::test]
async fn a_carrier_that_hangs_takes_no_time_from_the_other_messages() {
    let (fakes, page) = page_of_two().await;
    let texts_hang = TextsHang(&fakes);
    let parts = (&fakes, &texts_hang, &fakes, &fakes);
    let deps =
        Deps::new(parts, &fakes, "https://callout.example").with_carrier_budget(Duration::from_millis(1));
    // Deliveries that SQS counted for other reasons use up no try.
    let mut waits = Vec::new();
    for deliveries in 40..44 {
        let error = notify::handler::handle(&page, delivered("one"), &deps).await.unwrap_err();
        waits.push(come_again_after(&error, deliveries).map(|wait| wait.as_secs()));
        let failed =
            fakes.take_stream().iter().filter(|it| matches!(it.event, Event::DeliveryFailed { .. })).count();
        assert_eq!(failed, if deliveries == 43 { 2 } else { 0 }, "after {deliveries}");
    }
    assert_eq!(waits, [Some(15), Some(15), Some(15), None]);
    let told: Vec<_> = fakes.take_sent().iter().map(|it| it.delivery.responder.to_string()).collect();
    assert_eq!(told, ["ana", "ben"], "each once, by mail");
}

#[tokio::test]
async fn an_invocation_that_ends_soon_begins_nothing_and_hands_the_page_back() {
    let (fakes, page) = page_of_two().await;
    let soon = SystemClock.now() + SignedDuration::from_secs(3);
    let late = QueueDelivery { message_id: "one", deadline: Deadline::at(soon) };
    let error = notify::handler::handle(&page, late, &deps(&fakes)).await.unwrap_err();
    assert_eq!(come_again_after(&error, 1), Some(SignedDuration::ZERO));
    assert!(fakes.take_sent().is_empty());
    notify::handler::handle(&page, delivered("one"), &deps(&fakes)).await.unwrap();
    assert_eq!(fakes.take_sent().len(), 4, "both, by text message and mail");
}

/// A topic, and timers that answer only once something was published.
#[derive(Default)]
struct TimersWaitForTopic(tokio::sync::Notify);

impl EventTopic for TimersWaitForTopic {
    async fn publish(&self, all: &[Announcement]) -> Vec<Result<(), SendError>> {
        self.0.notify_one();
        all.iter().map(|_| Ok(())).collect()
    }
}

impl Timers for TimersWaitForTopic {
    async fn arm(&self, wakes: &[Timer], _: Timestamp) -> Vec<Result<(), PortError>> {
        self.0.notified().await;
        wakes.iter().map(|_| Ok(())).collect()
    }
}

#[tokio::test]
async fn a_timer_that_is_armed_slowly_holds_back_no_page() {
    let (fakes, page) = page_of_two().await;
    let both = TimersWaitForTopic::default();
    let items = vec![("paged".to_owned(), page)];
    let done = outbox::handler::handle(items, &both, &both, &fakes);
    let done = tokio::time::timeout(Duration::from_secs(30), done).await;
    assert!(done.is_ok_and(|answers| answers.iter().all(Result::is_ok)));
}
