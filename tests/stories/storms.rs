//! Too many alarms: of one service, of many, of one that comes and goes. One page, and nothing lost.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::incident::{Actor, Command, Event, Status, Via};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::severity::Severity;
use callout_ports::Clock as _;
use jiff::SignedDuration;

const LOOK: SignedDuration = SignedDuration::from_secs(16);

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn nth(n: usize, kind: AlarmKind, world: &World) -> AlarmEvent {
    alarm_event(&format!("payments-{n}"), kind, world.fakes.now())
}

/// So many alarms of one service, at one moment.
async fn flood(world: &mut World, alarms: usize, kind: AlarmKind) {
    let events = (0..alarms).map(|n| nth(n, kind, world)).collect();
    world.events(events).await;
}

#[tokio::test]
async fn any_number_of_alarms_of_one_service_is_one_page_and_every_one_is_counted() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(SETTINGS, delivery);
        flood(&mut world, 300, AlarmKind::Trigger).await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.fast_forward(LOOK).await;
        let alerts = world.incident().alerts;
        assert_eq!((alerts.open, alerts.total), (300, 300), "{delivery:?}");
        let joined = world.count(|event| matches!(event, Event::AlertJoined { .. }));
        assert_eq!(joined, 19, "the first twenty are listed, one of them opened it");
        world.expect(&[]);
        world.end();
    }
}

#[tokio::test]
async fn a_storm_that_is_over_resolves_its_incident_and_the_next_alarm_opens_another() {
    let mut world = World::new();
    flood(&mut world, 60, AlarmKind::Trigger).await;
    world.fast_forward(minutes(1)).await;
    flood(&mut world, 60, AlarmKind::Resolve).await;
    assert!(world.incident().is_open(), "what is counted is looked at a little later");
    world.fast_forward(LOOK).await;
    assert_eq!(world.incident().status, Status::Resolved);
    assert_eq!(world.incident().alerts.open, 0);
    world.fakes.take_sent();
    world.fast_forward(minutes(60)).await;
    world.alarm("payments-7").await;
    assert_eq!(world.fakes.incidents().len(), 2);
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

#[tokio::test]
async fn a_storm_that_somebody_resolves_by_hand_takes_no_more_alerts() {
    let mut world = World::new();
    flood(&mut world, 60, AlarmKind::Trigger).await;
    world
        .ask(Command::Resolve { via: Via::Console, note: None }, Actor::responder(&"ana".into()))
        .await
        .unwrap();
    world.fakes.take_sent();
    world.alarm("payments-late").await;
    assert_eq!(world.fakes.incidents().len(), 2, "a late one is news");
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

#[tokio::test]
async fn worse_news_in_a_storm_still_pages() {
    let mut world = World::new();
    flood(&mut world, 60, AlarmKind::Trigger).await;
    world.ask(Command::Acknowledge { via: Via::Link }, Actor::responder(&"ana".into())).await.unwrap();
    world.fakes.take_sent();
    let mut worse = nth(99, AlarmKind::Trigger, &world);
    worse.service = Some("payments".into());
    worse.severity = Some(Severity::Sev1);
    world.event(worse).await;
    world.expect(&[("ana", Sms, "SEV1"), ("ana", Email, "SEV1")]);
    world.fast_forward(LOOK).await;
    assert_eq!(world.incident().alerts.total, 61);
    world.end();
}

/// Thirty services of one policy.
fn many_services() -> String {
    let (before, after) = SETTINGS.split_once("[[routes]]").unwrap();
    let own: String = (0..30)
        .map(|n| format!("[services.s{n}]\ntitle = \"Service {n}\"\npolicy = \"payments\"\n[[routes]]\nname = \"s{n}\"\nmatch = {{ alarm = \"s{n}-.*\" }}\nservice = \"s{n}\"\n"))
        .collect();
    format!("{before}{own}[[routes]]{after}")
}

#[tokio::test]
async fn when_many_services_break_at_once_their_owner_gets_one_bundle_with_counts() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(&many_services(), delivery);
        for n in 0..30 {
            world.alarm(&format!("s{n}-errors")).await;
        }
        world.fast_forward(LOOK).await;
        let incidents = world.fakes.incidents();
        assert_eq!(incidents.len(), 11, "ten of their own, and one for all others: {delivery:?}");
        let bundle = incidents.iter().find(|incident| incident.bundle).unwrap();
        assert_eq!((bundle.alerts.open, bundle.service_title.as_str()), (20, "Alert storm"));
        assert_eq!(bundle.counted.as_ref().unwrap().services.len(), 19);
        let told = world.timeline().into_iter().filter(|line| line.starts_with("Counted 19 more")).count();
        assert_eq!(told, 1);
        world.fakes.take_sent();
        // Whoever takes the bundle has all of it.
        let ack = Command::Acknowledge { via: Via::Link };
        world.ask_about(&bundle.clone(), ack, Actor::responder(&"ana".into())).await.unwrap();
        world.fakes.take_sent();
        world.alarm("s29-latency").await;
        world.expect(&[]);
        world.end();
    }
}

