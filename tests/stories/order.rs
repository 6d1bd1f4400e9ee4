//! What an end ends: the occurrence it belongs to, whenever its repetitions came in; and never one that began after it.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Order};
use callout_domain::incident::Status;
use callout_formats::tools::pagerduty;
use callout_formats::webhook::Format;
use callout_formats::{Parsed, Sender};
use callout_ports::Clock as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// An alert as Alertmanager tells it in a group: since when it fires and, if it does, when it ended.
fn alert(name: &str, since: &str, ended: Option<&str>) -> Value {
    json!({
        "status": ended.map_or("firing", |_| "resolved"),
        "labels": { "alertname": name },
        "annotations": {},
        "startsAt": since,
        "endsAt": ended.unwrap_or("0001-01-01T00:00:00Z"),
        "fingerprint": format!("fp-{name}"),
    })
}

/// The events in a group that arrives now.
fn told(world: &World, alerts: &[Value]) -> Vec<AlarmEvent> {
    let body = json!({ "version": "4", "status": "firing", "groupKey": "{}", "receiver": "callout", "alerts": alerts });
    let sender = Sender::integration("prometheus", Some("payments".into()), world.fakes.now());
    let event = |parsed| match parsed {
        Parsed::Event(event) => *event,
        Parsed::Ignored(ignored) => panic!("an event, not {ignored:?}"),
    };
    Format::Alertmanager.read(body.to_string().as_bytes(), &sender).into_iter().map(event).collect()
}

async fn tell(world: &mut World, at: &str, alerts: &[Value]) {
    let at: Timestamp = at.parse().unwrap();
    world.fast_forward(at.duration_since(world.fakes.now())).await;
    let events = told(world, alerts);
    world.events(events).await;
    world.fakes.take_sent();
}

#[tokio::test]
async fn an_end_a_moment_before_the_last_repetition_ends_it() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let mut world = World::with(SETTINGS, delivery);
        let since = "2026-11-22T03:10:00Z";
        tell(&mut world, "2026-11-22T03:10:10Z", &[alert("queue", since, None)]).await;
        let later = "2026-11-22T03:12:00Z";
        tell(&mut world, "2026-11-22T03:12:02Z", &[alert("queue", since, None), alert("disk", later, None)])
            .await;
        let ended = alert("queue", since, Some("2026-11-22T03:12:01Z"));
        tell(&mut world, "2026-11-22T03:12:12Z", &[ended, alert("disk", later, None)]).await;
        assert_eq!(world.incident().alerts.open, 1, "only the disk is full");
        let ended = alert("disk", later, Some("2026-11-22T03:13:01Z"));
        tell(&mut world, "2026-11-22T03:13:12Z", &[ended]).await;
        world.minutes_pass(5).await;
        world.fakes.take_sent();
        world.expect_status(Status::Resolved);
        world.end();
    }
}

#[tokio::test]
async fn an_end_that_comes_late_does_not_end_what_began_after_it() {
    let mut world = World::new();
    tell(&mut world, "2026-11-22T03:10:10Z", &[alert("queue", "2026-11-22T03:10:00Z", None)]).await;
    tell(&mut world, "2026-11-22T03:20:10Z", &[alert("queue", "2026-11-22T03:20:00Z", None)]).await;
    let ended = alert("queue", "2026-11-22T03:10:00Z", Some("2026-11-22T03:15:00Z"));
    tell(&mut world, "2026-11-22T03:20:20Z", &[ended]).await;
    assert_eq!(world.incident().alerts.open, 1, "the second occurrence fires");
    world.fakes.take_sent();
    world.end();
}

/// An event of a tool that says no time, taken in by a host whose clock is off.
fn by_arrival(kind: AlarmKind, at: Timestamp) -> AlarmEvent {
    AlarmEvent {
        order: Order { by_arrival: true, ..Order::default() },
        summary: format!("payments: {kind:?}"),
        ..alarm_event("payments-api", kind, at)
    }
}

/// How many incidents are open.
fn open(world: &World) -> usize {
    world.fakes.incidents().iter().filter(|incident| incident.is_open()).count()
}

