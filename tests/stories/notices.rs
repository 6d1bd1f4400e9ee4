//! Who hears about the roster, when.

use super::world::{Delivery, SETTINGS, World, all_the_time, delivered, deps};
use callout_domain::responder::Channel::{self, Email, Sms};
use callout_domain::settings::Settings;
use callout_ports::Announcement;
use callout_ports::fakes::{Fakes, Fault};
use escalate::handler::ProcessCache;
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Ben until Monday, 2026-11-23, at nine, then Ana; those notices are asked for. The story begins on Sunday at three in
/// the morning.
fn settings(notices: &str) -> String {
    SETTINGS.replace("turns = [\"ana\"]", "turns = [\"ana\", \"ben\"]")
        + &format!("[schedules.payments.notices]\n{notices}\n")
}

async fn on_monday_at(time: SignedDuration, notices: &str, delivery: Delivery) -> World {
    let mut world = World::with(&settings(notices), delivery);
    world.fast_forward(HOUR * 21 + time).await;
    world
}

const JUST_BEFORE_NINE: SignedDuration = SignedDuration::from_secs(8 * 3_600 + 58 * 60 + 20);

const LEAVES: (&str, Channel, &str) =
    ("ben", Sms, "You are no longer on call for payments. Now on call: Ana Silva.");
const COMES: (&str, Channel, &str) =
    ("ana", Email, "You are on call for payments until Mon 30 Nov 09:00 WET. You take over from Ben Okoro.");

#[tokio::test]
async fn a_handoff_sends_one_notice_to_whoever_leaves_and_whoever_takes_over() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = on_monday_at(JUST_BEFORE_NINE, "change = true", delivery).await;
        world.minutes_pass(1).await;
        world.expect_silence();
        world.minutes_pass(1).await;
        world.expect(&[LEAVES, COMES]);
        world.minutes_pass(70).await;
        world.end();
    }
}

#[tokio::test]
async fn minutes_lost_in_an_outage_are_made_up_for_once() {
    let mut world = on_monday_at(JUST_BEFORE_NINE, "change = true", Delivery::Once).await;
    world.fast_forward(MINUTE * 45).await;
    world.expect_silence();
    world.sweep().await;
    world.expect(&[LEAVES, COMES]);
    world.restart();
    world.minutes_pass(3).await;
    world.end();
}

#[tokio::test]
async fn what_an_outage_made_old_is_no_news() {
    let mut world = on_monday_at(JUST_BEFORE_NINE, "change = true", Delivery::Once).await;
    world.fast_forward(HOUR * 2).await;
    world.minutes_pass(1).await;
    world.end();
}

#[tokio::test]
async fn a_schedule_without_notices_sends_none() {
    let mut world = on_monday_at(JUST_BEFORE_NINE, "at = '12:00'\ndays = ['tue']", Delivery::Once).await;
    world.minutes_pass(10).await;
    world.end();
}

#[tokio::test]
async fn at_night_whoever_can_only_be_rung_is_left_asleep() {
    let night = settings("change = true").replace("2026-01-05T09:00", "2026-01-05T03:00");
    let mut world = World::with(&night, Delivery::Once);
    world.fast_forward(HOUR * 24 - MINUTE).await;
    world.minutes_pass(3).await;
    world.expect(&[("ana", Email, "You are on call for payments until Mon 30 Nov 03:00 WET")]);
    world.end();
}

#[tokio::test]
async fn whoever_takes_over_gets_a_notice_before_and_every_day_at_a_set_time() {
    let notices = "before = '12h'\nat = '20:00'\ndays = ['weekend']";
    let mut world = World::with(&settings(notices), Delivery::Twice);
    world.fast_forward(HOUR * 17 - MINUTE).await;
    world.minutes_pass(2).await;
    world.expect(&[("ben", Sms, "You are on call for payments until Mon 09:00 UTC.")]);
    world.fast_forward(HOUR - MINUTE * 2).await;
    world.minutes_pass(2).await;
    world.expect(&[("ana", Email, "You go on call for payments Mon 09:00 WET, until Mon 30 Nov 09:00 WET.")]);
    world.end();
}

