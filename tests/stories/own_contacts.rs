//! Somebody changes how they are reached: codes and word of it go out, and pages follow.

use super::world::{Delivery, SETTINGS, World, delivered, deps};
use callout_domain::person::{PersonCommand, PersonEvent};
use callout_domain::responder::Channel;
use callout_lambda::{PersonChange, change_person};
use callout_ports::{LinkKeySource as _, PersonStore as _};
use jiff::SignedDuration;

const NUMBER: &str = "+351912345678";

async fn change(world: &World, command: PersonCommand) -> PersonEvent {
    let (who, keys) = ("ana".into(), world.fakes.link_keys().await.unwrap());
    let change = PersonChange { who: &who, command: &command, by: "Ana", seen: None };
    change_person(&world.fakes, &keys, change, &world.fakes.clock).await.unwrap().unwrap()
}

/// notify gets what follows from a change; returns to which addresses it sent what.
async fn told(world: &World, event: &PersonEvent) -> Vec<(String, String)> {
    let body = serde_json::to_string(event).unwrap();
    notify::handler::handle(&body, delivered("change"), &deps(&world.fakes)).await.unwrap();
    let sent = world.fakes.take_sent().into_iter().map(|sent| sent.delivery);
    sent.map(|it| (it.address.unwrap().as_str().to_owned(), it.words.body)).collect()
}

#[tokio::test]
async fn a_new_number_gets_its_code_the_old_one_word_of_it_and_then_pages_go_to_the_new() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    let add = PersonCommand::Add { name: None, channel: Channel::Sms, address: NUMBER.to_owned() };
    let added = change(&world, add).await;
    let sent = told(&world, &added).await;
    assert_eq!(sent, told(&world, &added).await, "delivered twice, it is the same code");
    let code = world.fakes.person(&"ana".into()).await.unwrap().code.unwrap();
    let code = code.code(&world.fakes.link_keys().await.unwrap(), &"ana".into());
    assert_eq!(sent.len(), 1);
    assert!(sent[0].0 == NUMBER && sent[0].1.contains(code.as_str()), "{sent:?}");
    world.fast_forward(SignedDuration::from_mins(1)).await;
    let entered = change(&world, PersonCommand::Enter("sms".into(), code)).await;
    let sent = told(&world, &entered).await;
    assert!(sent.len() == 1 && sent[0].0 != NUMBER && sent[0].1.contains("Ana changed"), "{sent:?}");
    world.alarm("payments-errors").await;
    world.settle().await;
    let paged: Vec<String> = world
        .fakes
        .take_sent()
        .into_iter()
        .filter_map(|sent| Some(sent.delivery.address?.as_str().to_owned()))
        .collect();
    assert!(paged.iter().any(|address| address == NUMBER), "{paged:?}");
    world.end();
}

#[tokio::test]
async fn nobody_is_sent_a_code_that_waited_too_long() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    let add = PersonCommand::Add { name: None, channel: Channel::Sms, address: NUMBER.to_owned() };
    let added = change(&world, add).await;
    world.fast_forward(SignedDuration::from_mins(16)).await;
    assert_eq!(told(&world, &added).await, []);
    world.end();
}
