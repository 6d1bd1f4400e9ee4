//! What people do with an incident besides acknowledging, and levels that ask for more than one answer.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::incident::{
    Actor, Command, EscalationStep, Event, PageReason, Refusal, SkipReason, Status, Via,
};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use callout_ports::Clock as _;
use jiff::SignedDuration;
use std::collections::BTreeSet;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const ACK: Command = Command::Acknowledge { via: Via::Link };
const TAKE_OVER: Command = Command::TakeOver { via: Via::Console };

fn ana() -> Actor {
    Actor::responder(&"ana".into())
}

fn ben() -> Actor {
    Actor::responder(&"ben".into())
}

/// The settings with something written after the first level of the policy.
fn with_level(words: &str) -> String {
    SETTINGS.replacen("delay = \"15m\"", &format!("delay = \"15m\"\n{words}"), 1)
}

/// An incident of which Ana was told.
async fn opened(settings: &str) -> World {
    let mut world = World::with(settings, Delivery::Twice);
    world.alarm("platform-disk").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world
}

#[tokio::test]
async fn a_snoozed_incident_is_silent_until_its_time_and_starts_over() {
    let mut world = opened(SETTINGS).await;
    let until = world.fakes.now() + MINUTE * 120;
    world.ask(Command::Snooze { until }, ana()).await.unwrap();
    world.expect_status(Status::Acknowledged);
    world.ask(Command::Note { text: "the vendor is on it".into() }, ana()).await.unwrap();
    world.fast_forward(MINUTE * 119).await;
    world.expect_silence();
    world.fast_forward(MINUTE).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.expect_status(Status::Triggered);
    world.end();
}

#[tokio::test]
async fn an_incident_is_snoozed_for_a_minute_to_seven_days() {
    let mut world = opened(SETTINGS).await;
    for length in
        [-MINUTE, SignedDuration::ZERO, MINUTE / 2, MINUTE * (7 * 24 * 60 + 1), MINUTE * 999_999_999]
    {
        let until = world.fakes.now() + length;
        let refused = world.ask(Command::Snooze { until }, ana()).await.unwrap_err();
        assert_eq!(refused.to_string(), "an incident can be snoozed for 1 minute to 7 days", "{length}");
        world.expect_status(Status::Triggered);
    }
    for length in [MINUTE, MINUTE * 7 * 24 * 60] {
        let until = world.fakes.now() + length;
        world.ask(Command::Snooze { until }, ana()).await.unwrap();
    }
    world.expect_status(Status::Acknowledged);
    world.end();
}

#[tokio::test]
async fn a_reassigned_incident_is_the_others_and_climbs_on_from_there() {
    let mut world = opened(SETTINGS).await;
    world.ask(ACK, ana()).await.unwrap();
    world.ask(Command::Reassign { to: vec!["ben".into()] }, ana()).await.unwrap();
    world.expect(&[("ben", Sms, "#1")]);
    world.expect_status(Status::Triggered);
    world.fast_forward(MINUTE * 15).await;
    world.expect(&[("ben", Sms, "#1")]);
    assert_eq!(world.incident().escalation.step, EscalationStep::Level(1));
    world.end();
}

#[tokio::test]
async fn whoever_takes_over_pages_nobody_and_whoever_had_it_hears_once() {
    let mut world = opened(SETTINGS).await;
    world.ask(ACK, ana()).await.unwrap();
    world.ask(TAKE_OVER, ben()).await.unwrap();
    world.expect(&[("ana", Email, "ben took over incident 1")]);
    world.expect_status(Status::Acknowledged);
    assert_eq!(world.incident().acknowledgement.unwrap().by, ben());
    let again = world.ask(TAKE_OVER, ben()).await;
    assert!(matches!(again, Err(Refusal::AlreadyAcknowledged(_))), "{again:?}");
    world.end();
}

#[tokio::test]
async fn whoever_takes_over_what_nobody_has_acknowledges_it() {
    let mut world = opened(SETTINGS).await;
    world.ask(TAKE_OVER, ben()).await.unwrap();
    assert_eq!(world.count(|event| matches!(event, Event::Acknowledged { .. })), 1);
    assert_eq!(world.incident().acknowledgement.unwrap().by, ben());
    world.end();
}

