//! A drill works with any settings, wakes nobody, and ends by itself.

use super::*;
use crate::incident::{
    Actor, Command, CommandInfo, EscalationStep, Event, Incident, NewUpdate, Opening, Phase, Status, Via,
    decide, open,
};
use crate::notification::{MessageKind, plan, words};
use crate::postmortem;
use crate::settings::{PostmortemSettings, Rules, Settings};
use crate::status::PublicIncident;
use jiff::tz::TimeZone;

const SETTINGS: &str = r#"
    fallback = "ana"
    services.web = { title = "Web", policy = "web" }
    policies.web = { levels = [{ page = ["responder:ana"], delay = "5m" }] }
    routes = [{ name = "all", service = "web", severity = "SEV1", pause = "5m" }]
    drill = { contact = "ana/email" }
    status_page = { title = "Web", components = {}, publish = { from = "SEV5" } }
    [silences.all]
    match = { alarm = ".*" }
    start = "2026-11-01T00:00"
    end = "2026-12-31T00:00"
    reason = "everything is silenced"
    author = "ana"
    [responders.ana]
    name = "Ana"
    contacts = [{ channel = "sms", address = "+15550100" }, { channel = "email", address = "ana@example.com" }]
    notify.high = [{ contact = "sms" }, { contact = "email", after = "10m" }]
"#;

fn now() -> Timestamp {
    "2026-11-28T03:00:00Z".parse().unwrap()
}

fn settings() -> Rules {
    Rules::build(toml::from_str(SETTINGS).unwrap())
}

fn event(alarm: &str) -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: format!("arn:aws:cloudwatch:us-east-1:111122223333:alarm:{alarm}"),
        kind: AlarmKind::Trigger,
        summary: format!("{alarm}: a drill"),
        severity: None,
        service: Some("web".into()),
        changed_at: now(),
        order: Default::default(),
        labels: BTreeMap::from([("alarm".to_owned(), alarm.to_owned())]),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

fn opened(alarm: &str, rules: &Rules) -> (Incident, Vec<crate::incident::EventRecord>) {
    let event = event(alarm);
    let routed = rules.route(&event);
    assert_eq!(rules.hold(&event, &routed, now()), None, "nothing holds a drill back");
    let opening = Opening::new("inc_0011223344556677".into(), 12, &event, routed);
    let decided = open(&opening, rules, now());
    (decided.incident, decided.events)
}

fn tick(incident: &Incident, rules: &Rules) -> Incident {
    let info = CommandInfo { by: Actor::system(), now: incident.wake_at().unwrap() };
    decide(incident, &Command::Tick, rules, &info).unwrap().incident
}

#[test]
fn a_drill_goes_to_the_built_in_responders_whatever_the_settings_say() {
    for rules in [settings(), Rules::build(Settings::default()), Rules::unreadable()] {
        let (incident, events) = opened("callout-drill-prod-topic-1a2b", &rules);
        assert_eq!((incident.service.as_str(), incident.severity), (DRILL, Severity::Sev5));
        assert!(
            incident.title.starts_with("DRILL: ") && incident.service_title == "DRILL",
            "{}",
            incident.title
        );
        let messages: Vec<_> = events.iter().flat_map(|record| plan(record, &incident, &rules)).collect();
        let to: Vec<&str> = messages.iter().map(|message| message.responder.as_str()).collect();
        assert_eq!(to, [DRILL]);
        let second = tick(&incident, &rules);
        assert_eq!(second.escalation.step, EscalationStep::Level(1));
        assert!(second.paged.iter().all(|name| RESERVED.contains(&name.as_str())), "{:?}", second.paged);
    }
}

#[test]
fn a_drill_that_nobody_ends_ends_by_itself_and_pages_no_person_before() {
    for alarm in ["callout-drill-prod-topic-1a2b", "callout-drill-prod-nightly"] {
        let rules = settings();
        let (mut incident, _) = opened(alarm, &rules);
        while incident.is_open() {
            incident = tick(&incident, &rules);
            let built_in = |name: &ResponderName| RESERVED.contains(&name.as_str());
            assert!(incident.paged.iter().all(built_in), "{:?}", incident.paged);
        }
        assert_eq!(incident.resolved_at.unwrap().duration_since(now()), LASTS);
        assert_eq!(incident.status, Status::Resolved);
    }
}

