//! Colleagues report on a page without a login: first whoever is on call is told, then paged.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::incident::{Actor, Command, Incident, Status, Via};
use callout_domain::report_page::{Report, Trouble};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::severity::Severity;
use callout_ports::Clock as _;
use jiff::SignedDuration;

const DELIVERIES: [Delivery; 3] = [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed];

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

/// One page, of a service that customers read about.
fn world(delivery: Delivery) -> World {
    let page = "[report_pages.payments]\nservice = \"payments\"\n";
    let settings = SETTINGS.replace("repeat = 1", "repeat = 1\nack_timeout = \"off\"");
    World::with(&format!("{settings}\n{page}"), delivery)
}

fn report(what: &str) -> Report {
    Report {
        page: "payments".to_owned(),
        service: "payments".into(),
        token: "form-1".to_owned(),
        what: what.to_owned(),
        since: "an hour".to_owned(),
        trouble: Trouble::Blocked,
        who: "Zoe".to_owned(),
    }
}

async fn reports(world: &mut World, what: &str) {
    let event = report(what).event(world.fakes.now());
    world.event(event).await;
}

fn person(name: &str) -> Actor {
    Actor::responder(&name.into())
}

async fn does(world: &mut World, incident: &Incident, command: Command, who: &str) {
    world.ask_about(incident, command, person(who)).await.unwrap();
}

#[tokio::test]
async fn a_report_rings_after_ten_minutes_and_then_by_policy() {
    for delivery in DELIVERIES {
        let mut world = world(delivery);
        reports(&mut world, "prices of yesterday").await;
        world.expect(&[("ana", Email, "Reported by a colleague: #1 SEV3 Payments: prices of yesterday")]);
        world.fast_forward(minutes(9)).await;
        world.expect_silence();
        world.fast_forward(minutes(1)).await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.fast_forward(minutes(15)).await;
        world.expect(&[("ben", Sms, "#1")]);
        assert!(world.incident().updates.is_empty(), "customers read nothing of it");
        let timeline = world.timeline();
        assert!(
            timeline[0]
                .starts_with("Reported on the page payments as SEV3 for Payments; nobody is paged before")
        );
        assert_eq!(timeline[1], "Told ana of the report, without ringing");
        world.end();
    }
}

#[tokio::test]
async fn sent_twice_it_is_one_report_and_a_second_one_pages_at_once() {
    for delivery in DELIVERIES {
        let mut world = world(delivery);
        reports(&mut world, "prices of yesterday").await;
        world.fast_forward(minutes(1)).await;
        reports(&mut world, "prices of yesterday").await;
        world.expect(&[("ana", Email, "Reported by a colleague")]);
        world.fast_forward(minutes(1)).await;
        reports(&mut world, "nothing can be bought").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        assert_eq!((world.incident().alerts.total, world.incident().hold.clone()), (2, None));
        world.end();
    }
}

#[tokio::test]
async fn whoever_has_it_hears_of_the_next_report_and_nobody_is_paged() {
    let mut world = world(Delivery::Twice);
    reports(&mut world, "prices of yesterday").await;
    world.fakes.take_sent();
    let incident = world.incident();
    does(&mut world, &incident, Command::Acknowledge { via: Via::Link }, "ana").await;
    world.fast_forward(minutes(12)).await;
    world.expect_silence();
    reports(&mut world, "nothing can be bought").await;
    world.expect(&[("ana", Sms, "Reported again: #1"), ("ana", Email, "Reported again: #1")]);
    assert_eq!(world.incident().status, Status::Acknowledged);
    world.end();
}

#[tokio::test]
async fn after_half_an_hour_a_report_is_news_also_while_somebody_has_the_last() {
    let mut world = world(Delivery::Once);
    reports(&mut world, "prices of yesterday").await;
    let incident = world.incident();
    does(&mut world, &incident, Command::Acknowledge { via: Via::Link }, "ana").await;
    world.fakes.take_sent();
    world.fast_forward(minutes(31)).await;
    reports(&mut world, "nothing can be bought").await;
    world.expect(&[("ana", Email, "Reported by a colleague: #2")]);
    world.fast_forward(minutes(10)).await;
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

#[tokio::test]
async fn a_report_soon_after_the_last_was_resolved_pages_at_once() {
    let mut world = world(Delivery::Once);
    reports(&mut world, "prices of yesterday").await;
    let incident = world.incident();
    does(&mut world, &incident, Command::Resolve { via: Via::Console, note: None }, "ana").await;
    world.fakes.take_sent();
    world.fast_forward(minutes(5)).await;
    reports(&mut world, "they are back").await;
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

#[tokio::test]
async fn reports_and_alarms_do_not_join_and_reports_make_no_storm() {
    let mut world = world(Delivery::Once);
    for nth in 0..30 {
        reports(&mut world, &format!("trouble {nth}")).await;
    }
    world.alarm("payments-errors").await;
    let incidents = world.fakes.incidents();
    assert_eq!(incidents.len(), 2, "one of reports, one of the alarm");
    assert!(incidents.iter().all(|incident| !incident.bundle));
    world.ok("payments-errors").await;
    let open: Vec<_> = world.fakes.incidents().into_iter().filter(Incident::is_open).collect();
    assert_eq!((open.len(), open[0].severity), (1, Severity::Sev3), "no alarm ends what people report");
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn the_words_of_every_report_are_on_the_timeline() {
    for delivery in DELIVERIES {
        let mut world = world(delivery);
        reports(&mut world, "prices of yesterday").await;
        world.fast_forward(minutes(1)).await;
        reports(&mut world, "nothing can be bought\ntill 4 in Basel").await;
        let again = world.timeline().into_iter().find(|line| line.starts_with("Reported again: ")).unwrap();
        for words in ["nothing can be bought\ntill 4 in Basel", "Who, as typed: ", "Since when, as typed: "] {
            assert!(again.contains(words), "{words}: {again}");
        }
        world.fakes.take_sent();
        world.end();
    }
}
