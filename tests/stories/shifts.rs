//! Somebody asks a colleague to take a shift: who hears what, and who is paged meanwhile.

use super::world::{Delivery, SETTINGS, World, delivered, deps};
use callout_domain::ids::ResponderName;
use callout_domain::link::Action;
use callout_domain::live::{LiveEvent, LiveRecord, request_mark};
use callout_domain::oncall::{ShiftOf, ShiftRequest};
use callout_domain::responder::Channel::{Email, Sms};
use callout_lambda::{ShiftAnswer, ShiftCommand, change_shift};
use callout_ports::fakes::Fault;
use callout_ports::{Clock as _, LinkKeySource as _, SettingsSource as _};

/// Cho takes Ana's shift from six on. It is a Sunday, three in the morning.
fn request() -> ShiftRequest {
    let (schedule, ana) = ("payments".into(), ResponderName::from("ana"));
    let (start, end) = ("2026-11-22T06:00:00Z".parse().unwrap(), "2026-11-22T18:00:00Z".parse().unwrap());
    ShiftRequest::give("cho".into(), ShiftOf { schedule: &schedule, responder: &ana, start, end })
}

fn ask() -> ShiftCommand {
    ShiftCommand::Ask { request: request(), reason: "a wedding".to_owned() }
}

/// Somebody does it, and the event arrives at notify as often as it may.
async fn does(world: &World, command: &ShiftCommand, by: &str) -> LiveRecord {
    let record = change_shift(&world.fakes, command, by, &world.fakes).await.unwrap().unwrap();
    let body = serde_json::to_string(&LiveEvent::new(1, record.clone())).unwrap();
    let deps = deps(&world.fakes).with_console("https://console.example/");
    for copy in ["one", "two"] {
        notify::handler::handle(&body, delivered(copy), &deps).await.unwrap();
    }
    record
}

async fn answer(world: &World, asked: &LiveRecord, answer: ShiftAnswer) -> LiveRecord {
    let who = ResponderName::from(if answer == ShiftAnswer::Withdraw { "ana" } else { "cho" });
    let mark = request_mark(&asked.name, &asked.entry);
    does(world, &ShiftCommand::Answer { mark, who, answer }, "somebody").await
}

const STAYS: &str = "You stay on call for payments from Sun 06:00 WET until Sun 18:00 WET.";

#[tokio::test]
async fn whoever_is_asked_gets_a_link_over_what_does_not_ring() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    let asked = does(&world, &ask(), "Ana Silva").await;
    let sent = world.fakes.take_sent();
    assert_eq!(sent.len(), 1, "once, however often the event comes: {sent:?}");
    let delivery = &sent[0].delivery;
    assert_eq!((delivery.responder.as_str(), delivery.channel), ("cho", Email));
    let body = &delivery.words.body;
    for part in [
        "Ana Silva asks you to be on call for payments from Sun 06:00 UTC until Sun 18:00 UTC.",
        "Ana Silva writes: \"a wedding\"",
        "Answer by Sun 06:00 UTC. Until then nothing changes.",
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
    let token =
        body.split("https://console.example/shift/").nth(1).unwrap().split_whitespace().next().unwrap();
    let claim = world.fakes.link_keys().await.unwrap().verify(token, world.fakes.now()).unwrap();
    assert_eq!((claim.action, claim.incident), (Action::Shift, request_mark(&asked.name, &asked.entry)));
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_request_waits_for_settings_that_can_be_read() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    let record = change_shift(&world.fakes, &ask(), "Ana Silva", &world.fakes).await.unwrap().unwrap();
    let body = serde_json::to_string(&LiveEvent::new(1, record)).unwrap();
    let deps = deps(&world.fakes).with_console("https://console.example/");
    world.fakes.hide_settings();
    assert!(notify::handler::handle(&body, delivered("one"), &deps).await.is_err(), "it comes again");
    world.fakes.set_settings(toml::from_str(SETTINGS).unwrap());
    notify::handler::handle(&body, delivered("one"), &deps).await.unwrap();
    world.expect(&[("cho", Email, "Ana Silva asks you to be on call for payments")]);
    world.end();
}

#[tokio::test]
async fn once_it_is_taken_both_hear_of_it_and_pages_follow_the_schedule() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    let asked = does(&world, &ask(), "Ana Silva").await;
    world.fakes.take_sent();
    answer(&world, &asked, ShiftAnswer::Take).await;
    world.expect(&[
        ("ana", Email, "Agreed: Cho Park is on call for payments from Sun 06:00 WET until Sun 18:00 WET, instead of you."),
        ("cho", Email, "Agreed: you are on call for payments from Sun 06:00 UTC until Sun 18:00 UTC, instead of Ana Silva."),
    ]);
    world.minutes_pass(3 * 60 + 1).await;
    world.alarm("payments-errors").await;
    world.expect(&[("cho", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn refused_or_taken_back_the_other_hears_of_it() {
    for (how, to, words) in [
        (ShiftAnswer::Refuse, "ana", format!("Cho Park refused your request. {STAYS}")),
        (ShiftAnswer::Withdraw, "cho", "Ana Silva took a request back. Ana Silva stays on call".to_owned()),
    ] {
        let mut world = World::with(SETTINGS, Delivery::Once);
        let asked = does(&world, &ask(), "Ana Silva").await;
        world.fakes.take_sent();
        answer(&world, &asked, how).await;
        world.expect(&[(to, Email, &words)]);
        world.minutes_pass(3 * 60 + 5).await;
        world.end();
    }
}

#[tokio::test]
async fn without_an_answer_whoever_asked_hears_of_it_once_and_stays_on_call() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(SETTINGS, delivery);
        does(&world, &ask(), "Ana Silva").await;
        world.fakes.take_sent();
        world.minutes_pass(3 * 60 - 1).await;
        world.expect(&[]);
        world.minutes_pass(2).await;
        world.expect(&[("ana", Email, &format!("Cho Park did not answer your request in time. {STAYS}"))]);
        world.minutes_pass(70).await;
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.end();
    }
}

#[tokio::test]
async fn a_shift_is_asked_for_and_taken_once_whatever_fails_in_between() {
    for fault in [Fault::Before, Fault::After] {
        for nth in 0..3 {
            let world = World::with(SETTINGS, Delivery::Once);
            world.fakes.fail_call(nth, fault);
            let first = change_shift(&world.fakes, &ask(), "Ana Silva", &world.fakes).await;
            assert!(first.is_err(), "{fault:?} {nth}");
            let again = change_shift(&world.fakes, &ask(), "Ana Silva", &world.fakes).await.unwrap().unwrap();
            let rules = world.fakes.rules().await.unwrap();
            let waiting: Vec<_> =
                rules.live().live.requests(world.fakes.now()).map(|(name, ..)| name).collect();
            assert_eq!(waiting, [again.name.as_str()], "{fault:?} {nth}");
            world.end();
        }
    }
}
