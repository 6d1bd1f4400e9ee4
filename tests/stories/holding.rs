//! What keeps alarms from paging anybody: pauses, silences, maintenance, mutes, and alarms that others explain. Held
//! is not lost: what still fires at the end is paged.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::incident::{Actor, Command, Event, Incident, PageReason, Refusal, Status, Via};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use callout_ports::Clock as _;
use callout_ports::fakes::Sent;
use jiff::SignedDuration;

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

const DELIVERIES: [Delivery; 3] = [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed];

fn paused() -> String {
    SETTINGS.replace("name = \"payments alarms\"", "name = \"payments alarms\"\npause = \"3m\"")
}

fn nobody(sent: &[Sent]) {
    assert!(sent.is_empty(), "{sent:?}");
}

fn ana() -> Actor {
    Actor::responder(&"ana".into())
}

#[tokio::test]
async fn an_alarm_that_goes_away_during_its_pause_wakes_nobody_and_needs_no_postmortem() {
    for delivery in DELIVERIES {
        let mut world = World::with(&paused(), delivery);
        world.alarm("payments-errors").await;
        world.fast_forward(minutes(2)).await;
        world.ok("payments-errors").await;
        world.fast_forward(minutes(30)).await;
        assert_eq!(world.incident().status, Status::Resolved, "{delivery:?}");
        assert!(world.incident().postmortem.is_none() && world.incident().updates.is_empty());
        assert!(world.timeline()[0].contains("nobody is paged before"), "{:?}", world.timeline());
        nobody(&world.fakes.take_sent());
        world.end();
    }
}

#[tokio::test]
async fn an_alarm_that_outlasts_its_pause_pages() {
    for delivery in DELIVERIES {
        let mut world = World::with(&paused(), delivery);
        world.alarm("payments-errors").await;
        nobody(&world.fakes.take_sent());
        world.fast_forward(minutes(3)).await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.end();
    }
}

#[tokio::test]
async fn an_alarm_without_a_pause_ends_that_of_its_incident() {
    let mut world = World::with(&paused(), Delivery::Twice);
    world.alarm("payments-errors").await;
    let mut urgent = alarm_event("disk-full", AlarmKind::Trigger, world.fakes.now());
    urgent.service = Some("payments".into());
    world.event(urgent).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    assert!(world.timeline().iter().any(|line| line.starts_with("No longer held back")));
    world.fast_forward(minutes(3)).await;
    world.expect(&[]);
    world.end();
}

fn silenced(until: &str) -> String {
    format!(
        "{SETTINGS}\n[silences.deploy]\nmatch = {{ alarm = \"payments-.*\" }}\nstart = \"2026-11-22T02:00:00Z\"\nend = \"{until}\"\nauthor = \"ana\"\nreason = \"a release\"\n"
    )
}

#[tokio::test]
async fn what_a_silence_holds_is_recorded_and_pages_at_its_end_if_it_still_fires() {
    for delivery in DELIVERIES {
        let mut world = World::with(&silenced("2026-11-22T04:00:00Z"), delivery);
        world.alarm("payments-errors").await;
        world.alarm("payments-latency").await;
        world.fast_forward(minutes(30)).await;
        world.ok("payments-latency").await;
        assert_eq!(world.incident().alerts.total, 2, "held is not lost: {delivery:?}");
        assert!(world.timeline()[0].contains("silence “deploy” (ana: a release)"), "{:?}", world.timeline());
        nobody(&world.fakes.take_sent());
        world.fast_forward(minutes(31)).await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        assert!(world.timeline().iter().any(|line| line.contains("it still fires")));
        world.end();
    }
}

