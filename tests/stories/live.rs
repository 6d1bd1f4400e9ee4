//! Silences that people make at night, beside the files: they hold, they end, and what still fires then is paged.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::incident::{Incident, Status};
use callout_domain::live::{LONGEST_OF_RESPONDER, LiveChange, LiveEntry, LiveOverride, LiveRecord, Made};
use callout_domain::matcher::Matches;
use callout_domain::oncall::settings::Names;
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::Settings;
use callout_lambda::{LiveCommand, change_live};
use callout_ports::fakes::Fault;
use jiff::SignedDuration;

const DELIVERIES: [Delivery; 3] = [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed];

/// What Ana decides at night.
fn silence(until: &str) -> LiveCommand {
    let matches = Matches::Texts(vec!["alarm=~\"payments-.*\"".to_owned()]);
    let made =
        Made { by: "Ana Silva".to_owned(), at: "2026-11-22T02:59:00Z".parse().unwrap(), incident: None };
    LiveCommand::Make(Box::new(LiveEntry {
        what: LiveChange::Silence { matches },
        from: made.at,
        until: until.parse().unwrap(),
        reason: "a deploy".to_owned(),
        made,
    }))
}

async fn decide(world: &World, command: &LiveCommand) -> anyhow::Result<LiveRecord> {
    let (fakes, longest) = (&world.fakes, LONGEST_OF_RESPONDER);
    change_live(fakes, command, "Ana Silva", (longest, &Settings::default()), fakes).await.map(Result::unwrap)
}

#[tokio::test]
async fn it_holds_until_its_end_and_what_still_fires_then_pages() {
    for delivery in DELIVERIES {
        let mut world = World::with(SETTINGS, delivery);
        decide(&world, &silence("2026-11-22T03:30:00Z")).await.unwrap();
        world.alarm("payments-errors").await;
        assert!(world.timeline()[0].contains("Ana Silva: a deploy"), "{:?}", world.timeline());
        world.minutes_pass(29).await;
        world.expect(&[]);
        world.minutes_pass(2).await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.end();
    }
}

#[tokio::test]
async fn what_it_held_is_paged_within_a_minute_after_somebody_ends_it() {
    for delivery in DELIVERIES {
        let mut world = World::with(SETTINGS, delivery);
        let made = decide(&world, &silence("2026-11-22T05:00:00Z")).await.unwrap();
        world.alarm("payments-errors").await;
        world.minutes_pass(10).await;
        world.expect(&[]);
        decide(&world, &LiveCommand::End { name: made.name }).await.unwrap();
        world.minutes_pass(1).await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.end();
    }
}

#[tokio::test]
async fn an_incident_that_was_opened_by_rules_from_before_the_end_is_found_too() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    let made = decide(&world, &silence("2026-11-22T05:00:00Z")).await.unwrap();
    world.minutes_pass(5).await;
    world.alarm("payments-errors").await;
    // Whoever judged the alarm knew the silence; the sweep runs before that is committed.
    let held = world.incident();
    world.fakes.put_incident(Incident { status: Status::Resolved, ..held.clone() });
    decide(&world, &LiveCommand::End { name: made.name }).await.unwrap();
    world.minutes_pass(1).await;
    world.fakes.put_incident(held);
    world.minutes_pass(1).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_decision_is_made_once_whatever_fails_in_between() {
    for fault in [Fault::Before, Fault::After] {
        for nth in 0..2 {
            let mut world = World::with(SETTINGS, Delivery::Once);
            world.fakes.fail_call(nth, fault);
            let first = decide(&world, &silence("2026-11-22T05:00:00Z")).await;
            assert!(first.is_err(), "{fault:?} {nth}");
            let again = decide(&world, &silence("2026-11-22T05:00:00Z")).await.unwrap();
            assert_eq!(again.name, "payments");
            let rules = callout_ports::SettingsSource::rules(&world.fakes).await.unwrap();
            assert_eq!(rules.live().live.entries().count(), 1, "{fault:?} {nth}");
            world.expect(&[]);
            world.end();
        }
    }
}

/// A silence holds one incident; then many others open and stay; then the silence is ended.
#[tokio::test]
async fn what_it_held_is_paged_however_many_others_are_open() {
    let mut world = World::with(SETTINGS, Delivery::Once);
    let made = decide(&world, &silence("2026-11-22T05:00:00Z")).await.unwrap();
    world.alarm("payments-errors").await;
    let held = world.incident();
    for nth in 0..210_u64 {
        let id = format!("inc_other_{nth}").as_str().into();
        let opened_at = held.opened_at + SignedDuration::from_secs(1);
        let (status, hold) = (Status::Acknowledged, None);
        world.fakes.put_incident(Incident { id, number: nth + 2, opened_at, status, hold, ..held.clone() });
    }
    world.minutes_pass(5).await;
    decide(&world, &LiveCommand::End { name: made.name }).await.unwrap();
    world.minutes_pass(1).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

/// Cho stands in for Ana from now on.
fn stands_in(until: &str) -> LiveCommand {
    let made =
        Made { by: "Ana Silva".to_owned(), at: "2026-11-22T03:00:00Z".parse().unwrap(), incident: None };
    let change = LiveOverride {
        replace: Some("ana".into()),
        by: Names(vec!["cho".into()]),
        ..LiveOverride::default()
    };
    LiveCommand::Make(Box::new(LiveEntry {
        what: LiveChange::Override { schedule: "payments".into(), change },
        from: made.at,
        until: until.parse().unwrap(),
        reason: String::new(),
        made,
    }))
}

#[tokio::test]
async fn whoever_is_on_call_again_since_an_override_was_ended_hears_of_it() {
    for delivery in DELIVERIES {
        let notices = SETTINGS.replacen(
            "[schedules.payments]",
            "[schedules.payments.notices]\nchange = true\n\n[schedules.payments]",
            1,
        );
        let mut world = World::with(&notices, delivery);
        let made = decide(&world, &stands_in("2026-11-22T08:00:00Z")).await.unwrap();
        world.minutes_pass(20).await;
        world.fakes.take_sent();
        decide(&world, &LiveCommand::End { name: made.name }).await.unwrap();
        world.minutes_pass(1).await;
        world.expect(&[("ana", Email, "You are on call for payments"), ("cho", Email, "payments")]);
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.minutes_pass(3).await;
        world.end();
    }
}
