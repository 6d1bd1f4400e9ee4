//! Two incidents with one cause: a person merges them, and from then on one of them pages for both.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::incident::{Actor, Command, Incident, Refusal, Status, Via};
use callout_domain::responder::Channel::{Email, Sms};
use callout_lambda::{MergeRequest, Merged, Patience, merge_into, split_off};
use callout_ports::SettingsSource as _;
use jiff::SignedDuration;

const DELIVERIES: [Delivery; 3] = [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed];
const ACK: Command = Command::Acknowledge { via: Via::Link };

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn person(name: &str) -> Actor {
    Actor::responder(&name.into())
}

fn numbered(world: &World, number: u64) -> Incident {
    world.fakes.incidents().into_iter().find(|incident| incident.number == number).unwrap()
}

/// #1 of the platform, which is SEV3, and #2 of payments, which is SEV2; Ana heard of both.
async fn both(delivery: Delivery) -> World {
    let mut world = World::with(SETTINGS, delivery);
    world.alarm("platform-disk").await;
    world.alarm("payments-errors").await;
    world.fakes.take_sent();
    world
}

async fn merges(world: &mut World, child: u64, target: u64) -> Merged {
    let (by, rules) = (person("cho"), world.fakes.rules().await.unwrap());
    let request = MergeRequest { by: &by, rules: &rules, seen: None, patience: Patience::PERSON };
    let target = numbered(world, target).id;
    let child = numbered(world, child);
    let merged = merge_into(&world.fakes, child, &target, &request, &world.fakes.clock).await.unwrap();
    world.settle().await;
    merged
}

async fn splits(world: &mut World, child: u64) -> Merged {
    let (by, rules) = (person("cho"), world.fakes.rules().await.unwrap());
    let request = MergeRequest { by: &by, rules: &rules, seen: None, patience: Patience::PERSON };
    let child = numbered(world, child);
    let split = split_off(&world.fakes, child, &request, &world.fakes.clock).await.unwrap();
    world.settle().await;
    split
}

#[tokio::test]
async fn what_is_merged_is_silent_and_its_target_pages_for_its_alerts() {
    for delivery in DELIVERIES {
        let mut world = both(delivery).await;
        let target = numbered(&world, 2);
        world.ask_about(&target, ACK, person("ana")).await.unwrap();
        let child = numbered(&world, 1);
        world.ask_about(&child, ACK, person("ben")).await.unwrap();
        assert!(matches!(merges(&mut world, 1, 2).await, Merged::Done(_)));
        assert!(matches!(merges(&mut world, 1, 2).await, Merged::Before), "once");
        world.fast_forward(minutes(15)).await;
        world.expect_silence();
        world.alarm("platform-cpu").await;
        world.expect_silence();
        let child = numbered(&world, 1);
        assert_eq!((child.alerts.open, child.is_merged()), (2, true), "it belongs to #1");
        assert!(!child.has_to_settle(), "#2 knows");
        assert!(matches!(
            world.ask_about(&child, ACK, person("ana")).await,
            Err(Refusal::Merged(into)) if into.number == 2
        ));
        world.end();
    }
}

#[tokio::test]
async fn the_last_end_of_either_resolves_the_target() {
    for delivery in DELIVERIES {
        let mut world = both(delivery).await;
        let target = numbered(&world, 2);
        world.ask_about(&target, ACK, person("ana")).await.unwrap();
        merges(&mut world, 1, 2).await;
        world.ok("payments-errors").await;
        world.expect_silence();
        assert_eq!(numbered(&world, 2).status, Status::Acknowledged, "#1 still fires");
        world.ok("platform-disk").await;
        world.expect(&[("ana", Email, "Resolved: #1"), ("ana", Email, "Resolved: #2")]);
        assert!(
            world.fakes.incidents().iter().all(|incident| !incident.is_open() && !incident.has_to_settle())
        );
        let drafted = world.fakes.incidents().into_iter().filter(|incident| incident.postmortem.is_some());
        assert_eq!(drafted.map(|incident| incident.number).collect::<Vec<_>>(), [2], "it is about both");
        world.end();
    }
}

#[tokio::test]
async fn resolving_the_target_resolves_both_and_what_fires_then_pages() {
    for delivery in DELIVERIES {
        let mut world = both(delivery).await;
        merges(&mut world, 1, 2).await;
        let target = numbered(&world, 2);
        let resolve = Command::Resolve { via: Via::Console, note: None };
        world.ask_about(&target, resolve, person("ben")).await.unwrap();
        world.expect(&[("ana", Email, "Resolved: #1"), ("ana", Email, "Resolved: #2")]);
        assert_eq!(numbered(&world, 1).resolved_by, Some(person("ben")));
        world.alarm("platform-cpu").await;
        world.expect(&[("ana", Sms, "#3"), ("ana", Email, "#3")]);
        world.end();
    }
}

#[tokio::test]
async fn a_split_pages_where_nobody_has_it() {
    for delivery in DELIVERIES {
        let mut world = both(delivery).await;
        merges(&mut world, 1, 2).await;
        assert!(matches!(splits(&mut world, 1).await, Merged::Done(_)));
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        assert!(matches!(splits(&mut world, 1).await, Merged::Refused(_, Refusal::NotMerged)));
        world.fast_forward(minutes(14)).await;
        world.fakes.take_sent();
        world.ok("platform-disk").await;
        world.fakes.take_sent();
        assert!(numbered(&world, 2).is_open() && !numbered(&world, 1).is_open(), "each ends by itself");
        world.end();
    }
}

