//! Changes are kept once, below their service, and found by their time.

use super::contract;
use super::engine::{Engine, NAME};
use super::sample::{minutes, now};
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::change::Change;
use callout_ports::Changes;
use jiff::{SignedDuration, Timestamp};

fn change(service: &str, id: &str, at: Timestamp) -> Change {
    let (summary, source) = (format!("{id} of {service}"), "integration/deployer".to_owned());
    Change { id: id.to_owned(), at, service: service.into(), summary, source, links: Vec::new() }
}

contract!(a_change_kept_twice_is_one_change);
async fn a_change_kept_twice_is_one_change(memory: &impl Changes) {
    let deployed = change("payments", "a1", now());
    for _ in 0..2 {
        memory.keep_change(&deployed).await.unwrap();
    }
    let found = memory.changes(&["payments".into()], (now(), now()), 9).await.unwrap();
    assert_eq!(found, [deployed]);
}

contract!(changes_are_found_by_service_and_time_newest_first);
async fn changes_are_found_by_service_and_time_newest_first(memory: &impl Changes) {
    let second = SignedDuration::from_secs(1);
    let of_payments = [
        minutes(0) - second,
        minutes(0),
        minutes(30),
        minutes(30) + second / 2,
        minutes(60),
        minutes(60) + second,
    ];
    for (nth, at) in of_payments.into_iter().enumerate() {
        memory.keep_change(&change("payments", &format!("p{nth}"), at)).await.unwrap();
    }
    memory.keep_change(&change("unrouted", "u1", minutes(45))).await.unwrap();
    memory.keep_change(&change("search", "s1", minutes(45))).await.unwrap();
    let ids = async |services: &[&str], most| {
        let services: Vec<_> = services.iter().map(|name| (*name).into()).collect();
        let found = memory.changes(&services, (minutes(0), minutes(60)), most).await.unwrap();
        found.into_iter().map(|change| change.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["payments"], 9).await, ["p4", "p3", "p2", "p1"]);
    assert_eq!(ids(&["payments", "unrouted", "payments"], 3).await, ["p4", "u1", "p3"]);
    assert_eq!(ids(&["nobody"], 9).await, [""; 0]);
}

#[tokio::test]
async fn a_change_is_forgotten_after_ninety_days_and_published_to_nobody() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    let test = async {
        table.keep_change(&change("payments", "a1", now())).await.unwrap();
        let key = |text: &str| AttributeValue::S(text.to_owned());
        let get = client.get_item().table_name(NAME).key("pk", key("CHANGE#payments"));
        let get = get.key("sk", key("2026-11-22T03:00:00.000000000Z#a1"));
        let item = get.send().await.unwrap().item.unwrap();
        let ninety_days_later: Timestamp = "2027-02-20T03:00:00Z".parse().unwrap();
        assert_eq!(item["expires_at"].as_n().unwrap(), &ninety_days_later.as_second().to_string());
        assert!(!item["sk"].as_s().unwrap().starts_with("EV#"), "the stream carries only events on");
    };
    engine.run(test).await;
}
