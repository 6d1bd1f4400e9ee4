//! Whoever has the link of a message decides, by a POST; nobody else learns or changes anything.

use super::world::{World, link};
use axum::http::StatusCode;
use callout_domain::subscriber::{Reach, Standing, SubscriberAddress, Wanted};
use callout_ports::fakes::Fault;
use jiff::SignedDuration;

#[tokio::test]
async fn a_scanner_that_opens_every_link_changes_nothing() {
    let world = World::new();
    let (stored, _) = world.sign_up("ana@example.com").await;
    let pending = stored.unwrap();
    let page = world.get(&format!("/confirm/{}", link(&pending))).await;
    assert!(page.html.contains("<button type=\"submit\">Confirm</button>"), "{}", page.html);
    assert_eq!(world.stored("ana@example.com"), Some(pending.clone()));
    let links = world.subscribed("ben@example.com").await;
    let before = world.stored("ben@example.com");
    for path in ["confirm", "manage", "unsubscribe", "key"] {
        world.get(&format!("/{path}/{links}")).await;
    }
    assert_eq!(world.stored("ben@example.com"), before);
}

#[tokio::test]
async fn confirming_works_once_and_saying_so_again_changes_nothing() {
    let world = World::new();
    let link = world.subscribed("ana@example.com").await;
    let before = world.stored("ana@example.com").unwrap();
    assert!(before.is_active() && before.wanted == Wanted::everything());
    let again = world.post(&format!("/confirm/{link}"), "").await;
    assert!(again.status == StatusCode::OK && again.html.contains(&format!("../../manage/{link}")));
    assert_eq!(world.stored("ana@example.com").unwrap(), before);
}

#[tokio::test]
async fn a_day_later_there_is_nothing_to_confirm() {
    let world = World::new();
    let (stored, _) = world.sign_up("ana@example.com").await;
    world.fakes.clock.advance(SignedDuration::from_hours(24));
    let answer = world.post(&format!("/confirm/{}", link(&stored.unwrap())), "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!world.stored("ana@example.com").unwrap().is_active());
}

#[tokio::test]
async fn the_one_click_of_a_mail_program_ends_it_and_so_does_the_button() {
    let world = World::new();
    for body in ["List-Unsubscribe=One-Click", "", "anything=else"] {
        let link = world.subscribed("ana@example.com").await;
        assert!(world.get(&format!("/unsubscribe/{link}")).await.html.contains("ana@example.com"));
        let answer = world.post(&format!("/unsubscribe/{link}"), body).await;
        assert!(answer.status == StatusCode::OK && answer.html.contains("You are unsubscribed"));
        let stored = world.stored("ana@example.com").unwrap();
        assert_eq!(
            (stored.standing, stored.address),
            (Standing::Unsubscribed, None),
            "the address is forgotten"
        );
        assert_eq!(
            world.post(&format!("/unsubscribe/{link}"), body).await.status,
            StatusCode::OK,
            "twice is once"
        );
        world.fakes.clock.advance(SignedDuration::from_hours(24));
    }
}

#[tokio::test]
async fn links_that_do_not_work_look_alike() {
    let world = World::new();
    let link = world.subscribed("ana@example.com").await;
    let (id, token) = link.split_once('/').unwrap();
    let other = format!("sub_{}", "0".repeat(32));
    let mut answers = Vec::new();
    for path in ["confirm", "manage", "unsubscribe"] {
        for link in [
            format!("{id}/{}", "0".repeat(32)),
            format!("{other}/{token}"),
            "x/y".to_owned(),
            format!("{id}/%00"),
        ] {
            for is_post in [false, true] {
                let path = format!("/{path}/{link}");
                let answer = if is_post { world.post(&path, "").await } else { world.get(&path).await };
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
                answers.push(answer.html);
            }
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert!(world.stored("ana@example.com").unwrap().is_active());
}

#[tokio::test]
async fn a_holder_chooses_components_and_language() {
    let world = World::new();
    let link = world.subscribed("ana@example.com").await;
    let page = world.get(&format!("/manage/{link}")).await;
    assert!(page.html.contains("ana@example.com") && page.html.contains("Deutsch"), "{}", page.html);
    let saved = world.post(&format!("/manage/{link}"), "component=search&language=de").await;
    assert!(saved.html.contains("Gespeichert."), "{}", saved.html);
    let stored = world.stored("ana@example.com").unwrap();
    assert_eq!((stored.wanted, stored.language.as_str()), (Wanted::components(["search".into()]), "de"));
    world.post(&format!("/manage/{link}"), "language=xx").await;
    let stored = world.stored("ana@example.com").unwrap();
    assert_eq!((stored.wanted, stored.language.as_str()), (Wanted::everything(), "de"));
}

#[tokio::test]
async fn a_receiver_gets_a_new_key_and_the_old_one_signs_on() {
    let world = World::new();
    world.post("/", "webhook=https%3A%2F%2Fhooks.example.com%2Fx").await;
    let id = SubscriberAddress::webhook("https://hooks.example.com/x", Reach::Public).unwrap().id();
    let stored = world.fakes.stored_subscriber(&id).unwrap();
    let link = link(&stored);
    assert_eq!(
        world.post(&format!("/key/{link}"), "").await.status,
        StatusCode::NOT_FOUND,
        "not before it confirmed"
    );
    world.post(&format!("/confirm/{link}"), "").await;
    let answer = world.post(&format!("/key/{link}"), "").await;
    let now = world.fakes.stored_subscriber(&id).unwrap();
    assert_eq!(now.keys.len(), 2);
    assert!(answer.html.contains(&now.keys[0].secret) && !answer.html.contains(&stored.keys[0].secret));
}

#[tokio::test]
async fn a_fault_between_any_two_calls_loses_nothing() {
    for nth in 0..5 {
        for fault in [Fault::Before, Fault::After] {
            let world = World::new();
            let link = world.subscribed("ana@example.com").await;
            world.fakes.fail_call(nth, fault);
            world.post(&format!("/unsubscribe/{link}"), "").await;
            world.fakes.clear_fault();
            assert_eq!(world.post(&format!("/unsubscribe/{link}"), "").await.status, StatusCode::OK);
            assert_eq!(world.stored("ana@example.com").unwrap().standing, Standing::Unsubscribed);
        }
    }
}
