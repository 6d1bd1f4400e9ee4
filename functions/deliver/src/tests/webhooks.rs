//! Webhooks: signed, in order, the same bytes at each try, and none to a receiver that is gone.

use super::world::World;
use callout_domain::incident::Phase;
use callout_domain::subscriber::{Standing, Wanted, signed_bytes, verify};
use callout_ports::Post;
use serde_json::Value;

const HOOK: &str = "https://hooks.example.com/in";

fn json(post: &Post) -> Value {
    serde_json::from_str(&post.body).unwrap()
}

fn header<'a>(post: &'a Post, name: &str) -> &'a str {
    &post.headers.iter().find(|(known, _)| *known == name).unwrap().1
}

#[tokio::test]
async fn a_receiver_gets_what_the_page_shows_signed_by_its_key() {
    let world = World::new();
    let hook = world.subscribes(HOOK, Wanted::everything(), "en");
    let id = world.opens("payments").await;
    world.run(&world.says(&id, Phase::Investigating, "We look into it.").await).await;
    let posts = world.fakes.take_posts();
    let [post] = posts.as_slice() else { panic!("{posts:?}") };
    let body = json(post);
    let incident = &body["incidents"][0];
    assert_eq!(body["type"], "incidents.updated");
    assert_eq!((&incident["status"], &incident["impact"]), (&"investigating".into(), &"major".into()));
    assert_eq!(incident["incident_updates"][0]["body"], "We look into it.");
    assert_eq!(incident["components"][0]["name"], "Checkout");
    assert_eq!(incident["name"], "Problem with Checkout");
    assert!(!post.body.contains("SECRET") && !post.body.contains("secret-ana"), "{}", post.body);
    let seconds = header(post, "x-callout-timestamp").parse().unwrap();
    let key = world.fakes.stored_subscriber(&hook).unwrap().keys[0].secret.clone();
    assert!(verify(header(post, "x-callout-signature"), &key, &signed_bytes(seconds, &post.body)));
    assert_eq!(header(post, "x-callout-id"), body["id"]);
}

#[tokio::test]
async fn while_a_key_is_replaced_both_sign() {
    let world = World::new();
    let hook = world.subscribes(HOOK, Wanted::everything(), "en");
    let mut one = world.fakes.stored_subscriber(&hook).unwrap();
    let old = one.keys[0].secret.clone();
    one.rotate_key("new".to_owned(), callout_ports::Clock::now(&world.fakes));
    world.fakes.put_subscriber(one);
    let id = world.opens("payments").await;
    world.run(&world.says(&id, Phase::Investigating, "One.").await).await;
    let post = world.fakes.take_posts().remove(0);
    let bytes = signed_bytes(header(&post, "x-callout-timestamp").parse().unwrap(), &post.body);
    let signature = header(&post, "x-callout-signature");
    assert!(verify(signature, "new", &bytes) && verify(signature, &old, &bytes));
}

#[tokio::test]
async fn a_receiver_that_fails_gets_the_same_bytes_until_it_takes_them_and_delays_nobody() {
    let world = World::new();
    world.subscribes(HOOK, Wanted::everything(), "en");
    world.subscribes("https://other.example.com/", Wanted::everything(), "en");
    world.fakes.answer_posts(HOOK, Some(500));
    let id = world.opens("payments").await;
    world.run(&world.says(&id, Phase::Investigating, "One.").await).await;
    world.run(&world.says(&id, Phase::Identified, "Two.").await).await;
    let posts = world.fakes.take_posts();
    let (hook, other): (Vec<Post>, Vec<Post>) = posts.into_iter().partition(|post| post.address == HOOK);
    assert_eq!((hook.len(), other.len()), (1, 2));
    world.later(1);
    world.fakes.answer_posts(HOOK, None);
    world.check().await;
    world.fakes.answer_posts(HOOK, Some(200));
    world.later(5);
    world.check().await;
    let posts = world.fakes.take_posts();
    assert_eq!(posts.len(), 2, "the first again, then the second at once");
    assert_eq!(
        (&posts[0].body, header(&posts[0], "x-callout-id")),
        (&hook[0].body, header(&hook[0], "x-callout-id"))
    );
    assert_eq!(json(&posts[1])["incidents"][0]["incident_updates"][0]["body"], "Two.");
}

#[tokio::test]
async fn what_a_receiver_refuses_is_not_tried_again_and_holds_up_nothing() {
    let world = World::new();
    world.subscribes(HOOK, Wanted::everything(), "en");
    world.fakes.answer_posts(HOOK, Some(404));
    let id = world.opens("payments").await;
    world.run(&world.says(&id, Phase::Investigating, "One.").await).await;
    world.later(60);
    world.check().await;
    assert_eq!(world.fakes.take_posts().len(), 1);
    world.fakes.answer_posts(HOOK, Some(302));
    world.run(&world.says(&id, Phase::Identified, "Two.").await).await;
    assert_eq!(world.fakes.take_posts().len(), 1, "a redirect is a failure, and tried again");
    world.fakes.answer_posts(HOOK, Some(204));
    world.later(60);
    world.check().await;
    assert_eq!(world.fakes.take_posts().len(), 1);
}

#[tokio::test]
async fn a_receiver_that_fails_for_a_week_is_disabled_and_its_contact_told_once() {
    let world = World::new();
    let hook = world.subscribes(HOOK, Wanted::everything(), "en");
    world.fakes.answer_posts(HOOK, None);
    let id = world.opens("payments").await;
    for day in 0..8 {
        world.run(&world.says(&id, Phase::Identified, &format!("Day {day}.")).await).await;
        for _ in 0..24 {
            world.later(60);
            world.check().await;
        }
    }
    let stored = world.fakes.stored_subscriber(&hook).unwrap();
    assert_eq!(stored.standing, Standing::Disabled);
    let events = world.fakes.take_subscriber_events();
    assert_eq!(events.len(), 1);
    let event = serde_json::to_string(&events[0]).unwrap();
    for _ in 0..3 {
        world.run(&event).await;
    }
    let mails = world.fakes.take_mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to.as_str(), "contact@example.com");
    assert!(
        mails[0].text.contains("hooks.example.com") && !mails[0].text.contains("/in"),
        "{}",
        mails[0].text
    );
    world.fakes.answer_posts(HOOK, Some(200));
    world.run(&world.says(&id, Phase::Identified, "Later.").await).await;
    world.later(600);
    world.check().await;
    assert_eq!(world.fakes.take_posts().len(), 0);
}
