//! More messages than a person can read: what leaves at once, what waits, and that nothing is lost or sent twice.

use super::world::{Delivery, SETTINGS, World, alarm_event, delivered, deps};
use callout_domain::alarm::AlarmKind;
use callout_domain::incident::{Actor, Command, Event, PageReason, Status, Via};
use callout_domain::notification::AttemptState;
use callout_domain::responder::Channel::{Email, Sms};
use callout_ports::fakes::Fault;
use callout_ports::{Clock as _, ContactQueueTimer, IncidentStore as _};
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// As many services as there are letters, each with its own route; Ben alone is paged, by text.
fn many_services() -> String {
    let mut text = SETTINGS.replace("page = [\"schedule:payments\"]", "page = [\"responder:ben\"]");
    text.push_str("\n[storm]\nincidents = 0\n");
    let (routes, rest) = text.split_once("[[routes]]").unwrap();
    let own: String = ('a'..='z')
        .map(|letter| format!("[[routes]]\nname = \"{letter}\"\nmatch = {{ alarm = \"{letter}-.*\" }}\nservice = \"{letter}\"\n"))
        .collect();
    let services: String = ('a'..='z')
        .map(|letter| format!("[services.{letter}]\ntitle = \"{letter}\"\npolicy = \"payments\"\n"))
        .collect();
    text = format!("{routes}{own}[[routes]]{rest}\n{services}");
    text
}

/// So many alarms at one moment.
async fn storm(world: &mut World, alarms: usize) {
    for letter in ('a'..='z').take(alarms) {
        world.event(alarm_event(&format!("{letter}-errors"), AlarmKind::Trigger, world.fakes.now())).await;
    }
}

#[tokio::test]
async fn ten_incidents_are_ten_messages_and_the_rest_are_one() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(&many_services(), delivery);
        storm(&mut world, 26).await;
        assert_eq!(world.fakes.take_sent().len(), 10);
        world.fast_forward(MINUTE).await;
        world.expect(&[("ben", Sms, "You have 16 unacknowledged incidents")]);
        for incident in world.fakes.incidents() {
            let mut sent = world.fakes.record(&incident.id).await.unwrap().attempts;
            sent.retain(|attempt| !attempt.is_summary());
            let listed = if incident.number <= 10 { 0 } else { 16 };
            assert_eq!(sent.len(), 1, "each message is recorded once beside the summary: {sent:?}");
            assert_eq!(sent[0].summary_of, listed, "{}", incident.number);
        }
        world.end();
    }
}

#[tokio::test]
async fn an_incident_acknowledged_while_its_message_waited_is_not_sent() {
    let mut world = World::with(&many_services(), Delivery::Twice);
    storm(&mut world, 12).await;
    assert_eq!(world.fakes.take_sent().len(), 10);
    for incident in world.fakes.incidents().into_iter().filter(|incident| incident.number != 11) {
        let ack = Command::Acknowledge { via: Via::Link };
        world.ask_about(&incident, ack, Actor::responder(&"ben".into())).await.unwrap();
    }
    world.fast_forward(MINUTE).await;
    // One is left, and is told as it would have been by itself.
    world.expect(&[("ben", Sms, "#11: k-errors")]);
    world.end();
}

#[tokio::test]
async fn what_waits_can_be_seen_and_is_marked_as_sent_with_its_bundle() {
    let mut world = World::with(&many_services(), Delivery::Once);
    storm(&mut world, 12).await;
    let held = |world: &World| {
        world
            .fakes
            .attempts()
            .iter()
            .filter(|attempt| matches!(attempt.state, AttemptState::Queued(_)))
            .count()
    };
    assert_eq!(held(&world), 2);
    world.fakes.take_sent();
    world.fast_forward(MINUTE).await;
    world.expect(&[("ben", Sms, "You have 2 unacknowledged incidents: #11 SEV2 k, #12 SEV2 l")]);
    assert_eq!(held(&world), 0);
    world.end();
}

