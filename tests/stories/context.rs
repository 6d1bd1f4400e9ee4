//! What is to be seen when an incident opens, gathered once and never in the way of a page.

use super::changes::change_event;
use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::AlarmKind;
use callout_domain::context::{Graph, LastTime, Part};
use callout_domain::incident::{Actor, Command, Event, Via};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::Settings;
use callout_ports::fakes::{Fakes, Fault};
use callout_ports::{Clock, ContextStore};
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn errors(world: &World) -> Graph {
    let at = |minutes: i64| (world.fakes.now() - MINUTE * i32::try_from(minutes).unwrap()).as_second();
    let points = vec![(at(240), 1.0), (at(170), 2.0), (at(1), 12.0)];
    Graph { label: "Errors".into(), threshold: Some(5.0), points, ..Graph::default() }
}

#[tokio::test]
async fn the_metric_the_changes_before_and_what_else_fires_are_kept_once() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(SETTINGS, delivery);
        let now = world.fakes.now();
        world.fakes.set_graph("payments-errors", errors(&world));
        world.fakes.set_firing(&["disk", "payments-errors", "payments-queue"]);
        world.event(change_event("payments-deploy", now - MINUTE * 20)).await;
        world.event(change_event("payments-old", now - MINUTE * 121)).await;
        world.event(change_event("dns", now - MINUTE * 5)).await;
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        let incident = world.incident();
        let found = world.fakes.context(&incident.id).await.unwrap().unwrap();
        assert_eq!(found.graphs[0].points.len(), 2, "the last three hours");
        assert_eq!(found.siblings, ["payments-queue", "disk"]);
        let changes: Vec<&str> = found.changes.iter().map(|change| change.summary.as_str()).collect();
        assert_eq!(changes, ["dns: version 12 is out", "payments-deploy: version 12 is out"]);
        assert_eq!(world.count(|event| matches!(event, Event::ContextAdded(_))), 1);
        assert!(incident.has_context && found.missing.is_empty());
        let said = "Context: recent changes: dns: version 12 is out, payments-deploy: version 12 is out; other alarms \
                    firing: payments-queue, disk";
        assert!(world.timeline().contains(&said.to_owned()), "{:#?}", world.timeline());
        world.end();
    }
}

/// One opened incident; its context is gathered with a fault at one call, and tried again as SNS would.
async fn gathered(nth: u64, fault: Fault) -> (Fakes, u32) {
    let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
    fakes.set_settings(toml::from_str::<Settings>(SETTINGS).unwrap());
    let alarm = alarm_event("payments-errors", AlarmKind::Trigger, fakes.now());
    super::world::triage(&fakes, &[alarm]).await;
    let opened = serde_json::to_string(&fakes.take_stream()[0]).unwrap();
    fakes.fail_call(nth, fault);
    let mut tries = 1;
    while triage::context::handle(&opened, &fakes, &fakes, &fakes).await.is_err() {
        tries += 1;
    }
    (fakes, tries)
}

#[tokio::test]
async fn a_fault_at_any_call_leaves_one_record_and_says_what_is_missing() {
    let (mut missing, mut again) = (Vec::new(), 0);
    for nth in 0..10 {
        for fault in [Fault::Before, Fault::After] {
            let (fakes, tries) = gathered(nth, fault).await;
            let incident = &fakes.incidents()[0];
            let kept = fakes.context(&incident.id).await.unwrap().unwrap();
            let told =
                fakes.take_stream().into_iter().filter(|it| it.event.name() == "context_added").count();
            assert_eq!((incident.has_context, told), (true, 1), "call {nth} {fault:?}");
            missing.extend(kept.missing);
            again += tries - 1;
        }
    }
    assert_eq!(
        missing,
        [Part::Graph, Part::Graph, Part::Siblings, Part::Siblings, Part::Changes, Part::Changes]
    );
    assert!(again > 8, "everything else is tried again: {again}");
}

#[tokio::test]
async fn what_opens_again_says_how_it_ended_last_time() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    let note = Some("rolled back deploy 42".to_owned());
    let ben = Actor::responder(&"ben".into());
    world.ask(Command::Resolve { via: Via::Console, note }, ben.clone()).await.unwrap();
    world.fast_forward(MINUTE * 10).await;
    let ended_at = world.incident().resolved_at.unwrap();
    world.alarm("payments-latency").await;
    world.fakes.take_sent();
    let second = world.fakes.incidents().into_iter().find(|it| it.number == 2).unwrap();
    let found = world.fakes.context(&second.id).await.unwrap().unwrap();
    let note = "rolled back deploy 42".to_owned();
    assert_eq!(found.last_time, Some(LastTime { number: 1, ended_at, by: Some(ben), note }));
    world.end();
}
