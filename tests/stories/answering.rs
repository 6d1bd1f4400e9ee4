//! Answers by text message: what a page offers, and what an answer stops.

use super::world::World;
use callout_domain::incident::Status;
use callout_domain::responder::Channel::{Email, Sms};
use callout_ports::Clock;
use jiff::SignedDuration;
use sms_replies::handler::handle;
use sms_replies::text::Text;

const ANA: &str = "+15550100";

async fn text(world: &mut World, id: &str, body: &str) {
    let sent_at = world.fakes.now();
    let text = Text { id: id.to_owned(), from: ANA.to_owned(), body: body.to_owned(), sent_at };
    for holder in ["first", "again"] {
        handle(&text, holder, &world.fakes, &world.fakes, &world.fakes).await.unwrap();
    }
    world.settle().await;
}

#[tokio::test]
async fn an_answer_that_the_page_offers_stops_the_ladder() {
    let mut world = World::new();
    world.fakes.hear_texts();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "\nReply 1a"), ("ana", Email, "#1")]);
    text(&mut world, "t-1", "1a").await;
    world.expect_status(Status::Acknowledged);
    world.expect(&[("ana", Sms, "You have #1 Payments")]);
    world.fast_forward(SignedDuration::from_mins(16)).await;
    world.expect_silence();
    text(&mut world, "t-2", "1c").await;
    world.expect_status(Status::Resolved);
    world.expect(&[("ana", Sms, "Closed #1 Payments")]);
    assert!(world.timeline().contains(&"Resolved by ana by text message".to_owned()));
    world.end();
}

#[tokio::test]
async fn nobody_is_offered_an_answer_that_would_not_arrive() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    let sent = world.fakes.take_sent();
    assert!(sent.iter().all(|sent| !sent.delivery.words.body.contains("Reply")), "{sent:#?}");
    world.end();
}
