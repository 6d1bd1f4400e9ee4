//! Whoever promised to report in, and did not.

use super::world::{Delivery, SETTINGS, World, all_the_time};
use callout_domain::alarm::AlarmKind;
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::incident::Status;
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::{Settings, hash_key};
use callout_lambda::{Deadline, SystemClock};
use callout_ports::fakes::{Fakes, Fault};
use callout_ports::{Clock as _, Heartbeats as _};
use escalate::handler::ProcessCache;
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const KEY: &str = "of the backup";

/// A backup that reports every hour, with whatever else is said of it.
fn settings(more: &str) -> String {
    let digest = hash_key(KEY);
    format!(
        "{SETTINGS}\n[heartbeats.backup]\nevery = '1h'\ngrace = '5m'\nservice = 'payments'\nseverity = 'SEV2'\n\
         key_sha256 = ['{digest}']\n{more}\n"
    )
}

fn all_deliveries() -> [Delivery; 3] {
    [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed]
}

const SILENT: &str = "backup was silent for 1 h 5 min: last ping at 03:00 UTC";

#[tokio::test]
async fn silence_pages_once_and_the_next_sign_of_life_closes_it() {
    for delivery in all_deliveries() {
        let mut world = World::with(&settings(""), delivery);
        assert!(world.heartbeat(KEY).await);
        world.minutes_pass(64).await;
        world.expect_silence();
        world.minutes_pass(1).await;
        world.expect(&[("ana", Sms, SILENT), ("ana", Email, SILENT)]);
        world.minutes_pass(10).await;
        world.expect_status(Status::Triggered);
        assert!(world.heartbeat(KEY).await);
        world.expect_status(Status::Resolved);
        world.expect(&[("ana", Email, "Resolved")]);
        world.minutes_pass(64).await;
        world.expect_silence();
        world.minutes_pass(1).await;
        let again = "backup was silent for 1 h 5 min: last ping at 04:15 UTC";
        world.expect(&[("ana", Sms, again), ("ana", Email, again)]);
        assert_eq!(world.fakes.incidents().len(), 2, "a new silence is a new incident");
        world.end();
    }
}

#[tokio::test]
async fn a_heartbeat_that_pings_in_time_pages_nobody() {
    let mut world = World::with(&settings(""), Delivery::Twice);
    for _ in 0..5 {
        assert!(world.heartbeat(KEY).await);
        world.minutes_pass(64).await;
    }
    assert!(world.fakes.incidents().is_empty());
    world.end();
}

#[tokio::test]
async fn one_that_never_reported_is_inactive_and_a_strange_key_is_nobodys() {
    let mut world = World::with(&settings(""), Delivery::Once);
    assert!(!world.heartbeat("somebody else's").await);
    world.minutes_pass(180).await;
    assert!(world.fakes.incidents().is_empty());
    world.end();
}

#[tokio::test]
async fn a_muted_heartbeat_pages_nobody_until_it_is_muted_no_more() {
    let mut world = World::with(&settings("muted = true"), Delivery::Once);
    world.heartbeat(KEY).await;
    world.minutes_pass(90).await;
    world.expect_silence();
    world.fakes.set_settings(toml::from_str(&settings("")).unwrap());
    world.minutes_pass(1).await;
    world.expect(&[("ana", Sms, SILENT), ("ana", Email, SILENT)]);
    world.end();
}

#[tokio::test]
async fn one_whose_last_ping_cannot_be_read_pages_when_its_next_is_missed() {
    for settings in [settings(""), settings("").replace("every = '1h'", "cron = '0 4 * * *'\nzone = 'UTC'")] {
        let mut world = World::with(&settings, Delivery::Twice);
        world.heartbeat(KEY).await;
        let stored = world.fakes.heartbeat_state(&"backup".into()).await.unwrap().unwrap();
        let unreadable = HeartbeatState::unreadable(stored.name, stored.version + 1, stored.due_at);
        world.fakes.save_heartbeat_state(&unreadable).await.unwrap();
        world.minutes_pass(64).await;
        world.expect_silence();
        world.minutes_pass(2).await;
        let words = "backup is silent: no ping since one was due at 04:05 UTC";
        world.expect(&[("ana", Sms, words), ("ana", Email, words)]);
        world.heartbeat(KEY).await;
        world.expect_status(Status::Resolved);
        world.expect(&[("ana", Email, "Resolved")]);
        world.end();
    }
}