#[tokio::test]
async fn a_handoff_names_the_incidents_that_are_handed_over_too() {
    let mut world = on_monday_at(JUST_BEFORE_NINE, "change = true", Delivery::Twice).await;
    world.alarm("payments-errors").await;
    world.alarm("platform-disk").await;
    world.ok("platform-disk").await;
    world.expect(&[("ben", Sms, "#1"), ("ben", Sms, "#2"), ("ben", Sms, "Resolved: #2")]);
    world.minutes_pass(2).await;
    world.expect(&[
        ("ben", Sms, "\n#1 SEV2 triggered: payments-errors: Errors is 12, above 5"),
        ("ana", Email, "\n  #1 SEV2 triggered: payments-errors: Errors is 12, above 5\n\nThe console"),
    ]);
    world.end();
}

#[tokio::test]
async fn a_contact_that_is_gone_fails_alone() {
    let mut world = on_monday_at(JUST_BEFORE_NINE, "change = true", Delivery::Twice).await;
    world.fakes.kill_contact("ana", "email");
    world.minutes_pass(2).await;
    world.expect(&[LEAVES]);
    world.end();
}

#[tokio::test]
async fn a_notice_that_cannot_be_posted_holds_up_no_page() {
    for nth in 0..2 {
        let mut world = on_monday_at(JUST_BEFORE_NINE, "change = true", Delivery::Once).await;
        world.alarm("payments-errors").await;
        world.expect(&[("ben", Sms, "#1")]);
        world.fakes.lose_timers();
        world.fast_forward(MINUTE * 16).await;
        // The sweep asks for what is overdue, runs the step in three calls, and then posts: settings, notice.
        world.fakes.fail_call(4 + nth, Fault::Before);
        world.sweep().await;
        world.fakes.clear_fault();
        let mut wanted = vec![("ben", Sms, "#1")];
        world.sweep().await;
        wanted.extend([LEAVES, COMES]);
        world.expect(&wanted);
        world.end();
    }
}

/// One handoff on its way through every function, each tried again as its queue would, with a fault at one call.
async fn whole_way(nth: u64, fault: Fault) -> Fakes {
    let fakes = Fakes::at("2026-11-23T09:00:30Z".parse().unwrap());
    fakes.set_settings(toml::from_str::<Settings>(&settings("change = true")).unwrap());
    fakes.fail_call(nth, fault);
    let memory = ProcessCache::default();
    for _ in 0..2 {
        // A sweep that fails is not tried again: the next minute's is another.
        let _ = escalate::handler::minute(&fakes, &fakes, &memory, &fakes, all_the_time()).await;
        fakes.clock.advance(MINUTE);
    }
    let notices = fakes.take_notices();
    let items: Vec<_> =
        notices.iter().map(|it| ("notice".to_owned(), serde_json::to_string(it).unwrap())).collect();
    while outbox::handler::handle(items.clone(), &fakes, &fakes, &fakes).await.iter().any(Result::is_err) {}
    for (copy, Announcement { body, .. }) in fakes.take_published().into_iter().enumerate() {
        let message_id = format!("message-{copy}");
        let tried = delivered(&message_id);
        while notify::handler::handle(&body, tried, &deps(&fakes)).await.is_err() {}
    }
    fakes
}

#[tokio::test]
async fn a_fault_at_any_call_loses_no_notice() {
    let calls = whole_way(u64::MAX / 2, Fault::Before).await.calls();
    assert!(calls >= 12, "the way has many calls: {calls}");
    for nth in 0..calls {
        for fault in [Fault::Before, Fault::After] {
            let fakes = whole_way(nth, fault).await;
            assert!(!fakes.clear_fault(), "the fault at call {nth} happened");
            let mut told: Vec<String> =
                fakes.take_sent().iter().map(|sent| sent.delivery.responder.to_string()).collect();
            // Twice rather than never, where nobody remembers whether it was sent.
            assert!(told.len() <= 4, "call {nth} {fault:?}: {told:?}");
            told.sort();
            told.dedup();
            assert_eq!(told, ["ana", "ben"], "call {nth} {fault:?}");
        }
    }
}
