//! The context of an incident on the pages about it.

use super::world::{World, id, link_of};
use callout_domain::alarm::Link;
use callout_domain::change::Change;
use callout_domain::context::{Graph, IncidentContext, LastTime, Part};
use callout_domain::incident::{Actor, Command};
use callout_ports::{Clock as _, ContextStore as _};
use std::sync::Arc;

async fn with(found: IncidentContext) -> Arc<World> {
    let world = World::new().await;
    world.fakes.keep_context(&id(), &found, world.fakes.now()).await.unwrap();
    world.does(Command::AddContext { found: Box::new(found.findings()) }, Actor::system()).await;
    world
}

fn found() -> IncidentContext {
    let change = |summary: &str, href: &str| Change {
        id: summary.to_owned(),
        at: "2026-11-22T02:40:00Z".parse().unwrap(),
        service: "payments".into(),
        summary: summary.to_owned(),
        source: "integration/deployer".to_owned(),
        links: vec![Link { text: "diff".to_owned(), href: href.to_owned() }],
    };
    let graph = Graph {
        label: "Errors & <b>more</b>".to_owned(),
        points: vec![(1_795_316_100, 1.0), (1_795_316_160, 12.0)],
        threshold: Some(5.0),
        ..Graph::default()
    };
    IncidentContext {
        changes: vec![
            change("payments 1.2.3 is out", "https://ci.example.com/7"),
            change("<script>alert(1)</script>", "javascript:alert(1)"),
        ],
        siblings: vec!["payments-queue-age".to_owned()],
        graphs: vec![graph],
        last_time: Some(LastTime {
            number: 12,
            ended_at: "2026-11-22T02:50:00Z".parse().unwrap(),
            by: Some(Actor::responder(&"ben".into())),
            note: "rolled back <b>deploy</b> 42".to_owned(),
        }),
        missing: Vec::new(),
    }
}

#[tokio::test]
async fn the_page_shows_the_metric_the_changes_and_what_else_fires() {
    let world = with(found()).await;
    let html = world.get(&link_of("ana")).await.html;
    for words in [
        "<svg class=\"graph\"",
        "threshold 5</text>",
        "payments 1.2.3 is out",
        "https://ci.example.com/7",
        "payments-queue-age",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[tokio::test]
async fn what_tools_wrote_stays_text() {
    let world = with(found()).await;
    let html = world.get(&link_of("ana")).await.html;
    assert!(
        !html.contains("<script>") && !html.contains("javascript:") && !html.contains("<b>more"),
        "{html}"
    );
}

#[tokio::test]
async fn what_did_not_answer_is_named_and_an_incident_without_context_shows_none() {
    let world =
        with(IncidentContext { missing: vec![Part::Graph, Part::Siblings], ..IncidentContext::default() })
            .await;
    let html = world.get(&link_of("ana")).await.html;
    assert!(html.contains("Not available in time: the alarm&#39;s metric, other alarms"), "{html}");
    let html = World::new().await.get(&link_of("ana")).await.html;
    assert!(!html.contains("<h2>Context</h2>"), "{html}");
}

#[tokio::test]
async fn the_page_says_how_the_same_went_last_time() {
    let html = with(found()).await.get(&link_of("ana")).await.html;
    let words = "#12, 10 minutes before, Ben Okafor ended it: “rolled back &#60;b&#62;deploy&#60;/b&#62; 42”";
    assert!(html.contains(words), "{html}");
}