#[tokio::test]
async fn two_hosts_whose_clocks_differ_do_not_turn_an_end_and_a_beginning_round() {
    let mut world = World::new();
    let (now, earlier) = (world.fakes.now(), SignedDuration::from_millis(40));
    world.event(by_arrival(AlarmKind::Trigger, now)).await;
    world.event(by_arrival(AlarmKind::Resolve, now - earlier)).await;
    assert_eq!(world.incident().alerts.open, 0, "it came after the beginning");
    let again =
        AlarmEvent { summary: "payments: again".into(), ..by_arrival(AlarmKind::Trigger, now - earlier * 2) };
    world.event(again).await;
    assert_eq!(open(&world), 1, "and this after the end");
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn a_time_of_the_sources_clock_does_not_make_a_page_older_than_an_end_without_a_time() {
    let mut world = World::new();
    let now = world.fakes.now();
    world.event(by_arrival(AlarmKind::Trigger, now)).await;
    world.fast_forward(SignedDuration::from_secs(30)).await;
    world.event(by_arrival(AlarmKind::Resolve, world.fakes.now())).await;
    // Its source queued it for ten seconds, and says when it happened.
    let claimed = now + SignedDuration::from_secs(20);
    let summary = "payments: worse".to_owned();
    let event = AlarmEvent { summary, ..alarm_event("payments-api", AlarmKind::Trigger, claimed) };
    world.event(event).await;
    assert_eq!(open(&world), 1, "somebody is paged for what comes after an end");
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn an_occurrence_whose_beginning_moves_back_ends_with_its_end() {
    let mut world = World::new();
    tell(&mut world, "2026-11-22T03:10:10Z", &[alert("queue", "2026-11-22T03:10:05Z", None)]).await;
    // Another Prometheus knows it for longer: Alertmanager tells the earlier beginning from now on.
    let ended = alert("queue", "2026-11-22T03:10:00Z", Some("2026-11-22T03:12:00Z"));
    tell(&mut world, "2026-11-22T03:12:10Z", &[ended]).await;
    assert_eq!(open(&world), 0);
    world.end();
}

#[tokio::test]
async fn a_batch_that_comes_again_after_its_end_opens_nothing() {
    let mut world = World::new();
    let long_ago = "2026-11-22T01:00:00Z";
    let firing = told(&world, &[alert("queue", long_ago, None)]);
    world.fast_forward(MINUTE).await;
    let ended = told(&world, &[alert("queue", long_ago, Some("2026-11-22T03:00:50Z"))]);
    let batch = [firing, ended].concat();
    world.triage(&batch).await;
    world.settle().await;
    world.fakes.take_sent();
    world.fast_forward(MINUTE).await;
    world.triage(&batch).await;
    world.settle().await;
    assert_eq!((open(&world), world.fakes.incidents().len()), (0, 1));
    world.end();
}

#[tokio::test]
async fn an_end_that_comes_again_does_not_end_what_began_after_it() {
    let mut world = World::new();
    let (now, soon) = (world.fakes.now(), SignedDuration::from_millis(300));
    world.event(by_arrival(AlarmKind::Trigger, now)).await;
    let ended = by_arrival(AlarmKind::Resolve, now + soon);
    let again =
        AlarmEvent { summary: "payments: again".into(), ..by_arrival(AlarmKind::Trigger, now + soon * 2) };
    for _ in 0..3 {
        world.triage(&[ended.clone(), again.clone()]).await;
        world.settle().await;
        assert_eq!(open(&world), 1, "the second occurrence fires");
    }
    world.fakes.take_sent();
    world.end();
}

/// What a client of the Events API sends, as a host takes it in.
fn enqueued(action: &str, received_at: Timestamp) -> AlarmEvent {
    let payload = json!({ "summary": "disk 7 is full", "source": "db-1", "severity": "error" });
    let body =
        json!({ "routing_key": "k", "event_action": action, "dedup_key": "disk-7", "payload": payload });
    let event = pagerduty::read_event(body.to_string().as_bytes(), None).unwrap();
    event.into_event("nagios", Some("payments".into()), received_at)
}

#[tokio::test]
async fn events_of_two_hosts_keep_the_order_of_the_queue() {
    let mut world = World::new();
    let (now, earlier) = (world.fakes.now(), SignedDuration::from_millis(10));
    world.event(enqueued("trigger", now)).await;
    world.event(enqueued("resolve", now - earlier)).await;
    assert_eq!(open(&world), 0, "the end came last");
    world.event(enqueued("trigger", now - earlier * 2)).await;
    assert_eq!(open(&world), 1, "and then it fired again");
    world.fakes.take_sent();
    world.end();
}