#[tokio::test]
async fn a_fault_at_any_call_neither_loses_nor_doubles_a_bundle() {
    let mut calls = 1;
    let mut nth = 0;
    let mut doubled = Vec::new();
    while nth < calls {
        for fault in [Fault::Before, Fault::After] {
            let mut world = World::with(&many_services(), Delivery::Once);
            storm(&mut world, 12).await;
            world.fakes.take_sent();
            world.fakes.take_due_contact_queue_timers();
            world.fakes.clock.advance(MINUTE);
            let wake = ContactQueueTimer {
                responder: "ben".into(),
                contact: "sms".into(),
                contact_queue_due_at: world.fakes.now(),
            };
            let body = serde_json::to_string(&wake).unwrap();
            let before = world.fakes.calls();
            world.fakes.fail_call(nth, fault);
            while notify::handler::handle(&body, delivered("line"), &deps(&world.fakes)).await.is_err() {}
            calls = calls.max(world.fakes.calls() - before);
            world.fakes.clear_fault();
            let sent = world.fakes.take_sent().len();
            assert!((1..=2).contains(&sent), "call {nth} {fault:?}: {sent} messages");
            doubled.extend((sent == 2).then_some(nth));
            world.fast_forward(MINUTE).await;
            world.end();
        }
        nth += 1;
    }
    assert!(calls > 5, "the way has several calls: {calls}");
    // The carrier's answer was lost, or nobody could write down that it had taken the message.
    assert!(matches!(doubled.as_slice(), [one, next] if one + 1 == *next), "{doubled:?}");
}

#[tokio::test]
async fn repeats_about_one_incident_keep_to_one_text_message_a_minute() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    let again = || Command::Reassign { to: vec!["ana".into()] };
    world.fast_forward(MINUTE).await;
    world.ask(Command::Escalate, Actor::operator("op")).await.unwrap();
    world.expect(&[("ben", Sms, "#1")]);
    world.ask(again(), Actor::operator("op")).await.unwrap();
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.expect_status(Status::Triggered);
    world.end();
}

/// A line of two pages whose time has come.
async fn two_waiting() -> (World, String) {
    let mut world = World::with(&many_services(), Delivery::Once);
    storm(&mut world, 12).await;
    world.fakes.take_sent();
    world.fakes.take_due_contact_queue_timers();
    world.fakes.clock.advance(MINUTE);
    let wake = ContactQueueTimer {
        responder: "ben".into(),
        contact: "sms".into(),
        contact_queue_due_at: world.fakes.now(),
    };
    (world, serde_json::to_string(&wake).unwrap())
}

#[tokio::test]
async fn a_summary_that_fails_is_one_failure_for_each_of_its_incidents() {
    let mut world = World::with(&many_services(), Delivery::Once);
    storm(&mut world, 12).await;
    world.fakes.kill_contact("ben", "sms");
    world.fast_forward(MINUTE).await;
    for incident in world.fakes.incidents().iter().filter(|incident| incident.number > 10) {
        let events = world.fakes.record(&incident.id).await.unwrap().events;
        let of_ben = |event: &Event| matches!(event, Event::DeliveryFailed { responder, .. } if responder.as_str() == "ben");
        assert_eq!(events.iter().filter(|record| of_ben(&record.event)).count(), 1, "{events:?}");
    }
    world.fakes.take_sent();
    world.end();
}

/// A version to come wrote it before it was rolled back.
#[tokio::test]
async fn a_page_whose_incident_cannot_be_read_holds_up_no_other() {
    let mut world = World::with(&many_services(), Delivery::Once);
    storm(&mut world, 13).await;
    world.fakes.take_sent();
    let incidents = world.fakes.incidents();
    let hidden = incidents.iter().find(|incident| incident.number == 12).unwrap();
    world.fakes.hide_incident(&hidden.id);
    world.fast_forward(MINUTE).await;
    world.expect(&[("ben", Sms, "You have 2 unacknowledged incidents")]);
    world.fast_forward(MINUTE * 2).await;
    world.expect_silence();
    world.fakes.show_incidents();
    world.fast_forward(MINUTE * 2).await;
    world.expect(&[("ben", Sms, "#12")]);
    world.end();
}

/// A newer version left something in it, and was rolled back.
#[tokio::test]
async fn a_page_leaves_past_a_queue_that_cannot_be_read() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let mut world = World::with(&many_services(), delivery);
        world.fakes.hide_contact_queues(true);
        storm(&mut world, 1).await;
        world.expect(&[("ben", Sms, "#1")]);
        world.fakes.hide_contact_queues(false);
        storm(&mut world, 1).await;
        world.end();
    }
}

#[tokio::test]
async fn a_bundle_that_somebody_else_is_sending_is_not_given_up() {
    let (mut world, body) = two_waiting().await;
    // Whoever claims it first cannot hand it over just now; another timer of the same line comes meanwhile.
    let carrier = 7;
    world.fakes.fail_call(carrier, Fault::Before);
    let mine = delivered("one");
    assert!(notify::handler::handle(&body, mine, &deps(&world.fakes)).await.is_err());
    let other = delivered("two");
    notify::handler::handle(&body, other, &deps(&world.fakes)).await.unwrap();
    assert!(world.fakes.take_sent().is_empty(), "the first may still be at it");
    // The first died with it: the second looks again when the claim is anybody's.
    world.fast_forward(MINUTE * 4).await;
    world.expect(&[("ben", Sms, "You have 2 unacknowledged incidents")]);
    world.end();
}

