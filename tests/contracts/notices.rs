//! A notice is posted once, by whoever is first, and the stream can carry it.

use super::contract;
use super::engine::{Engine, NAME};
use super::sample::{at, minutes, now};
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::oncall::{Notice, NoticeKind};
use callout_ports::{Notices, Posted};
use std::collections::HashMap;

fn notice(schedule: &str, leaving: &str) -> Notice {
    let kind = NoticeKind::HandedOver { leaving: vec![leaving.into()], coming: vec![], on_call: vec![] };
    Notice { schedule: schedule.into(), at: now(), kind }
}

contract!(a_notice_is_posted_once);
async fn a_notice_is_posted_once(notices: &impl Notices) {
    assert_eq!(notices.post(&notice("payments", "ana")).await.unwrap(), Posted::Now);
    assert_eq!(notices.post(&notice("payments", "ana")).await.unwrap(), Posted::Before);
    assert_eq!(notices.post(&notice("payments", "ben")).await.unwrap(), Posted::Before, "only names differ");
    assert_eq!(notices.post(&notice("search", "ana")).await.unwrap(), Posted::Now);
    let later = Notice { at: minutes(60), ..notice("payments", "ana") };
    assert_eq!(notices.post(&later).await.unwrap(), Posted::Now);
}

#[tokio::test]
async fn a_notice_is_stored_as_an_event_that_expires() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    let check = async {
        let notice = notice("payments", "ana");
        table.post(&notice).await.unwrap();
        let stored = client.scan().table_name(NAME).send().await.unwrap().items.unwrap();
        let [item] = stored.as_slice() else { panic!("one item: {stored:?}") };
        let a_month_later = at("2026-12-22T03:00:00Z").as_second().to_string();
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let expected = HashMap::from([
            ("pk".to_owned(), text(&format!("NOTICE#{}", notice.id()))),
            ("sk".to_owned(), text("EV#0000000001")),
            ("type".to_owned(), text("notice")),
            ("expires_at".to_owned(), AttributeValue::N(a_month_later)),
            ("data".to_owned(), text(&serde_json::to_string(&notice).unwrap())),
        ]);
        assert_eq!(*item, expected);
    };
    engine.run(check).await;
}
