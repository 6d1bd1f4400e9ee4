//! Which items each call on the table reaches, as the requests of the real adapter show: the roles of the template end there.

use super::door::Door;
use super::engine::Engine;
use super::live::{live, live_record};
use super::persons::{added, of_ana};
use super::sample::{alert, key, note, now, opening, resolved, then};
use super::stand_in::against;
use super::subscribers::{asked, confirmed};
use callout_aws::Table;
use callout_domain::audit::{ConsoleLink, SignedOut};
use callout_domain::change::Change;
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::incident::{Event, Incident, JoinReason};
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_domain::oncall::{Notice, NoticeKind};
use callout_domain::responder::verification::{AddressDigest, Verification, Verified};
use callout_domain::settings::SettingsPlaces;
use callout_domain::sign_in::SignInRequest;
use callout_domain::triage::{AlertCounter, Cause, CauseName, PolicyHistory};
use callout_ports::{
    AlarmBudgets as _, Attempts as _, AuditLog as _, Changes as _, Commit, ContactQueues as _,
    ContactSource as _, ContextStore as _, Counting, Heartbeats as _, IncidentStore as _, KeyUses as _,
    Listed, LiveStore as _, Lookup, Mailboxes as _, Notices as _, OpeningWrites, OwnAddresses as _,
    PageDocuments as _, PersonStore as _, PlacesStore as _, Receipts as _, Sessions as _,
    SettingsSource as _, SignIns as _, StoredContactQueue, Subscribers as _, Verifications as _,
};