#[tokio::test]
async fn an_incident_is_not_given_to_somebody_nobody_knows() {
    let mut world = opened(SETTINGS).await;
    let to = vec!["eve".into()];
    assert_eq!(
        world.ask(Command::Reassign { to }, ana()).await,
        Err(Refusal::UnknownResponder("eve".into()))
    );
    world.end();
}

#[tokio::test]
async fn an_added_responder_is_notified_until_they_answer_and_takes_nothing_over() {
    let mut world = opened(SETTINGS).await;
    world.ask(ACK, ana()).await.unwrap();
    world.ask(Command::AddResponder { who: "ben".into() }, ana()).await.unwrap();
    world.expect(&[("ben", Sms, "Help wanted")]);
    assert_eq!(world.incident().acknowledgement.unwrap().by, ana());
    assert_eq!(
        world.ask(Command::AddResponder { who: "ben".into() }, ana()).await,
        Err(Refusal::AlreadyDone)
    );
    world.ask(ACK, ben()).await.unwrap();
    assert_eq!(world.incident().acknowledgement.unwrap().by, ana(), "ana still has it");
    assert!(world.incident().engagements.is_empty(), "nobody is asked any more");
    world.end();
}

#[tokio::test]
async fn who_puts_it_off_does_not_call_back_the_help_they_asked_for() {
    let mut world = opened(SETTINGS).await;
    world.hold_messages();
    world.ask(Command::AddResponder { who: "ben".into() }, ana()).await.unwrap();
    let until = world.fakes.now() + MINUTE * 60;
    world.ask(Command::Snooze { until }, ana()).await.unwrap();
    world.release_messages().await;
    world.expect(&[("ben", Sms, "Help wanted")]);
    world.end();
}

#[tokio::test]
async fn where_all_must_acknowledge_an_answer_silences_only_who_gives_it() {
    let both = with_level("all_must_acknowledge = true").replacen(
        "page = [\"schedule:payments\"]",
        "page = [\"schedule:payments\", \"responder:ben\"]",
        1,
    ) + "\n[responders.ben.notify]\nhigh = [{ contact = \"sms\" }, { contact = \"sms\", after = \"10m\" }]\n";
    let mut world = World::with(&both, Delivery::Twice);
    world.alarm("platform-disk").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1"), ("ben", Sms, "#1")]);
    world.ask(ACK, ana()).await.unwrap();
    world.fast_forward(MINUTE * 10).await;
    world.expect(&[("ben", Sms, "#1")]);
    world.ask(ACK, ben()).await.unwrap();
    world.fast_forward(MINUTE * 60).await;
    assert_eq!(world.count(|event| matches!(event, Event::Acknowledged { .. })), 2);
    world.end();
}

#[tokio::test]
async fn a_level_for_worse_incidents_is_passed_over_at_once() {
    let mut world = World::with(&with_level("when = { severity = \"SEV1\" }"), Delivery::Once);
    world.alarm("platform-disk").await;
    world.expect(&[("ben", Sms, "#1")]);
    let skipped = |event: &Event| matches!(event, Event::LevelSkipped { reason: SkipReason::Severity, .. });
    assert_eq!(world.count(skipped), 1);
    world.end();
}

#[tokio::test]
async fn a_level_for_other_hours_is_passed_over_at_once() {
    let office = "when = { hours = { zone = \"Europe/Lisbon\", windows = [{ days = [\"mon-fri\"], from = \"09:00\", to = \"18:00\" }] } }";
    let mut world = World::with(&with_level(office), Delivery::Once);
    world.alarm("platform-disk").await;
    world.expect(&[("ben", Sms, "#1")]);
    world.end();
}

#[tokio::test]
async fn turns_go_round_from_incident_to_incident() {
    let one = with_level("round_robin = true").replacen(
        "page = [\"schedule:payments\"]",
        "page = [\"responder:ben\", \"responder:ana\", \"responder:cho\"]",
        1,
    );
    let mut world = World::with(&one, Delivery::Twice);
    for expected in ["ana", "ben", "cho", "ana"] {
        world.alarm("platform-disk").await;
        let to: Vec<String> =
            world.fakes.take_sent().iter().map(|s| s.delivery.responder.to_string()).collect();
        assert!(to.iter().all(|name| name == expected), "{expected}: {to:?}");
        world.ok("platform-disk").await;
        world.fakes.take_sent();
        world.fast_forward(MINUTE).await;
    }
    world.end();
}