#[tokio::test]
async fn a_composite_alarm_that_comes_and_goes_while_alerts_are_counted_ends_with_its_last_end() {
    let mut world = World::with(&many_services(), Delivery::Once);
    for n in 0..10 {
        world.alarm(&format!("s{n}-errors")).await;
    }
    // Its ends are events of the incident; that it fires again is counted beside it, and added a little later.
    for kind in [AlarmKind::Trigger, AlarmKind::Resolve, AlarmKind::Trigger, AlarmKind::Resolve] {
        let mut composite = alarm_event("s10-sum", kind, world.fakes.now());
        composite.children = vec![alarm_event("s11-errors", kind, world.fakes.now()).dedup_key];
        world.event(composite).await;
        world.fast_forward(SignedDuration::from_secs(1)).await;
    }
    world.fast_forward(LOOK).await;
    let incidents = world.fakes.incidents();
    let bundle = incidents.iter().find(|incident| incident.bundle).unwrap();
    assert_eq!((bundle.alerts.open, bundle.status), (0, Status::Resolved));
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn an_alarm_that_comes_and_goes_ends_as_one_incident_after_quiet() {
    let mut world = World::new();
    for _ in 0..2 {
        world.alarm("payments-errors").await;
        world.fast_forward(minutes(1)).await;
        world.ok("payments-errors").await;
        world.fast_forward(minutes(1)).await;
    }
    assert_eq!(world.fakes.incidents().len(), 2);
    world.fakes.take_sent();
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#3"), ("ana", Email, "#3")]);
    for _ in 0..5 {
        world.fast_forward(SignedDuration::from_secs(30)).await;
        world.ok("payments-errors").await;
        world.fast_forward(SignedDuration::from_secs(30)).await;
        world.alarm("payments-errors").await;
    }
    world.ok("payments-errors").await;
    assert_eq!(world.fakes.incidents().len(), 3, "the third one holds them all");
    world.fakes.take_sent();
    let incidents = world.fakes.incidents();
    let third = incidents.iter().find(|incident| incident.number == 3).unwrap().clone();
    assert_eq!((third.is_open(), third.alerts.total), (true, 1));
    world
        .ask_about(&third, Command::Acknowledge { via: Via::Link }, Actor::responder(&"ana".into()))
        .await
        .unwrap();
    world.fakes.take_sent();
    world.fast_forward(minutes(16)).await;
    assert!(
        world.fakes.incidents().iter().all(|incident| !incident.is_open()),
        "a quarter of an hour of quiet"
    );
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn a_composite_alarm_joins_what_its_children_began() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let mut world = World::with(SETTINGS, delivery);
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        // The composite alarm belongs to another service.
        let mut composite = alarm_event("shop-down", AlarmKind::Trigger, world.fakes.now());
        let child = |name| alarm_event(name, AlarmKind::Trigger, world.fakes.now()).dedup_key;
        composite.children = vec![child("payments-errors"), child("search-errors")];
        world.event(composite).await;
        assert_eq!(world.incident().alerts.total, 2, "{delivery:?}");
        world.expect(&[]);
        assert!(world.timeline().iter().any(|line| line.contains("it sums up alerts of this incident")));
        world.end();
    }
}

