//! The link in a page.

use super::world::{Answer, World, event, link_of, settings};
use axum::http::{Method, StatusCode, header};
use callout_domain::alarm::Link;
use callout_domain::incident::{Actor, Command, Event, Status, Via};
use callout_ports::Clock as _;
use callout_ports::fakes::Fault;
use jiff::SignedDuration;
use std::sync::Arc;

fn ben() -> Actor {
    Actor::responder(&"ben".into())
}

#[tokio::test]
async fn the_page_says_what_is_wrong_and_has_one_button() {
    let world = World::new().await;
    world.fakes.clock.advance(SignedDuration::from_mins(14));
    let page = world.get(&link_of("ana")).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "SEV2",
        "Incident 1",
        "Payments API",
        "payments-5xx: error rate above 5 %",
        "<time datetime=\"2026-11-22T03:00:00Z\">22 Nov 2026, 03:00 UTC</time>, 14 minutes ago",
        "1 alert firing",
        "Threshold crossed",
        "href=\"https://runbooks.example.com/payments\"",
        "Paged ana",
    ] {
        assert!(page.html.contains(words), "no `{words}` in\n{}", page.html);
    }
    assert_eq!(page.html.matches("class=\"big\"").count(), 1);
}

#[tokio::test]
async fn opening_the_link_changes_nothing_however_often() {
    let world = World::new().await;
    let before = world.incident();
    for method in [Method::GET, Method::HEAD, Method::GET] {
        assert_eq!(world.send(method, &link_of("ana"), "").await.status, StatusCode::OK);
    }
    assert_eq!(world.incident(), before);
}

#[tokio::test]
async fn one_click_acknowledges_and_a_second_one_says_so() {
    let world = World::new().await;
    let clicked = world.post(&link_of("ana"), "").await;
    assert_eq!(
        (clicked.status, clicked.location()),
        (StatusCode::SEE_OTHER, link_of("ana").trim_start_matches("/a/"))
    );
    let after = world.incident();
    assert_eq!((after.status, after.acknowledger()), (Status::Acknowledged, Some("ana".into())));

    world.fakes.clock.advance(SignedDuration::from_mins(3));
    for page in [world.get(&link_of("ana")).await, world.post(&link_of("ana"), "").await] {
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.html.contains("Acknowledged by you"), "{}", page.html);
        assert!(
            page.html.contains("<p>Ana Silva, <time datetime=\"2026-11-22T03:00:00Z\">"),
            "{}",
            page.html
        );
        assert!(!page.html.contains("class=\"big\""));
    }
    assert_eq!(world.incident(), after);
}

#[tokio::test]
async fn an_acknowledgement_costs_one_read_and_one_transaction() {
    let world = World::new().await;
    let before = world.fakes.calls();
    world.post(&link_of("ana"), "").await;
    // The third call reads the link keys, which the adapter caches.
    assert_eq!(world.fakes.calls() - before, 3);
}

