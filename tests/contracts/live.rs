//! What people decide beside the settings: one version at a time, active at once, and never a reason not to page.

use super::contract;
use super::engine::{Engine, NAME};
use super::sample::{is_conflict, minutes, now};
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::live::{Live, LiveAct, LiveChange, LiveEntry, LiveRecord, LiveVersion, Made};
use callout_domain::matcher::Matches;
use callout_ports::{LiveStore, SettingsSource};

fn entry(alarm: u64) -> LiveEntry {
    let made = Made { by: "Ana".to_owned(), at: now(), incident: None };
    let matches = Matches::Texts(vec![format!("alarm=\"payments-{alarm}\"")]);
    let what = LiveChange::Silence { matches };
    LiveEntry { what, from: now(), until: minutes(60), reason: "a deploy".to_owned(), made }
}

fn with_one_more(before: &LiveVersion) -> LiveVersion {
    let (live, _) = before
        .live
        .with(entry(before.number), callout_domain::live::LONGEST_OF_RESPONDER, now(), |_| false)
        .unwrap();
    LiveVersion { number: before.number + 1, live }
}

/// One decision.
pub(super) fn live() -> LiveVersion {
    with_one_more(&LiveVersion::default())
}

/// What is recorded of it.
pub(super) fn live_record() -> LiveRecord {
    let (name, by) = ("payments-0".to_owned(), "Ana".to_owned());
    LiveRecord { name, act: LiveAct::Made, by, at: now(), entry: entry(0) }
}

async fn silences(source: &impl SettingsSource) -> usize {
    source.rules().await.unwrap().settings().silences.len()
}

contract!(nothing_is_decided_at_first);
async fn nothing_is_decided_at_first(store: &impl LiveStore) {
    assert_eq!(store.live().await.unwrap(), LiveVersion::default());
}

contract!(of_two_who_decide_at_once_one_looks_again);
async fn of_two_who_decide_at_once_one_looks_again(store: &impl LiveStore) {
    let first = live();
    store.save_live(&first, &live_record()).await.unwrap();
    assert_eq!(store.live().await.unwrap(), first);
    let again = store.save_live(&first, &live_record()).await;
    assert!(is_conflict(&again), "{again:?}");
    let skips = LiveVersion { number: 3, live: Live::default() };
    let skipped = store.save_live(&skips, &live_record()).await;
    assert!(is_conflict(&skipped), "{skipped:?}");
    let second = with_one_more(&first);
    store.save_live(&second, &live_record()).await.unwrap();
    assert_eq!(store.live().await.unwrap(), second);
}

contract!(a_decision_is_active_at_once_with_any_settings);
async fn a_decision_is_active_at_once_with_any_settings<T: LiveStore + SettingsSource>(store: &T) {
    assert_eq!(silences(store).await, 0);
    let mut version = LiveVersion::default();
    // More often than versions are kept.
    for nth in 1..=9 {
        version = with_one_more(&version);
        store.save_live(&version, &live_record()).await.unwrap();
        assert_eq!(silences(store).await, nth);
    }
}

#[tokio::test]
async fn what_cannot_be_read_holds_nothing_back() {
    let engine = Engine::start().await;
    let (table, [before, after], client) =
        (engine.table(), [engine.table(), engine.table()], engine.client());
    let test = async {
        table.save_live(&live(), &live_record()).await.unwrap();
        assert_eq!(silences(&before).await, 1);
        let damaged = [("pk", "LIVE#1"), ("sk", "STATE"), ("data", "{")];
        let damaged = damaged.map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned())));
        let version = ("version".to_owned(), AttributeValue::N("1".to_owned()));
        let item = damaged.into_iter().chain([version]).collect();
        client.put_item().table_name(NAME).set_item(Some(item)).send().await.unwrap();
        assert_eq!(silences(&after).await, 0);
        assert_eq!(silences(&before).await, 1, "whoever read it knows it");
    };
    engine.run(test).await;
}

#[tokio::test]
async fn each_decision_is_an_event_that_the_stream_carries() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    let test = async {
        table.save_live(&live(), &live_record()).await.unwrap();
        let key = [("pk", "LIVE"), ("sk", "EV#0000000001")];
        let key = key.map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned())));
        let found = client.get_item().table_name(NAME).set_key(Some(key.into())).send().await.unwrap();
        let item = found.item.unwrap();
        assert_eq!(item["type"], AttributeValue::S("live_changed".to_owned()));
        let data = item["data"].as_s().unwrap();
        assert!(data.contains(r#""act":"made""#) && data.contains(r#""by":"Ana""#), "{data}");
    };
    engine.run(test).await;
}
