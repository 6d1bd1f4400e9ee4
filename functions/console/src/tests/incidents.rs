//! The list, its pages and filters, and many acknowledged at once.

use super::world::{Browser, World, ana, ben, settings};
use axum::http::StatusCode;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Actor, Command, Incident, JoinReason, Joining, Status, Via};
use callout_domain::severity::Severity;
use callout_ports::Clock as _;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The numbers of the incidents on a page, in their order.
fn numbers(html: &str) -> Vec<u64> {
    let links = html.split("href=\"incidents/").skip(1);
    links.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

async fn listed(browser: &Browser, query: &str) -> Vec<u64> {
    let answer = browser.get(&format!("/incidents{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    numbers(&answer.html)
}

/// An incident like another one, opened at a time.
fn another(like: &Incident, number: u64, opened_at: Timestamp, is_open: bool) -> Incident {
    let mut incident = like.clone();
    incident.id = IncidentId::from_bytes(number.to_be_bytes());
    (incident.number, incident.opened_at) = (number, opened_at);
    if !is_open {
        (incident.status, incident.resolved_at) = (Status::Resolved, Some(incident.opened_at));
    }
    incident
}

#[tokio::test]
async fn the_list_shows_what_is_open_and_leads_to_it() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let list = browser.get("/incidents").await;
    assert!(list.html.contains("One open incident") && numbers(&list.html) == [1], "{}", list.html);
    assert!(list.html.contains("<title>(1) Incidents</title>"));
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ben()).await;
    let list = browser.get("/incidents").await.html;
    assert!(list.contains("No open incidents") && list.contains("<title>Incidents</title>"));
}

#[tokio::test]
async fn a_page_has_another_version_once_what_it_shows_changed() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    for page in ["/incidents", "/incidents/1"] {
        let version = async || {
            let html = browser.get(page).await.html;
            let (_, rest) = html.split_once("<main data-live data-version=\"").unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let before = version().await;
        assert_eq!(version().await, before, "{page}");
        world.does(1, Command::Note { text: page.to_owned() }, ben()).await;
        assert_ne!(version().await, before, "{page}");
    }
}

#[tokio::test]
async fn what_waits_for_the_reader_comes_first_then_what_nobody_has() {
    let world = World::quiet();
    for (key, severity) in [("a", Severity::Sev3), ("b", Severity::Sev1), ("c", Severity::Sev2)] {
        world.later(1);
        world.opens_as(key, "payments", severity).await;
    }
    // Ana was paged for all of them; 1 is Ben's now, and 2 is hers.
    world.does(2, Command::Acknowledge { via: Via::Link }, ana()).await;
    world.does(1, Command::Reassign { to: vec!["ben".into()] }, ana()).await;
    assert_eq!(listed(&world.browser("ana").await, "").await, [3, 1, 2]);
    assert_eq!(listed(&world.browser("cho").await, "").await, [3, 1, 2]);
    let ben = world.browser("ben").await;
    assert_eq!(listed(&ben, "").await, [1, 3, 2]);
    assert_eq!(listed(&ben, "?mine=1").await, [1]);
    assert!(ben.get("/incidents").await.html.contains("<title>(1) Incidents</title>"));
}

#[tokio::test]
async fn whoever_was_asked_to_help_answers_in_the_console_too() {
    let world = World::new().await;
    world.does(1, Command::Acknowledge { via: Via::Link }, ana()).await;
    world.does(1, Command::AddResponder { who: "ben".into() }, ana()).await;
    let ben = world.browser("ben").await;
    let list = ben.get("/incidents").await.html;
    assert!(list.contains("class=\"needs-me\"") && fields(&list, 'i').len() == 1, "{list}");
    assert!(ben.get("/incidents/1").await.html.contains("I&#39;m on it"));
    ben.submit("/incidents", &format!("do=selected&{}", fields(&list, 'i').join("&"))).await;
    assert!(!world.incident(1).awaits(&super::world::ben()), "he is asked no more");
    assert_eq!(listed(&world.browser("cho").await, "?mine=1").await, Vec::<u64>::new());
}

#[tokio::test]
async fn filters_are_in_the_address() {
    let world = World::quiet();
    world.opens_as("checkout-5xx", "payments", Severity::Sev1).await;
    world.opens_as("search-slow", "search", Severity::Sev3).await;
    world.opens_as("search-down", "search", Severity::Sev1).await;
    world.does(3, Command::Acknowledge { via: Via::Link }, ana()).await;
    let browser = world.browser("ben").await;
    world.does(3, worse(), Actor::source("cloudwatch")).await;
    let cases: [(&str, &[u64]); 15] = [
        ("?q=Batch-Nightly", &[3]),
        ("?person=ana", &[1, 2, 3]),
        ("?person=ben", &[]),
        ("?person=nobody", &[]),
        ("?person=Ana+Silva", &[1, 2, 3]),
        ("?until=2026-11-22", &[1, 2, 3]),
        ("?until=2026-11-21", &[]),
        ("?service=search", &[2, 3]),
        ("?severity=SEV1", &[1, 3]),
        ("?status=acknowledged", &[3]),
        ("?service=search&severity=SEV1", &[3]),
        ("?q=CHECKOUT", &[1]),
        ("?q=%232", &[2]),
        ("?mine=1", &[]),
        ("?service=&severity=&status=&q=", &[1, 2, 3]),
    ];
    for (query, expected) in cases {
        assert_eq!(listed(&browser, query).await, expected, "{query}");
    }
    let page = browser.get("/incidents?service=search&q=%3Cb%3E").await.html;
    assert!(
        page.contains("<option value=\"search\" selected>") && page.contains("value=\"&#60;b&#62;\""),
        "{page}"
    );
    assert!(page.contains("No incident here matches the filter."));
    for nonsense in ["severity=SEV9", "status=open", "before=soon", "until=tomorrow"] {
        assert_eq!(
            browser.get(&format!("/incidents?{nonsense}")).await.status,
            StatusCode::BAD_REQUEST,
            "{nonsense}"
        );
    }
}

/// The incidents on all pages of the list, in the order of the pages.
async fn all(browser: &Browser) -> Vec<u64> {
    let (mut path, mut found) = ("/incidents".to_owned(), Vec::new());
    loop {
        let page = browser.get(&path).await.html;
        found.extend(numbers(&page));
        let Some(at) = page.find("href=\"incidents?before=") else { return found };
        path = format!("/{}", page[at + 6..].split('"').next().unwrap());
    }
}

#[tokio::test]
async fn what_opened_at_one_instant_is_on_one_page_or_the_next_and_never_on_none() {
    let cases = [(48_u64, 5_u64), (0, 55), (3, 120)];
    for (later, at_once, is_open) in cases.iter().flat_map(|(a, b)| [(*a, *b, true), (*a, *b, false)]) {
        let world = World::new().await;
        if !is_open {
            world.does(1, Command::Resolve { via: Via::Console, note: None }, ben()).await;
        }
        let first = world.incident(1);
        for nth in 0..later + at_once {
            let seconds = i64::try_from(1 + nth.saturating_sub(at_once - 1)).unwrap();
            let opened_at = world.now() + SignedDuration::from_secs(seconds);
            world.fakes.put_incident(another(&first, nth + 2, opened_at, is_open));
        }
        let mut found = all(&world.browser("ana").await).await;
        assert_eq!(found.len() as u64, later + at_once + 1, "{later} and {at_once}");
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len() as u64, later + at_once + 1, "none twice");
    }
}