#[tokio::test]
async fn a_colleague_who_was_faster_is_named() {
    let world = World::new().await;
    world.does(Command::Escalate, Actor::system()).await;
    world.does(Command::Acknowledge { via: Via::Link }, ben()).await;
    let page = world.post(&link_of("ana"), "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("Acknowledged by Ben Okafor"), "{}", page.html);
    assert_eq!(world.incident().acknowledger(), Some("ben".into()));
}

#[tokio::test]
async fn of_two_who_race_one_acknowledges_and_the_other_sees_who_did() {
    let world = World::new().await;
    world.rival(Command::Acknowledge { via: Via::Link }, ben());
    let page = world.post(&link_of("ana"), "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("Acknowledged by Ben Okafor"), "{}", page.html);
    assert_eq!(world.incident().acknowledger(), Some("ben".into()));
}

#[tokio::test]
async fn a_change_meanwhile_does_not_lose_the_click() {
    let world = World::new().await;
    world.rival(Command::Note { text: "looking".into() }, ben());
    assert_eq!(world.post(&link_of("ana"), "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident().acknowledger(), Some("ana".into()));
}

#[tokio::test]
async fn changes_without_end_end_in_an_honest_answer() {
    let world = World::new().await;
    for number in 0..25 {
        world.rival(Command::Note { text: format!("note {number}") }, ben());
    }
    let answer = world.post(&link_of("ana"), "").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(world.incident().acknowledger(), None);
}

#[tokio::test]
async fn the_holder_who_was_reminded_can_say_it_again() {
    let world = World::new().await;
    world.post(&link_of("ana"), "").await;
    world.fakes.clock.advance(SignedDuration::from_mins(25));
    world.does(Command::Tick, Actor::system()).await;
    assert!(world.get(&link_of("ana")).await.html.contains("I still have it"));

    assert_eq!(world.post(&link_of("ana"), "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        world.incident().lapse.map(|lapse| lapse.at),
        Some(world.now() + SignedDuration::from_mins(30))
    );
    assert!(!world.get(&link_of("ana")).await.html.contains("class=\"big\""));
}

#[tokio::test]
async fn what_is_over_stays_over() {
    let world = World::new().await;
    world.does(Command::Resolve { via: Via::Console, note: None }, ben()).await;
    let before = world.incident();
    for page in [world.get(&link_of("ana")).await, world.post(&link_of("ana"), "").await] {
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.html.contains("<strong>Resolved</strong>"), "{}", page.html);
        assert!(!page.html.contains("class=\"big\""));
    }
    assert_eq!(world.incident(), before);
}

#[tokio::test]
async fn whoever_left_the_settings_can_still_answer_the_page_they_got() {
    let world = World::new().await;
    world
        .fakes
        .set_settings(callout_domain::settings::Settings { responders: Default::default(), ..settings() });
    assert_eq!(world.post(&link_of("ana"), "").await.status, StatusCode::SEE_OTHER);
    assert!(world.get(&link_of("ana")).await.html.contains("<p>ana, <time"));
}

#[tokio::test]
async fn what_an_alarm_says_is_text_and_never_markup() {
    let mut hostile = event();
    hostile.summary = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>".into();
    hostile.detail = "</style><script>alert(2)</script>".into();
    hostile.links =
        ["javascript:alert(3)", "http://plain.example.com/", "https://fine.example.com/?a=1&b=\"<"]
            .map(|href| Link { text: "<b>look</b>".into(), href: href.into() })
            .into();
    let world = World::with(hostile).await;
    let html = world.get(&link_of("ana")).await.html;
    let mut html = html;
    for ours in ["times", "again"].map(|name| format!("<script src=\"../{name}.js\" defer></script>")) {
        assert!(html.contains(&ours), "{html}");
        html = html.replace(&ours, "");
    }
    for markup in ["<script", "<img", "<b>", "javascript:", "http://plain", "b=\"<"] {
        assert!(!html.contains(markup), "`{markup}` in\n{html}");
    }
    assert!(html.contains("href=\"https://fine.example.com/"));
}

#[tokio::test]
async fn a_table_out_of_reach_is_said_with_what_to_do() {
    // The keys are read first, then the incident, then its change is committed.
    for call in 0..3 {
        let world = World::new().await;
        world.fakes.fail_call(call, Fault::Before);
        let answer = world.post(&link_of("ana"), "").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers[header::RETRY_AFTER], "5");
        assert!(answer.html.contains("callout ack NUMBER"));
        assert_eq!(world.post(&link_of("ana"), "").await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn an_answer_lost_on_the_way_is_found_by_the_next_click() {
    let world = World::new().await;
    world.fakes.fail_call(2, Fault::After);
    assert_eq!(world.post(&link_of("ana"), "").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(world.post(&link_of("ana"), "").await.html.contains("Acknowledged by you"));
    let stream = world.fakes.take_stream();
    let acknowledged = stream.iter().filter(|record| matches!(record.event, Event::Acknowledged { .. }));
    assert_eq!(acknowledged.count(), 1);
}

#[tokio::test]
async fn the_button_is_there_when_settings_and_timeline_cannot_be_read() {
    for call in [2, 3] {
        let world = World::new().await;
        world.fakes.fail_call(call, Fault::Before);
        let page = world.get(&link_of("ana")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.html.contains("<button"));
    }
}

/// It stood in for somebody whom the settings lost; nobody of its name was paged.
#[tokio::test]
async fn the_fallback_contact_can_acknowledge_what_it_was_sent_in_place_of_another() {
    let world = World::new().await;
    assert!(world.get(&link_of("fallback")).await.html.contains("<button"));
    world.post(&link_of("fallback"), "").await;
    assert_eq!(world.incident().acknowledger(), Some("fallback".into()));
    assert_eq!(world.get(&link_of("eve")).await.status, StatusCode::NOT_FOUND);
}

/// Sends a form of the page as it was at a version.
async fn submit(world: &Arc<World>, who: &str, form: &str, seen: u64) -> Answer {
    world.post(&link_of(who), &format!("{form}&seen={seen}")).await
}

#[tokio::test]
async fn the_link_does_for_its_incident_what_the_person_may_do() {
    let world = World::new().await;
    let seen = world.incident().version;
    for form in [
        "do=note&text=looking",
        "do=ask&who=ben",
        "do=snooze&minutes=240",
        "do=resolve&text=It+was+the+cache.",
    ] {
        let done = submit(&world, "ana", form, seen).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{form}: {}", done.html);
        assert_eq!(done.location().ends_with("#timeline"), form.starts_with("do=note"), "{form}");
    }
    let stream = world.fakes.take_stream();
    let by_ana = stream.iter().filter(|record| record.actor == Actor::responder(&"ana".into()));
    let names: Vec<&str> = by_ana.map(|record| record.event.name()).collect();
    assert_eq!(names, ["note_added", "responder_added", "snoozed", "note_added", "resolved"]);
    assert!(world.get(&link_of("ana")).await.html.contains("It was the cache."));
}

#[tokio::test]
async fn what_a_link_does_not_allow_is_refused() {
    let world = World::new().await;
    let before = world.incident();
    let published = "do=publish_update&phase=identified&impact=minor&text=x&sure=1";
    for form in
        [published, "do=snooze&minutes=241", "do=snooze&minutes=0", "do=snooze", "do=merge", "do=note&seen=x"]
    {
        assert_eq!(submit(&world, "ana", form, 2).await.status, StatusCode::BAD_REQUEST, "{form}");
    }
    let page = world.get(&link_of("ana")).await.html;
    assert!(!page.contains("Text for customers") && !page.contains("1 day"), "{page}");
    assert_eq!(world.incident(), before);
}

#[tokio::test]
async fn whoever_cannot_take_it_hears_no_more_and_the_next_level_is_paged() {
    let world = World::new().await;
    let page = world.get(&link_of("ana")).await.html;
    assert!(page.contains("I can't take this") || page.contains("I can&#39;t take this"), "{page}");
    assert!(page.contains("You hear no more of it. This pages Ben Okafor now."), "{page}");
    for _ in 0..2 {
        assert_eq!(submit(&world, "ana", "do=decline", 2).await.status, StatusCode::SEE_OTHER);
    }
    let incident = world.incident();
    let asked: Vec<&str> = incident.engagements.iter().map(|it| it.responder.as_str()).collect();
    assert_eq!((asked, incident.status), (vec!["ben"], Status::Triggered));
    let page = world.get(&link_of("ana")).await.html;
    assert!(!page.contains("t take this") && page.contains("ana cannot take it"), "{page}");
}

#[tokio::test]
async fn once_somebody_has_it_there_is_nothing_to_decline_and_nothing_to_undo_unseen() {
    let world = World::new().await;
    world.fakes.clock.advance(SignedDuration::from_mins(2));
    world.does(Command::Acknowledge { via: Via::Link }, Actor::responder(&"ben".into())).await;
    let before = world.incident();
    for form in [
        "do=decline",
        "do=escalate",
        "do=reassign&who=ana",
        "do=snooze&minutes=30",
        "do=resolve&text=my+words",
    ] {
        let answer = submit(&world, "ana", form, 2).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{form}");
        assert!(
            answer.html.contains("Ben Okafor acknowledged it at 22 Nov 2026, 03:02 UTC"),
            "{form}: {}",
            answer.html
        );
        assert_eq!(answer.html.contains("my words"), form.contains("my+words"), "{form}");
    }
    assert_eq!(world.incident(), before);
    assert!(!world.get(&link_of("ana")).await.html.contains("t take this"));
}

#[tokio::test]
async fn whoever_left_the_settings_answers_the_page_and_does_nothing_else() {
    let world = World::new().await;
    let mut left = settings();
    left.responders.remove(&"ana".into());
    world.fakes.set_settings(left);
    let page = world.get(&link_of("ana")).await.html;
    assert!(page.contains("class=\"big\"") && !page.contains("Reassign"), "{page}");
    let before = world.incident();
    for form in ["do=resolve", "do=reassign&who=ben", "do=note&text=x", "do=decline"] {
        assert_eq!(submit(&world, "ana", form, 2).await.status, StatusCode::NOT_FOUND, "{form}");
    }
    assert_eq!(world.incident(), before);
    assert_eq!(world.post(&link_of("ana"), "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident().acknowledger(), Some("ana".into()));
}

#[tokio::test]
async fn what_ended_within_the_hour_is_reopened_by_the_link() {
    let (world, link) = (World::new().await, link_of("ana"));
    assert!(!world.get(&link).await.html.contains("Reopen it"));
    world.does(Command::Resolve { via: Via::Link, note: None }, ben()).await;
    let page = world.get(&link).await.html;
    assert!(page.contains("Reopen it") && world.incident().status == Status::Resolved, "{page}");
    let form = format!("do=reopen&seen={}", world.incident().version);
    for _ in 0..2 {
        assert_eq!(world.post(&link, &form).await.status, StatusCode::SEE_OTHER);
    }
    let reopened = world.incident();
    assert_eq!((reopened.status, reopened.acknowledger()), (Status::Acknowledged, Some("ana".into())));
    world.does(Command::Resolve { via: Via::Link, note: None }, ben()).await;
    world.fakes.clock.advance(SignedDuration::from_mins(61));
    assert!(!world.get(&link).await.html.contains("Reopen it"));
    let late = world.post(&link, &format!("do=reopen&seen={}", world.incident().version)).await;
    assert!(
        late.status == StatusCode::CONFLICT && late.html.contains("declare a new incident"),
        "{}",
        late.html
    );
}

#[tokio::test]
async fn the_link_takes_over_what_somebody_else_has() {
    let world = World::new().await;
    world.does(Command::Acknowledge { via: Via::Link }, ben()).await;
    let page = world.get(&link_of("ana")).await.html;
    assert!(page.contains("Take it over from Ben Okafor"), "{page}");
    let seen = world.incident().version;
    let answer = world.post(&link_of("ana"), &format!("do=take_over&seen={seen}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
    assert_eq!(world.incident().acknowledgement.unwrap().by, Actor::responder(&"ana".into()));
}

#[tokio::test]
async fn whoever_declined_reads_who_is_paged_instead_of_one_large_button() {
    let world = World::new().await;
    let seen = world.incident().version;
    let answer = world.post(&link_of("ana"), &format!("do=decline&seen={seen}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
    let page = world.get(&link_of("ana")).await.html;
    assert!(page.contains("You declined; Ben Okafor is paged."), "{page}");
    assert!(page.contains("Acknowledge it after all") && !page.contains("class=\"big\""), "{page}");
    assert!(!world.get(&link_of("ben")).await.html.contains("You declined"));
    world.does(Command::Acknowledge { via: Via::Link }, ben()).await;
    assert!(!world.get(&link_of("ana")).await.html.contains("You declined"), "somebody has it");
}
