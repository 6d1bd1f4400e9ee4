//! What customers see, and what is written afterwards.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::incident::{Actor, Command, Event, NewUpdate, Phase, UpdateRecord, Via};
use callout_domain::responder::Channel::{Email, Sms};
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[tokio::test]
async fn customers_read_about_it_and_that_it_is_over() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    let page = world.fakes.page_text("index.html").unwrap();
    assert!(page.contains("We are looking into a problem with Checkout."), "{page}");
    assert!(!page.contains("payments-errors"), "nothing private is public");
    world.fast_forward(MINUTE).await;
    world.ok("payments-errors").await;
    let page = world.fakes.page_text("index.html").unwrap();
    assert!(page.contains("This problem with Checkout is over."), "{page}");
    assert_eq!(
        world.count(|e| matches!(e, Event::StatusUpdated(UpdateRecord { phase: Phase::Resolved, .. }))),
        1
    );
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1"), ("ana", Email, "Resolved")]);
    world.end();
}

#[tokio::test]
async fn customers_never_read_the_name_of_a_service_without_components() {
    let mut world = World::new();
    world.alarm("platform-disk").await;
    let update = Command::PublishUpdate(NewUpdate::saying(Phase::Identified, "We found it."));
    world.ask(update, Actor::responder(&"ana".into())).await.unwrap();
    world.fast_forward(MINUTE).await;
    world.ok("platform-disk").await;
    world.ask(Command::PublishDraft, Actor::responder(&"ana".into())).await.unwrap();
    let page = world.fakes.page_text("index.html").unwrap();
    assert!(page.contains("This incident is over."), "{page}");
    assert!(!page.contains("Platform"), "{page}");
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1"), ("ana", Email, "Resolved")]);
    world.end();
}

#[tokio::test]
async fn a_postmortem_is_drafted_planned_and_its_owner_reminded() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.fast_forward(MINUTE).await;
    world.ok("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1"), ("ana", Email, "Resolved")]);
    let drafts = world.fakes.drafts();
    let (key, draft) = drafts.first_key_value().unwrap();
    assert!(key.starts_with("2026/11/0001-inc_"), "{key}");
    for line in ["# Postmortem #1: payments-errors", "Paged ana (level 1)", "Resolved: every alert is clear"]
    {
        assert!(draft.contains(line), "{line} in {draft}");
    }
    let postmortem = world.incident().postmortem.unwrap();
    // Sunday 22 November, five business days on: Friday 27 November at ten.
    assert_eq!(postmortem.due_at.to_string(), "2026-11-27T10:00:00Z");
    world.fast_forward(SignedDuration::from_hours(24 * 14)).await;
    world.expect(&[
        ("ana", Email, "Postmortem due: #1"),
        ("ana", Email, "Postmortem due: #1"),
        ("ana", Email, "Postmortem due: #1"),
    ]);
    assert_eq!(world.count(|event| matches!(event, Event::PostmortemReminded { .. })), 3);
    world.end();
}

#[tokio::test]
async fn reopening_keeps_the_draft_and_moves_the_due_day_to_the_last_end() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(SETTINGS, delivery);
        let by = |name: &str| Actor::responder(&name.into());
        world.fast_forward(SignedDuration::from_hours(20) + MINUTE * 30).await;
        world.alarm("payments-errors").await;
        world.fast_forward(MINUTE).await;
        world.ask(Command::Resolve { via: Via::Link, note: None }, by("ana")).await.unwrap();
        let first = world.incident().postmortem.unwrap();
        assert_eq!(first.due_at.to_string(), "2026-11-27T10:00:00Z");
        world.fast_forward(MINUTE * 15).await;
        world.ask(Command::Reopen, by("ben")).await.unwrap();
        assert_eq!(world.incident().postmortem.unwrap().due_at, first.due_at, "until it ends again");
        world.fast_forward(MINUTE * 20).await;
        world.ask(Command::Resolve { via: Via::Link, note: None }, by("ben")).await.unwrap();
        let second = world.incident().postmortem.unwrap();
        assert_eq!(second.due_at.to_string(), "2026-11-30T10:00:00Z", "it ended on Monday");
        assert_eq!((&second.draft, &second.owner), (&first.draft, &first.owner));
        assert_eq!(world.fakes.drafts().len(), 1);
        assert_eq!(world.count(|event| matches!(event, Event::PostmortemScheduled { .. })), 2);
        world.fakes.take_sent();
        world.fast_forward(SignedDuration::from_hours(24 * 14)).await;
        let owner = first.owner.unwrap();
        let reminders = world.fakes.take_sent();
        assert_eq!(reminders.len(), 3, "{reminders:?}");
        assert!(reminders.iter().all(|sent| sent.delivery.responder == owner));
        world.end();
    }
}