#[tokio::test]
async fn what_is_open_for_six_weeks_comes_first_with_its_age() {
    let world = World::new().await;
    world.later(45 * 24 * 60);
    let an_hour_ago = world.now() - SignedDuration::from_hours(1);
    world.fakes.put_incident(another(&world.incident(1), 2, an_hour_ago, false));
    let list = world.browser("ana").await.get("/incidents").await.html;
    assert!(list.contains("One open incident") && list.contains("45 days ago"), "{list}");
    assert_eq!(numbers(&list), [1, 2]);
    assert!(!list.contains("not shown") && !list.contains("before="), "{list}");
}

/// Six thousand, of which one in a hundred and fifty is open.
async fn a_busy_month() -> Arc<World> {
    let world = World::new().await;
    let first = world.incident(1);
    for nth in 1..6_000_u64 {
        let age = SignedDuration::from_secs(i64::try_from(nth).unwrap() * 417);
        let is_open = nth.is_multiple_of(150);
        let mut incident = another(&first, nth + 1, world.now() - age, is_open);
        let title = format!("{nth}: {}", "an alarm that says more than anybody reads ".repeat(10));
        incident.title = title.chars().take(400).collect();
        world.fakes.put_incident(incident);
    }
    world
}

#[tokio::test]
async fn of_six_thousand_all_that_are_open_are_shown_and_the_rest_is_counted() {
    let world = a_busy_month().await;
    let browser = world.browser("ana").await;
    let calls = world.fakes.calls();
    let list = browser.get("/incidents").await.html;
    assert!(world.fakes.calls() - calls <= 6, "{} calls", world.fakes.calls() - calls);
    assert!(list.contains("40 open incidents"), "{}", &list[..2_000]);
    assert!(list.len() <= 120_000, "{} bytes", list.len());
    let shown = numbers(&list);
    assert!(shown.len() >= 89 && shown[..40].iter().all(|number| world.incident(*number).is_open()));
    assert!(list.contains(&format!("{} older incidents are not shown.", 6_000 - shown.len())), "{shown:?}");
    let everything: BTreeSet<u64> = all(&browser).await.into_iter().collect();
    assert_eq!(everything.len(), 6_000);
}

