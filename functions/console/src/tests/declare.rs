//! Declaring an incident, and reporting it to one that is open.

use super::world::{Browser, World, ana, ben};
use axum::http::StatusCode;
use callout_domain::incident::{Command, Event, EventRecord, Status, Via};
use callout_domain::severity::Severity;
use callout_ports::IncidentStore as _;

/// The value of a field of the form that a browser sees.
fn field(html: &str, name: &str) -> String {
    html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn events(world: &World, number: u64) -> Vec<EventRecord> {
    world.fakes.record(&world.incident(number).id).await.unwrap().events
}

/// The fields that show that a form is ours, and which.
async fn form(browser: &Browser) -> String {
    let html = browser.get("/declare").await.html;
    format!("csrf={}&token={}", field(&html, "csrf"), field(&html, "token"))
}

#[tokio::test]
async fn a_form_that_is_sent_twice_declares_one_incident_and_pages_at_once() {
    let world = World::quiet();
    let browser = world.browser("ben").await;
    let form = form(&browser).await;
    let sent = format!("{form}&text=Prices+of%0D%0Ayesterday&service=payments&severity=SEV1&page=cho");
    for _ in 0..2 {
        let answer = browser.post("/declare", &sent).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "incidents/1"));
    }
    let incident = world.incident(1);
    assert_eq!(world.fakes.incidents().len(), 1);
    assert_eq!((incident.title.as_str(), incident.severity), ("Prices of yesterday", Severity::Sev1));
    let paged: Vec<&str> = incident.paged.iter().map(|name| name.as_str()).collect();
    assert_eq!(paged, ["ana", "cho"], "whom the policy pages, and whom the form names");
    assert_eq!(events(&world, 1).await[0].actor, ben(), "who said it is on the record");
    let page = browser.get("/incidents/1").await.html;
    assert!(page.contains("Declared by a person") && page.contains("ben declared it as SEV1"), "{page}");

    // From the page of before, but something else: nobody may believe that it was declared.
    let other = format!("{form}&text=Checkout+is+down&service=payments");
    assert_eq!(browser.post("/declare", &other).await.location(), "incidents/2");
}

#[tokio::test]
async fn what_is_open_stands_before_the_form_and_a_report_tells_whoever_has_it() {
    let world = World::new().await;
    let browser = world.browser("ben").await;
    let html = browser.get("/declare").await.html;
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text} in {html}"));
    assert!(at("Is it one of these?") < at("Declare and page"));
    assert!(html.contains("Nobody has it yet") && html.contains("Report to 1"));
    world.does(1, Command::Acknowledge { via: Via::Link }, ana()).await;
    let html = browser.get("/declare").await.html;
    assert!(html.contains("Ana Silva has it"));
    let sent = format!("{}&join={}&text=Prices+of+yesterday", form(&browser).await, field(&html, "join"));
    for _ in 0..2 {
        assert_eq!(browser.post("/declare", &sent).await.location(), "incidents/1");
    }
    let events = events(&world, 1).await;
    let reports: Vec<_> = events.iter().filter(|it| matches!(it.event, Event::Reported { .. })).collect();
    assert_eq!((reports.len(), &reports[0].actor), (1, &ben()), "sent twice, reported once");
    assert_eq!(world.fakes.incidents().len(), 1);
    assert_eq!(world.incident(1).status, Status::Acknowledged, "nobody is paged anew");
}

#[tokio::test]
async fn what_is_missing_is_said_and_nothing_that_was_typed_is_lost() {
    let world = World::new().await;
    let browser = world.browser("ben").await;
    let form = form(&browser).await;
    let without_service = format!("{form}&text=Prices+of+yesterday&severity=SEV3&page=cho");
    let answer = browser.post("/declare", &without_service).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for kept in ["Choose the service", "Prices of yesterday", "\"SEV3\" selected", "\"cho\" selected"] {
        assert!(answer.html.contains(kept), "{kept} in {}", answer.html);
    }
    assert!(
        answer.html.contains(&field(&answer.html, "token")) && form.contains(&field(&answer.html, "token"))
    );
    let answer = browser.post("/declare", &format!("{form}&text=+&service=payments")).await;
    assert!(answer.html.contains("Say in a line what is wrong"));
    let answer = browser.post("/declare", &format!("{form}&text=x&service=payments&severity=SEV9")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.fakes.incidents().len(), 1);
}

#[tokio::test]
async fn nobody_declares_for_somebody_else() {
    let world = World::quiet();
    let (ana, ben) = (world.browser("ana").await, world.browser("ben").await);
    let foreign = form(&ben).await;
    let words = "text=Prices+of+yesterday&service=payments";
    let answer = ana.post("/declare", &format!("{foreign}&{words}")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.html.contains("Prices of yesterday"), "to copy");
    assert_eq!(world.stranger().get("/declare").await.status, StatusCode::FORBIDDEN);
    assert!(world.fakes.incidents().is_empty());
}

#[tokio::test]
async fn the_page_stays_small_however_much_is_open() {
    let world = World::quiet();
    for nth in 0..60 {
        world.opens(&format!("{nth}-{}", "&".repeat(900))).await;
    }
    let html = world.browser("ben").await.get("/declare").await.html;
    assert!(html.contains("40 more are open"), "{}", html.len());
    assert!(html.len() <= 60 << 10, "{} bytes", html.len());
}

#[tokio::test]
async fn of_many_that_are_open_the_newest_and_those_of_the_service_are_not_folded() {
    let world = World::quiet();
    world.opens_as("old-search", "search", Severity::Sev3).await;
    for nth in 0..12 {
        world.later(1);
        world.opens(&format!("nr{nth}-payments")).await;
    }
    let browser = world.browser("ben").await;
    let html = browser.get("/declare").await.html;
    let (first, folded) = html.split_once("<details>").unwrap();
    let shown = |html: &str, key: &str| html.contains(&format!("{key}: error rate"));
    assert!(["nr7-payments", "nr11-payments"].iter().all(|key| shown(first, key)), "the five newest: {html}");
    assert!(!shown(first, "nr6-payments") && shown(folded, "nr6-payments") && shown(folded, "old-search"));
    assert!(folded.starts_with("<summary>8 more that are open</summary>"), "{folded}");
    let chosen = browser.post("/declare", &format!("{}&text=+&service=search", form(&browser).await)).await;
    let (first, _) = chosen.html.split_once("<details>").unwrap();
    assert!(shown(first, "old-search") && shown(first, "nr11-payments"), "{}", chosen.html);
}
