//! What a report may do, and what it may not.

use super::report::WORST;
use super::*;
use crate::incident::{
    Actor, Command, CommandInfo, Decided, Event, HoldEnd, HoldReason, Incident, JoinReason, Joining, Opening,
    Status, Via, decide, open,
};
use crate::notification::{MessageKind, plan};
use crate::settings::Rules;
use crate::severity::Severity;
use crate::triage::{Known, Verdict, group_of, held, judge};
use jiff::Timestamp;

const SETTINGS: &str = r#"
    fallback = "cho"
    [responders]
    ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }, { channel = "email", address = "ana@example.com" }] }
    ben = { name = "Ben", contacts = [{ channel = "sms", address = "+15550101" }] }
    cho = { name = "Cho", contacts = [{ channel = "sms", address = "+15550102" }] }
    [services.checkout]
    title = "Checkout"
    policy = "checkout"
    components = ["shop"]
    [policies.checkout]
    levels = [{ page = ["responder:ana"], delay = "5m" }, { page = ["responder:ben"], delay = "10m" }]
    [report_pages.checkout]
    service = "checkout"
    [report_pages.hidden]
    service = "checkout"
    key = "7f3k2q9x1m4b"
    [status_page]
    title = "Acme"
    components = { shop = { title = "Shop" } }
    [[routes]]
    name = "people"
    match = { source = "report/.*" }
    service = "elsewhere"
    severity = "SEV1"
    pause = "2h"
    [silences.all]
    match = { service = "checkout" }
    start = "2026-11-28T00:00Z"
    end = "2026-11-30T00:00Z"
    author = "ana"
    reason = "a test"
"#;

fn rules() -> Rules {
    Rules::build(toml::from_str(SETTINGS).unwrap())
}

fn at(minutes: i64) -> Timestamp {
    "2026-11-29T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn report() -> Report {
    Report {
        page: "checkout".to_owned(),
        service: "checkout".into(),
        token: "t-1".to_owned(),
        what: "  \r\nPrices of\u{202E} yesterday\nin the basket".to_owned(),
        since: "this\nmorning".to_owned(),
        trouble: Trouble::Blocked,
        who: "Zoe, sales".to_owned(),
    }
}

fn opened(report: &Report) -> Decided {
    let (event, rules) = (report.event(at(0)), rules());
    let routed = rules.route(&event);
    let hold = held(&event, &routed, rules.hold(&event, &routed, at(0)), at(0));
    let Verdict::Open { id, .. } = judge(&event, &routed, Known::nothing(at(0))) else {
        unreachable!("it is new")
    };
    let group = group_of(&routed, hold.as_ref());
    open(&Opening { group, hold, ..Opening::new(id, 7, &event, routed) }, &rules, at(0))
}

fn after(incident: &Incident, command: &Command, by: &Actor, minutes: i64) -> Decided {
    decide(incident, command, &rules(), &CommandInfo { by: by.clone(), now: at(minutes) }).unwrap()
}

fn joins() -> Command {
    Command::JoinAlert(Joining {
        alert: "another".into(),
        summary: "prices".to_owned(),
        words: String::new(),
        severity: WORST,
        reason: JoinReason::SameGroup,
        because: String::new(),
        cause: None,
        held: false,
        warning: false,
        released: false,
    })
}

fn messages(decided: &Decided) -> Vec<(MessageKind, String)> {
    let all = decided.events.iter().flat_map(|record| plan(record, &decided.incident, &rules()));
    all.map(|message| (message.kind, format!("{}/{}", message.responder, message.contact))).collect()
}

fn ana() -> Actor {
    Actor::responder(&"ana".into())
}

fn page() -> Actor {
    Actor::source("report/checkout")
}

#[test]
fn a_report_goes_to_its_page_s_service_at_most_as_sev3_whatever_routes_and_silences_say() {
    let incident = opened(&report()).incident;
    assert_eq!((incident.service.as_str(), incident.severity), ("checkout", Severity::Sev3));
    assert_eq!(incident.title, "Prices of yesterday");
    assert_eq!(
        incident.detail,
        "Prices of yesterday\nin the basket\nSince when, as typed: this morning\nHow bad for them: I cannot go on\n\
         Who, as typed: Zoe, sales"
    );
    let hold = incident.hold.as_ref().unwrap();
    assert_eq!((&hold.by, hold.until), (&HoldReason::Report, at(10)), "no silence, no pause");
    let forged = AlarmEvent { severity: Some(Severity::Sev1), ..report().event(at(0)) };
    assert_eq!(rules().route(&forged).severity, Severity::Sev3);
    let minor = Report { trouble: Trouble::Minor, ..report() };
    assert_eq!(rules().route(&minor.event(at(0))).severity, Severity::Sev4);
}

#[test]
fn for_ten_minutes_whoever_is_on_call_is_told_without_ringing_and_then_paged() {
    let decided = opened(&report());
    assert_eq!(messages(&decided), [(MessageKind::Informed, "ana/email".to_owned())]);
    assert_eq!(decided.incident.wake_at(), Some(at(10)));
    let paged = after(&decided.incident, &Command::Tick, &Actor::system(), 10);
    let told = messages(&paged);
    assert_eq!(
        told,
        [(MessageKind::Page, "ana/sms".to_owned()), (MessageKind::Page, "ana/email".to_owned())]
    );
    assert!(paged.incident.updates.is_empty(), "customers read nothing of it");
    assert_eq!(paged.incident.wake_at(), Some(at(15)));
}

