//! One person, several contacts: which is used when, and what happens if one fails.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::incident::{Actor, Command, EscalationStep, Event, Status, Via};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use callout_ports::Clock as _;
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Ana is told by email at once, by text after three minutes, and on her other number after eight.
fn patient() -> String {
    let contacts = r#"contacts = [
  { channel = "sms", address = "+15550100" },
  { name = "work", channel = "sms", address = "+15550109" },
  { channel = "email", address = "ana@example.com" },
]
notify.high = [{ contact = "email" }, { contact = "sms", after = "3m" }, { contact = "work", after = "8m" }]
"#;
    let (before, rest) = SETTINGS.split_once("[responders.ben]").unwrap();
    let (head, _) = before.split_once("contacts = [").unwrap();
    format!("{head}{contacts}\n[responders.ben]{rest}")
}

fn sent_to(world: &World, contact: &str) -> usize {
    world.contacts_used().iter().filter(|used| *used == contact).count()
}

#[tokio::test]
async fn contact_after_contact_is_used_until_somebody_acknowledges() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(&patient(), delivery);
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Email, "#1")]);
        world.fast_forward(MINUTE * 3).await;
        world.expect(&[("ana", Sms, "#1")]);
        world.ask(Command::Acknowledge { via: Via::Link }, Actor::responder(&"ana".into())).await.unwrap();
        world.fast_forward(MINUTE * 20).await;
        world.end();
    }
}

#[tokio::test]
async fn a_lost_timer_of_a_contact_is_found_by_the_sweep() {
    let mut world = World::with(&patient(), Delivery::Once);
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Email, "#1")]);
    world.fakes.lose_timers();
    world.fast_forward(MINUTE * 4).await;
    world.expect_silence();
    world.sweep().await;
    world.expect(&[("ana", Sms, "#1")]);
    world.end();
}

#[tokio::test]
async fn the_contacts_of_a_level_go_on_beside_the_next_level() {
    let mut world = World::with(&patient().replace("delay = \"15m\"", "delay = \"5m\""), Delivery::Once);
    world.alarm("payments-errors").await;
    world.fast_forward(MINUTE * 4).await;
    world.expect(&[("ana", Email, "#1"), ("ana", Sms, "#1")]);
    world.fast_forward(MINUTE).await;
    world.expect(&[("ben", Sms, "#1")]);
    world.fast_forward(MINUTE * 3).await;
    world.expect(&[("ana", Sms, "#1")]);
    world.end();
}

#[tokio::test]
async fn when_a_contact_fails_the_next_is_used_at_once_and_the_rest_move_up() {
    let mut world = World::with(&patient(), Delivery::Twice);
    world.fakes.kill_contact("ana", "email");
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1")]);
    assert_eq!(sent_to(&world, "sms"), 1);
    world.fast_forward(MINUTE * 5).await;
    world.expect(&[("ana", Sms, "#1")]);
    assert_eq!(sent_to(&world, "work"), 1);
    assert_eq!(world.incident().escalation.step, EscalationStep::Level(0), "ana can be reached");
    world.end();
}

#[tokio::test]
async fn when_every_contact_fails_the_next_level_is_paged_at_once() {
    let mut world = World::with(&patient(), Delivery::Once);
    for contact in ["email", "sms", "work"] {
        world.fakes.kill_contact("ana", contact);
    }
    world.alarm("payments-errors").await;
    world.expect(&[("ben", Sms, "#1")]);
    assert_eq!(world.count(|event| matches!(event, Event::DeliveryFailed { .. })), 3);
    world.end();
}

/// Payments may wait outside office hours; Ana sleeps until seven.
fn low() -> String {
    patient().replace(
        "policy = \"payments\"\ncomponents",
        "policy = \"payments\"\n\
         urgency.support_hours = { zone = \"Europe/Lisbon\", windows = [{ days = [\"mon-fri\"], from = \"09:00\", to = \"18:00\" }] }\n\
         components",
    ) + "\n[[responders.ana.quiet]]\nfrom = \"22:00\"\nto = \"07:00\"\n"
}

#[tokio::test]
async fn what_can_wait_waits_for_the_end_of_the_quiet_hours_and_is_called_out_when_support_hours_begin() {
    let mut world = World::with(&low(), Delivery::Once);
    world.alarm("payments-errors").await;
    world.expect_silence();
    // Sunday, seven in the morning: by what does not ring, and to nobody else.
    world.fast_forward(MINUTE * 60 * 4).await;
    world.expect(&[("ana", Email, "#1")]);
    world.fast_forward(MINUTE * 60 * 25).await;
    world.expect_silence();
    // Monday, nine.
    world.fast_forward(MINUTE * 60).await;
    world.expect(&[("ana", Email, "#1")]);
    world.fast_forward(MINUTE * 3).await;
    world.expect(&[("ana", Sms, "#1")]);
    world.expect_status(Status::Triggered);
    world.end();
}

#[tokio::test]
async fn a_sev1_never_waits() {
    let sev1 = low().replace("severity = \"SEV2\"", "severity = \"SEV1\"");
    let mut world = World::with(&sev1, Delivery::Once);
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Email, "SEV1")]);
    world.end();
}

