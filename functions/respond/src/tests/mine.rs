//! The link in a bundle: one person's open incidents, and nothing else.

use super::world::{World, id, keys};
use axum::http::StatusCode;
use callout_domain::incident::Status;
use callout_domain::link::{console_path, mine_path};
use callout_ports::Clock as _;
use jiff::SignedDuration;

fn mine_of(world: &World, who: &str) -> String {
    format!("/{}", mine_path(&keys(), &who.into(), world.now()))
}

#[tokio::test]
async fn it_lists_what_its_reader_was_paged_for_and_each_button_acknowledges_one() {
    let world = World::new().await;
    let mine = mine_of(&world, "ana");
    let before = world.incident();
    let page = world.get(&mine).await;
    assert!(page.html.contains("payments-5xx") && page.html.contains("<button"), "{}", page.html);
    for other in ["Resolve", "Page the next level", "Reassign", "status page"] {
        assert!(!page.html.contains(other), "{other} in {}", page.html);
    }
    assert_eq!(world.incident(), before, "opening it changes nothing");
    let token = mine.trim_start_matches("/m/").to_owned();
    assert!(page.html.contains(&format!("action=\"{token}/{}\"", id())), "{}", page.html);
    let answer = world.post(&format!("{mine}/{}", id()), "").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, format!("../{token}").as_str()));
    let after = world.incident();
    assert_eq!((after.status, after.acknowledger()), (Status::Acknowledged, Some("ana".into())));
    assert!(!world.get(&mine).await.html.contains("<button"));
}

#[tokio::test]
async fn it_opens_neither_the_console_nor_the_incidents_of_others_and_ends_after_two_hours() {
    let world = World::new().await;
    let mine = mine_of(&world, "ana");
    let token = mine.trim_start_matches("/m/").to_owned();
    for path in [format!("/c/{token}"), format!("/c/{token}/i/{}", id()), format!("/a/{token}")] {
        assert_eq!(world.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert!(world.post(&path, "action=resolve").await.status.is_client_error(), "{path}");
    }
    let bens = mine_of(&world, "ben");
    assert!(!world.get(&bens).await.html.contains("payments-5xx"));
    assert_eq!(world.post(&format!("{bens}/{}", id()), "").await.status, StatusCode::NOT_FOUND);
    let console = console_path(&keys(), &"ana".into(), world.now());
    let console = console.trim_start_matches("c/");
    assert_eq!(world.get(&format!("/m/{console}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.incident().status, Status::Triggered);
    world.fakes.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(world.get(&mine).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_fallback_contact_sees_what_it_may_have_stood_in_for() {
    let world = World::new().await;
    let mine = mine_of(&world, "fallback");
    assert!(world.get(&mine).await.html.contains("payments-5xx"));
    world.post(&format!("{mine}/{}", id()), "").await;
    assert_eq!(world.incident().acknowledger(), Some("fallback".into()));
}
