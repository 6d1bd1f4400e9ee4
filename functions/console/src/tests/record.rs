//! What is shown of an incident beside its state: alerts, timeline, messages; however long it lasts.

use super::world::{World, ana, ben};
use axum::http::StatusCode;
use callout_domain::ids::AlertKey;
use callout_domain::incident::{Actor, Alert, Command, JoinReason, Joining, Via};
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_domain::severity::Severity;
use callout_ports::{Attempts as _, Clock as _, Commit, IncidentStore as _};

const PAGE: &str = "/incidents/1";
/// What every page of the console weighs at most.
const HEAVIEST: usize = 60_000;

fn joining(key: &str) -> Command {
    Command::JoinAlert(Joining {
        alert: AlertKey::derive("cloudwatch", key),
        summary: format!("{key}: latency above 2 s"),
        words: String::new(),
        severity: Severity::Sev2,
        reason: JoinReason::SameGroup,
        because: "same service".into(),
        cause: None,
        held: false,
        warning: false,
        released: false,
    })
}

fn cloudwatch() -> Actor {
    Actor::source("cloudwatch")
}

/// Stores an alert of incident 1, as triage does.
async fn stored(world: &World, source: &str, dedup_key: &str, count: u32) {
    let incident = world.incident(1);
    let event = super::world::event(dedup_key);
    let opened = Alert::opened(&event, incident.id, None);
    let alert = Alert { count, source: source.into(), dedup_key: dedup_key.into(), ..opened };
    world.fakes.commit(&Commit::of_alert(alert)).await.unwrap();
}

/// The table below a heading.
fn table<'a>(html: &'a str, id: &str) -> &'a str {
    let section = html.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no {id} in {html}"));
    section.split("</section>").next().unwrap()
}

#[tokio::test]
async fn what_fires_is_a_table_with_the_page_of_each_alarm() {
    let arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-errors";
    let world = World::quiet();
    world.opens(arn).await;
    world.does(1, joining("search-latency"), cloudwatch()).await;
    let cleared = Command::ClearAlert {
        alert: AlertKey::derive("cloudwatch", "search-latency"),
        summary: "search-latency: fine".into(),
        quiet: None,
        released: false,
    };
    world.later(5);
    world.does(1, cleared, cloudwatch()).await;
    stored(&world, "cloudwatch", arn, 3).await;
    let html = world.browser("ana").await.get(PAGE).await.html;
    let alerts = table(&html, "alerts");
    let rows: Vec<&str> = alerts.split("<tr").skip(2).collect();
    assert_eq!(rows.len(), 2, "{alerts}");
    for part in ["Firing", "error rate above 5 %", "3 times", "03:00", "cloudwatch"] {
        assert!(rows[0].contains(part), "{part}: {}", rows[0]);
    }
    let page = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/checkout-errors";
    assert!(rows[0].contains(&format!("href=\"{page}\"")), "{}", rows[0]);
    assert!(
        rows[1].contains("Cleared") && rows[1].contains("03:05") && !rows[1].contains("href"),
        "{}",
        rows[1]
    );
}

#[tokio::test]
async fn a_long_list_of_alerts_is_folded_and_what_is_counted_is_said() {
    let world = World::new().await;
    for nth in 0..19 {
        world.does(1, joining(&format!("host-{nth}")), cloudwatch()).await;
    }
    let mut counter = callout_domain::triage::AlertCounter::default();
    for _ in 0..31 {
        counter.join(&"payments".into());
    }
    world.does(1, Command::Count { counter }, Actor::system()).await;
    let html = world.browser("ana").await.get(PAGE).await.html;
    let alerts = table(&html, "alerts");
    assert!(alerts.contains("<summary>10 more alerts</summary>"), "{alerts}");
    assert!(alerts.contains("31 more alerts were counted, not listed."), "{alerts}");
    assert!(!alerts.contains("are not shown"), "{alerts}");
}