#[test]
fn whoever_reported_sees_how_it_goes() {
    let first = opened(&report()).incident;
    let standing = first.report_standing().unwrap();
    assert_eq!((standing.told, standing.paged, standing.pages_at), (true, false, Some(at(10))));
    let paged = after(&first, &Command::Tick, &Actor::system(), 10).incident;
    let standing = paged.report_standing().unwrap();
    assert_eq!((standing.paged, standing.pages_at, standing.acknowledged_at), (true, None, None));
    let has_it = after(&paged, &Command::Acknowledge { via: Via::Link }, &ana(), 12).incident;
    assert_eq!(has_it.report_standing().unwrap().acknowledged_at, Some(at(12)));
    let over = after(&has_it, &Command::Resolve { via: Via::Link, note: None }, &ana(), 13).incident;
    assert_eq!(over.report_standing().unwrap().resolved_at, Some(at(13)));
    assert_eq!(Incident { reported_at: None, ..over }.report_standing(), None);
}

#[test]
fn whoever_acknowledges_within_the_quiet_time_keeps_it_from_paging() {
    let has_it =
        after(&opened(&report()).incident, &Command::Acknowledge { via: Via::Link }, &ana(), 4).incident;
    assert_eq!((has_it.status, &has_it.hold), (Status::Acknowledged, &None));
    assert_eq!(has_it.escalation.next_at, None);
}

#[test]
fn a_second_report_pages_at_once_or_tells_whoever_has_it() {
    let first = opened(&report()).incident;
    let second = after(&first, &joins(), &page(), 3);
    let ended = |record: &crate::incident::EventRecord| {
        matches!(record.event, Event::HoldEnded { reason: HoldEnd::NewAlert })
    };
    assert!(second.events.iter().any(ended));
    assert_eq!(messages(&second).first(), Some(&(MessageKind::Page, "ana/sms".to_owned())));
    assert!(second.incident.updates.is_empty());
    let has_it = after(&first, &Command::Acknowledge { via: Via::Link }, &ana(), 4).incident;
    let told = messages(&after(&has_it, &joins(), &page(), 5));
    assert_eq!(told.first(), Some(&(MessageKind::Report, "ana/email".to_owned())), "{told:?}");
}

#[test]
fn a_report_joins_only_another_of_its_page_of_the_last_half_hour() {
    let (event, rules, first) = (report().event(at(0)), rules(), opened(&report()).incident);
    let later = Report { what: "Nothing works".to_owned(), ..report() };
    let judged = |minutes| {
        let event = later.event(at(minutes));
        let known = Known { group: Some(&first), ..Known::nothing(at(minutes)) };
        judge(&event, &rules.route(&event), known)
    };
    assert!(matches!(judged(29), Verdict::Join { .. }));
    assert!(matches!(judged(30), Verdict::Open { storm: false, .. }));
    assert_ne!(rules.route(&event).group.key.as_str(), "checkout", "no alarm of the service joins");
    assert!(rules.causes_of(&event).is_empty() && rules.caused_by(&event).is_empty());
}

#[test]
fn the_same_words_from_the_same_form_are_one_report() {
    assert_eq!(report().receipt(), report().receipt());
    for other in [
        Report { token: "t-2".to_owned(), ..report() },
        Report { what: "Other words".to_owned(), ..report() },
        Report { page: "hidden".to_owned(), ..report() },
    ] {
        assert_ne!(other.receipt(), report().receipt());
    }
    let (receipt, event) = (report().receipt(), report().event(at(0)));
    assert_eq!(receipt.alert("checkout"), event.alert_key());
    assert!(!event.dedup_key.contains(receipt.as_str()), "people of ours do not see the address");
    assert_eq!(Receipt::read(receipt.as_str()), Some(receipt));
    for nonsense in ["", "../../settings", &"G".repeat(32), &"a".repeat(33)] {
        assert_eq!(Receipt::read(nonsense), None, "{nonsense}");
    }
}

#[test]
fn a_page_with_a_key_is_found_by_its_key_alone() {
    let rules = rules();
    let name = |address: &str| rules.report_page(address).map(|(name, _)| name.to_owned());
    assert_eq!(name("checkout").as_deref(), Some("checkout"));
    assert_eq!(name("7f3k2q9x1m4b").as_deref(), Some("hidden"));
    assert_eq!((name("hidden"), name("")), (None, None));
}

#[test]
fn whoever_has_it_is_reminded_each_hour_and_only_a_person_ends_it() {
    let has_it =
        after(&opened(&report()).incident, &Command::Acknowledge { via: Via::Link }, &ana(), 4).incident;
    let tick = |incident: &Incident, minutes| after(incident, &Command::Tick, &Actor::system(), minutes);
    let wakes = has_it.wake_at().unwrap();
    assert!(wakes <= at(64), "{wakes}");
    let reminded = tick(&Incident { lapse: None, ..has_it }, 64);
    assert_eq!(messages(&reminded), [(MessageKind::OpenReminder, "ana/email".to_owned())]);
}
