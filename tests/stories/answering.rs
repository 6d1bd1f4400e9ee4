//! Answers by text message: what a page offers, and what an answer stops.

use super::world::World;
use callout_domain::incident::Status;
use callout_domain::responder::Channel::Sms;
use callout_ports::Clock;
use jiff::SignedDuration;
use sms_replies::deps::Deps;
use sms_replies::handler::handle;
use sms_replies::text::Text;

const ANA: &str = "+15550100";

async fn text(world: &mut World, id: &str, body: &str) {
    let sent_at = world.fakes.now();
    let text = Text { id: id.to_owned(), from: ANA.to_owned(), body: body.to_owned(), sent_at };
    for claimed_by in ["first", "again"] {
        let fakes = &world.fakes;
        handle(&text, claimed_by, &Deps { table: fakes, keys: fakes, messenger: fakes, clock: fakes })
            .await
            .unwrap();
    }
    world.settle().await;
}

#[tokio::test]
async fn an_answer_that_the_page_offers_stops_the_ladder() {
    let mut world = World::new();
    world.fakes.allow_replies();
    world.alarm("payments-errors").await;
    let offered = world.fakes.take_sent().into_iter().find(|it| it.delivery.channel == Sms).unwrap();
    let (_, reply) = offered.delivery.words.body.split_once("\nReply ").unwrap();
    let (number, code) = reply.split_once(' ').unwrap();
    assert_eq!(number, "1a");
    text(&mut world, "t-1", reply).await;
    world.expect_status(Status::Acknowledged);
    world.expect(&[("ana", Sms, "You have #1 Payments")]);
    world.fast_forward(SignedDuration::from_mins(16)).await;
    world.expect_silence();
    text(&mut world, "t-2", &format!("1c {code}")).await;
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
