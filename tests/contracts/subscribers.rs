//! Subscriptions and mailboxes change one version at a time; lists hold who is active, and the clock finds who waits.

use super::contract;
use super::sample::{is_conflict, now};
use callout_domain::ids::{IncidentId, MaintenanceId, SubscriberId};
use callout_domain::status::PageDocument;
use callout_domain::subscriber::{
    Announced, Mailbox, SignUp, Standing, Subscriber, SubscriberAddress, SubscriberEvent, Wanted,
};
use callout_ports::{Listed, Mailboxes, Subscribers};
use jiff::SignedDuration;
use std::collections::BTreeSet;

/// A sign-up that nobody confirmed yet.
pub(super) fn asked(address: &str) -> (Subscriber, SubscriberEvent) {
    let address = SubscriberAddress::email(address).unwrap();
    let mut one = Subscriber::new(&address, "token".to_owned(), String::new(), now());
    let sign_up = SignUp { address, wanted: Wanted::everything(), language: "en".to_owned(), contact: None };
    let event = one.ask(&sign_up, now()).unwrap();
    (one, event)
}

/// The same, confirmed.
pub(super) fn confirmed(one: &Subscriber) -> Subscriber {
    let mut one = one.clone();
    assert!(one.confirm(now()));
    one
}

contract!(a_subscription_changes_one_version_at_a_time);
async fn a_subscription_changes_one_version_at_a_time(store: &impl Subscribers) {
    let (ana, event) = asked("ana@example.com");
    assert_eq!(store.subscriber(&ana.id).await.unwrap(), None);
    store.save_subscriber(&ana, Some(&event)).await.unwrap();
    let again = store.save_subscriber(&ana, Some(&event)).await;
    assert!(is_conflict(&again), "{again:?}");
    assert_eq!(store.subscriber(&ana.id).await.unwrap(), Some(ana.clone()));
    let sure = confirmed(&ana);
    store.save_subscriber(&sure, None).await.unwrap();
    let stale = store.save_subscriber(&confirmed(&ana), None).await;
    assert!(is_conflict(&stale), "{stale:?}");
    assert_eq!(store.subscriber(&ana.id).await.unwrap(), Some(sure));
}

contract!(a_list_holds_whom_messages_go_to);
async fn a_list_holds_whom_messages_go_to(store: &(impl Subscribers + Mailboxes)) {
    let mut ids = BTreeSet::new();
    for nth in 0..5 {
        let (one, event) = asked(&format!("person-{nth}@example.com"));
        store.save_subscriber(&one, Some(&event)).await.unwrap();
        if nth > 0 {
            store.save_subscriber(&confirmed(&one), None).await.unwrap();
            ids.insert(one.id.clone());
        }
    }
    let names = |all: Vec<Subscriber>| all.into_iter().map(|one| one.id).collect::<Vec<SubscriberId>>();
    let ids: Vec<SubscriberId> = ids.into_iter().collect();
    assert_eq!(names(store.listed_subscribers(Listed::Active, None, 9).await.unwrap()), ids);
    let first = names(store.listed_subscribers(Listed::Active, None, 2).await.unwrap());
    let rest = names(store.listed_subscribers(Listed::Active, first.last(), 9).await.unwrap());
    assert_eq!([first, rest].concat(), ids, "part after part, each once");
    let mut gone = store.subscriber(&ids[0]).await.unwrap().unwrap();
    gone.end(Standing::Unsubscribed, now());
    store.save_subscriber(&gone, None).await.unwrap();
    assert_eq!(names(store.listed_subscribers(Listed::Active, None, 9).await.unwrap()), ids[1..]);
    assert_eq!(store.listed_subscribers(Listed::Former, None, 9).await.unwrap(), [gone]);
}

contract!(a_mailbox_is_found_while_it_waits);
async fn a_mailbox_is_found_while_it_waits(store: &(impl Subscribers + Mailboxes)) {
    let (ana, event) = asked("ana@example.com");
    assert_eq!(store.subscriber_and_mailbox(&ana.id).await.unwrap(), None);
    store.save_subscriber(&ana, Some(&event)).await.unwrap();
    let empty = store.subscriber_and_mailbox(&ana.id).await.unwrap();
    assert_eq!(empty, Some((ana.clone(), Mailbox::default())));
    let waiting = [IncidentId::from_bytes([1; 8]).into(), MaintenanceId("mnt_00ff".into()).into()].into();
    let mut mailbox = Mailbox::default();
    (mailbox.version, mailbox.waiting) = (1, waiting);
    store.save_mailbox(&ana.id, &mailbox).await.unwrap();
    let stale = store.save_mailbox(&ana.id, &mailbox).await;
    assert!(is_conflict(&stale), "{stale:?}");
    assert_eq!(store.due_mailboxes(now(), 9).await.unwrap(), std::slice::from_ref(&ana.id));
    assert_eq!(store.subscriber_and_mailbox(&ana.id).await.unwrap(), Some((ana.clone(), mailbox.clone())));
    mailbox.clear();
    mailbox.version = 2;
    store.save_mailbox(&ana.id, &mailbox).await.unwrap();
    assert_eq!(store.due_mailboxes(now(), 9).await.unwrap(), []);
}

contract!(how_far_maintenance_was_announced_changes_one_version_at_a_time);
async fn how_far_maintenance_was_announced_changes_one_version_at_a_time(store: &impl Mailboxes) {
    assert_eq!(store.announced().await.unwrap(), Announced::default());
    let mut announced = Announced::default();
    announced.take(&PageDocument::default(), &[], now());
    let noted = |version| {
        let mut noted = announced.clone();
        noted.version = version;
        noted
    };
    let early = store.save_announced(&noted(2)).await;
    assert!(is_conflict(&early), "{early:?}");
    store.save_announced(&noted(1)).await.unwrap();
    store.save_announced(&noted(2)).await.unwrap();
    for stale in [1, 2, 4] {
        let answer = store.save_announced(&noted(stale)).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    assert_eq!(store.announced().await.unwrap(), noted(2));
}

contract!(sign_ups_are_counted_by_hour_and_source_and_by_day);
async fn sign_ups_are_counted_by_hour_and_source_and_by_day(store: &impl Subscribers) {
    let mut counted = Vec::new();
    for (source, hours) in [("a", 0), ("a", 0), ("b", 0), ("a", 1), ("a", 24)] {
        let at = now() + SignedDuration::from_hours(hours);
        let counts = store.count_sign_up(source, at).await.unwrap();
        counted.push((counts.of_source, counts.of_day));
    }
    assert_eq!(counted, [(1, 1), (2, 2), (1, 3), (1, 4), (1, 1)]);
}
