//! Replies to a page by text message, on in-memory fakes.

use super::world::{ANA, BEN, SHARED, World};
use crate::handler::handle;
use callout_domain::incident::{Command, Status, Via};
use callout_ports::SettingsSource as _;
use callout_ports::fakes::Fault;
use jiff::SignedDuration;

#[tokio::test]
async fn an_answer_acknowledges_and_is_answered() {
    let world = World::with(&["payments"]).await;
    let answer = world.says(ANA, "'1a'").await.unwrap();
    assert_eq!(
        answer,
        "You have #1 Payments: payments-5xx: errors above 5 %. Reply 1c to close it, 1e to page the next level."
    );
    assert_eq!(world.status(1), Status::Acknowledged);
    assert_eq!(world.timeline(1).await.last().unwrap(), "Acknowledged by ana by text message");
}

#[tokio::test]
async fn a_word_alone_is_about_the_one_that_waits() {
    let world = World::with(&["payments", "search"]).await;
    world.does(1, Command::Acknowledge { via: Via::Link }, "ana").await;
    assert!(world.says(ANA, "ok").await.unwrap().starts_with("You have #2 Search"));
    assert_eq!(world.status(2), Status::Acknowledged);
}

#[tokio::test]
async fn of_several_it_is_asked_which_and_nothing_is_done() {
    let world = World::with(&["payments", "search"]).await;
    let answer = world.says(ANA, "c").await.unwrap();
    assert!(answer.starts_with("Which one?") && answer.contains("#1 Payments"), "{answer}");
    assert!(answer.contains("#2 Search"), "{answer}");
    assert_eq!([world.status(1), world.status(2)], [Status::Triggered; 2]);
}

#[tokio::test]
async fn all_are_acknowledged_at_once() {
    let world = World::with(&["payments", "search", "mail"]).await;
    world.does(2, Command::Resolve { via: Via::Console }, "ben").await;
    let answer = world.says(ANA, "aa").await.unwrap();
    assert!(answer.contains("#1") && answer.contains("#3") && !answer.contains("#2"), "{answer}");
    assert_eq!(world.says(ANA, "aa").await.unwrap(), "Nothing is waiting for you.");
}

#[tokio::test]
async fn whoever_is_late_is_told_who_has_it_since_when_in_their_own_time() {
    let world = World::with(&["payments"]).await;
    world.does(1, Command::Escalate, "ana").await;
    world.does(1, Command::Acknowledge { via: Via::Link }, "ben").await;
    let answer = world.says(ANA, "1").await.unwrap();
    assert_eq!(answer, "Ben Okafor has #1 Payments since 22 Nov 03:00 WET.");
    assert_eq!(world.says(BEN, "1").await.unwrap(), "You have #1 Payments since 22 Nov 03:00 UTC.");
}

#[tokio::test]
async fn closing_closes_once_and_says_so_the_next_time() {
    let world = World::with(&["payments"]).await;
    assert!(world.says(ANA, "close 1").await.unwrap().starts_with("Closed #1 Payments"));
    assert_eq!(world.timeline(1).await.last().unwrap(), "Resolved by ana by text message");
    assert_eq!(world.says(ANA, "1c").await.unwrap(), "#1 Payments is over since 22 Nov 03:00 WET.");
    assert_eq!(world.says(ANA, "c").await.unwrap(), "Nothing is open that you were paged for.");
}

#[tokio::test]
async fn a_text_delivered_twice_pages_the_next_level_once() {
    let world = World::with(&["payments"]).await;
    assert!(world.says(ANA, "1e").await.unwrap().starts_with("Paged ben, dan for #1 Payments"));
    assert_eq!(world.escalations(1).await, 1);
}

#[tokio::test]
async fn a_wrong_number_changes_nothing_and_is_explained() {
    let world = World::with(&["payments"]).await;
    let answer = world.says(ANA, "7a").await.unwrap();
    assert_eq!(answer, "There is no incident #7 in the last 30 days. Nothing was done.");
    assert_eq!(world.status(1), Status::Triggered);
}