#[tokio::test]
async fn a_timeline_shows_the_kind_that_the_address_names() {
    let world = World::new().await;
    world.does(1, Command::Note { text: "the cache is cold".into() }, ben()).await;
    world.does(1, Command::Acknowledge { via: Via::Link }, ana()).await;
    let browser = world.browser("ana").await;
    let entries = async |query: &str| {
        let answer = browser.get(&format!("{PAGE}{query}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        table(&answer.html, "timeline").matches("<li>").count()
    };
    assert_eq!(entries("").await, 4);
    assert_eq!((entries("?show=people").await, entries("?show=pages").await), (2, 1));
    assert_eq!((entries("?show=alerts").await, entries("?show=notes").await), (1, 1));
    assert_eq!(browser.get(&format!("{PAGE}?show=nonsense")).await.status, StatusCode::BAD_REQUEST);
    let html = browser.get(&format!("{PAGE}?show=notes")).await.html;
    assert!(html.contains("<a href=\"1?show=notes#timeline\" aria-current=\"true\">"), "{html}");
}

#[tokio::test]
async fn a_timeline_of_any_length_is_read_to_its_end_page_by_page() {
    let world = World::new().await;
    for nth in 0..300 {
        world.does(1, Command::Note { text: format!("note {nth}.") }, ana()).await;
    }
    let browser = world.browser("ana").await;
    let (mut path, mut seen) = (PAGE.to_owned(), 0);
    loop {
        let html = browser.get(&path).await.html;
        let timeline = table(&html, "timeline");
        seen += timeline.matches("<li>").count();
        let Some(older) = timeline.split("<p><a href=\"").filter(|it| it.contains("Older entries")).last()
        else {
            break;
        };
        path = format!("/incidents/{}", older.split(['"', '#']).next().unwrap());
    }
    assert_eq!(seen, usize::try_from(world.incident(1).version).unwrap(), "every event once");
}

#[tokio::test]
async fn a_view_of_a_long_incident_costs_what_one_of_a_short_incident_does() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let cost = async || {
        let before = world.fakes.calls();
        let html = browser.get(PAGE).await.html;
        assert!(html.len() < HEAVIEST, "{} bytes", html.len());
        world.fakes.calls() - before
    };
    let short = cost().await;
    for nth in 0..300 {
        let text = format!("{nth}: {}", "<b>& \"long\"</b> ".repeat(250));
        world.does(1, Command::Note { text: text.chars().take(4000).collect() }, ana()).await;
    }
    let sent = |nth: usize| attempt(&world, &format!("page.{nth}.0.ana.sms"), 0);
    let attempts: Vec<Attempt> = (0..500).map(sent).collect();
    callout_ports::Attempts::record(&world.fakes, &attempts).await.unwrap();
    let long = cost().await;
    assert!(short <= 7 && long <= short + 1, "{short} reads, then {long}");
    let html = browser.get(PAGE).await.html;
    assert!(html.contains("More than 71 other messages are not shown."), "{}", table(&html, "messages"));
    assert!(
        table(&html, "alerts").contains("error rate above 5 %"),
        "the first alert is among the first events"
    );
}

fn attempt(world: &World, id: &str, summary_of: u32) -> Attempt {
    Attempt {
        id: id.to_owned(),
        about: Subject::incident(&world.incident(1).id, MessageKind::Page),
        responder: "ana".into(),
        contact: "sms".into(),
        claimed_by: "m".to_owned(),
        at: world.fakes.now(),
        failures: 0,
        summary_of,
        state: AttemptState::Sent("receipt".to_owned()),
    }
}

#[tokio::test]
async fn messages_say_who_was_sent_what_and_how_it_went() {
    let world = World::new().await;
    let failed = AttemptState::Failed("the topic does not exist".to_owned());
    let helped = Subject::incident(&world.incident(1).id, MessageKind::Help);
    let page = attempt(&world, "page.1.0.ana.sms", 0);
    let help = Attempt {
        about: helped,
        responder: "ben".into(),
        state: failed,
        ..attempt(&world, "help.3.ben.sms", 0)
    };
    callout_ports::Attempts::record(&world.fakes, &[page, help]).await.unwrap();
    let html = world.browser("ana").await.get(PAGE).await.html;
    let messages = table(&html, "messages");
    for row in [
        "<td>Ana Silva</td><td>SMS</td><td>Page</td><td dir=\"auto\">Sent</td>",
        "<td>Ben Okafor</td><td>SMS</td><td>Request for help</td><td dir=\"auto\" class=\"bad\">Failed: the topic does not exist</td>",
    ] {
        assert!(messages.contains(row), "{row} in {messages}");
    }
    assert!(!html.contains("+1555"), "no address");
}

#[tokio::test]
async fn a_message_that_left_in_a_summary_is_listed_once() {
    let world = World::new().await;
    for attempt in [attempt(&world, "page.1.0.ana.sms", 9), attempt(&world, "bundle.934e", 0)] {
        world.fakes.claim(&attempt).await.unwrap();
        callout_ports::Attempts::record(&world.fakes, &[attempt]).await.unwrap();
    }
    let page = world.browser("ana").await.get(PAGE).await.html;
    assert_eq!(page.matches("<td>Ana Silva</td>").count(), 1, "{page}");
    assert!(page.contains("Sent as one of 9, in a summary"), "{page}");
}