/// The fields of the list's form that begin with a letter.
fn fields(html: &str, prefix: char) -> Vec<String> {
    let begins = format!("name=\"{prefix}");
    let fields = html.split(&begins).skip(1).filter_map(|rest| {
        let (number, rest) = rest.split_once("\" value=\"")?;
        number.parse::<u64>().ok()?;
        Some(format!("{prefix}{number}={}", rest.split('"').next()?))
    });
    fields.collect()
}

#[tokio::test]
async fn all_that_page_the_reader_are_acknowledged_at_once() {
    let world = World::quiet();
    for n in 0..30 {
        world.opens(&format!("alarm-{n}")).await;
    }
    world.does(7, Command::Reassign { to: vec!["ben".into()] }, ben()).await;
    let browser = world.browser("ben").await;
    assert!(!browser.get("/incidents").await.html.contains("Acknowledge all"), "one alone has its own page");
    let browser = world.browser("ana").await;
    let page = browser.get("/incidents").await.html;
    assert!(page.contains("Acknowledge all 29 that page you"), "7 is Ben's");
    let done = browser
        .submit("/incidents?service=payments", &format!("do=mine&{}", fields(&page, 'm').join("&")))
        .await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "incidents?service=payments"));
    let is_anas = |number| world.incident(number).acknowledgement.is_some_and(|it| it.by == ana());
    assert!((1..=30).all(|number| is_anas(number) == (number != 7)));
}

/// A worse alert joins.
fn worse() -> Command {
    Command::JoinAlert(Joining {
        alert: AlertKey::derive("cloudwatch", "worse"),
        summary: "batch-nightly: worse".to_owned(),
        words: String::new(),
        severity: Severity::Sev1,
        reason: JoinReason::SameGroup,
        because: "same service".to_owned(),
        cause: None,
        held: false,
        warning: false,
        released: false,
    })
}

#[tokio::test]
async fn what_changed_hands_or_got_worse_since_is_left_out_and_named() {
    let world = World::quiet();
    for key in ["a", "b", "c", "d", "e"] {
        world.opens(key).await;
    }
    let browser = world.browser("ana").await;
    let page = browser.get("/incidents").await.html;
    let ticked = fields(&page, 'i');
    assert_eq!(ticked.len(), 5);
    world.later(2);
    world.does(1, Command::Acknowledge { via: Via::Link }, ben()).await;
    world.does(2, Command::Resolve { via: Via::Link, note: None }, ben()).await;
    world.does(3, worse(), callout_domain::incident::Actor::source("cloudwatch")).await;
    world.does(5, Command::Reassign { to: vec!["cho".into()] }, ben()).await;
    let answer = browser.submit("/incidents", &format!("do=selected&{}", ticked.join("&"))).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for words in [
        "#1: Ben Okafor acknowledged it at 22 Nov 2026, 03:02 UTC",
        "#2: Ben Okafor resolved it at 22 Nov 2026, 03:02 UTC",
        "#3: It became SEV1 at 22 Nov 2026, 03:02 UTC",
        "#5: Ben Okafor reassigned it at 22 Nov 2026, 03:02 UTC",
    ] {
        assert!(answer.html.contains(words), "{words}: {}", answer.html);
    }
    assert!(!answer.html.contains("data-live"), "what was left out stays to be read");
    assert_eq!(world.incident(1).acknowledgement.unwrap().by, ben());
    assert_eq!((world.incident(3).acknowledgement, world.incident(5).acknowledgement), (None, None));
    assert_eq!(world.incident(4).acknowledgement.unwrap().by, ana());
}

#[tokio::test]
async fn what_gets_worse_between_reading_and_writing_is_left_out_too() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let ticked = fields(&browser.get("/incidents").await.html, 'i');
    world.rival(1, worse(), callout_domain::incident::Actor::source("cloudwatch"));
    let answer = browser.submit("/incidents", &format!("do=selected&{}", ticked.join("&"))).await;
    assert!(answer.html.contains("#1: It became SEV1"), "{}", answer.html);
    assert_eq!(world.incident(1).acknowledgement, None);
}

