//! What the key of an integration may do, and what it may not, whoever holds it.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Link};
use callout_domain::incident::{Actor, Command, Event, Status, Via};
use callout_domain::responder::Channel::{Email, Sms};
use callout_domain::settings::hash_key;
use callout_domain::severity::Severity;
use callout_ports::Clock;
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// The settings of the stories with an integration `lab` that has these lines.
fn world(lines: &str) -> World {
    let digest = hash_key("lab");
    World::with(
        &format!("{SETTINGS}\n[integrations.lab]\nkey_sha256 = ['{digest}']\n{lines}\n"),
        Delivery::Once,
    )
}

/// An event that `lab` sends about its alarm `name`.
fn sent(world: &World, name: &str, kind: AlarmKind) -> AlarmEvent {
    AlarmEvent {
        source: "integration/lab".into(),
        dedup_key: name.into(),
        labels: [("integration", "lab"), ("alarm", name)].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        service: Some("payments".into()),
        summary: name.into(),
        severity: Some(Severity::Sev2),
        ..alarm_event(name, kind, world.fakes.now())
    }
}

/// One request: an alarm, and its acknowledgement behind it.
async fn fire_and_acknowledge(world: &mut World, name: &str) {
    let both = vec![sent(world, name, AlarmKind::Trigger), sent(world, name, AlarmKind::Acknowledge)];
    world.events(both).await;
}

#[tokio::test]
async fn no_key_takes_the_alarms_of_others_off_the_pager() {
    for lines in ["service = 'payments'", "service = 'payments'\nmay_acknowledge = true"] {
        let mut world = world(lines);
        world.alarm("payments-errors").await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        fire_and_acknowledge(&mut world, "m").await;
        world.expect_status(Status::Triggered);
        world.fast_forward(MINUTE * 15).await;
        world.expect(&[("ben", Sms, "#1")]);
        let timeline = world.timeline();
        let line = "integration/lab acknowledged its own alert; paging goes on: m";
        assert!(timeline.contains(&line.to_owned()), "{timeline:#?}");
        world.end();
    }
}

#[tokio::test]
async fn what_opens_acknowledged_pages_and_goes_on_paging() {
    let mut world = world("service = 'payments'");
    fire_and_acknowledge(&mut world, "m").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.expect_status(Status::Triggered);
    world.events(vec![sent(&world, "m", AlarmKind::Acknowledge)]).await;
    world.fast_forward(MINUTE * 15).await;
    world.expect(&[("ben", Sms, "#1")]);
    assert_eq!(world.count(|event| matches!(event, Event::AlertAcknowledged { .. })), 1);
    world.end();
}