#[tokio::test]
async fn an_edited_policy_decides_for_an_open_incident_only_when_asked_to() {
    let mut world = opened(SETTINGS).await;
    let settings: Settings = toml::from_str(&SETTINGS.replace("delay = \"15m\"", "delay = \"40m\"")).unwrap();
    world.fakes.set_settings(settings);
    world.ask(Command::ApplyPolicy, Actor::operator("op")).await.unwrap();
    world.fast_forward(MINUTE * 39).await;
    world.expect_silence();
    world.fast_forward(MINUTE).await;
    world.expect(&[("ben", Sms, "#1")]);
    assert_eq!(world.ask(Command::ApplyPolicy, Actor::operator("op")).await, Err(Refusal::AlreadyDone));
    world.end();
}

#[tokio::test]
async fn an_incident_moved_to_another_policy_starts_at_its_first_level() {
    let other =
        format!("{SETTINGS}\n[[policies.platform.levels]]\npage = [\"responder:cho\"]\ndelay = \"5m\"\n");
    let mut world = opened(&other).await;
    world.ask(Command::Move { policy: "platform".into() }, ana()).await.unwrap();
    world.expect(&[("cho", Email, "#1")]);
    let moved = |event: &Event| matches!(event, Event::Paged { reason: PageReason::PolicyChanged, .. });
    assert_eq!(world.count(moved), 1);
    let unknown = world.ask(Command::Move { policy: "elsewhere".into() }, ana()).await;
    assert_eq!(unknown, Err(Refusal::UnknownPolicy("elsewhere".into())));
    world.end();
}

#[tokio::test]
async fn an_answer_of_whoever_helps_does_not_end_the_time_that_was_asked_for() {
    let mut world = opened(SETTINGS).await;
    world.ask(ACK, ana()).await.unwrap();
    world.ask(Command::AddResponder { who: "ben".into() }, ana()).await.unwrap();
    let until = world.fakes.now() + MINUTE * 60;
    world.ask(Command::Snooze { until }, ana()).await.unwrap();
    world.expect(&[("ben", Sms, "Help wanted")]);
    world.ask(ACK, ben()).await.unwrap();
    world.fast_forward(MINUTE * 60).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_level_for_worse_incidents_is_paged_when_it_gets_that_bad() {
    let worse = with_level("when = { severity = \"SEV1\" }").replace("severity = \"SEV3\"\n", "");
    let mut world = World::with(&worse, Delivery::Once);
    let alarm = |name: &str, severity, at| AlarmEvent {
        severity: Some(severity),
        ..alarm_event(name, AlarmKind::Trigger, at)
    };
    world.event(alarm("platform-a", Severity::Sev3, world.fakes.now())).await;
    world.expect(&[("ben", Sms, "SEV3")]);
    world.event(alarm("platform-b", Severity::Sev1, world.fakes.now())).await;
    world.expect(&[("ana", Sms, "SEV1"), ("ana", Email, "SEV1")]);
    world.end();
}

#[tokio::test]
async fn whoever_declines_hears_no_more_and_the_next_level_is_paged_at_once() {
    let mut world = opened(SETTINGS).await;
    world.ask(Command::Decline, ana()).await.unwrap();
    world.expect(&[("ben", Sms, "#1")]);
    assert_eq!(world.ask(Command::Decline, ana()).await, Err(Refusal::NothingPending));
    world.ask(Command::Decline, ben()).await.unwrap();
    // Both levels declined: the policy's repeats would ask them again, and they hear no more of it.
    let paged = world.fakes.take_sent();
    let names: BTreeSet<&str> = paged.iter().map(|sent| sent.delivery.responder.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["cho", "fallback"]), "{paged:#?}");
    assert!(world.timeline().iter().any(|line| line.contains("everybody on it declined")));
    world.ask(ACK, ben()).await.unwrap();
    assert!(matches!(world.ask(Command::Decline, ana()).await, Err(Refusal::AlreadyAcknowledged(_))));
    world.end();
}

