//! What people did: each thing once, newest first, and nothing that Callout did by itself.

use super::contract;
use super::engine::Engine;
use super::live::{live, live_record};
use super::persons::{added, of_ana};
use super::sample::{minutes, note, now, opening, then};
use callout_aws::replace_settings;
use callout_domain::audit::{AuditKind, AuditPlace, Audited, ConsoleLink, SignedOut};
use callout_domain::incident::{Actor, Incident};
use callout_domain::settings::Origin;
use callout_ports::{AuditLog, Change, Commit, IncidentStore, LiveStore, PersonStore, Sessions};

async fn kinds(log: &impl AuditLog) -> Vec<AuditKind> {
    log.audit(None, 100).await.unwrap().entries.iter().map(|entry| entry.done.kind()).collect()
}

async fn opened(store: &impl IncidentStore) -> Incident {
    let opening = opening("payments", 1, now());
    let incident = opening.incident.clone();
    store.commit(&Commit::of(opening)).await.unwrap();
    incident
}

/// A note of Ana's, so many minutes later.
fn noted(incident: &Incident, text: &str, later: i64) -> Change {
    let mut change = then(incident, note(text));
    change.events.iter_mut().for_each(|record| {
        (record.actor, record.at) = (Actor::responder(&"ana".into()), minutes(later));
    });
    change
}

fn signed_out(later: i64) -> SignedOut {
    SignedOut { responder: "ana".into(), by: "Ana".to_owned(), at: minutes(later) }
}

contract!(nobody_did_anything_at_first);
async fn nobody_did_anything_at_first(log: &impl AuditLog) {
    let part = log.audit(None, 9).await.unwrap();
    assert_eq!((part.entries, part.older), (Vec::new(), None));
}

contract!(only_what_people_did_is_listed);
async fn only_what_people_did_is_listed<T: AuditLog + IncidentStore>(store: &T) {
    let incident = opened(store).await;
    assert_eq!(kinds(store).await, [], "an alarm opened it");
    let change = noted(&incident, "looking", 1);
    let record = change.events[0].clone();
    store.commit(&Commit::of(change)).await.unwrap();
    let entries = store.audit(None, 9).await.unwrap().entries;
    assert_eq!(entries.into_iter().map(|entry| entry.done).collect::<Vec<_>>(), [Audited::Incident(record)]);
}

contract!(what_was_not_done_is_not_listed);
async fn what_was_not_done_is_not_listed<T: AuditLog + IncidentStore + LiveStore>(store: &T) {
    let incident = opened(store).await;
    store.commit(&Commit::of(noted(&incident, "first", 1))).await.unwrap();
    assert!(store.commit(&Commit::of(noted(&incident, "second", 2))).await.is_err());
    store.save_live(&live(), &live_record()).await.unwrap();
    assert!(store.save_live(&live(), &live_record()).await.is_err());
    assert_eq!(kinds(store).await.len(), 2);
}

contract!(whatever_people_do_is_listed_newest_first);
async fn whatever_people_do_is_listed_newest_first<T>(store: &T)
where
    T: AuditLog + IncidentStore + LiveStore + PersonStore + Sessions,
{
    let incident = opened(store).await;
    store.save_live(&live(), &live_record()).await.unwrap();
    store.commit(&Commit::of(noted(&incident, "looking", 5))).await.unwrap();
    // Told twice, it was done once.
    for later in [9, 9, 8] {
        store.end_sessions_before(&signed_out(later)).await.unwrap();
    }
    assert_eq!(kinds(store).await, [AuditKind::People, AuditKind::Incidents, AuditKind::Silences]);
    let link = ConsoleLink { responder: "ana".into(), by: "arn:ops".to_owned(), at: minutes(12) };
    for _ in 0..2 {
        store.note_console_link(&link).await.unwrap();
    }
    let entries = store.audit(None, 9).await.unwrap().entries;
    assert_eq!((entries.len(), &entries[0].done), (4, &Audited::Linked(link)), "told twice, done once");
    store.save_person(&added()).await.unwrap();
    let entries = store.audit(None, 9).await.unwrap().entries;
    assert_eq!(entries.iter().filter(|entry| matches!(entry.done, Audited::Contacts(_))).count(), 1);
}

contract!(one_reads_on_where_one_stopped);
async fn one_reads_on_where_one_stopped<T: AuditLog + IncidentStore>(store: &T) {
    let mut incident = opened(store).await;
    for nth in 0..5 {
        // Two at one time each.
        let change = noted(&incident, &format!("note {nth}"), nth / 2);
        incident = change.incident.clone();
        store.commit(&Commit::of(change)).await.unwrap();
    }
    let (mut before, mut read): (Option<AuditPlace>, Vec<u64>) = (None, Vec::new());
    loop {
        let part = store.audit(before.as_ref(), 2).await.unwrap();
        read.extend(part.entries.iter().filter_map(|entry| match &entry.done {
            Audited::Incident(record) => Some(record.seq),
            _ => None,
        }));
        before = part.older;
        if before.is_none() {
            break;
        }
    }
    let last = incident.version;
    assert_eq!(read, [last, last - 1, last - 2, last - 3, last - 4]);
}

#[tokio::test]
async fn applying_settings_says_who_did_it() {
    let engine = Engine::start().await;
    let table = engine.table();
    let test = async {
        let origin =
            Origin { by: Some("arn:ops".to_owned()), commit: Some("abc".to_owned()), uncommitted: false };
        replace_settings(&table, &of_ana(), None, origin.clone(), now()).await.unwrap();
        let version = callout_aws::load_applied(&table).await.unwrap().unwrap().version.version;
        // The same once more changes nothing, so nobody did anything.
        replace_settings(&table, &of_ana(), Some(&version), origin, now()).await.unwrap();
        let entries = table.audit(None, 9).await.unwrap().entries;
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].done.kind(), &*entries[0].done.by()), (AuditKind::Settings, "arn:ops"));
    };
    engine.run(test).await;
}
