//! A fault between any two calls: nothing is lost, and nothing but a message whose fate is unknown is doubled.

use super::world::{SETTINGS, alarm_event, deps};
use callout_domain::alarm::AlarmKind;
use callout_domain::incident::Status;
use callout_domain::settings::Settings;
use callout_ports::fakes::{Fakes, Fault};
use callout_ports::{Announcement, Clock};
use jiff::SignedDuration;
use notify::deps::QueueDelivery;
use triage::deps::ArmedCountTimers;

/// Runs the whole way of one alarm, retrying each function as its queue would, with a fault at one call.
async fn whole_way(nth: u64, fault: Fault) -> Fakes {
    let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
    fakes.set_settings(toml::from_str::<Settings>(SETTINGS).unwrap());
    fakes.fail_call(nth, fault);
    let alarm = alarm_event("payments-errors", AlarmKind::Trigger, fakes.now());
    let body = serde_json::to_string(&alarm).unwrap();
    let looks = ArmedCountTimers::default();
    let triage = triage::deps::Deps::new(&fakes, &fakes, &fakes, &looks);
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
            let holder = format!("message-{copy}");
            let tried = QueueDelivery { holder: &holder, tries: 1 };
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
                    escalate::handler::sweep(&fakes, &fakes).await.unwrap(),
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
    let tried = QueueDelivery { holder: "one", tries: 1 };
    for body in [
        r#"{"incident_id":"inc_00000000000000ff","seq":2,"type":"paged","reason":"from_tomorrow"}"#,
        r#"{"incident_id":"inc_00000000000000ff","seq":3,"type":"from_tomorrow"}"#,
    ] {
        let error = notify::handler::handle(body, tried, &deps(&fakes)).await.unwrap_err();
        assert!(format!("{error:#}").contains("inc_00000000000000ff"), "{error:#}");
    }
    notify::handler::handle(r#"{"type":"settings_applied"}"#, tried, &deps(&fakes)).await.unwrap();
}