#[tokio::test]
async fn repeats_are_listed_a_few_times_and_counted_for_ever() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    for _ in 0..120 {
        world.fast_forward(SignedDuration::from_secs(1)).await;
        world.alarm("payments-errors").await;
    }
    let told = world.count(|event| matches!(event, Event::AlertRepeated { .. }));
    assert_eq!(told, 4, "the second, third, tenth and hundredth time");
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn a_storm_whose_cause_clears_last_is_over_and_pages_nobody_again() {
    let rule = "\n[[inhibitions]]\nname = \"network\"\nsource = { alarm = \"vpc-down\" }\ntarget = { alarm = \"payments-.*\" }\n";
    let mut world = World::with(&format!("{SETTINGS}{rule}"), Delivery::Once);
    world.alarm("vpc-down").await;
    flood(&mut world, 40, AlarmKind::Trigger).await;
    world.fast_forward(minutes(1)).await;
    world.fakes.take_sent();
    flood(&mut world, 40, AlarmKind::Resolve).await;
    world.fast_forward(minutes(1)).await;
    assert_eq!((world.incident().is_open(), world.incident().alerts.open), (true, 1));
    world.ok("vpc-down").await;
    world.fast_forward(LOOK).await;
    assert_eq!(world.incident().status, Status::Resolved);
    let again = world.count(|event| matches!(event, Event::Paged { .. }));
    assert_eq!(again, 1, "{:#?}", world.timeline());
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn whoever_holds_a_storm_for_days_must_show_that_they_know_of_what_joins_it() {
    let mut world = World::new();
    let events = (0..40).map(|n| alarm_event(&format!("disk-{n}"), AlarmKind::Trigger, world.fakes.now()));
    let events = events.collect();
    world.events(events).await;
    world.fast_forward(minutes(1)).await;
    world.ask(Command::Acknowledge { via: Via::Link }, Actor::responder(&"ana".into())).await.unwrap();
    assert_eq!(world.incident().lapse, None, "a SEV3 has no end by itself");
    world.fast_forward(minutes(600)).await;
    world.fakes.take_sent();
    world.alarm("disk-99").await;
    world.fast_forward(minutes(31)).await;
    assert!(world.timeline().iter().any(|line| line.contains("the acknowledgement lapsed")));
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn a_storm_that_comes_and_goes_is_one_incident_that_ends_after_quiet() {
    let mut world = World::new();
    for _ in 0..4 {
        flood(&mut world, 30, AlarmKind::Trigger).await;
        world.fast_forward(minutes(1)).await;
        flood(&mut world, 30, AlarmKind::Resolve).await;
        world.fast_forward(minutes(1)).await;
    }
    let before = world.fakes.incidents().len();
    assert_eq!(before, 3, "the third time it is known to come and go");
    assert!(world.fakes.incidents().iter().any(callout_domain::incident::Incident::is_open));
    let open = world.fakes.incidents().into_iter().find(callout_domain::incident::Incident::is_open).unwrap();
    let ack = Command::Acknowledge { via: Via::Link };
    world.ask_about(&open, ack, Actor::responder(&"ana".into())).await.unwrap();
    world.fast_forward(minutes(20)).await;
    assert!(world.fakes.incidents().iter().all(|incident| !incident.is_open()), "{:#?}", world.timeline());
    world.fakes.take_sent();
    world.end();
}

/// Whoever has a key can break many services at once on paper. What CloudWatch says meanwhile pages all the same, even if
/// somebody has acknowledged that storm.
#[tokio::test]
async fn the_storm_of_a_key_takes_no_alarm_of_cloudwatch() {
    let services = (0..30).map(|n| format!("'s{n}'")).collect::<Vec<_>>().join(", ");
    let digest = callout_domain::settings::hash_key("lab");
    let lab =
        format!("\n[integrations.lab]\nkey_sha256 = ['{digest}']\nservices = [{services}]\nworst = 'SEV1'\n");
    let mut world = World::with(&format!("{}{lab}", many_services()), Delivery::Once);
    let fake = |n: usize, world: &World| AlarmEvent {
        source: "integration/lab".into(),
        dedup_key: format!("fake-{n}"),
        service: Some(format!("s{n}").as_str().into()),
        severity: Some(Severity::Sev1),
        labels: [("integration".to_owned(), "lab".to_owned())].into(),
        ..alarm_event(&format!("fake-{n}"), AlarmKind::Trigger, world.fakes.now())
    };
    for n in 0..20 {
        world.event(fake(n, &world)).await;
    }
    let storm = world.fakes.incidents().into_iter().find(|incident| incident.bundle).unwrap();
    let ana = Actor::responder(&"ana".into());
    world.ask_about(&storm, Command::Acknowledge { via: Via::Link }, ana).await.unwrap();
    world.fast_forward(minutes(2)).await;
    world.fakes.take_sent();
    for alarm in ["s25-errors", "s26-errors"] {
        world.alarm(alarm).await;
        let sent = world.fakes.take_sent();
        let names = |sent: &callout_ports::fakes::Sent| sent.delivery.words.body.contains(alarm);
        assert!(sent.iter().any(|sent| sent.delivery.channel == Sms && names(sent)), "{alarm}: {sent:#?}");
    }
    world.end();
}