#[tokio::test]
async fn one_that_fails_stops_no_other() {
    let world = World::quiet();
    for key in ["a", "b"] {
        world.opens(key).await;
    }
    let browser = world.browser("ana").await;
    let answer = browser.submit("/incidents", "do=selected&i1=2&i2=2&i999=2").await;
    assert!(answer.html.contains("#999: there is no such incident."), "{}", answer.html);
    assert!((1..=2).all(|number| world.incident(number).acknowledgement.is_some()));
}

#[tokio::test]
async fn a_selection_sent_twice_works_once_and_nonsense_not_at_all() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let form = format!("do=selected&{}", fields(&browser.get("/incidents").await.html, 'i').join("&"));
    for _ in 0..2 {
        assert_eq!(browser.submit("/incidents", &form).await.status, StatusCode::SEE_OTHER);
    }
    let acknowledged = world.fakes.take_stream();
    assert_eq!(acknowledged.iter().filter(|record| record.event.name() == "acknowledged").count(), 1);
    for form in ["do=explode", "x=1", "do=selected&i1=2-SEV2", "do=selected&ix=2", "do=mine&m1=x"] {
        assert_eq!(browser.submit("/incidents", form).await.status, StatusCode::BAD_REQUEST, "{form}");
    }
}

/// Incident 1, which a silence holds.
async fn with_one_held() -> Arc<World> {
    let world = World::quiet();
    let mut all = settings();
    all.silences = serde_json::from_value(serde_json::json!({ "deploy": { "match": { "service": "payments" },
        "start": "2026-11-22T00:00:00Z", "end": "2026-11-22T09:00:00Z", "author": "ana", "reason": "a deploy" } }))
    .unwrap();
    world.fakes.set_settings(all.clone());
    world.opens_held("payments-5xx", all).await;
    world
}

#[tokio::test]
async fn what_pages_nobody_by_itself_is_not_listed_as_triggered() {
    let world = with_one_held().await;
    for key in ["checkout-5xx", "search-slow", "search-down", "search-5xx"] {
        world.opens_as(key, "search", Severity::Sev2).await;
    }
    world.does(3, Command::Acknowledge { via: Via::Link }, ana()).await;
    world.does(5, Command::Resolve { via: Via::Link, note: None }, ana()).await;
    let browser = world.browser("ben").await;
    let seen = world.incident(4).version;
    browser.submit("/incidents/4/merge", &format!("into=2&seen={seen}")).await;
    for (status, number) in
        [("held", 1), ("triggered", 2), ("acknowledged", 3), ("merged", 4), ("resolved", 5)]
    {
        assert_eq!(listed(&browser, &format!("?status={status}")).await, [number], "{status}");
    }
}

#[tokio::test]
async fn what_is_held_says_so_and_names_no_next_page_before_its_end() {
    let world = with_one_held().await;
    let browser = world.browser("ana").await;
    for (path, words) in [("/incidents", "Held: nobody is paged yet"), ("/incidents/1", "Held until")] {
        let html = browser.get(path).await.html;
        assert!(html.contains(words) && !html.contains("Next page at"), "{path}: {html}");
    }
}

#[tokio::test]
async fn a_filter_says_in_a_line_what_it_leaves_and_hides_no_incident() {
    let browser = World::new().await.browser("ana").await;
    assert!(!browser.get("/incidents").await.html.contains(">Clear<"));
    let query = "mine=1&service=search&severity=SEV1&status=triggered&person=ana&until=2026-11-22&q=%3Cb%3E";
    let list = browser.get(&format!("/incidents?{query}")).await.html;
    let line = "Only <span dir=\"auto\">Mine · Search · SEV1 · Triggered · paged Ana Silva or theirs · opened until 22 Nov 2026 · “&#60;b&#62;”</span> <a href=\"incidents\">Clear</a>";
    assert!(list.contains(line), "{list}");
    assert!(list.contains("<details class=\"card\">\n<summary>Filter"), "{list}");
}

#[tokio::test]
async fn a_filtered_list_says_how_many_of_all_that_are_open_fit() {
    let world = World::new().await;
    world.opens_as("search-slow", "search", Severity::Sev3).await;
    let browser = world.browser("ana").await;
    let list = browser.get("/incidents?service=search").await.html;
    assert!(list.contains("<h1>1 of 2 open</h1>"), "{list}");
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ana()).await;
    for (query, heading) in
        [("status=resolved", "1 resolved"), ("q=5xx", "0 of 1 open, 1 resolved"), ("", "One open incident")]
    {
        let list = browser.get(&format!("/incidents?{query}")).await.html;
        assert!(list.contains(&format!("<h1>{heading}</h1>")), "{query}: {list}");
    }
    let nothing = browser.submit("/incidents", "do=selected").await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
    assert!(nothing.html.contains("Nothing was selected: tick the incidents first."), "{}", nothing.html);
}
