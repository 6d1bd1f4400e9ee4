//! What was thought to be over was not: a person reopens it, and its alerts are counted anew.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::incident::{Actor, Command, Via};
use jiff::SignedDuration;

fn by(name: &str) -> Actor {
    Actor::responder(&name.into())
}

async fn resolves(world: &mut World, name: &str) {
    let resolve = Command::Resolve { via: Via::Console, note: None };
    world.ask(resolve, by(name)).await.unwrap();
}

#[tokio::test]
async fn what_cleared_while_it_was_over_is_counted_no_more() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(SETTINGS, delivery);
        world.alarm("payments-errors").await;
        world.alarm("payments-latency").await;
        resolves(&mut world, "ana").await;
        world.ok("payments-latency").await;
        world.ask(Command::Reopen, by("ben")).await.unwrap();
        world.fast_forward(SignedDuration::from_mins(2)).await;
        assert_eq!(world.incident().alerts.open, 1);
        assert!(world.timeline().iter().any(|line| line == "1 of its alerts still fires"));
        assert!(world.incident().is_open(), "whoever reopened it has it");
        world.ok("payments-errors").await;
        assert!(!world.incident().is_open(), "the last end is the last again");
        world.fakes.take_sent();
        world.end();
    }
}

#[tokio::test]
async fn one_of_which_nothing_fires_stays_with_whoever_reopened_it() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.ok("payments-errors").await;
    world.ask(Command::Reopen, by("ben")).await.unwrap();
    world.fast_forward(SignedDuration::from_mins(2)).await;
    assert!(world.incident().is_open() && world.incident().recount_at.is_none());
    assert_eq!(world.incident().acknowledger(), Some("ben".into()));
    world.fakes.take_sent();
    world.end();
}
