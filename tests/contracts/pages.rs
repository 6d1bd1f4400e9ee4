//! The document behind the status page changes one version at a time.

use super::contract;
use super::sample::{is_conflict, now};
use callout_domain::status::{Month, MonthDocument, PageDocument, PublicIncident};
use callout_ports::{PageDocuments, PublishedPage};
use jiff::civil::date;

fn page(version: u64) -> PageDocument {
    let incident =
        PublicIncident { id: "inc_00000000000000ff".into(), started_at: now(), updates: Vec::new() };
    PageDocument { version, incidents: vec![incident], ..PageDocument::default() }
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
    assert_eq!(pages.published_page("").await.unwrap(), None);
    let noted = |round, version| PublishedPage {
        page: String::new(),
        round,
        version,
        settings: "00ff".to_owned(),
        day: date(2026, 11, 22),
        due_at: Some(now()),
        shows: "2233".to_owned(),
        files: [("index.html".to_owned(), "0011".to_owned())].into(),
        pages: ["partners".to_owned()].into(),
    };
    for (round, version) in [(1, 7), (2, 6)] {
        pages.note_published(&noted(round, version)).await.unwrap();
        assert_eq!(pages.published_page("").await.unwrap(), Some(noted(round, version)));
    }
    for stale in [1, 2, 4] {
        let answer = pages.note_published(&noted(stale, 9)).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    assert_eq!(pages.page().await.unwrap(), PageDocument::default());
    assert_eq!(pages.published_page("partners").await.unwrap(), None, "each page has its own note");
    let partners = PublishedPage { page: "partners".to_owned(), ..noted(1, 3) };
    pages.note_published(&partners).await.unwrap();
    assert_eq!(pages.published_page("partners").await.unwrap(), Some(partners));
    assert_eq!(pages.published_page("").await.unwrap(), Some(noted(2, 6)));
}

contract!(of_two_who_change_a_month_one_wins);
async fn of_two_who_change_a_month_one_wins(pages: &impl PageDocuments) {
    let month = Month::of(now());
    assert_eq!(pages.month(month).await.unwrap(), MonthDocument::empty(month));
    let stored =
        |version| MonthDocument { version, incidents: page(1).incidents, ..MonthDocument::empty(month) };
    pages.save_month(&stored(1)).await.unwrap();
    pages.save_month(&stored(2)).await.unwrap();
    for stale in [1, 2, 4] {
        let answer = pages.save_month(&stored(stale)).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    assert_eq!(pages.month(month).await.unwrap(), stored(2));
    assert_eq!(pages.month(month.before()).await.unwrap(), MonthDocument::empty(month.before()));
}