#[tokio::test]
async fn escalating_what_was_held_pages_its_first_level() {
    let mut world = World::with(&silenced("2026-11-22T04:00:00Z"), Delivery::Once);
    world.alarm("payments-errors").await;
    nobody(&world.fakes.take_sent());
    world.ask(Command::Escalate, Actor::operator("op")).await.unwrap();
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_silence_holds_back_neither_other_alarms_nor_incidents_that_were_open_before() {
    let mut world = World::new();
    world.alarm("payments-before").await;
    world.fakes.take_sent();
    world.fakes.set_settings(toml::from_str::<Settings>(&silenced("2026-11-22T04:00:00Z")).unwrap());
    world.alarm("payments-errors").await;
    let mut other = alarm_event("disk-full", AlarmKind::Trigger, world.fakes.now());
    other.service = Some("payments".into());
    world.event(other).await;
    // The one of before takes in the new alarm of its service, the silenced one stands by itself.
    let held: Vec<Incident> = world.fakes.incidents().into_iter().filter(|i| i.hold.is_some()).collect();
    assert_eq!((held.len(), held[0].alerts.total), (1, 1));
    world.fast_forward(minutes(15)).await;
    world.expect(&[("ben", Sms, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_silence_that_is_taken_out_or_moved_acts_at_once() {
    let mut world = World::with(&silenced("2026-11-22T04:00:00Z"), Delivery::Once);
    world.alarm("payments-errors").await;
    world.fakes.set_settings(toml::from_str::<Settings>(&silenced("2026-11-22T05:00:00Z")).unwrap());
    world.ask(Command::Reschedule, Actor::system()).await.unwrap();
    world.fast_forward(minutes(70)).await;
    nobody(&world.fakes.take_sent());
    world.fakes.set_settings(toml::from_str::<Settings>(SETTINGS).unwrap());
    world.ask(Command::Reschedule, Actor::system()).await.unwrap();
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

/// `settings` with another match of the silence.
fn narrowed(settings: &str) -> Settings {
    let narrow =
        settings.replacen("alarm = \"payments-.*\" }\nstart", "alarm = \"payments-batch-.*\" }\nstart", 1);
    assert_ne!(narrow, settings);
    toml::from_str(&narrow).unwrap()
}

#[tokio::test]
async fn a_silence_that_means_other_alarms_now_holds_its_old_ones_no_longer() {
    let settings = silenced("2026-11-23T04:00:00Z");
    let mut world = World::with(&settings, Delivery::Once);
    world.alarm("payments-errors").await;
    nobody(&world.fakes.take_sent());
    world.fakes.set_settings(narrowed(&settings));
    world.ask(Command::Reschedule, Actor::system()).await.unwrap();
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn an_alarm_that_comes_again_and_that_nothing_holds_any_more_pages() {
    for delivery in DELIVERIES {
        let settings = silenced("2026-11-23T04:00:00Z");
        let mut world = World::with(&settings, delivery);
        world.alarm("payments-errors").await;
        world.fakes.set_settings(narrowed(&settings));
        world.fast_forward(minutes(1)).await;
        nobody(&world.fakes.take_sent());
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.end();
    }
}

fn maintained() -> String {
    format!(
        "{SETTINGS}\n[maintenance.database]\nservices = [\"payments\"]\nstart = \"2026-11-22T02:00:00Z\"\nend = \"2026-11-22T05:00:00Z\"\nreason = \"a migration\"\n"
    )
}

/// The published vectors `maint-existing-continues` and `maint-escalate-rejected`, in our own words.
#[tokio::test]
async fn maintenance_holds_new_incidents_refuses_to_escalate_them_and_starts_them_at_the_first_level() {
    let mut world = World::new();
    world.alarm("payments-before").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fakes.set_settings(toml::from_str::<Settings>(&maintained()).unwrap());
    world.fast_forward(minutes(5)).await;
    world.alarm("payments-during").await;
    world.expect(&[]);
    let incidents = world.fakes.incidents();
    let held = incidents.iter().find(|incident| incident.number == 2).unwrap().clone();
    let refused = world.ask_about(&held, Command::Escalate, ana()).await;
    assert!(matches!(refused, Err(Refusal::InMaintenance { .. })), "{refused:?}");
    let words = refused.unwrap_err().to_string();
    assert!(words.contains("maintenance “database”") && words.contains("2026-11-22 05:00 UTC"), "{words}");
    // The one of before goes on.
    world.fast_forward(minutes(10)).await;
    world.expect(&[("ben", Sms, "#1")]);
    // The window is ended early.
    world.fakes.set_settings(toml::from_str::<Settings>(SETTINGS).unwrap());
    world.ask_about(&held, Command::Reschedule, Actor::system()).await.unwrap();
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

#[tokio::test]
async fn whoever_takes_a_held_incident_has_it() {
    let mut world = World::with(&maintained(), Delivery::Once);
    world.alarm("payments-errors").await;
    world.ask(Command::Acknowledge { via: Via::Console }, ana()).await.unwrap();
    assert_eq!((world.incident().status, world.incident().hold), (Status::Acknowledged, None));
    world.fast_forward(minutes(125)).await;
    let paged = world.count(|event| matches!(event, Event::Paged { reason: PageReason::HoldEnded, .. }));
    assert_eq!(paged, 0);
    world.fakes.take_sent();
    world.end();
}

#[tokio::test]
async fn a_muted_alarm_pages_when_the_mute_ends_and_it_still_fires() {
    let mut world = World::with(SETTINGS, Delivery::Twice);
    let mut muted = alarm_event("payments-errors", AlarmKind::Trigger, world.fakes.now());
    muted.muted = Some("mute rule nightly".into());
    muted.labels.insert("muted_until".into(), "2026-11-22T03:30:00Z".into());
    world.event(muted).await;
    nobody(&world.fakes.take_sent());
    world.fast_forward(minutes(30)).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

fn inhibiting() -> String {
    format!(
        "{SETTINGS}\n[[inhibitions]]\nname = \"network\"\nsource = {{ alarm = \"vpc-down\" }}\ntarget = {{ alarm = \"payments-.*\" }}\nequal = [\"region\"]\n"
    )
}

#[tokio::test]
async fn an_alarm_that_another_explains_joins_its_incident_and_pages_when_the_other_is_over() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let mut world = World::with(&inhibiting(), delivery);
        world.alarm("vpc-down").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.alarm("payments-errors").await;
        world.expect(&[]);
        assert_eq!(world.incident().alerts.total, 2, "{delivery:?}");
        let why = "rule “network” says that vpc-down explains it";
        assert!(world.timeline().iter().any(|line| line.contains(why)), "{:?}", world.timeline());
        world.ask(Command::Acknowledge { via: Via::Link }, ana()).await.unwrap();
        world.fakes.take_sent();
        world.fast_forward(minutes(1)).await;
        world.ok("vpc-down").await;
        world.expect(&[("ana", Email, "Resolved"), ("ana", Sms, "#2"), ("ana", Email, "#2")]);
        assert!(world.timeline().iter().any(|line| line.contains("what explained it is over")));
        world.ok("payments-errors").await;
        assert!(world.fakes.incidents().iter().all(|it| it.status == Status::Resolved), "{delivery:?}");
        world.expect(&[("ana", Email, "#2")]);
        world.end();
    }
}

#[tokio::test]
async fn what_does_not_agree_with_the_cause_pages_by_itself() {
    let mut world = World::with(&inhibiting(), Delivery::Once);
    world.alarm("vpc-down").await;
    world.fakes.take_sent();
    let mut elsewhere = alarm_event("payments-errors", AlarmKind::Trigger, world.fakes.now());
    elsewhere.labels.insert("region".into(), "eu-west-1".into());
    world.event(elsewhere).await;
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

/// A composite alarm of another service that summarizes one of payments.
fn composite_of_payments(world: &World) -> AlarmEvent {
    let now = world.fakes.now();
    let children = vec![alarm_event("payments-errors", AlarmKind::Trigger, now).dedup_key];
    AlarmEvent { children, ..alarm_event("shop-down", AlarmKind::Trigger, now) }
}

#[tokio::test]
async fn a_child_of_a_composite_alarm_that_fires_joins_it_in_silence() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let mut world = World::with(SETTINGS, delivery);
        world.event(composite_of_payments(&world)).await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.alarm("payments-errors").await;
        world.expect(&[]);
        let why = "part of the composite alarm shop-down";
        assert!(world.timeline().iter().any(|line| line.contains(why)), "{:?}", world.timeline());
        world.end();
    }
}

#[tokio::test]
async fn an_alarm_without_data_is_ignored_warned_of_or_paged_for_as_its_route_says() {
    for (word, sms, opened) in [("ignore", 0, 0), ("warn", 0, 1), ("page", 1, 1)] {
        let settings = SETTINGS.replace(
            "name = \"payments alarms\"",
            &format!("name = \"payments alarms\"\nno_data = \"{word}\""),
        );
        let mut world = World::with(&settings, Delivery::Twice);
        let blind = alarm_event("payments-errors", AlarmKind::NoData, world.fakes.now());
        world.event(blind).await;
        assert_eq!(world.fakes.incidents().len(), opened, "{word}");
        let sent = world.fakes.take_sent();
        assert_eq!(sent.iter().filter(|sent| sent.delivery.channel == Sms).count(), sms, "{word}");
        assert_eq!(sent.is_empty(), opened == 0, "{word}: a warning is told, over what does not ring");
        if word == "warn" {
            assert!(world.incident().updates.is_empty(), "customers hear nothing of a warning");
            world.fast_forward(minutes(60)).await;
            nobody(&world.fakes.take_sent());
            // It turns out to be bad.
            world.alarm("payments-errors").await;
            world.expect(&[("ana", Sms, "SEV2"), ("ana", Email, "SEV2")]);
        }
        world.end();
    }
}

/// Two alarms of one service stop sending data at night, one after the other. Neither is known to be bad.
#[tokio::test]
async fn two_alarms_without_data_that_only_warn_wake_nobody() {
    let settings =
        SETTINGS.replace("name = \"payments alarms\"", "name = \"payments alarms\"\nno_data = \"warn\"");
    let mut world = World::with(&settings, Delivery::Twice);
    for (name, severity) in [("payments-a", Severity::Sev3), ("payments-b", Severity::Sev1)] {
        let mut blind = alarm_event(name, AlarmKind::NoData, world.fakes.now());
        (blind.service, blind.severity) = (Some("payments".into()), Some(severity));
        world.event(blind).await;
    }
    let sent = world.fakes.take_sent();
    assert!(sent.iter().all(|sent| sent.delivery.channel == Email), "{sent:?}");
    assert_eq!((world.incident().severity, world.incident().warning), (Severity::Sev1, true));
    world.alarm("payments-b").await;
    world.expect(&[("ana", Sms, "SEV1"), ("ana", Email, "SEV1")]);
    world.end();
}

#[tokio::test]
async fn what_the_source_suppresses_without_an_end_pages_neither_after_a_pause_nor_after_a_silence() {
    for settings in [paused(), silenced("2026-11-22T04:00:00Z")] {
        let mut world = World::with(&settings, Delivery::Once);
        let mut suppressed = alarm_event("payments-errors", AlarmKind::Trigger, world.fakes.now());
        suppressed.muted = Some("suppressed by a composite alarm".into());
        world.event(suppressed).await;
        world.fast_forward(minutes(120)).await;
        assert!(world.fakes.incidents().is_empty());
        world.end();
    }
}

#[tokio::test]
async fn a_mute_that_was_over_before_it_arrived_holds_nothing() {
    let mut world = World::new();
    let mut muted = alarm_event("payments-errors", AlarmKind::Trigger, world.fakes.now());
    muted.muted = Some("mute rule nightly".into());
    muted.labels.insert("muted_until".into(), "2026-11-22T02:59:59Z".into());
    world.event(muted).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn an_alarm_that_its_source_no_longer_mutes_pages_at_once() {
    let mut world = World::with(SETTINGS, Delivery::Twice);
    let mut muted = alarm_event("payments-errors", AlarmKind::Trigger, world.fakes.now());
    muted.muted = Some("mute rule nightly".into());
    muted.labels.insert("muted_until".into(), "2026-11-23T03:00:00Z".into());
    world.event(muted).await;
    world.fast_forward(minutes(5)).await;
    nobody(&world.fakes.take_sent());
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_window_that_begins_while_a_silence_holds_goes_on_holding() {
    let both = silenced("2026-11-22T04:00:00Z")
        + "\n[maintenance.database]\nservices = [\"payments\"]\nstart = \"2026-11-22T03:30:00Z\"\nend = \"2026-11-22T05:00:00Z\"\nreason = \"a migration\"\n";
    let mut world = World::with(&both, Delivery::Once);
    world.alarm("payments-errors").await;
    world.fast_forward(minutes(90)).await;
    nobody(&world.fakes.take_sent());
    world.fast_forward(minutes(31)).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn what_was_explained_pages_as_bad_as_it_is() {
    let mut world = World::with(&inhibiting(), Delivery::Once);
    world.alarm("vpc-down").await;
    world.fakes.take_sent();
    let mut bad = alarm_event("payments-errors", AlarmKind::Trigger, world.fakes.now());
    bad.service = Some("payments".into());
    bad.severity = Some(callout_domain::severity::Severity::Sev1);
    world.event(bad).await;
    world.expect(&[]);
    world.fast_forward(minutes(1)).await;
    world.ok("vpc-down").await;
    world.expect(&[("ana", Email, "Resolved"), ("ana", Sms, "SEV1"), ("ana", Email, "SEV1")]);
    world.end();
}

/// The network has a team of its own: ben. Its alarm explains those of payments, of which ana's team takes care.
fn two_teams() -> String {
    inhibiting()
        .replace("[[routes]]\nname = \"everything else\"", NETWORK)
        .replace("[policies.payments]\nrepeat", "[policies.network]\nlevels = [{ page = [\"responder:ben\"], delay = \"1h\" }]\n\n[policies.payments]\nrepeat")
}

const NETWORK: &str = r#"[services.network]
title = "Network"
policy = "network"

[[routes]]
name = "network alarms"
match = { alarm = "(vpc|link)-.*" }
service = "network"
severity = "SEV2"

[[routes]]
name = "everything else""#;

/// What was explained and still fires when `ends` is done gets an incident of its own, in its own team.
async fn reaches_its_own_team(before: usize, ends: impl AsyncFn(&mut World)) {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let mut world = World::with(&two_teams(), delivery);
        for nth in 0..before {
            world.alarm(&format!("link-{nth}")).await;
        }
        world.alarm("vpc-down").await;
        world.alarm("payments-errors").await;
        world.fast_forward(minutes(1)).await;
        assert!(world.fakes.take_sent().iter().all(|sent| sent.delivery.responder.as_str() != "ana"));
        ends(&mut world).await;
        world.minutes_pass(1).await;
        let to_ana = world.fakes.take_sent().into_iter().filter(|it| it.delivery.responder.as_str() == "ana");
        let to_ana: Vec<_> = to_ana.map(|it| (it.delivery.channel, it.delivery.words.body)).collect();
        assert_eq!(to_ana.len(), 2, "{delivery:?}: {to_ana:?} {:#?}", world.timeline());
        assert!(
            to_ana.iter().all(|(_, words)| words.contains("#2") && words.contains("Payments")),
            "{to_ana:?}"
        );
        let own = world.fakes.incidents().into_iter().find(|it| it.number == 2).unwrap();
        assert_eq!((own.status, own.service.as_str()), (Status::Triggered, "payments"));
        world.ok("payments-errors").await;
        let own = world.fakes.incidents().into_iter().find(|it| it.number == 2).unwrap();
        assert_eq!(own.status, Status::Resolved, "{delivery:?}");
        world.fakes.take_sent();
        world.end();
    }
}

#[tokio::test]
async fn what_was_explained_reaches_its_own_team_when_its_cause_is_over() {
    reaches_its_own_team(0, async |world| world.ok("vpc-down").await).await;
}

#[tokio::test]
async fn what_was_explained_reaches_its_own_team_when_somebody_resolves_the_incident() {
    reaches_its_own_team(0, async |world| {
        let incident = world.incident();
        world.ask_about(&incident, Command::Resolve { via: Via::Link, note: None }, ana()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_was_explained_reaches_its_own_team_out_of_a_storm() {
    reaches_its_own_team(25, async |world| world.ok("vpc-down").await).await;
}

/// Ana has the composite alarm, which is small; then a part of it turns out to be bad.
#[tokio::test]
async fn a_child_that_is_worse_than_its_composite_alarm_pages() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let mut world = World::with(SETTINGS, delivery);
        world.event(composite_of_payments(&world)).await;
        world.ask(Command::Acknowledge { via: Via::Link }, ana()).await.unwrap();
        world.fakes.take_sent();
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "SEV2"), ("ana", Email, "SEV2")]);
        world.end();
    }
}

/// It comes and goes while its cause is there, and is there when that goes.
#[tokio::test]
async fn what_was_explained_and_came_again_reaches_its_own_team() {
    reaches_its_own_team(0, async |world| {
        world.ok("payments-errors").await;
        world.fast_forward(minutes(1)).await;
        world.alarm("payments-errors").await;
        world.fast_forward(minutes(1)).await;
        world.ok("vpc-down").await;
    })
    .await;
}

/// Its cause comes and goes, and is back before anybody looks at what it explained.
#[tokio::test]
async fn what_is_explained_by_an_alarm_that_comes_and_goes_reaches_its_own_team() {
    reaches_its_own_team(0, async |world| {
        let now = world.fakes.now();
        let told = |kind| alarm_event("vpc-down", kind, now);
        world.events(vec![told(AlarmKind::Resolve), told(AlarmKind::Trigger)]).await;
        world.fast_forward(minutes(1)).await;
        world.ok("vpc-down").await;
    })
    .await;
}

/// What explains an alarm changes hands within the five minutes for which the queue remembers an event.
#[tokio::test]
async fn what_is_explained_a_second_time_is_released_a_second_time() {
    let settings = two_teams().replace("alarm = \"vpc-down\" }", "alarm = \"(vpc|link)-down\" }");
    let mut world = World::with(&settings, Delivery::Twice);
    for cause in ["vpc-down", "link-down"] {
        world.alarm(cause).await;
    }
    world.alarm("payments-errors").await;
    world.fakes.take_sent();
    world.fast_forward(minutes(1)).await;
    world.ok("vpc-down").await;
    world.fakes.take_sent();
    world.fast_forward(minutes(1)).await;
    world.ok("link-down").await;
    world.minutes_pass(1).await;
    let open: Vec<_> =
        world.fakes.incidents().into_iter().filter(callout_domain::incident::Incident::is_open).collect();
    assert_eq!(open.len(), 1, "{open:#?}");
    assert_eq!((open[0].service.as_str(), open[0].status), ("payments", Status::Triggered));
    assert!(open[0].paged.contains(&"ana".into()));
    world.fakes.take_sent();
    world.end();
}

/// A network breaks, and twenty alarms of payments with it.
#[tokio::test]
async fn many_that_are_released_at_once_page_once() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let mut world = World::with(&two_teams(), delivery);
        world.alarm("vpc-down").await;
        for nth in 0..12 {
            world.alarm(&format!("payments-{nth}")).await;
        }
        world.fast_forward(minutes(1)).await;
        world.fakes.take_sent();
        world.ok("vpc-down").await;
        let sent = world.fakes.take_sent();
        let texts =
            sent.iter().filter(|it| it.delivery.responder.as_str() == "ana" && it.delivery.channel == Sms);
        assert_eq!(texts.count(), 1, "{delivery:?}: {sent:#?}");
        let own = world.fakes.incidents().into_iter().find(|it| it.number == 2).unwrap();
        assert_eq!((own.alerts.open, own.escalation.cycle), (12, 1), "{:#?}", world.timeline());
        world.end();
    }
}

#[tokio::test]
async fn an_alarm_without_data_that_only_warns_wakes_nobody_when_its_cause_is_over() {
    let settings =
        two_teams().replace("name = \"payments alarms\"", "name = \"payments alarms\"\nno_data = \"warn\"");
    let mut world = World::with(&settings, Delivery::Once);
    world.alarm("vpc-down").await;
    let blind = alarm_event("payments-errors", AlarmKind::NoData, world.fakes.now());
    world.event(blind).await;
    world.fakes.take_sent();
    world.fast_forward(minutes(1)).await;
    world.ok("vpc-down").await;
    let sent = world.fakes.take_sent();
    assert!(
        sent.iter().all(|it| it.delivery.responder.as_str() != "ana" || it.delivery.channel == Email),
        "{sent:#?}"
    );
    world.end();
}

#[tokio::test]
async fn an_alarm_without_data_ends_no_pause() {
    let settings = paused().replace("pause = \"3m\"", "pause = \"3m\"\nno_data = \"warn\"");
    let mut world = World::with(&settings, Delivery::Once);
    world.alarm("payments-errors").await;
    world.fast_forward(minutes(1)).await;
    world.event(alarm_event("payments-errors", AlarmKind::NoData, world.fakes.now())).await;
    world.expect_silence();
    world.fast_forward(minutes(2)).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

fn of(world: &World, name: &str, kind: AlarmKind, severity: Severity) -> AlarmEvent {
    AlarmEvent { severity: Some(severity), ..alarm_event(name, kind, world.fakes.now()) }
}

/// Ben has a small problem of the network. Something big is explained by it and wakes nobody; then something big is not.
#[tokio::test]
async fn what_is_explained_does_not_make_the_next_big_alarm_old_news() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let by_alarm =
            two_teams().replace("service = \"network\"\nseverity = \"SEV2\"", "service = \"network\"");
        let mut world = World::with(&by_alarm, delivery);
        world.event(of(&world, "vpc-down", AlarmKind::Trigger, Severity::Sev4)).await;
        let ben = Actor::responder(&"ben".into());
        world.ask(Command::Acknowledge { via: Via::Link }, ben).await.unwrap();
        world.fakes.take_sent();
        world.event(of(&world, "payments-errors", AlarmKind::Trigger, Severity::Sev1)).await;
        world.expect(&[]);
        assert_eq!(world.incident().severity, Severity::Sev4, "{delivery:?}");
        world.event(of(&world, "link-down", AlarmKind::Trigger, Severity::Sev1)).await;
        world.expect(&[("ben", Sms, "SEV1")]);
        world.end();
    }
}

/// It was a warning when it was explained, and is an alarm when what explained it is over.
#[tokio::test]
async fn what_got_worse_while_it_was_explained_is_released_as_it_is() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let warns = two_teams()
            .replace("name = \"payments alarms\"", "name = \"payments alarms\"\nno_data = \"warn\"");
        let mut world = World::with(&warns, delivery);
        world.alarm("vpc-down").await;
        world.event(alarm_event("payments-errors", AlarmKind::NoData, world.fakes.now())).await;
        world.fakes.take_sent();
        world.fast_forward(minutes(1)).await;
        world.alarm("payments-errors").await;
        world.expect(&[]);
        world.fast_forward(minutes(1)).await;
        world.ok("vpc-down").await;
        let sent = world.fakes.take_sent();
        let rings = |it: &Sent| it.delivery.responder.as_str() == "ana" && it.delivery.channel == Sms;
        assert_eq!(sent.iter().filter(|it| rings(it)).count(), 1, "{delivery:?}: {sent:#?}");
        world.end();
    }
}

/// The network is in maintenance; payments is not.
#[tokio::test]
async fn what_is_held_back_explains_nothing_that_is_not() {
    for delivery in [Delivery::Once, Delivery::Twice] {
        let window = "[maintenance.switches]\nservices = [\"network\"]\nend = \"2026-11-22T06:00:00Z\"\nreason = \"new switches\"\n\n";
        let mut world = World::with(
            &two_teams().replacen("[services.network]", &format!("{window}[services.network]"), 1),
            delivery,
        );
        world.alarm("vpc-down").await;
        world.expect_silence();
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
        assert!(world.fakes.incidents().iter().any(|it| it.number == 1 && it.hold.is_some()), "{delivery:?}");
        world.end();
    }
}
