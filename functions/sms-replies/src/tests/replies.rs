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
    let answer = world.says_with_code(ANA, "'1a'", (1, "ana")).await.unwrap();
    let code = world.code(1, "ana").await;
    assert_eq!(
        answer,
        format!(
            "You have #1 Payments: payments-5xx: errors above 5 %. Reply 1c {code} to close it, 1e {code} to page the next \
             level."
        )
    );
    assert_eq!(world.status(1), Status::Acknowledged);
    assert_eq!(world.timeline(1).await.last().unwrap(), "Acknowledged by ana by text message");
}

#[tokio::test]
async fn a_word_alone_is_about_the_one_that_waits() {
    let world = World::with(&["payments", "search"]).await;
    world.does(1, Command::Acknowledge { via: Via::Link }, "ana").await;
    let code = world.code(2, "ana").await;
    let answer = world.says(ANA, "ok").await.unwrap();
    assert_eq!(answer, format!("Nothing was done yet. To acknowledge #2 Search, reply 2a {code}"));
    assert_eq!(world.status(2), Status::Triggered);
    assert!(world.says(ANA, &code).await.unwrap().starts_with("You have #2 Search"));
    assert_eq!(world.status(2), Status::Acknowledged);
}

#[tokio::test]
async fn of_several_it_is_asked_which_and_nothing_is_done() {
    let world = World::with(&["payments", "search"]).await;
    let answer = world.says(ANA, "c").await.unwrap();
    for (number, title) in [(1, "Payments"), (2, "Search")] {
        let reply = format!("{number}c {} for {title}", world.code(number, "ana").await);
        assert!(answer.starts_with("Which one to close? Reply ") && answer.contains(&reply), "{answer}");
    }
    assert_eq!([world.status(1), world.status(2)], [Status::Triggered; 2]);
}

#[tokio::test]
async fn all_are_acknowledged_at_once() {
    let world = World::with(&["payments", "search", "mail"]).await;
    world.does(2, Command::Resolve { via: Via::Console, note: None }, "ben").await;
    let asked = world.says(ANA, "aa").await.unwrap();
    assert!(asked.starts_with("Nothing was done yet. To acknowledge all 2, reply aa "), "{asked}");
    let answer = world.says_with_code(ANA, "aa", (3, "ana")).await.unwrap();
    assert!(answer.contains("#1") && answer.contains("#3") && !answer.contains("#2"), "{answer}");
    assert_eq!(world.says_with_code(ANA, "aa", (3, "ana")).await.unwrap(), "Nothing is waiting for you.");
}

#[tokio::test]
async fn whoever_is_late_reads_who_acknowledged_and_when_in_their_own_time() {
    let world = World::with(&["payments"]).await;
    world.does(1, Command::Escalate, "ana").await;
    world.does(1, Command::Acknowledge { via: Via::Link }, "ben").await;
    let answer = world.says_with_code(ANA, "1", (1, "ana")).await.unwrap();
    assert_eq!(answer, "Ben Okafor has #1 Payments since 22 Nov 03:00 WET.");
    let answer = world.says_with_code(BEN, "1", (1, "ben")).await.unwrap();
    assert_eq!(answer, "You have #1 Payments since 22 Nov 03:00 UTC.");
}

#[tokio::test]
async fn closing_closes_once_and_says_so_the_next_time() {
    let world = World::with(&["payments"]).await;
    let close = async |body| world.says_with_code(ANA, body, (1, "ana")).await.unwrap();
    assert!(close("close 1").await.starts_with("Closed #1 Payments"));
    assert_eq!(world.timeline(1).await.last().unwrap(), "Resolved by ana by text message");
    assert_eq!(close("1c").await, "#1 Payments is over since 22 Nov 03:00 WET.");
    assert_eq!(close("c").await, "Nothing is open that you were paged for.");
}

#[tokio::test]
async fn a_text_delivered_twice_pages_the_next_level_once() {
    let world = World::with(&["payments"]).await;
    let answer = world.says_with_code(ANA, "1e", (1, "ana")).await.unwrap();
    assert!(answer.starts_with("Paged ben, dan for #1 Payments"), "{answer}");
    assert_eq!(world.escalations(1).await, 1);
}

#[tokio::test]
async fn a_wrong_number_changes_nothing_and_is_explained() {
    let world = World::with(&["payments"]).await;
    let answer = world.says(ANA, "7a").await.unwrap();
    assert_eq!(answer, "There is no incident #7. Nothing was done.");
    assert_eq!(world.status(1), Status::Triggered);
}

#[tokio::test]
async fn what_is_open_for_six_weeks_is_answered_like_any_other() {
    let world = World::with(&["payments", "search"]).await;
    world.fakes.clock.advance(SignedDuration::from_hours(45 * 24));
    let asked = world.says(ANA, "a").await.unwrap();
    assert!(
        asked.starts_with("Which one to acknowledge? Reply ") && asked.contains("for Payments"),
        "{asked}"
    );
    assert!(world.says_with_code(ANA, "1a", (1, "ana")).await.unwrap().starts_with("You have #1"));
    assert_eq!(world.status(1), Status::Acknowledged);
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
    assert!(world.says_with_code(SHARED, "1a", (1, "dan")).await.unwrap().starts_with("You have #1"));
    assert_eq!(world.incident(1).acknowledger(), Some("dan".into()));
}

#[tokio::test]
async fn a_stranger_gets_no_answer() {
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
        handle(&text, id, &world.deps()).await.unwrap();
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
    let code = world.code(2, "ana").await;
    assert!(
        world
            .says(ANA, "?")
            .await
            .unwrap()
            .starts_with(&format!("Reply 2a {code} to acknowledge incident 2"))
    );
}

#[tokio::test]
async fn an_incident_opened_after_somebody_wrote_is_not_the_one_they_mean() {
    let world = World::with(&["payments"]).await;
    let text = world.text("1", ANA, "c");
    world.fakes.clock.advance(SignedDuration::from_secs(20));
    world.alarm("search").await;
    handle(&text, "first", &world.deps()).await.unwrap();
    let answer = world.answer(ANA).unwrap();
    assert!(answer.contains("To close #1 Payments, reply 1c "), "{answer}");
}

#[tokio::test]
async fn whatever_fails_once_is_done_once_and_answered() {
    for body in ["1a", "1c", "1e", ""] {
        for fault in [Fault::Before, Fault::After] {
            for nth in 0..14 {
                let world = World::with(&["payments"]).await;
                let text = world.text("1", ANA, &format!("{body} {}", world.code(1, "ana").await));
                world.fakes.fail_call(nth, fault);
                let deliver = async |claimed_by| handle(&text, claimed_by, &world.deps()).await.is_ok();
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
    assert!(handle(&text, "first", &world.deps()).await.is_err());
    assert!(world.fakes.rules().await.is_ok());
    assert_eq!(world.answer(ANA), None);
}

/// Whoever knows a number can send from it, and sees no answer.
#[tokio::test]
async fn a_forged_sender_changes_nothing() {
    let world = World::with(&["payments", "search"]).await;
    let of_ben = world.code(1, "ben").await;
    let of_another = world.code(2, "ana").await;
    for body in ["1", "1a", "1c", "1e", "aa", "a", "1a bcdf"] {
        world.says(ANA, body).await.unwrap();
    }
    for code in [of_ben, of_another] {
        world.says(ANA, &format!("1c {code}")).await.unwrap();
    }
    assert_eq!([world.status(1), world.status(2)], [Status::Triggered; 2]);
    assert_eq!(world.escalations(1).await, 0);
}