#[tokio::test]
async fn a_contact_that_fails_at_night_leaves_the_next_its_own_time() {
    let patient = low().replace(
        "notify.high",
        "notify.low = [{ contact = \"email\" }, { contact = \"sms\", after = \"2h\" }]\nnotify.high",
    );
    let mut world = World::with(&patient, Delivery::Once);
    world.fakes.clock.set("2026-11-22T21:00:00Z".parse().unwrap());
    world.fakes.kill_contact("ana", "email");
    world.alarm("payments-errors").await;
    world.expect_silence();
    world.fast_forward(MINUTE * (9 * 60 + 59)).await;
    world.expect_silence();
    world.fast_forward(MINUTE).await;
    world.expect(&[("ana", Sms, "#1")]);
    world.end();
}

#[tokio::test]
async fn what_became_worse_at_night_is_called_out_in_the_morning() {
    let sev4 = low().replace("urgency.support_hours", "urgency.low_from = \"SEV4\"\nurgency.support_hours");
    let mut world = World::with(&sev4, Delivery::Once);
    let worse = |name: &str, severity, at| AlarmEvent {
        severity: Some(severity),
        ..alarm_event(name, AlarmKind::Trigger, at)
    };
    let routes = sev4.replace("severity = \"SEV2\"\n", "");
    world.fakes.set_settings(toml::from_str(&routes).unwrap());
    world.event(worse("payments-a", Severity::Sev4, world.fakes.now())).await;
    world.event(worse("payments-b", Severity::Sev2, world.fakes.now())).await;
    world.expect_silence();
    world.fast_forward(MINUTE * 60 * 29).await;
    // Paged twice at night, told once in the morning.
    world.expect(&[("ana", Email, "#1")]);
    world.fast_forward(MINUTE * 60).await;
    world.expect(&[("ana", Email, "SEV2")]);
    world.fast_forward(MINUTE * 3).await;
    world.expect(&[("ana", Sms, "SEV2")]);
    world.end();
}

#[tokio::test]
async fn whoever_is_notified_late_is_reminded_all_the_same() {
    let late = patient().replace("{ contact = \"email\" }, ", "");
    let mut world = World::with(&late, Delivery::Once);
    world.alarm("payments-errors").await;
    world.ask(Command::Acknowledge { via: Via::Link }, Actor::responder(&"ana".into())).await.unwrap();
    world.fast_forward(MINUTE * 25).await;
    world.expect(&[("ana", Sms, "Still on it?")]);
    world.end();
}

/// Ana leaves the settings after she was paged: the contact of the template stands in for her, and if it cannot be
/// reached either, the next level is paged at once.
#[tokio::test]
async fn a_stand_in_that_cannot_be_reached_counts_for_whoever_was_paged() {
    let mut world = World::new();
    world.hold_messages();
    world.alarm("payments-errors").await;
    let without_ana =
        SETTINGS.replace("[responders.ana]", "[responders.dee]").replace("[\"ana\"]", "[\"dee\"]");
    world.fakes.set_settings(toml::from_str(&without_ana).unwrap());
    for contact in ["email", "sms"] {
        world.fakes.kill_contact("fallback", contact);
    }
    world.release_messages().await;
    world.expect(&[("ben", Sms, "#1")]);
    assert_eq!(world.incident().escalation.step, EscalationStep::Level(1));
    let failed = world.count(
        |event| matches!(event, Event::DeliveryFailed { responder, .. } if responder.as_str() == "ana"),
    );
    assert_eq!(failed, 2, "{:#?}", world.timeline());
    world.end();
}

/// The contact that is due was renamed meanwhile: those she has now are used instead.
#[tokio::test]
async fn a_contact_that_is_gone_when_its_message_leaves_is_replaced() {
    let mut world = World::with(&patient(), Delivery::Once);
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Email, "#1")]);
    world.hold_messages();
    world.fast_forward(MINUTE * 3).await;
    let renamed = SETTINGS.replace(
        "{ channel = \"sms\", address = \"+15550100\" }",
        "{ name = \"pager\", channel = \"sms\", address = \"+15550100\" }",
    );
    world.fakes.set_settings(toml::from_str(&renamed).unwrap());
    world.release_messages().await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

/// Whoever left is replaced by the fallback's addresses, which were paged themselves: one message is enough.
#[tokio::test]
async fn the_fallback_hears_once_that_an_incident_is_over_though_it_stands_for_somebody_who_left() {
    let mut world = World::new();
    world.alarm("payments-errors").await;
    world.minutes_pass(120).await;
    world.fakes.take_sent();
    let without_ben = SETTINGS
        .replace("[responders.ben]\nname = \"Ben Okoro\"\ncontacts = [{ channel = \"sms\", address = \"+15550101\" }]\n", "")
        .replace("responder:ben", "responder:cho");
    world.fakes.set_settings(toml::from_str::<Settings>(&without_ben).unwrap());
    world.ok("payments-errors").await;
    let sent = world.fakes.take_sent();
    let told = sent.iter().filter(|sent| sent.delivery.responder.as_str() == "fallback").count();
    assert_eq!(told, 1, "{sent:#?}");
    world.end();
}