#[test]
fn nobody_can_hand_a_drill_to_a_person() {
    let rules = settings();
    let (incident, _) = opened("callout-drill-abc", &rules);
    let info = CommandInfo { by: Actor::operator("op"), now: now() };
    let ana = || "ana".into();
    for command in [
        Command::Reassign { to: vec![ana()] },
        Command::AddResponder { who: ana() },
        Command::Move { policy: "web".into() },
    ] {
        let refused = decide(&incident, &command, &rules, &info).err();
        assert_eq!(refused, Some(crate::incident::Refusal::Drill), "{command:?}");
    }
}

#[test]
fn a_fallback_of_a_drill_is_the_drill() {
    let rules = settings();
    let (incident, _) = opened("callout-drill-prod-topic-1a2b", &rules);
    let info = CommandInfo { by: Actor::operator("ana"), now: now() };
    let mut paged = incident;
    for _ in 0..3 {
        paged = decide(&paged, &Command::Escalate, &rules, &info).unwrap().incident;
    }
    assert!(paged.paged.iter().all(|name| RESERVED.contains(&name.as_str())), "{:?}", paged.paged);
}

#[test]
fn the_nightly_drill_reaches_one_contact_asks_for_nothing_and_says_no_more() {
    let rules = settings();
    let (incident, events) = opened("callout-drill-prod-nightly", &rules);
    let messages: Vec<_> = events.iter().flat_map(|record| plan(record, &incident, &rules)).collect();
    let [message] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!((message.responder.as_str(), message.contact.as_str()), ("ana", "email"));
    let text = words(message, &incident, None, &TimeZone::UTC);
    assert!(text.subject.contains("DRILL") && text.body.contains("nothing to do"), "{text:?}");
    assert!(!text.body.contains("callout ack"), "{}", text.body);
    let info = CommandInfo { by: Actor::system(), now: now() };
    let over =
        decide(&incident, &Command::Resolve { via: Via::CommandLine, note: None }, &rules, &info).unwrap();
    let told = over.events.iter().flat_map(|record| plan(record, &over.incident, &rules)).count();
    assert_eq!(told, 0, "its end is no news");
}

#[test]
fn without_a_contact_the_nightly_drill_is_only_measured() {
    let rules = Rules::build(Settings::default());
    let (incident, events) = opened("callout-drill-prod-nightly", &rules);
    let messages: Vec<_> = events.iter().flat_map(|record| plan(record, &incident, &rules)).collect();
    let to: Vec<_> = messages.iter().map(|one| (one.responder.as_str(), one.channel, one.kind)).collect();
    assert_eq!(to, [(NIGHTLY, Channel::Https, MessageKind::Page)]);
}

#[test]
fn a_drill_is_on_no_status_page_and_gets_no_postmortem() {
    let rules = settings();
    let (incident, events) = opened("callout-drill-prod-topic-1a2b", &rules);
    assert!(!events.iter().any(|record| matches!(record.event, Event::StatusUpdated(_))));
    let info = CommandInfo { by: Actor::operator("ana"), now: now() };
    let tell = Command::PublishUpdate(NewUpdate::saying(Phase::Monitoring, "hm"));
    let told = decide(&incident, &tell, &rules, &info).unwrap().incident;
    assert_eq!(PublicIncident::of(&told), None);
    let over = decide(&told, &Command::Resolve { via: Via::CommandLine, note: None }, &rules, &info)
        .unwrap()
        .incident;
    let all = PostmortemSettings { from: Severity::Sev5, ..PostmortemSettings::default() };
    assert_eq!(postmortem::schedule(&over, &all), None);
}

#[test]
fn a_real_alarm_is_no_drill() {
    let rules = settings();
    let (incident, _) = {
        let event = AlarmEvent { service: None, ..event("prod-callout-drill-1") };
        let opening = Opening::new("inc_0011223344556677".into(), 12, &event, rules.route(&event));
        let decided = open(&opening, &rules, now());
        (decided.incident, decided.events)
    };
    assert_eq!(incident.service.as_str(), "web");
    assert_eq!(DrillTimes::of(&event("payments"), now()), None);
}