#[tokio::test]
async fn one_taken_out_of_the_settings_is_silent() {
    let mut world = World::with(&settings(""), Delivery::Once);
    world.heartbeat(KEY).await;
    world.fakes.set_settings(toml::from_str(SETTINGS).unwrap());
    assert!(!world.heartbeat(KEY).await);
    world.minutes_pass(90).await;
    assert!(world.fakes.incidents().is_empty());
    world.end();
}

#[tokio::test]
async fn a_nightly_job_is_missed_by_the_clock_on_the_wall() {
    let nightly = settings("").replace("every = '1h'", "at = '04:00'\nzone = 'Europe/Lisbon'");
    let mut world = World::with(&nightly, Delivery::Once);
    assert!(world.heartbeat(KEY).await);
    world.minutes_pass(64).await;
    world.expect_silence();
    world.minutes_pass(1).await;
    world.expect(&[("ana", Sms, SILENT), ("ana", Email, SILENT)]);
    assert!(world.heartbeat(KEY).await);
    world.expect_status(Status::Resolved);
    world.expect(&[("ana", Email, "Resolved")]);
    world.minutes_pass(60 * 23 + 59).await;
    world.expect_silence();
    world.minutes_pass(1).await;
    let again = "backup was silent for 1 d: last ping at 2026-11-22 04:05 UTC";
    world.expect(&[("ana", Sms, again), ("ana", Email, again)]);
    world.end();
}

#[tokio::test]
async fn another_interval_counts_from_the_last_sign_of_life() {
    let mut world = World::with(&settings(""), Delivery::Once);
    world.heartbeat(KEY).await;
    world.minutes_pass(20).await;
    let sooner = settings("").replace("every = '1h'", "every = '20m'");
    world.fakes.set_settings(toml::from_str(&sooner).unwrap());
    world.minutes_pass(4).await;
    world.expect_silence();
    world.minutes_pass(1).await;
    let silent = "backup was silent for 25 min: last ping at 03:00 UTC";
    world.expect(&[("ana", Sms, silent), ("ana", Email, silent)]);
    world.heartbeat(KEY).await;
    world.expect(&[("ana", Email, "Resolved")]);
    world.fakes.set_settings(toml::from_str(&settings("")).unwrap());
    world.minutes_pass(64).await;
    world.expect_silence();
    world.fakes.set_settings(toml::from_str(SETTINGS).unwrap());
    world.end();
}

#[tokio::test]
async fn an_earlier_time_of_day_is_expected_tomorrow() {
    let nightly = |at: &str| settings("").replace("every = '1h'", &format!("at = '{at}'\nzone = 'UTC'"));
    let mut world = World::with(&nightly("03:00"), Delivery::Once);
    world.heartbeat(KEY).await;
    world.minutes_pass(60 * 3).await;
    // At six, five o'clock is over: the job starts then from tomorrow on.
    world.fakes.set_settings(toml::from_str(&nightly("05:00")).unwrap());
    world.minutes_pass(60 * 23 + 4).await;
    world.expect_silence();
    // A new process works the deadlines out again.
    world.restart();
    world.minutes_pass(1).await;
    let silent = "backup was silent for 1 d 2 h: last ping at 2026-11-22 03:00 UTC";
    world.expect(&[("ana", Sms, silent), ("ana", Email, silent)]);
    world.end();
}

#[tokio::test]
async fn minutes_lost_in_an_outage_cost_minutes_not_the_page() {
    let mut world = World::with(&settings(""), Delivery::Once);
    world.heartbeat(KEY).await;
    world.fast_forward(MINUTE * 200).await;
    world.expect_silence();
    world.restart();
    world.sweep().await;
    world.expect(&[("ana", Sms, SILENT), ("ana", Email, SILENT)]);
    world.end();
}

