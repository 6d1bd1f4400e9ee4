//! What customers are told from the page of an incident.

use super::incident::{PAGE, again, submit};
use super::world::{World, ana, ben};
use axum::http::StatusCode;
use callout_domain::incident::{Command, Impact, Phase, Via};

#[tokio::test]
async fn two_who_tell_customers_learn_of_each_other_and_nothing_is_typed_twice() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    let told = Command::PublishUpdate {
        phase: Phase::Identified,
        text: "A database is full.".to_owned(),
        impact: Some(Impact::Major),
        states: Default::default(),
        after_end: false,
    };
    world.does(1, told, ben()).await;
    let form = "do=publish_update&phase=monitoring&impact=minor&sure=1&text=A+fix+is+out.";
    let answer = submit(&browser, form, seen).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("Ben Okafor told customers at"), "{}", answer.html);
    assert!(answer.html.contains("A database is full."), "{}", answer.html);
    assert!(answer.html.contains("required>A fix is out.</textarea>"), "to be mended: {}", answer.html);
    assert!(answer.html.contains(">Publish it all the same</button>"), "{}", answer.html);
    assert_eq!(browser.post(PAGE, &again(&answer.html)).await.status, StatusCode::SEE_OTHER);
    let latest = world.incident(1).updates.last().cloned().unwrap();
    assert_eq!((latest.phase, latest.impact), (Phase::Monitoring, Impact::Minor));
}

#[tokio::test]
async fn whoever_reopens_it_is_told_that_customers_read_that_it_is_over() {
    let world = World::new().await;
    let resolved = Command::PublishUpdate {
        phase: Phase::Resolved,
        text: "Checkout works again.".to_owned(),
        impact: Some(Impact::None),
        states: Default::default(),
        after_end: false,
    };
    world.does(1, resolved, ana()).await;
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ana()).await;
    world.does(1, Command::Reopen, ben()).await;
    let page = world.browser("ben").await.get(PAGE).await.html;
    assert!(page.contains("Customers read that this is resolved."), "{page}");
    assert!(page.contains("<option value=\"investigating\" selected>"), "{page}");
    let told = Command::PublishUpdate {
        phase: Phase::Investigating,
        text: "It is back.".to_owned(),
        impact: Some(Impact::Minor),
        states: Default::default(),
        after_end: false,
    };
    world.does(1, told, ben()).await;
    let page = world.browser("ben").await.get(PAGE).await.html;
    assert!(!page.contains("Customers read that this is resolved."), "{page}");
}

#[tokio::test]
async fn an_update_after_the_end_asks_whether_to_reopen() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ana()).await;
    let form = "do=publish_update&phase=investigating&impact=minor&sure=1&text=It+is+back.";
    let answer = submit(&browser, form, world.incident(1).version).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for words in [
        "nobody works on it",
        "Reopen it",
        "required>It is back.</textarea>",
        ">Publish it all the same</button>",
    ] {
        assert!(answer.html.contains(words), "no `{words}` in {}", answer.html);
    }
    assert_ne!(world.incident(1).updates.last().map(|update| update.text.as_str()), Some("It is back."));
    assert_eq!(browser.post(PAGE, &again(&answer.html)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident(1).updates.last().unwrap().text, "It is back.");
}
