//! A link to sign in: who is sent one, and who is not.

use super::world::{Delivery, SETTINGS, World, delivered, deps};
use callout_domain::link::{Action, LinkKeys};
use callout_domain::responder::Channel;
use callout_domain::responder::verification::{AddressDigest, Verification, Verified};
use callout_domain::settings::Settings;
use callout_domain::sign_in::{MOST_A_PERSON, SignInRequest};
use callout_ports::fakes::Fault;
use callout_ports::{Clock as _, LinkKeySource as _, Verifications as _};
use jiff::SignedDuration;

async fn keys(world: &World) -> LinkKeys {
    world.fakes.link_keys().await.unwrap()
}

/// Somebody typed an address.
async fn request(world: &World, nth: usize, address: &str) -> String {
    request_by(world, nth, keys(world).await.address_marks(address).collect()).await
}

async fn request_by(world: &World, nth: usize, marks: Vec<String>) -> String {
    let request = SignInRequest::new(nth.to_string(), marks, world.fakes.now());
    serde_json::to_string(&request).unwrap()
}

async fn verify(world: &World, name: &str) {
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    let address = AddressDigest::of(&settings.responders[&name.into()], &"email".into()).unwrap();
    let verified = Some(Verified { at: world.fakes.now(), address });
    let known = Verification { version: 1, verified, ..Verification::unknown(&name.into(), &"email".into()) };
    world.fakes.save_verification(&known).await.unwrap();
}

fn address_of(name: &str) -> String {
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    let mut contacts = settings.responders[&name.into()].contacts.iter();
    contacts.find(|contact| contact.channel == Channel::Email).unwrap().address.clone()
}

/// notify gets a request.
async fn handle(world: &World, body: &str) -> anyhow::Result<()> {
    let deps = deps(&world.fakes).with_console("https://console.example/");
    notify::handler::handle(body, delivered("request"), &deps).await
}

#[tokio::test]
async fn whoever_has_the_address_and_verified_it_is_sent_a_link_for_a_quarter_of_an_hour() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    verify(&world, "ana").await;
    handle(&world, &request(&world, 1, &address_of("ana")).await).await.unwrap();
    let sent = world.fakes.take_sent();
    assert_eq!(sent.len(), 1, "{sent:?}");
    let delivery = &sent[0].delivery;
    assert_eq!((delivery.responder.as_str(), delivery.channel), ("ana", Channel::Email));
    let link = delivery.words.body.split_whitespace().find(|word| word.starts_with("https://")).unwrap();
    let token = link.strip_prefix("https://console.example/s/").unwrap();
    let claim = keys(&world).await.verify(token, world.fakes.now()).unwrap();
    let life = claim.expires_at.duration_since(world.fakes.now());
    assert_eq!((claim.action, life), (Action::SignIn, SignedDuration::from_mins(15)));
    world.expect(&[]);
    world.end();
}

#[tokio::test]
async fn strangers_and_addresses_that_nobody_verified_are_sent_nothing() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    for address in ["stranger@example.com", &address_of("ana")] {
        handle(&world, &request(&world, 1, address).await).await.unwrap();
    }
    verify(&world, "ana").await;
    let old = request(&world, 2, &address_of("ana")).await;
    world.fast_forward(SignedDuration::from_mins(15)).await;
    handle(&world, &old).await.unwrap();
    world.expect(&[]);
    world.end();
}

#[tokio::test]
async fn nobody_is_sent_more_than_five_a_day_however_often_a_request_comes() {
    let world = World::with(SETTINGS, Delivery::Once);
    verify(&world, "ana").await;
    let address = address_of("ana");
    let first = request(&world, 0, &address).await;
    for _ in 0..3 {
        handle(&world, &first).await.unwrap();
    }
    assert_eq!(world.fakes.take_sent().len(), 3, "the same request takes one of the day's links");
    for nth in 1..MOST_A_PERSON + 3 {
        handle(&world, &request(&world, nth, &address).await).await.unwrap();
    }
    assert_eq!(world.fakes.take_sent().len(), MOST_A_PERSON - 1);
    world.end();
}

#[tokio::test]
async fn a_fault_between_any_two_calls_delays_the_link_and_loses_none() {
    for fault in [Fault::Before, Fault::After] {
        for nth in 0..5 {
            let world = World::with(SETTINGS, Delivery::Once);
            verify(&world, "ana").await;
            let body = request(&world, 1, &address_of("ana")).await;
            world.fakes.fail_call(nth, fault);
            while handle(&world, &body).await.is_err() {}
            assert!(!world.fakes.take_sent().is_empty(), "{fault:?} {nth}");
            world.fakes.clear_fault();
            world.end();
        }
    }
}

#[tokio::test]
async fn a_link_is_sent_also_while_the_key_is_being_rotated() {
    let world = World::with(SETTINGS, Delivery::Once);
    verify(&world, "ana").await;
    // The console knows the new key already; notify does not.
    let both = LinkKeys::new(vec![vec![9; 64], vec![7; 64]]).unwrap();
    let body = request_by(&world, 1, both.address_marks(&address_of("ana")).collect()).await;
    handle(&world, &body).await.unwrap();
    assert_eq!(world.fakes.take_sent().len(), 1);
    world.end();
}
