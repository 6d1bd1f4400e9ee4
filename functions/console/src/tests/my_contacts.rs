//! How the reader is reached, changed by themselves.

use super::world::{Browser, World, keys, settings};
use axum::http::StatusCode;
use callout_domain::person::Told;
use callout_domain::responder::{Channel, Contact};
use callout_ports::{ContactSource as _, PersonStore as _};
use std::sync::Arc;

const NUMBER: &str = "+351912345678";

/// Ana has a telephone and a mail address.
async fn world() -> Arc<World> {
    let (world, mut all) = (World::quiet(), settings());
    let ana = all.responders.get_mut(&"ana".into()).unwrap();
    ana.zone = Some("Europe/Lisbon".to_owned());
    ana.contacts.push(Contact { name: None, channel: Channel::Email, address: "ana@example.com".to_owned() });
    world.fakes.set_settings(all);
    world
}

async fn version(world: &World) -> u64 {
    world.fakes.person(&"ana".into()).await.unwrap().version
}

async fn submit(world: &World, browser: &Browser, form: &str) -> StatusCode {
    let seen = version(world).await;
    browser.submit("/mine/contacts", &format!("{form}&seen={seen}")).await.status
}

/// The address of Ana's text messages.
async fn address(world: &World) -> String {
    let rules = world.fakes.rules_with_contacts().await.unwrap();
    rules.address(&"ana".into(), &"sms".into()).unwrap().to_owned()
}

async fn code(world: &World) -> String {
    let sent = world.fakes.person(&"ana".into()).await.unwrap().code.unwrap();
    sent.code(&keys(), &"ana".into()).as_str().to_owned()
}

#[tokio::test]
async fn a_new_number_is_used_once_its_code_was_entered() {
    let world = world().await;
    let ana = world.browser("ana").await;
    let form = "do=add&channel=sms&address=%2B351912345678&name=";
    assert_eq!(submit(&world, &ana, form).await, StatusCode::SEE_OTHER);
    assert_eq!(address(&world).await, "+15550100");
    let html = ana.get("/mine/contacts").await.html;
    assert!(html.contains("Waiting for their code") && html.contains("Takes the place"), "{html}");
    assert!(!html.contains(NUMBER) && !html.contains("+15550100"), "no address is shown: {html}");
    let wrong = ana.submit("/mine/contacts", "do=enter&name=sms&text=000000&seen=1").await;
    assert_eq!(wrong.status, StatusCode::CONFLICT);
    assert!(wrong.html.contains("That is not the code; 4 of 5 tries are left."), "{}", wrong.html);
    assert!(wrong.html.contains("name=\"seen\" value=\"2\""), "the try was counted: {}", wrong.html);
    let form = format!("do=enter&name=sms&text={}", code(&world).await);
    assert_eq!(submit(&world, &ana, &form).await, StatusCode::SEE_OTHER);
    assert_eq!(address(&world).await, NUMBER);
    let html = ana.get("/mine/contacts").await.html;
    assert!(html.contains("added here") && html.contains("verified 22 Nov 2026"), "{html}");
    let events = world.fakes.take_person_events();
    let told: Vec<&Told> = events.iter().flat_map(|event| &event.messages).map(|one| &one.told).collect();
    assert!(matches!(told[..], [Told::Code(_), Told::Change(_)]), "{told:?}");
}

#[tokio::test]
async fn what_is_refused_keeps_what_was_typed_and_says_why() {
    let world = world().await;
    let ana = world.browser("ana").await;
    for (form, kept, why) in [
        ("do=add&channel=sms&address=912345678&name=work", "value=\"912345678\"", "not a telephone number"),
        ("do=quiet&text=at+night", "value=\"at night\"", "is no window"),
        ("do=remove&name=fax", "", "There is no contact `fax`"),
    ] {
        let answer = ana.submit("/mine/contacts", &format!("{form}&seen=0")).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.html.contains(kept) && answer.html.contains(why), "{form}: {}", answer.html);
    }
    assert_eq!(submit(&world, &ana, "do=remove&name=email").await, StatusCode::SEE_OTHER);
    let last = ana.submit("/mine/contacts", "do=remove&name=sms&seen=1").await;
    assert!(last.html.contains("No contact would be left"), "{}", last.html);
    assert_eq!(version(&world).await, 1);
}

#[tokio::test]
async fn whoever_looked_at_an_older_version_changes_nothing() {
    let world = world().await;
    let (phone, laptop) = (world.browser("ana").await, world.browser("ana").await);
    assert_eq!(submit(&world, &phone, "do=raise&name=email").await, StatusCode::SEE_OTHER);
    let answer = laptop.submit("/mine/contacts", "do=remove&name=email&seen=0").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("Ana Silva changed something meanwhile"), "{}", answer.html);
    assert_eq!(version(&world).await, 1);
}

#[tokio::test]
async fn only_ones_own_contacts_are_changed_and_by_our_own_forms_alone() {
    let world = world().await;
    let ana = world.browser("ana").await;
    let forged = ana.post("/mine/contacts", "do=remove&name=email&seen=0&csrf=x").await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let stranger = world.stranger().post("/mine/contacts", "do=quiet&text=22:00-07:00&seen=0&csrf=x").await;
    assert!(stranger.status == StatusCode::FORBIDDEN && stranger.html.contains("22:00-07:00"));
    let ben = world.browser("ben").await;
    let html = ben.get("/mine/contacts").await.html;
    assert!(!html.contains("Email</strong>"), "Ana's: {html}");
    ana.get("/mine/contacts?do=reset").await;
    assert_eq!(version(&world).await, 0);
}

#[tokio::test]
async fn quiet_hours_order_and_the_way_back() {
    let world = world().await;
    let ana = world.browser("ana").await;
    for form in ["do=quiet&text=22:00-07:00", "do=raise&name=email", "do=test&name=email"] {
        assert_eq!(submit(&world, &ana, form).await, StatusCode::SEE_OTHER, "{form}");
    }
    let html = ana.get("/mine/contacts").await.html;
    assert!(html.contains("value=\"22:00-07:00\"") && html.contains("1 of 10 codes"), "{html}");
    assert!(html.find("Email</strong>").unwrap() < html.find("SMS</strong>").unwrap(), "{html}");
    assert_eq!(submit(&world, &ana, "do=reset").await, StatusCode::SEE_OTHER);
    let html = ana.get("/mine/contacts").await.html;
    assert!(html.find("SMS</strong>").unwrap() < html.find("Email</strong>").unwrap(), "{html}");
}