#[tokio::test]
async fn only_who_was_called_out_can_answer() {
    let world = World::with(&["payments"]).await;
    let answer = world.says(BEN, "1c").await.unwrap();
    assert!(answer.starts_with("You were not paged for #1 Payments."), "{answer}");
    assert_eq!(world.status(1), Status::Triggered);
}

#[tokio::test]
async fn of_two_people_with_one_number_whoever_was_called_out_answers() {
    let world = World::with(&["payments"]).await;
    world.does(1, Command::Escalate, "ana").await;
    assert!(world.says(SHARED, "1a").await.unwrap().starts_with("You have #1"));
    assert_eq!(world.incident(1).acknowledger(), Some("dan".into()));
}

#[tokio::test]
async fn a_stranger_hears_nothing() {
    let world = World::with(&["payments"]).await;
    for number in ["+15550142", "15550100", "", "+1555010"] {
        assert_eq!(world.says(number, "1a").await, None);
    }
    assert_eq!(world.status(1), Status::Triggered);
}

#[tokio::test]
async fn what_is_not_understood_is_explained_but_not_to_a_machine_that_answers_each_answer() {
    let world = World::with(&["payments"]).await;
    for (id, body) in [("1", "I am driving"), ("2", "I am driving"), ("3", "on my way")] {
        let text = world.text(id, ANA, body);
        handle(&text, id, &world.fakes, &world.fakes, &world.fakes).await.unwrap();
    }
    let answer = world.answer(ANA).unwrap();
    assert!(answer.starts_with("Not understood, nothing was done."), "{answer}");
    world.fakes.clock.advance(SignedDuration::from_mins(11));
    assert!(world.says(ANA, "on my way").await.is_some());
    assert_eq!(world.says(ANA, "STOP").await, None);
}

#[tokio::test]
async fn help_names_an_incident_to_answer_for() {
    let world = World::with(&["payments", "search"]).await;
    assert!(world.says(ANA, "?").await.unwrap().contains("to acknowledge incident"));
}

#[tokio::test]
async fn an_incident_opened_after_somebody_wrote_is_not_the_one_they_mean() {
    let world = World::with(&["payments"]).await;
    let text = world.text("1", ANA, "c");
    world.fakes.clock.advance(SignedDuration::from_secs(20));
    world.alarm("search").await;
    handle(&text, "first", &world.fakes, &world.fakes, &world.fakes).await.unwrap();
    assert_eq!([world.status(1), world.status(2)], [Status::Resolved, Status::Triggered]);
}

#[tokio::test]
async fn whatever_fails_once_is_done_once_and_answered() {
    for body in ["1a", "1c", "1e", "a"] {
        for fault in [Fault::Before, Fault::After] {
            for nth in 0..14 {
                let world = World::with(&["payments"]).await;
                let text = world.text("1", ANA, body);
                world.fakes.fail_call(nth, fault);
                let deliver = async |holder| {
                    handle(&text, holder, &world.fakes, &world.fakes, &world.fakes).await.is_ok()
                };
                // Lambda's own retry has the same ID; an SNS redelivery has another.
                let _ = deliver("lambda").await || deliver("lambda").await;
                deliver("sns").await;
                world.fakes.clear_fault();
                let sent = world.fakes.take_sent().len();
                assert!(
                    sent == 1 || (sent == 2 && fault == Fault::After),
                    "{body} {fault:?} {nth}: {sent} answers"
                );
                let happened = world.timeline(1).await;
                let by_ana =
                    happened.iter().filter(|line| line.contains("by text") || line.contains("manually"));
                assert_eq!(by_ana.count(), 1, "{body} {fault:?} {nth}: {happened:#?}");
            }
        }
    }
}

#[tokio::test]
async fn a_broken_settings_document_is_an_error_that_comes_again() {
    let world = World::with(&["payments"]).await;
    world.fakes.fail_call(0, Fault::Before);
    let text = world.text("1", ANA, "1a");
    assert!(handle(&text, "first", &world.fakes, &world.fakes, &world.fakes).await.is_err());
    assert!(world.fakes.rules().await.is_ok());
    assert_eq!(world.answer(ANA), None);
}