#[tokio::test]
async fn a_page_leaves_before_a_source_that_may_acknowledge_takes_the_incident() {
    let mut world = world("service = 'payments'\nmay_acknowledge = true");
    fire_and_acknowledge(&mut world, "m").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.expect_status(Status::Acknowledged);
    // It says so again and again; the acknowledgement lapses all the same.
    for _ in 0..29 {
        world.fast_forward(MINUTE).await;
        world.events(vec![sent(&world, "m", AlarmKind::Acknowledge)]).await;
    }
    world.expect_silence();
    world.fast_forward(MINUTE).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn an_alert_of_another_source_ends_what_a_source_acknowledged() {
    let mut world = world("service = 'payments'\nmay_acknowledge = true");
    fire_and_acknowledge(&mut world, "m").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fast_forward(MINUTE).await;
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.expect_status(Status::Triggered);
    world.end();
}

#[tokio::test]
async fn a_person_takes_over_what_a_source_acknowledged() {
    let mut world = world("service = 'payments'\nmay_acknowledge = true");
    fire_and_acknowledge(&mut world, "m").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    let ana = Actor::responder(&"ana".into());
    world.ask(Command::Acknowledge { via: Via::Link }, ana.clone()).await.unwrap();
    assert_eq!(world.incident().acknowledgement.unwrap().by, ana);
    world.end();
}

#[tokio::test]
async fn what_is_held_still_pages_when_its_hold_ends() {
    let held = "[silences.lab]\nmatch = { integration = 'lab' }\nend = '2026-11-22T03:30:00Z'\nauthor = 'ben'\nreason = 'a test'";
    let mut world = world(&format!("service = 'payments'\nmay_acknowledge = true\n{held}"));
    fire_and_acknowledge(&mut world, "m").await;
    world.expect_silence();
    world.fast_forward(MINUTE * 31).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.end();
}

#[tokio::test]
async fn a_key_pages_no_service_that_it_may_not_name_and_the_timeline_says_what_to_add() {
    let mut world = world("");
    let event = AlarmEvent { severity: Some(Severity::Sev1), ..sent(&world, "m", AlarmKind::Trigger) };
    world.event(event).await;
    world.expect(&[("ana", Sms, "SEV3 Platform"), ("ana", Email, "SEV3")]);
    assert_eq!(world.incident().service.as_str(), "platform");
    let line =
        "it names `payments`, which its key may not: add services = [\"payments\"] to [integrations.lab]";
    assert!(world.timeline()[0].contains(line), "{:#?}", world.timeline());
    world.end();
}

#[tokio::test]
async fn a_format_that_nobody_knows_pages_and_the_timeline_says_how_to_teach_it() {
    for (format, known) in [("unknown", "its format is unknown"), ("guessed", "its format was guessed")] {
        let mut world = world("service = 'payments'");
        let mut event = sent(&world, "Pressure of boiler 3 is high", AlarmKind::Trigger);
        event.labels.insert("format".into(), format.into());
        world.event(event).await;
        world.expect(&[
            ("ana", Sms, "Pressure of boiler 3 is high"),
            ("ana", Email, "Pressure of boiler 3 is high"),
        ]);
        let told = &world.timeline()[0];
        assert!(told.contains(known) && told.contains("[integrations.lab.mapping]"), "{told}");
        assert!(told.contains("callout route test --integration lab --event body.json"), "{told}");
        world.end();
    }
}

#[tokio::test]
async fn a_severity_above_the_keys_worst_is_cut_to_it() {
    for (lines, expected) in
        [("", Severity::Sev2), ("worst = 'SEV4'", Severity::Sev4), ("worst = 'SEV1'", Severity::Sev1)]
    {
        let mut world = world(&format!("services = ['payments']\n{lines}"));
        let event = AlarmEvent { severity: Some(Severity::Sev1), ..sent(&world, "m", AlarmKind::Trigger) };
        world.event(event).await;
        world.expect(&[("ana", Sms, "Payments"), ("ana", Email, "Payments")]);
        assert_eq!(world.incident().severity, expected, "{lines}");
        let line = "it says SEV1, which its key may not: add worst = \"SEV1\" to [integrations.lab]";
        assert_eq!(world.timeline()[0].contains(line), expected != Severity::Sev1, "{:#?}", world.timeline());
        world.end();
    }
}

#[tokio::test]
async fn a_keys_alarm_is_published_only_where_its_settings_allow_it() {
    for (lines, updates) in [("service = 'payments'", 0), ("service = 'payments'\npublish = true", 1)] {
        let mut world = world(lines);
        world.event(sent(&world, "m", AlarmKind::Trigger)).await;
        world.expect(&[("ana", Sms, "Payments"), ("ana", Email, "Payments")]);
        assert_eq!(world.incident().updates.len(), updates, "{lines}");
        // What CloudWatch says of the same service is published as ever.
        world.alarm("payments-errors").await;
        assert_eq!(world.incident().updates.len(), 1, "{lines}");
        world.end();
    }
}

#[tokio::test]
async fn a_key_explains_away_no_alarm_of_others() {
    let rule = "[[inhibitions]]\nname = 'db'\nsource = { alarm = 'database-.*' }\ntarget = { alarm = 'payments-.*' }";
    for (lines, pages) in [("", true), ("explains = true", false)] {
        let mut world = world(&format!("{lines}\n{rule}"));
        world.event(sent(&world, "database-x-down", AlarmKind::Trigger)).await;
        world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
        world.fast_forward(MINUTE).await;
        world.alarm("payments-errors").await;
        if pages {
            world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
        }
        world.end();
    }
}

#[tokio::test]
async fn an_ok_from_the_future_mutes_nothing() {
    let mut world = World::new();
    let later: jiff::Timestamp = "2099-01-01T00:00:00Z".parse().unwrap();
    world.event(alarm_event("payments-errors", AlarmKind::Resolve, later)).await;
    world.fast_forward(MINUTE).await;
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.event(alarm_event("payments-errors", AlarmKind::Resolve, later + MINUTE)).await;
    world.expect(&[("ana", Email, "#1")]);
    world.fast_forward(MINUTE).await;
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

#[tokio::test]
async fn a_composite_alarm_of_a_topic_hushes_no_alarm_of_this_account() {
    let mut world = world("service = 'platform'");
    let child = alarm_event("payments-errors", AlarmKind::Trigger, world.fakes.now()).dedup_key;
    let source = "integration/lab/cloudwatch".to_owned();
    let composite = alarm_event("everything", AlarmKind::Trigger, world.fakes.now());
    world.event(AlarmEvent { source, children: vec![child], ..composite }).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1")]);
    world.fast_forward(MINUTE).await;
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#2"), ("ana", Email, "#2")]);
    world.end();
}

#[tokio::test]
async fn a_key_that_sends_too_much_is_summarized_counted_and_delays_nobody() {
    let mut world = world("service = 'platform'");
    let flood: Vec<AlarmEvent> =
        (0..900).map(|nth| sent(&world, &format!("m{nth}"), AlarmKind::Trigger)).collect();
    world.events(flood).await;
    let told = "SEV2 Platform 03:00 #2: Integration lab sends too much: ";
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "#1"), ("ana", Sms, told), ("ana", Email, told)]);
    let incidents = world.fakes.incidents();
    assert_eq!(incidents.len(), 2, "{:#?}", world.timeline());
    let count = incidents.iter().find(|incident| incident.title.contains("too much")).unwrap();
    assert_eq!(count.alerts.total, 1);
    assert_eq!(world.fakes.alert_count(), 301, "what is beyond the budget is counted, not kept");
    world.alarm("payments-errors").await;
    world.expect(&[("ana", Sms, "#3"), ("ana", Email, "#3")]);
    // What fires already still ends, and the next minute has a budget of its own.
    world.event(sent(&world, "m1", AlarmKind::Resolve)).await;
    world.fast_forward(MINUTE).await;
    world.event(sent(&world, "later", AlarmKind::Trigger)).await;
    assert_eq!(world.fakes.alert_count(), 303);
    world.end();
}

