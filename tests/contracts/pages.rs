//! The document behind the status page changes one version at a time.

use super::contract;
use super::sample::{is_conflict, now};
use callout_domain::status::{PageDocument, PublicIncident};
use callout_ports::{PageDocuments, PublishedPage};
use jiff::civil::date;

fn page(version: u64) -> PageDocument {
    let incident =
        PublicIncident { id: "inc_00000000000000ff".into(), started_at: now(), updates: Vec::new() };
    PageDocument { version, incidents: vec![incident] }
}

contract!(a_page_that_was_never_stored_is_empty);
async fn a_page_that_was_never_stored_is_empty(pages: &impl PageDocuments) {
    assert_eq!(pages.page().await.unwrap(), PageDocument::default());
}

contract!(of_two_who_change_the_page_one_wins);
async fn of_two_who_change_the_page_one_wins(pages: &impl PageDocuments) {
    let early = pages.save_page(&page(2)).await;
    assert!(is_conflict(&early), "{early:?}");
    pages.save_page(&page(1)).await.unwrap();
    pages.save_page(&page(2)).await.unwrap();
    for stale in [1, 2, 4] {
        let answer = pages.save_page(&page(stale)).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    assert_eq!(pages.page().await.unwrap(), page(2));
}

contract!(what_was_published_last_is_kept);
async fn what_was_published_last_is_kept(pages: &impl PageDocuments) {
    assert_eq!(pages.published_page().await.unwrap(), None);
    for version in [7, 6] {
        let noted = PublishedPage { version, settings: "00ff".to_owned(), day: date(2026, 11, 22) };
        pages.note_published(&noted).await.unwrap();
        assert_eq!(pages.published_page().await.unwrap(), Some(noted));
    }
    assert_eq!(pages.page().await.unwrap(), PageDocument::default());
}