/// A version to come wrote the target before it was rolled back.
#[tokio::test]
async fn a_target_that_cannot_be_read_holds_up_nothing_of_what_was_merged_into_it() {
    let settings = SETTINGS.replace("name = \"everything else\"", NETWORK) + SERVICE + INHIBITION;
    let mut world = World::with(&settings, Delivery::Once);
    world.alarm("platform-disk").await;
    world.alarm("vpc-down").await;
    world.alarm("payments-errors").await;
    merges(&mut world, 2, 1).await;
    assert_eq!(world.fakes.incidents().len(), 2, "vpc-down explains that of payments");
    world.fakes.take_sent();
    world.fakes.hide_incident(&numbered(&world, 1).id);
    world.alarm("vpc-slow").await;
    assert!(numbered(&world, 2).has_to_settle(), "#1 cannot be told");
    world.ok("vpc-down").await;
    world.minutes_pass(1).await;
    world.expect(&[("ana", Sms, "#3"), ("ana", Email, "#3")]);
    assert_eq!(numbered(&world, 3).service.as_str(), "payments", "what vpc-down explained");
    world.fakes.show_incidents();
    world.minutes_pass(1).await;
    assert!(!numbered(&world, 2).has_to_settle());
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn one_that_cannot_be_read_keeps_no_other_from_ending_with_its_target() {
    let settings = SETTINGS.replace("name = \"everything else\"", NETWORK) + SERVICE;
    let mut world = World::with(&settings, Delivery::Once);
    for alarm in ["platform-disk", "vpc-down", "payments-errors"] {
        world.alarm(alarm).await;
    }
    merges(&mut world, 1, 3).await;
    merges(&mut world, 2, 3).await;
    let (hidden, other) = match numbered(&world, 1).id < numbered(&world, 2).id {
        true => (1, 2),
        false => (2, 1),
    };
    world.fakes.hide_incident(&numbered(&world, hidden).id);
    let target = numbered(&world, 3);
    let resolve = Command::Resolve { via: Via::Console, note: None };
    world.ask_about(&target, resolve, person("ana")).await.unwrap();
    assert_eq!(numbered(&world, other).status, Status::Resolved);
    world.fakes.show_incidents();
    world.minutes_pass(1).await;
    assert!(world.fakes.incidents().iter().all(|incident| !incident.is_open()));
    world.fakes.take_sent();
    world.end();
}

const NETWORK: &str = r#"name = "network alarms"
match = { alarm = "vpc-.*" }
service = "network"
severity = "SEV2"

[[routes]]
name = "everything else""#;

const SERVICE: &str = r#"
[services.network]
title = "Network"
policy = "payments"
"#;

const INHIBITION: &str = r#"
[[inhibitions]]
name = "network"
source = { alarm = "vpc-down" }
target = { alarm = "payments-.*" }
"#;

/// Ana resolves by mistake what #1 was merged into, and reopens it. An alarm of #1 fires all the time.
#[tokio::test]
async fn what_ended_with_its_target_goes_on_with_it_when_that_is_reopened() {
    for delivery in DELIVERIES {
        let mut world = both(delivery).await;
        merges(&mut world, 1, 2).await;
        let resolve = Command::Resolve { via: Via::Link, note: None };
        world.ask_about(&numbered(&world, 2), resolve, person("ana")).await.unwrap();
        world.minutes_pass(1).await;
        assert!(!numbered(&world, 1).is_open(), "{delivery:?}: it ended with its target");
        world.ask_about(&numbered(&world, 2), Command::Reopen, person("ana")).await.unwrap();
        world.minutes_pass(2).await;
        assert!(numbered(&world, 1).is_open() && numbered(&world, 1).is_merged(), "{delivery:?}");
        world.fakes.take_sent();
        world.ok("payments-errors").await;
        assert!(numbered(&world, 2).is_open(), "{delivery:?}: the other alarm still fires");
        world.alarm("platform-memory").await;
        world.minutes_pass(1).await;
        world.ok("platform-disk").await;
        world.ok("platform-memory").await;
        world.minutes_pass(1).await;
        assert!(
            world.fakes.incidents().iter().all(|it| !it.is_open()),
            "{delivery:?}: {:#?}",
            world.timeline()
        );
        world.fakes.take_sent();
        world.end();
    }
}

/// Nothing fires any more, and Ana knows better.
#[tokio::test]
async fn whoever_reopens_what_is_all_clear_has_it() {
    let mut world = both(Delivery::Once).await;
    merges(&mut world, 1, 2).await;
    world.ok("payments-errors").await;
    world.ok("platform-disk").await;
    world.minutes_pass(1).await;
    assert!(world.fakes.incidents().iter().all(|it| !it.is_open()));
    world.ask_about(&numbered(&world, 2), Command::Reopen, person("ana")).await.unwrap();
    world.minutes_pass(5).await;
    assert!(numbered(&world, 2).is_open(), "nothing resolves it but a person: {:#?}", world.timeline());
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn what_ended_with_its_target_and_fires_no_more_stays_over() {
    let mut world = both(Delivery::Twice).await;
    merges(&mut world, 1, 2).await;
    let resolve = Command::Resolve { via: Via::Link, note: None };
    world.ask_about(&numbered(&world, 2), resolve, person("ana")).await.unwrap();
    world.minutes_pass(1).await;
    world.ok("platform-disk").await;
    world.ask_about(&numbered(&world, 2), Command::Reopen, person("ana")).await.unwrap();
    world.minutes_pass(2).await;
    assert!(!numbered(&world, 1).is_open());
    world.ok("payments-errors").await;
    assert!(!numbered(&world, 2).is_open(), "nothing fires any more");
    world.fakes.take_sent();
    world.end();
}
