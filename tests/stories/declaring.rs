//! What no monitor sees: a person declares it, others report it, and a person ends it.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::incident::{Actor, Command, Declaration, Event, Status, Via};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::Rules;
use callout_domain::severity::Severity;
use callout_lambda::{Declared, declare};
use jiff::SignedDuration;

const DELIVERIES: [Delivery; 3] = [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed];

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn person(name: &str) -> Actor {
    Actor::responder(&name.into())
}

fn declaration() -> Declaration {
    Declaration {
        token: "form-1".to_owned(),
        title: "Checkout shows prices of yesterday".to_owned(),
        service: "payments".into(),
        severity: None,
        page: None,
    }
}

/// Cho declares it; the incident's number.
async fn declares(world: &mut World, declaration: &Declaration) -> u64 {
    let rules = Rules::build(toml::from_str(SETTINGS).unwrap());
    let clock = &world.fakes.clock;
    let declared = declare(&world.fakes, declaration, &person("cho"), &rules, clock).await.unwrap();
    world.settle().await;
    match declared {
        Declared::Opened(decided) => decided.incident.number,
        Declared::Before(incident) => incident.number,
        Declared::Refused(why) => panic!("{why}"),
    }
}

#[tokio::test]
async fn a_declared_incident_pages_like_an_alarm_and_escalates() {
    for delivery in DELIVERIES {
        let mut world = World::with(SETTINGS, delivery);
        assert_eq!(declares(&mut world, &declaration()).await, 1);
        assert_eq!(declares(&mut world, &declaration()).await, 1, "sent twice, it is one incident");
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.fast_forward(minutes(15)).await;
        world.expect(&[("ben", Sms, "#1")]);
        let timeline = world.timeline();
        assert!(timeline[0].starts_with("cho declared it as SEV3 for Payments"), "{timeline:?}");
        world.end();
    }
}

#[tokio::test]
async fn customers_read_of_what_a_person_declared_where_the_settings_say_so() {
    for (severity, updates) in [(Severity::Sev1, 1), (Severity::Sev5, 0)] {
        let mut world = World::new();
        declares(&mut world, &Declaration { severity: Some(severity), ..declaration() }).await;
        assert_eq!(world.incident().updates.len(), updates, "{severity}");
        world.fakes.take_sent();
        world.end();
    }
}

#[tokio::test]
async fn however_much_people_declare_an_alarm_still_pages_by_itself() {
    let mut world = World::new();
    for nth in 0..12 {
        let title = format!("Prices of yesterday, page {nth}");
        declares(&mut world, &Declaration { title, ..declaration() }).await;
    }
    world.fakes.take_sent();
    world.alarm("payments-errors").await;
    assert!(world.fakes.incidents().iter().all(|incident| !incident.bundle), "no storm");
    assert_eq!(world.fakes.incidents().len(), 13);
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn no_alarm_joins_what_a_person_declared_and_none_ends_it() {
    let mut world = World::new();
    declares(&mut world, &declaration()).await;
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1"), ("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.ok("payments-errors").await;
    world.fakes.take_sent();
    let mut incidents = world.fakes.incidents();
    incidents.sort_by_key(|incident| incident.number);
    let statuses: Vec<Status> = incidents.iter().map(|incident| incident.status).collect();
    assert_eq!(statuses, [Status::Triggered, Status::Resolved]);
    let resolve = Command::Resolve { via: Via::Console, note: None };
    world.ask_about(&incidents[0], resolve, person("cho")).await.unwrap();
    assert!(world.fakes.incidents().iter().all(|incident| !incident.is_open()));
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn whoever_has_it_is_reminded_each_hour_and_hears_of_further_reports() {
    for delivery in DELIVERIES {
        let settings = SETTINGS.replace("repeat = 1", "repeat = 1\nack_timeout = \"off\"");
        let mut world = World::with(&settings, delivery);
        declares(&mut world, &declaration()).await;
        world.fakes.take_sent();
        world.ask(Command::Acknowledge { via: Via::Link }, person("ana")).await.unwrap();
        world.fast_forward(minutes(30)).await;
        world.expect_silence();
        world.ask(Command::Report { text: "also on phones".to_owned() }, person("ben")).await.unwrap();
        world.expect(&[("ana", Sms, "Reported again: #1"), ("ana", Email, "Reported again: #1")]);
        world.fast_forward(minutes(59)).await;
        world.expect_silence();
        world.fast_forward(minutes(1)).await;
        world.expect(&[("ana", Email, "Still open: #1")]);
        world.fast_forward(minutes(60)).await;
        world.expect(&[("ana", Email, "Still open: #1")]);
        assert_eq!(world.count(|event| matches!(event, Event::OpenReminded { .. })), 2, "{delivery:?}");
        world.ask(Command::Resolve { via: Via::Link, note: None }, person("ana")).await.unwrap();
        world.fakes.take_sent();
        world.fast_forward(minutes(180)).await;
        assert_eq!(world.count(|event| matches!(event, Event::OpenReminded { .. })), 2, "it is over");
        world.end();
    }
}