#[tokio::test]
async fn where_nobody_further_is_left_declining_pages_the_fallback_contact() {
    let alone = SETTINGS
        .replace("page = [\"responder:ben\"]", "page = [\"responder:ana\"]")
        .replace("repeat = 1", "repeat = 0");
    let mut world = opened(&alone).await;
    world.ask(Command::Decline, ana()).await.unwrap();
    let paged = world.fakes.take_sent();
    assert!(paged.iter().any(|sent| sent.delivery.responder.as_str() == "cho"), "{paged:#?}");
    assert!(paged.iter().all(|sent| sent.delivery.responder.as_str() != "ana"), "{paged:#?}");
    world.end();
}

#[tokio::test]
async fn of_two_on_a_level_who_decline_from_the_same_page_one_level_is_paged() {
    let (level, both) =
        ("page = [\"schedule:payments\"]", "page = [\"schedule:payments\", \"responder:cho\"]");
    let mut world = World::with(&SETTINGS.replacen(level, both, 1), Delivery::Once);
    world.alarm("platform-disk").await;
    world.fakes.take_sent();
    world.ask(Command::Decline, ana()).await.unwrap();
    world.expect(&[("ben", Sms, "#1")]);
    world.ask(Command::Decline, Actor::responder(&"cho".into())).await.unwrap();
    world.expect_silence();
    let asked: Vec<_> = world.incident().engagements.iter().map(|it| it.responder.to_string()).collect();
    assert_eq!(asked, ["ben"]);
    world.end();
}

#[tokio::test]
async fn a_helper_who_declines_moves_nobody() {
    let mut world = opened(SETTINGS).await;
    world.ask(Command::AddResponder { who: "cho".into() }, ana()).await.unwrap();
    world.fakes.take_sent();
    world.ask(Command::Decline, Actor::responder(&"cho".into())).await.unwrap();
    world.expect_silence();
    assert!(world.incident().awaits(&ana()), "Ana's level is still asked");
    world.end();
}

/// Ana gets a mail at once and a text after five minutes.
#[tokio::test]
async fn whoever_is_added_to_what_is_held_back_is_told_over_each_contact() {
    let notify = "notify.high = [{ contact = \"email\" }, { contact = \"sms\", after = \"5m\" }]\n";
    let window = "[maintenance.disks]\nservices = [\"platform\"]\nend = \"2026-11-22T06:00:00Z\"\nreason = \"new disks\"\n\n[services.platform]";
    let settings = SETTINGS
        .replacen("[responders.ana]\n", &format!("[responders.ana]\n{notify}"), 1)
        .replacen("[services.platform]", window, 1);
    let mut world = World::with(&settings, Delivery::Twice);
    world.alarm("platform-disk").await;
    world.expect_silence();
    world.ask(Command::AddResponder { who: "ana".into() }, ben()).await.unwrap();
    world.expect(&[("ana", Email, "#1")]);
    world.fast_forward(MINUTE * 5).await;
    world.expect(&[("ana", Sms, "#1")]);
    world.expect_status(Status::Triggered);
    assert!(world.incident().hold.is_some(), "nobody else is paged");
    world.end();
}

/// Snoozed for a day; an hour later something new goes wrong in it.
#[tokio::test]
async fn a_long_snooze_hides_no_new_alarm() {
    let mut world = opened(SETTINGS).await;
    let until = world.fakes.now() + MINUTE * 24 * 60;
    world.ask(Command::Snooze { until }, ana()).await.unwrap();
    world.fast_forward(MINUTE * 60).await;
    world.alarm("platform-memory").await;
    world.expect_silence();
    world.fast_forward(MINUTE * 30).await;
    assert!(world.fakes.take_sent().iter().any(|sent| sent.delivery.responder.as_str() == "ana"));
    world.expect_status(Status::Triggered);
    world.ask(Command::Snooze { until }, ana()).await.unwrap();
    for _ in 0..3 {
        world.ok("platform-memory").await;
        world.fast_forward(MINUTE).await;
        world.alarm("platform-memory").await;
        world.fast_forward(MINUTE * 60).await;
    }
    world.expect_status(Status::Acknowledged);
    world.expect_silence();
    world.end();
}