/// Its own timer comes while the bundle before it is not settled yet.
#[tokio::test]
async fn what_comes_to_wait_while_a_bundle_is_being_sent_leaves_after_it() {
    let (mut world, body) = two_waiting().await;
    let settling = 10;
    world.fakes.fail_call(settling, Fault::Before);
    let tried = delivered("one");
    assert!(notify::handler::handle(&body, tried, &deps(&world.fakes)).await.is_err());
    world.expect(&[("ben", Sms, "You have 2 unacknowledged incidents")]);
    for letter in 'm'..='v' {
        world.event(alarm_event(&format!("{letter}-errors"), AlarmKind::Trigger, world.fakes.now())).await;
    }
    assert_eq!(world.fakes.take_sent().len(), 9, "the tenth first page of this minute waits");
    world.fast_forward(MINUTE).await;
    world.expect(&[("ben", Sms, "v-errors")]);
    world.end();
}

#[tokio::test]
async fn a_bundle_goes_where_its_receiver_is_reached_now() {
    let (mut world, body) = two_waiting().await;
    let renamed = many_services().replace(
        "contacts = [{ channel = \"sms\", address = \"+15550101\" }]",
        "contacts = [{ name = \"work\", channel = \"sms\", address = \"+15550101\" }]",
    );
    world.fakes.set_settings(toml::from_str(&renamed).unwrap());
    let tried = delivered("one");
    notify::handler::handle(&body, tried, &deps(&world.fakes)).await.unwrap();
    world.expect(&[("ben", Sms, "You have 2 unacknowledged incidents")]);
    assert!(world.contacts_used().contains(&"work".to_owned()));
    world.end();
}

/// The SEV2s of many services repeat, until Ben's limits for a whole night are used up.
async fn night_of_repeats(world: &mut World) {
    storm(world, 26).await;
    world.fast_forward(MINUTE * 60).await;
    world.fakes.take_sent();
}

#[tokio::test]
async fn while_a_sev2_has_no_owner_no_page_waits_longer_than_five_minutes() {
    let mut world = World::with(&many_services(), Delivery::Once);
    night_of_repeats(&mut world).await;
    let mut waiting = 0;
    for minute in 0..120 {
        let held = world.fakes.attempts().into_iter().filter_map(|attempt| match attempt.state {
            AttemptState::Queued(_) => Some(attempt.at),
            _ => None,
        });
        let since = held.min().unwrap_or_else(|| world.fakes.now());
        assert!(since.duration_until(world.fakes.now()) <= MINUTE * 5, "minute {minute}: since {since}");
        waiting += usize::from(since < world.fakes.now());
        world.fast_forward(MINUTE).await;
    }
    assert!(waiting > 0, "no page waited");
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn what_a_person_asks_for_does_not_wait() {
    let mut world = World::with(&many_services(), Delivery::Once);
    night_of_repeats(&mut world).await;
    let third = |world: &World| world.fakes.incidents().into_iter().find(|it| it.number == 3).unwrap();
    let ask = Command::AddResponder { who: "ben".into() };
    world.ask_about(&third(&world), ask, Actor::operator("dana")).await.unwrap();
    assert_eq!(world.fakes.take_sent().len(), 1, "asked: Ben hears of it at once");
    world.fast_forward(MINUTE).await;
    world.fakes.take_sent();
    let again = Command::Reassign { to: vec!["ben".into()] };
    world.ask_about(&third(&world), again, Actor::operator("dana")).await.unwrap();
    assert_eq!(world.fakes.take_sent().len(), 1, "reassigned: Ben hears of it at once");
    world.end();
}

#[tokio::test]
async fn a_level_whose_messages_all_wait_is_not_reached_and_the_next_is_paged() {
    let mut world = World::with(&many_services(), Delivery::TwiceAndReversed);
    night_of_repeats(&mut world).await;
    let queued = world.count(|event| matches!(event, Event::DeliveryQueued(_)));
    let moved_on = world.count(|event| matches!(event, Event::Paged { reason: PageReason::Unreachable, .. }));
    assert!(queued > 0 && moved_on > 0, "{queued} queued, {moved_on} times the next level");
    world.end();
}