#[tokio::test]
async fn no_key_replaces_a_runbook_or_calls_its_links_as_callout_does() {
    let settings = SETTINGS.replacen(
        "title = \"Payments\"",
        "title = \"Payments\"\nrunbook = \"https://wiki.example/p\"",
        1,
    );
    let digest = hash_key("lab");
    let integration = format!("[integrations.lab]\nkey_sha256 = ['{digest}']\nservice = 'payments'");
    let mut world = World::with(&format!("{settings}\n{integration}\n"), Delivery::Once);
    let link = |text: &str| Link { text: text.to_owned(), href: "https://evil.example/x".to_owned() };
    let links = vec![link("Runbook"), link("Acknow\u{200b}ledge"), link("Callout"), link("Graph")];
    world.event(AlarmEvent { links, ..sent(&world, "m", AlarmKind::Trigger) }).await;
    world.expect(&[("ana", Sms, "#1"), ("ana", Email, "Runbook: https://wiki.example/p")]);
    let incident = world.incident();
    assert_eq!(incident.runbook.as_deref(), Some("https://wiki.example/p"));
    let texts: Vec<&str> = incident.links.iter().map(|link| link.text.as_str()).collect();
    let own = "Link of the alarm (evil.example)";
    assert_eq!(texts, ["Runbook named by the alarm (evil.example)", own, own, "Graph"]);
    world.end();
}
