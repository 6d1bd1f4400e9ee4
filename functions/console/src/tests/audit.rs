//! The audit log: who did what.

use super::world::{World, ben};
use axum::http::StatusCode;
use callout_domain::incident::Command;

#[tokio::test]
async fn what_people_did_is_listed_newest_first_and_callout_is_not() {
    let world = World::new().await;
    let (mut ana, ben) = (world.browser("ana").await, world.browser("ben").await);
    ana.submit("/incidents/1", "do=acknowledge&seen=2").await;
    world.later(60);
    ben.submit("/incidents/1", "do=note&seen=3&text=<b>looking</b>").await;
    world.later(60);
    ben.submit("/silences", "do=silence&service=payments&minutes=60&text=a+deploy").await;
    world.later(60);
    let signed_out = ana.submit("/sign-out/everywhere", "").await;
    ana.cookie = signed_out.headers[axum::http::header::SET_COOKIE]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let html = ana.get("/audit").await.html;
    let (_, table) = html.split_once("What people did").unwrap();
    let rows: Vec<&str> = table.split("<tr>").skip(2).collect();
    assert_eq!(rows.len(), 4, "{html}");
    for (row, parts) in rows.iter().zip([
        [
            "Ana Silva</td>",
            "Signed ana out everywhere",
            "<a href=\"people\" data-row>Contacts and sessions</a>",
        ],
        [
            "Ben Okafor</td>",
            "Made silence payments",
            "<a href=\"silences\" data-row>Silences and maintenance</a>",
        ],
        ["Ben Okafor</td>", "&#60;b&#62;looking", "<a href=\"incidents/1\" data-row>#1</a>"],
        ["Ana Silva</td>", "Acknowledged by ana in the console", "<a href=\"incidents/1\" data-row>#1</a>"],
    ]) {
        for part in parts {
            assert!(row.contains(part), "{part}: {row}");
        }
    }
    assert!(!html.contains("Older entries") && !html.contains("Paged"), "{html}");
}

#[tokio::test]
async fn a_filter_leaves_out_what_is_not_wanted() {
    let world = World::new().await;
    let ana = world.browser("ana").await;
    ana.submit("/incidents/1", "do=acknowledge&seen=2").await;
    ana.submit("/silences", "do=silence&service=payments&minutes=60&text=a+deploy").await;
    let rows = async |query: &str| ana.get(query).await.html.matches("data-row").count();
    assert_eq!(rows("/audit").await, 2);
    assert_eq!(rows("/audit?about=silences").await, 1);
    assert_eq!(rows("/audit?q=SILVA").await, 2);
    assert_eq!(rows("/audit?q=%231").await, 1);
    assert!(ana.get("/audit?q=nobody").await.html.contains("Nothing matches."));
    assert_eq!(ana.get("/audit?about=everything").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn older_entries_are_a_link_away_and_none_is_shown_twice() {
    let world = World::new().await;
    let ana = world.browser("ana").await;
    for nth in 0..120 {
        let note = Command::Note { text: format!("note-{nth:03}.") };
        world.does(1, note, ben()).await;
    }
    let (mut path, mut seen) = ("/audit".to_owned(), Vec::new());
    loop {
        let html = ana.get(&path).await.html;
        seen.extend(html.split("note-").skip(1).map(|rest| rest[..3].to_owned()));
        assert!(html.len() < 60_000, "{}", html.len());
        let Some((_, rest)) = html.split_once("<a href=\"audit?") else { break };
        path =
            format!("/audit?{}", rest.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&"));
    }
    let expected: Vec<String> = (0..120).rev().map(|nth| format!("{nth:03}")).collect();
    assert_eq!(seen, expected);
    assert!(ana.get("/audit?q=note-003").await.html.contains("note-003."));
}

#[tokio::test]
async fn strangers_see_nothing() {
    let world = World::new().await;
    assert_eq!(world.stranger().get("/audit").await.status, StatusCode::FORBIDDEN);
}