/// A silence and its end, each function tried again as its trigger would, with a fault at one call.
async fn whole_way(nth: u64, fault: Fault) -> Fakes {
    let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
    fakes.set_settings(toml::from_str::<Settings>(&settings("")).unwrap());
    fakes.fail_call(nth, fault);
    let memory = ProcessCache::default();
    while webhooks::heartbeat::record(KEY, &fakes, &fakes, &fakes).await.is_err() {}
    fakes.clock.advance(MINUTE * 65);
    for _ in 0..2 {
        // A sweep that fails is not tried again: the next minute's is another.
        let _ = escalate::handler::minute(&fakes, &fakes, &memory, &fakes, all_the_time()).await;
        fakes.clock.advance(MINUTE);
    }
    fakes
}

#[tokio::test]
async fn a_fault_at_any_call_loses_no_silence_and_no_end_of_it() {
    let calls = whole_way(u64::MAX / 2, Fault::Before).await.calls();
    assert!(calls >= 12, "the way has many calls: {calls}");
    for nth in 0..calls + 4 {
        for fault in [Fault::Before, Fault::After] {
            let fakes = whole_way(nth, fault).await;
            let told = fakes.take_alarms();
            assert_eq!(told.len(), 1, "call {nth} {fault:?}: {told:?}");
            assert_eq!(told[0].kind, AlarmKind::Trigger);
            while webhooks::heartbeat::record(KEY, &fakes, &fakes, &fakes).await.is_err() {}
            let ended = fakes.take_alarms();
            assert_eq!(ended.len(), 1, "call {nth} {fault:?}: {ended:?}");
            assert_eq!((ended[0].kind, &ended[0].dedup_key), (AlarmKind::Resolve, &told[0].dedup_key));
            assert!(ended[0].changed_at > told[0].changed_at);
        }
    }
}

#[tokio::test]
async fn a_sign_of_life_that_overtakes_the_news_of_silence_leaves_nothing_open() {
    let mut world = World::with(&settings(""), Delivery::Once);
    world.heartbeat(KEY).await;
    world.fast_forward(MINUTE * 65).await;
    escalate::handler::minute(
        &world.fakes,
        &world.fakes,
        &ProcessCache::default(),
        &world.fakes,
        all_the_time(),
    )
    .await
    .unwrap();
    let told = world.fakes.take_alarms();
    world.heartbeat(KEY).await;
    world.triage(&told).await;
    world.settle().await;
    assert!(world.fakes.incidents().is_empty());
    world.end();
}

/// The published vector `heartbeat-expiry`, in our own words: one is silent after an hour, the other is muted.
#[tokio::test]
async fn only_the_silent_one_pages_and_the_muted_one_does_not() {
    let digest = hash_key("of the rotation");
    let both = settings("").replace("grace = '5m'", "grace = '0m'")
        + &format!(
            "[heartbeats.rotation]\nevery = '75m'\ngrace = '0m'\nmuted = true\nkey_sha256 = ['{digest}']\n"
        );
    let mut world = World::with(&both, Delivery::Once);
    world.heartbeat(KEY).await;
    world.heartbeat("of the rotation").await;
    world.minutes_pass(60).await;
    let silent = "backup was silent for 1 h: last ping at 03:00 UTC";
    world.expect(&[("ana", Sms, silent), ("ana", Email, silent)]);
    world.heartbeat(KEY).await;
    world.expect_status(Status::Resolved);
    world.expect(&[("ana", Email, "Resolved")]);
    world.minutes_pass(15).await;
    world.end();
}

/// After an outage there is more to sweep than one invocation can do.
#[tokio::test]
async fn what_the_sweep_leaves_to_the_next_minute_keeps_no_heartbeat_from_being_missed() {
    let mut world = World::with(&settings(""), Delivery::Once);
    world.heartbeat(KEY).await;
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fakes.lose_timers();
    world.fakes.clock.advance(MINUTE * 65);
    let soon = Deadline::at(SystemClock.now() + SignedDuration::from_secs(3));
    let fakes = &world.fakes;
    let swept = escalate::handler::minute(fakes, fakes, &ProcessCache::default(), fakes, soon).await;
    assert_eq!(swept.unwrap(), 0, "no step was begun");
    let missed = world.fakes.take_alarms();
    assert_eq!(missed.len(), 1, "{missed:?}");
    world.sweep().await;
    world.expect(&[("ben", Sms, "#1")]);
    world.end();
}
