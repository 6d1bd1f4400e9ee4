//! What is told without an incident, now or when it is over; and what a person publishes of what was drafted.

use super::world::{World, at, receives, settings};
use callout_domain::incident::{Command, ComponentStatus, Impact, NewUpdate, Phase, PublicOnly};
use callout_domain::status::PageDocument;
use callout_ports::PageDocuments as _;
use serde_json::{Value, json};

fn told(was: Option<(&str, &str)>) -> PublicOnly {
    let states = [("checkout".into(), ComponentStatus::MajorOutage)].into();
    let update = NewUpdate { states, ..NewUpdate::saying(Phase::Identified, "Orders failed.") };
    PublicOnly { token: "t-1".into(), was: was.map(|(from, to)| (at(from), at(to))), update }
}

async fn page_after(told: &PublicOnly) -> World {
    let world = World::new();
    for event in world.tells(told).await {
        receives(&event, &world).await.unwrap();
    }
    world
}

#[tokio::test]
async fn what_is_told_afterwards_stands_in_its_month_and_says_that_it_was_added() {
    let world = page_after(&told(Some(("2026-10-05T10:00:00Z", "2026-10-05T11:00:00Z")))).await;
    let front = world.file("index.html");
    assert!(front.contains("All Systems Operational"), "{front}");
    let month = world.file("history/2026-10.html");
    for words in ["Problem with Checkout", "Orders failed."] {
        assert!(month.contains(words), "no `{words}` in {month}");
    }
    let months: Value = serde_json::from_str(&world.file("api/v2/incidents.json")).unwrap();
    let incident = &months["incidents"][0];
    assert_eq!(incident["started_at"], "2026-10-05T10:00:00.000Z");
    let own = world.file(&format!("incidents/{}.html", incident["id"].as_str().unwrap()));
    assert!(own.contains("Added <time datetime=\"2026-11-22T03:00:00Z\">22 Nov"), "{own}");
    assert_eq!(incident["resolved_at"], "2026-10-05T11:00:00.000Z");
}

#[tokio::test]
async fn what_no_alarm_saw_is_told_by_a_person_alone() {
    let world = page_after(&told(None)).await;
    let front = world.file("index.html");
    assert!(front.contains("Major Service Outage") && front.contains("Orders failed."), "{front}");
    assert!(!front.contains("Payments") && !front.contains("Added "), "{front}");
}

#[tokio::test]
async fn a_link_to_the_page_has_a_picture_of_how_it_is() {
    let world = page_after(&told(None)).await;
    let front = world.file("index.html");
    let picture = front.split("og:image\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(picture, "https://status.example.com/card-critical.png");
    assert!(world.file("card-critical.png").contains("PNG"));
    assert!(world.file("components/shop.html").contains("card-none.png"), "each page its own");
}

#[tokio::test]
async fn a_draft_that_somebody_published_is_said_in_each_language() {
    let world = World::new();
    let mut both = settings();
    both.status_page.as_mut().unwrap().languages = vec!["en".to_owned(), "de".to_owned()];
    world.fakes.set_settings(both);
    let id = world.opens("payments").await;
    world.publishes(&id, Phase::Identified, Impact::Minor, "A disk is full.").await;
    world.resolves(&id).await;
    let published = world.does(&id, Command::PublishDraft).await;
    receives(&published, &world).await.unwrap();
    assert!(world.file("index.html").contains("This problem with Checkout is over."));
    let german = world.file("de/index.html");
    assert!(german.contains("Störung bei Checkout"), "{german}");
}

#[tokio::test]
async fn what_happened_is_told_under_its_end_and_programs_read_it_as_statuspage_says_it() {
    let update = |seq: u64, at: &str, phase: &str, text: &str| json!({ "seq": seq, "at": at, "phase": phase, "impact": "major", "text": text, "components": ["checkout"] });
    let told = json!([
        update(2, "2026-11-20T02:00:00Z", "investigating", "Orders fail."),
        update(3, "2026-11-20T03:00:00Z", "resolved", "Orders work again."),
        update(4, "2026-11-22T02:30:00Z", "postmortem", "A certificate had run out. We watch them now."),
    ]);
    let id = "inc_23aaaaaaaaaaaaaa";
    let document: PageDocument = serde_json::from_value(json!({ "version": 1, "incidents": [
        { "id": id, "started_at": "2026-11-20T02:00:00Z", "updates": told }] }))
    .unwrap();
    let world = World::new();
    world.fakes.save_page(&document).await.unwrap();
    receives(r#"{"type":"settings_applied"}"#, &world).await.unwrap();
    for file in [format!("incidents/{id}.html"), "history.atom".to_owned(), "feed.json".to_owned()] {
        let text = world.file(&file);
        assert!(text.contains("Postmortem") && text.contains("A certificate had run out."), "{file}: {text}");
    }
    let index = world.file("index.html");
    assert!(index.contains("All Systems Operational"), "{index}");
    assert!(index.contains("<h3 class=\"day\">20 November 2026</h3>"), "past on the day of its end: {index}");
    let api: Value = serde_json::from_str(&world.file(&format!("api/v2/incidents/{id}.json"))).unwrap();
    let incident = &api["incident"];
    assert_eq!(
        (&incident["status"], &incident["resolved_at"]),
        (&json!("postmortem"), &json!("2026-11-20T03:00:00.000Z"))
    );
    assert_eq!(incident["incident_updates"][0]["status"], "postmortem");
    let open: Value = serde_json::from_str(&world.file("api/v2/incidents/unresolved.json")).unwrap();
    assert_eq!(open["incidents"], json!([]));
}
