//! Merging in the console: the choice with its effect, both pages after it, and the split.

use super::world::{World, ana, ben};
use axum::http::StatusCode;
use callout_domain::incident::{Command, Via};
use callout_domain::severity::Severity;
use std::sync::Arc;

const ACK: Command = Command::Acknowledge { via: Via::Link };

/// #1 and #3 of payments, #2 of search, which is a SEV1; Ben has #1.
async fn three() -> Arc<World> {
    let world = World::new().await;
    world.opens_as("search-5xx", "search", Severity::Sev1).await;
    world.opens("payments-latency").await;
    world.does(1, ACK, ben()).await;
    world
}

#[tokio::test]
async fn whoever_merges_reads_the_effect_first_and_both_pages_say_so() {
    let world = three().await;
    let browser = world.browser("ana").await;
    assert!(browser.get("/incidents/2").await.html.contains("href=\"2/merge\""));
    let choice = browser.get("/incidents/2/merge").await.html;
    let table = choice.split("Open incidents, those").nth(1).unwrap().split("</table>").next().unwrap();
    let rows: Vec<&str> = table.split("<tr>").skip(2).collect();
    assert_eq!(rows.len(), 2, "{choice}");
    assert!(rows[0].contains("Ben Okafor has it. Becomes SEV1. Pages Ana Silva now."), "{}", rows[0]);
    assert!(rows[1].contains("Nobody has it yet. Becomes SEV1."), "{}", rows[1]);
    let seen = world.incident(2).version;
    let answer = browser.submit("/incidents/2/merge", &format!("into=1&seen={seen}")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "../1"));
    let again = browser.submit("/incidents/2/merge", &format!("into=1&seen={seen}")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "the same form once more");

    let child = browser.get("/incidents/2").await.html;
    for words in
        ["Ana Silva merged it into <a href=\"1\">incident 1</a>", "Split: make 2 an incident of its own"]
    {
        assert!(child.contains(words), "{words}: {child}");
    }
    for gone in ["value=\"acknowledge\"", "value=\"escalate\"", "2/merge"] {
        assert!(!child.contains(gone), "{gone}: {child}");
    }
    let target = browser.get("/incidents/1").await.html;
    assert!(target.contains("Merged into it") && target.contains("1 alert firing"), "{target}");
    let list = browser.get("/incidents").await.html;
    assert!(list.contains("2 open incidents") && list.contains("Merged into 1"), "{list}");
    let (one, two) = (list.find("incidents/1\"").unwrap(), list.find("incidents/2\"").unwrap());
    assert!(one < two && list[one..two].matches("<tr").count() == 1, "right below it: {list}");
}

#[tokio::test]
async fn a_split_says_whom_it_pages_and_undoes_the_merge() {
    let world = three().await;
    let browser = world.browser("ana").await;
    browser.submit("/incidents/3/merge", &format!("into=1&seen={}", world.incident(3).version)).await;
    let page = browser.get("/incidents/3").await.html;
    assert!(page.contains("This pages Ana Silva now."), "{page}");
    let seen = world.incident(3).version;
    let answer = browser.submit("/incidents/3/split", &format!("seen={seen}")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "../3"));
    assert!(!world.incident(3).is_merged() && world.incident(1).merged.is_empty());
    let again = browser.submit("/incidents/3/split", &format!("seen={seen}")).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.html);
}

#[tokio::test]
async fn nobody_is_overtaken_and_what_is_no_target_says_what_is() {
    let world = three().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(2).version;
    world.does(2, ACK, ben()).await;
    let late = browser.submit("/incidents/2/merge", &format!("into=1&seen={seen}")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("Ben Okafor acknowledged it at"), "{}", late.html);
    assert!(!world.incident(2).is_merged());
    let seen = world.incident(2).version;
    let itself = browser.submit("/incidents/2/merge", &format!("into=2&seen={seen}")).await;
    assert!(itself.html.contains("cannot be merged into itself"), "{}", itself.html);
    assert_eq!(
        browser.submit("/incidents/2/merge", &format!("seen={seen}")).await.status,
        StatusCode::BAD_REQUEST
    );
    let unsigned = browser.post("/incidents/2/merge", &format!("into=1&seen={seen}")).await;
    assert!(unsigned.status.is_client_error(), "{}", unsigned.status);

    // From a page of before the merge.
    let old = world.incident(1).version;
    browser.submit("/incidents/3/merge", &format!("into=1&seen={}", world.incident(3).version)).await;
    let bens = world.browser("ben").await;
    let resolve = bens.submit("/incidents/1", &format!("do=resolve&seen={old}")).await;
    assert!(resolve.html.contains("Ana Silva merged incident 3 into it"), "{}", resolve.html);
    let work = bens.submit("/incidents/3", "do=acknowledge&seen=1").await;
    assert!(work.html.contains("merged it into incident 1 at"), "{}", work.html);
    assert!(world.incident(1).is_open());
    world.does(3, Command::Note { text: "a word more".into() }, ana()).await;
}