/// A call on the table, and what it asks of DynamoDB: the action and the first part of the partition key, up to `#`, or the
/// name of the index.
pub(crate) type Reach = (&'static str, &'static [&'static str]);

/// What the functions' calls reach. Committing is listed four times: whoever opens an incident writes more, an alert too unless a
/// person declares it, and so does whoever ends one that counted its alerts.
pub(crate) const REACH: [Reach; 75] = [
    ("AlarmBudgets::count_new_alarms", &["UpdateItem NEW_ALARMS#"]),
    ("Attempts::claim", &["GetItem INC#", "GetItem NOTICE#", "PutItem INC#", "PutItem NOTICE#"]),
    ("Attempts::record", &["BatchWriteItem INC#", "BatchWriteItem NOTICE#"]),
    ("AuditLog::audit", &["Query index/audit"]),
    ("Changes::changes", &["Query CHANGE#"]),
    ("Changes::keep_change", &["PutItem CHANGE#"]),
    ("ContactQueues::contact_queue", &["GetItem RESPONDER#"]),
    ("ContactQueues::save_contact_queue", &["PutItem RESPONDER#"]),
    (
        "ContactSource::rules_with_contacts",
        &[
            "BatchGetItem ADDRESS#",
            "BatchGetItem LIVE",
            "BatchGetItem PEOPLE",
            "BatchGetItem PERSON#",
            "BatchGetItem SETTINGS",
            "GetItem LIVE#",
            "Query CONTACTS#",
            "Query SETTINGS#",
        ],
    ),
    ("ContextStore::context", &["GetItem INC#"]),
    ("ContextStore::keep_context", &["GetItem INC#", "PutItem INC#"]),
    ("Heartbeats::due_heartbeats", &["Query index/due"]),
    ("Heartbeats::heartbeat_state", &["GetItem HEARTBEAT#"]),
    ("Heartbeats::heartbeat_states", &["BatchGetItem HEARTBEAT#"]),
    ("Heartbeats::save_heartbeat_state", &["PutItem HEARTBEAT#"]),
    ("IncidentStore::commit", &["PutItem INC#", "PutItem REPORT#"]),
    (ENDING, &["PutItem INC#", "PutItem REPORT#", "UpdateItem ALERT_COUNTER#"]),
    (
        DECLARING,
        &["PutItem GROUP#", "PutItem INC#", "PutItem NUMBER#", "PutItem POLICY#", "UpdateItem COUNTER"],
    ),
    (
        OPENING,
        &[
            "PutItem ALERT#",
            "PutItem GROUP#",
            "PutItem INC#",
            "PutItem NUMBER#",
            "PutItem POLICY#",
            "PutItem REPORT#",
            "UpdateItem ALERT_COUNTER#",
            "UpdateItem COUNTER",
        ],
    ),
    ("IncidentStore::alerts", &["BatchGetItem ALERT#"]),
    ("IncidentStore::events_before", &["Query INC#"]),
    ("IncidentStore::explained", &["Query INC#"]),
    (
        "IncidentStore::find",
        &[
            "BatchGetItem ALERT#",
            "BatchGetItem CAUSE#",
            "BatchGetItem COUNTER",
            "BatchGetItem GROUP#",
            "BatchGetItem INC#",
            "BatchGetItem POLICY#",
        ],
    ),
    (FINDING_TO_DECLARE, &["BatchGetItem COUNTER", "BatchGetItem POLICY#"]),
    ("IncidentStore::incident", &["GetItem INC#"]),
    ("IncidentStore::messages", &["Query INC#"]),
    ("IncidentStore::newest_events", &["Query INC#"]),
    ("IncidentStore::newest_opened", &["GetItem COUNTER", "Query index/opened"]),
    ("IncidentStore::numbered", &["GetItem INC#", "GetItem NUMBER#"]),
    ("IncidentStore::open_incidents", &["BatchGetItem INC#", "Query index/open"]),
    ("IncidentStore::opened_count", &["GetItem COUNTER"]),
    ("IncidentStore::opened_since", &["GetItem COUNTER", "Query index/opened"]),
    ("IncidentStore::overdue", &["Query index/due"]),
    ("IncidentStore::point_to", &["BatchWriteItem CAUSE#"]),
    ("IncidentStore::record", &["Query INC#"]),
    ("IncidentStore::shards", &["BatchGetItem ALERT_COUNTER#"]),
    ("KeyUses::key_uses", &["BatchGetItem KEY_USE#"]),
    ("KeyUses::note_key_use", &["PutItem KEY_USE#"]),
    ("LiveStore::live", &["GetItem LIVE", "GetItem LIVE#"]),
    ("LiveStore::save_live", &["PutItem LIVE", "PutItem LIVE#"]),
    ("Notices::post", &["PutItem NOTICE#"]),
    ("PageDocuments::page", &["GetItem STATUS"]),
    ("PageDocuments::save_page", &["PutItem STATUS"]),
    ("PageDocuments::published_page", &["GetItem STATUS"]),
    ("PageDocuments::note_published", &["PutItem STATUS"]),
    ("PageDocuments::month", &["GetItem STATUS#"]),
    ("PageDocuments::save_month", &["PutItem STATUS#"]),
    ("OwnAddresses::own_address", &["GetItem ADDRESS#"]),
    ("PlacesStore::places", &["GetItem PLACES"]),
    ("PlacesStore::save_places", &["BatchWriteItem PLACES"]),
    ("PersonStore::person", &["GetItem PERSON#"]),
    ("PersonStore::save_person", &["PutItem ADDRESS#", "PutItem PERSON#", "UpdateItem PEOPLE"]),
    (
        "SettingsSource::rules",
        &[
            "BatchGetItem LIVE",
            "BatchGetItem PEOPLE",
            "BatchGetItem PERSON#",
            "BatchGetItem SETTINGS",
            "GetItem LIVE#",
            "Query SETTINGS#",
        ],
    ),
    ("Receipts::report_state", &["GetItem REPORT#"]),
    ("Sessions::end_session", &["PutItem SESSION#"]),
    ("Sessions::end_sessions_before", &["PutItem PERSON#"]),
    ("Sessions::note_console_link", &["PutItem PERSON#"]),
    ("Sessions::ended_sessions", &["BatchGetItem PERSON#", "BatchGetItem SESSION#"]),
    ("Mailboxes::announced", &["GetItem ANNOUNCED"]),
    ("Mailboxes::save_announced", &["PutItem ANNOUNCED"]),
    ("Mailboxes::due_mailboxes", &["Query index/due"]),
    ("Mailboxes::listed_subscribers", &["BatchGetItem SUB#", "Query index/open"]),
    ("Mailboxes::save_mailbox", &["PutItem SUB#"]),
    ("Mailboxes::subscriber_and_mailbox", &["BatchGetItem SUB#"]),
    ("SignIns::request_sign_in", &["PutItem SIGN_IN#", "UpdateItem SIGN_IN#"]),
    ("SignIns::take_sign_in", &["UpdateItem SIGN_IN#"]),
    ("Subscribers::count_sign_up", &["UpdateItem SUBSCRIBE#"]),
    ("Subscribers::save_subscriber", &["PutItem SUB#"]),
    ("Subscribers::subscriber", &["GetItem SUB#"]),
    ("Verifications::save_verification", &["BatchWriteItem VERIFIED#", "PutItem RESPONDER#"]),
    ("Verifications::verified_at", &["BatchGetItem VERIFIED#"]),
    ("Verifications::verifications", &["BatchGetItem RESPONDER#"]),
    // The command's own.
    (
        "save_settings",
        &["BatchWriteItem CONTACTS#", "BatchWriteItem SETTINGS#", "GetItem SETTINGS", "PutItem SETTINGS"],
    ),
    ("load_people", &["BatchGetItem ADDRESS#", "BatchGetItem PERSON#"]),
    ("load_settings", &["GetItem SETTINGS", "Query CONTACTS#", "Query SETTINGS#"]),
];

/// Committing, by whoever may open an incident.
pub(crate) const OPENING: &str = "IncidentStore::commit, opening";

/// Committing, by whoever may end an incident.
pub(crate) const ENDING: &str = "IncidentStore::commit, ending";

/// Committing what a person declares: no alert is behind it.
pub(crate) const DECLARING: &str = "IncidentStore::commit, declaring";

/// Reading what must be known of the past to declare something.
pub(crate) const FINDING_TO_DECLARE: &str = "IncidentStore::find, to declare";

/// Holds one call to what is listed.
async fn check(name: &str, door: &Door, call: impl Future<Output = ()>) {
    door.forget();
    call.await;
    let seen = door.seen();
    let listed = REACH.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("list {name}")).1;
    assert_eq!(seen, listed, "what {name} reaches");
}

fn attempt(about: Subject, holder: &str) -> Attempt {
    let (id, state) = ("page.1.0.ana.sms".to_owned(), AttemptState::Claimed);
    let (responder, contact, claimed_by) = ("ana".into(), "sms".into(), holder.to_owned());
    Attempt { id, about, responder, contact, claimed_by, at: now(), state, failures: 0, summary_of: 0 }
}

fn attempts(holder: &str) -> [Attempt; 2] {
    let incident = Subject::incident(&opening("payments", 1, now()).incident.id, MessageKind::Page);
    let notice = Subject::Notice { notice: notice().id() };
    [attempt(incident, holder), attempt(notice, holder)]
}

fn notice() -> Notice {
    let kind = NoticeKind::HandedOver { leaving: vec!["ana".into()], coming: vec![], on_call: vec![] };
    Notice { schedule: "payments".into(), at: now(), kind }
}

fn change() -> Change {
    let (summary, source) = ("a release".to_owned(), "integration/deployer".to_owned());
    Change { id: "a1".to_owned(), at: now(), service: "payments".into(), summary, source, links: Vec::new() }
}

fn cause() -> Cause {
    Cause {
        name: CauseName("child/a".to_owned()),
        alert: key("payments"),
        incident: opening("payments", 1, now()).incident.id,
        reason: JoinReason::SameGroup,
        because: "it is a test".to_owned(),
        since: now(),
    }
}

fn beat() -> HeartbeatState {
    HeartbeatState {
        name: "backup".into(),
        version: 1,
        last_ping_at: now(),
        rescheduled_at: None,
        due_at: None,
        missed_at: None,
    }
}

async fn settings(table: &Table, door: &Door) {
    check("save_settings", door, async {
        callout_aws::save_settings(table, &of_ana(), now()).await.unwrap();
    })
    .await;
    let change = added();
    check("PersonStore::save_person", door, async { table.save_person(&change).await.unwrap() }).await;
    check("PersonStore::person", door, async {
        assert_eq!(table.person(&"ana".into()).await.unwrap().version, 1);
    })
    .await;
    check("OwnAddresses::own_address", door, async {
        let (mark, _) = change.address.as_ref().unwrap();
        assert!(table.own_address(&"ana".into(), mark).await.unwrap().is_some());
    })
    .await;
    check("PlacesStore::save_places", door, async {
        table.save_places(&SettingsPlaces::default()).await.unwrap();
    })
    .await;
    check("PlacesStore::places", door, async { drop(table.places().await.unwrap()) }).await;
    check("load_people", door, async {
        callout_aws::load_people(table, &of_ana()).await.unwrap();
    })
    .await;
    check("load_settings", door, async {
        callout_aws::load_settings(table).await.unwrap();
    })
    .await;
    check("LiveStore::save_live", door, async {
        table.save_live(&live(), &live_record()).await.unwrap();
    })
    .await;
    check("LiveStore::live", door, async {
        table.live().await.unwrap();
    })
    .await;
    check("SettingsSource::rules", door, async {
        table.rules().await.unwrap();
    })
    .await;
    check("ContactSource::rules_with_contacts", door, async {
        table.rules_with_contacts().await.unwrap();
    })
    .await;
}

async fn signing_in(table: &Table, door: &Door) {
    check("Receipts::report_state", door, async {
        assert_eq!(table.report_state(&key("nobody's")).await.unwrap(), None);
    })
    .await;
    check("Sessions::end_session", door, async { table.end_session("a1", now()).await.unwrap() }).await;
    check("Sessions::end_sessions_before", door, async {
        let done = SignedOut { responder: "ana".into(), by: "Ana".to_owned(), at: now() };
        table.end_sessions_before(&done).await.unwrap();
    })
    .await;
    check("AuditLog::audit", door, async {
        assert!(!table.audit(None, 9).await.unwrap().entries.is_empty());
    })
    .await;
    check("Sessions::note_console_link", door, async {
        let link = ConsoleLink { responder: "ana".into(), by: "arn:ops".to_owned(), at: now() };
        table.note_console_link(&link).await.unwrap();
    })
    .await;
    check("Sessions::ended_sessions", door, async {
        assert!(table.ended_sessions("a1", &"ana".into()).await.unwrap().is_ended);
    })
    .await;
    let request = SignInRequest::new("a1".to_owned(), vec!["mark".to_owned()], now());
    check("SignIns::request_sign_in", door, async {
        assert!(table.request_sign_in(&request).await.unwrap());
    })
    .await;
    check("SignIns::take_sign_in", door, async {
        assert!(table.take_sign_in(&"ana".into(), &request).await.unwrap());
    })
    .await;
}

async fn lists(table: &Table, door: &Door) {
    check("IncidentStore::newest_opened", door, async {
        drop(table.newest_opened((now(), jiff::Timestamp::MAX), 9).await.unwrap());
    })
    .await;
    check("IncidentStore::numbered", door, async { drop(table.numbered(1).await.unwrap()) }).await;
    check("IncidentStore::open_incidents", door, async { drop(table.open_incidents(9).await.unwrap()) })
        .await;
    check("IncidentStore::opened_count", door, async {
        table.opened_count().await.unwrap();
    })
    .await;
    check("IncidentStore::opened_since", door, async { drop(table.opened_since(now()).await.unwrap()) })
        .await;
}

async fn incidents(table: &Table, door: &Door) {
    let mut opened = opening("payments", 1, now());
    // What is reported by a colleague writes one item more.
    opened.incident.reported_at = Some(now());
    let incident = opened.incident.clone();
    let mut added = AlertCounter::default();
    added.join(&"payments".into());
    let counted = then(&incident, Event::CountingBegan);
    check(OPENING, door, async {
        let opening = OpeningWrites {
            previous: None,
            history: Some(PolicyHistory { version: 1, ..PolicyHistory::default() }),
        };
        let alerts = vec![alert("payments", Some(&incident))];
        table.commit(&Commit { alerts, opening, ..Commit::of(opened) }).await.unwrap();
        let counting = Some(Counting { incident: incident.id.clone(), shard: 3, added });
        table.commit(&Commit { counting, ..Commit::of(counted.clone()) }).await.unwrap();
    })
    .await;
    declaring(table, door).await;
    judging(table, door, &incident).await;
    lists(table, door).await;
    signing_in(table, door).await;
    let noted = then(&counted.incident, note("looking"));
    let ended = then(&noted.incident, resolved());
    check("IncidentStore::commit", door, async { table.commit(&Commit::of(noted)).await.unwrap() }).await;
    check(ENDING, door, async { table.commit(&Commit::of(ended)).await.unwrap() }).await;
}

/// What is read and noted to judge an alarm, and to show an incident.
async fn judging(table: &Table, door: &Door, incident: &Incident) {
    check("IncidentStore::point_to", door, async { table.point_to(&[cause()]).await.unwrap() }).await;
    check("IncidentStore::find", door, async {
        let lookup = Lookup {
            alerts: [key("payments")].into(),
            groups: ["payments".into()].into(),
            policies: ["primary".into()].into(),
            causes: [cause().name].into(),
        };
        table.find(&lookup).await.unwrap();
    })
    .await;
    check("IncidentStore::explained", door, async {
        drop(table.explained(&incident.id).await.unwrap());
    })
    .await;
    check("IncidentStore::shards", door, async { drop(table.shards(&incident.id).await.unwrap()) }).await;
    check("IncidentStore::overdue", door, async { drop(table.overdue(now(), 9).await.unwrap()) }).await;
    check("IncidentStore::incident", door, async { drop(table.incident(&incident.id).await.unwrap()) }).await;
    check("IncidentStore::newest_events", door, async {
        drop(table.newest_events(&incident.id, 9).await.unwrap());
    })
    .await;
    check("IncidentStore::events_before", door, async {
        drop(table.events_before(&incident.id, 2, 9).await.unwrap());
    })
    .await;
    check("IncidentStore::messages", door, async { drop(table.messages(&incident.id, 9).await.unwrap()) })
        .await;
    check("IncidentStore::alerts", door, async {
        drop(table.alerts(&[key("payments")].into()).await.unwrap());
    })
    .await;
    check("IncidentStore::record", door, async {
        drop(callout_ports::IncidentStore::record(table, &incident.id).await.unwrap());
    })
    .await;
}

async fn declaring(table: &Table, door: &Door) {
    check(FINDING_TO_DECLARE, door, async {
        table.find(&Lookup { policies: ["primary".into()].into(), ..Lookup::default() }).await.unwrap();
    })
    .await;
    check(DECLARING, door, async {
        let history = Some(PolicyHistory { version: 2, ..PolicyHistory::default() });
        let opening_writes = OpeningWrites { previous: None, history };
        let declared = Commit::of(opening("search", 2, now()));
        table.commit(&Commit { opening: opening_writes, ..declared }).await.unwrap();
    })
    .await;
}

async fn messages(table: &Table, door: &Door) {
    check("Attempts::claim", door, async {
        for attempt in attempts("one").iter().chain(&attempts("two")) {
            table.claim(attempt).await.unwrap();
        }
    })
    .await;
    check("Attempts::record", door, async {
        callout_ports::Attempts::record(table, &attempts("one")).await.unwrap();
    })
    .await;
    check("Notices::post", door, async {
        table.post(&notice()).await.unwrap();
    })
    .await;
    let (ana, sms) = ("ana".into(), "sms".into());
    check("ContactQueues::contact_queue", door, async {
        drop(table.contact_queue(&ana, &sms).await.unwrap());
    })
    .await;
    check("ContactQueues::save_contact_queue", door, async {
        let queue = StoredContactQueue { version: 1, ..StoredContactQueue::default() };
        table.save_contact_queue(&ana, &sms, &queue).await.unwrap();
    })
    .await;
    check("Verifications::verifications", door, async {
        drop(table.verifications(&[(ana.clone(), sms.clone())]).await.unwrap());
    })
    .await;
    check("Verifications::save_verification", door, async {
        let unknown = Verification::unknown(&ana, &sms);
        let verified = Some(Verified { at: now(), address: AddressDigest("00ff".to_owned()) });
        table.save_verification(&Verification { version: 1, verified, ..unknown }).await.unwrap();
    })
    .await;
    check("Verifications::verified_at", door, async {
        drop(table.verified_at(&[(ana.clone(), sms.clone())]).await.unwrap());
    })
    .await;
}

async fn the_rest(table: &Table, door: &Door) {
    let id = opening("payments", 1, now()).incident.id;
    check("ContextStore::context", door, async { drop(table.context(&id).await.unwrap()) }).await;
    check("ContextStore::keep_context", door, async {
        for _ in 0..2 {
            drop(table.keep_context(&id, &Default::default(), now()).await.unwrap());
        }
    })
    .await;
    check("Heartbeats::heartbeat_state", door, async {
        drop(table.heartbeat_state(&beat().name).await.unwrap());
    })
    .await;
    check("Heartbeats::heartbeat_states", door, async {
        drop(table.heartbeat_states(&[beat().name]).await.unwrap());
    })
    .await;
    check("Heartbeats::save_heartbeat_state", door, async {
        table.save_heartbeat_state(&beat()).await.unwrap();
    })
    .await;
    check("Heartbeats::due_heartbeats", door, async {
        drop(table.due_heartbeats(now(), 9).await.unwrap());
    })
    .await;
    check("KeyUses::note_key_use", door, async { table.note_key_use("00ff", now()).await.unwrap() }).await;
    check("KeyUses::key_uses", door, async {
        drop(table.key_uses(&["00ff".to_owned()]).await.unwrap());
    })
    .await;
    check("Changes::keep_change", door, async { table.keep_change(&change()).await.unwrap() }).await;
    check("Changes::changes", door, async {
        drop(table.changes(&["payments".into()], (now(), now()), 9).await.unwrap());
    })
    .await;
    check("AlarmBudgets::count_new_alarms", door, async {
        table.count_new_alarms("lab", now(), 7).await.unwrap();
    })
    .await;
}

async fn the_page(table: &Table, door: &Door) {
    check("PageDocuments::page", door, async { drop(table.page().await.unwrap()) }).await;
    check("PageDocuments::save_page", door, async {
        let page = callout_domain::status::PageDocument { version: 1, ..Default::default() };
        table.save_page(&page).await.unwrap();
    })
    .await;
    check("PageDocuments::published_page", door, async {
        drop(table.published_page("").await.unwrap());
    })
    .await;
    check("PageDocuments::note_published", door, async {
        let day = jiff::civil::date(2026, 11, 22);
        let page = callout_ports::PublishedPage {
            page: String::new(),
            round: 1,
            version: 1,
            settings: String::new(),
            day,
            due_at: None,
            shows: String::new(),
            files: Default::default(),
            pages: Default::default(),
        };
        table.note_published(&page).await.unwrap();
    })
    .await;
    let month = callout_domain::status::Month::of(now());
    check("PageDocuments::month", door, async { drop(table.month(month).await.unwrap()) }).await;
    check("PageDocuments::save_month", door, async {
        let first = callout_domain::status::MonthDocument {
            version: 1,
            ..callout_domain::status::MonthDocument::empty(month)
        };
        table.save_month(&first).await.unwrap();
    })
    .await;
}

async fn subscribers(table: &Table, door: &Door) {
    let (ana, event) = asked("ana@example.com");
    check("Subscribers::subscriber", door, async { drop(table.subscriber(&ana.id).await.unwrap()) }).await;
    check("Subscribers::count_sign_up", door, async {
        table.count_sign_up("source", now()).await.unwrap();
    })
    .await;
    check("Subscribers::save_subscriber", door, async {
        table.save_subscriber(&ana, Some(&event)).await.unwrap();
        table.save_subscriber(&confirmed(&ana), None).await.unwrap();
    })
    .await;
    check("Mailboxes::subscriber_and_mailbox", door, async {
        drop(table.subscriber_and_mailbox(&ana.id).await.unwrap());
    })
    .await;
    check("Mailboxes::save_mailbox", door, async {
        let mut mailbox = callout_domain::subscriber::Mailbox::default();
        mailbox.version = 1;
        table.save_mailbox(&ana.id, &mailbox).await.unwrap();
    })
    .await;
    check("Mailboxes::announced", door, async { drop(table.announced().await.unwrap()) }).await;
    check("Mailboxes::save_announced", door, async {
        let mut announced = callout_domain::subscriber::Announced::default();
        announced.version = 1;
        table.save_announced(&announced).await.unwrap();
    })
    .await;
    check("Mailboxes::listed_subscribers", door, async {
        assert_eq!(table.listed_subscribers(Listed::Active, None, 9).await.unwrap().len(), 1);
    })
    .await;
    check("Mailboxes::due_mailboxes", door, async {
        drop(table.due_mailboxes(now(), 9).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn each_call_reaches_the_items_that_are_listed() {
    let engine = Engine::start().await;
    // What the adapter asks is the same, whatever engine answers.
    if !engine.is_in_process() {
        return;
    }
    let door = Door::to(&engine);
    let test = against(door.answers(), async |sdk| {
        let table = Table::new(sdk, super::engine::NAME);
        settings(&table, &door).await;
        incidents(&table, &door).await;
        messages(&table, &door).await;
        the_rest(&table, &door).await;
        the_page(&table, &door).await;
        subscribers(&table, &door).await;
    });
    engine.run(test).await;
}
