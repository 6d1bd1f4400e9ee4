//! The links of what was merged into another incident.

use super::world::{World, id, keys, link_of};
use axum::http::StatusCode;
use callout_domain::incident::Status;
use callout_domain::link::mine_path;
use callout_ports::Clock as _;

#[tokio::test]
async fn the_link_shows_what_became_of_it_and_acts_on_the_target() {
    let world = World::new().await;
    world.merges().await;
    let page = world.get(&link_of("ana")).await.html;
    for words in [
        "Ben Okafor merged incident 1 (payments-5xx: error rate above 5 %) into 2",
        "What you do here is about incident 2.",
        "search is down",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let seen = format!("2.{}", world.numbered(2).version);
    assert!(page.contains(&format!("name=\"seen\" value=\"{seen}\"")), "{page}");
    world.post(&link_of("ana"), "").await;
    let target = world.numbered(2);
    assert_eq!((target.status, target.acknowledger()), (Status::Acknowledged, Some("ana".into())));
    let resolved = world.post(&link_of("ana"), &format!("do=resolve&seen=2.{}", target.version)).await;
    assert_eq!(resolved.status, StatusCode::SEE_OTHER, "{}", resolved.html);
    assert!(!world.numbered(2).is_open());
}

#[tokio::test]
async fn a_form_of_before_the_merge_changes_nothing_but_the_big_button_works() {
    let world = World::new().await;
    let seen = world.numbered(1).version;
    world.merges().await;
    let late = world.post(&link_of("ana"), &format!("do=resolve&text=fixed&seen={seen}")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("Incident 1 was merged into 2 after this page was made."), "{}", late.html);
    assert!(late.html.contains("fixed"), "the words are still there");
    assert!(world.numbered(2).is_open());
    let wrong = world.post(&link_of("ana"), "do=resolve&seen=soon").await;
    assert!(wrong.status.is_client_error());
    let pressed = world.post(&link_of("ana"), "").await;
    assert_eq!(pressed.status, StatusCode::SEE_OTHER);
    assert_eq!(world.numbered(2).acknowledger(), Some("ana".into()));
}

#[tokio::test]
async fn a_bundle_lists_the_target_once_and_its_button_takes_that() {
    let world = World::new().await;
    world.merges().await;
    let mine = format!("/{}", mine_path(&keys(), &"ana".into(), world.now()));
    let page = world.get(&mine).await.html;
    assert!(page.contains("search is down") && !page.contains("payments-5xx:"), "{page}");
    world.post(&format!("{mine}/{}", id()), "").await;
    assert_eq!(world.numbered(2).acknowledger(), Some("ana".into()));
}
