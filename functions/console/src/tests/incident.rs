//! One incident, and what several people do about it at once.

use super::world::{Answer, Browser, World, ana, ben, settings};
use axum::http::StatusCode;
use callout_domain::incident::{Actor, Command, Event, Impact, Phase, Status, UpdateRecord, Via};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use serde_json::json;
use std::sync::Arc;

pub(super) const PAGE: &str = "/incidents/1";

/// Sends a form of the page as it was at a version.
pub(super) async fn submit(browser: &Browser, form: &str, seen: u64) -> Answer {
    browser.submit(PAGE, &format!("{form}&seen={seen}")).await
}

fn events(world: &Arc<World>, name: &str) -> usize {
    world.fakes.take_stream().iter().filter(|record| record.event.name() == name).count()
}

#[tokio::test]
async fn an_incident_is_put_off_shared_and_handed_over_once_each() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let page = browser.get(PAGE).await;
    assert!(page.html.contains("Ben Okafor") && page.html.contains("Reassign"), "{}", page.html);
    let seen = world.incident(1).version;
    for action in ["do=ask&who=ben", "do=snooze&minutes=60", "do=reassign&who=ben"] {
        for _ in 0..2 {
            let done = submit(&browser, action, seen).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{action}: {}", done.html);
        }
    }
    let stream = world.fakes.take_stream();
    let names: Vec<&str> = stream.iter().map(|record| record.event.name()).collect();
    let times = |wanted: &str| names.iter().filter(|name| **name == wanted).count();
    // Ana's level, and Ben once.
    assert_eq!((times("responder_added"), times("snoozed"), times("paged")), (1, 1, 2), "{names:?}");
    assert_eq!(world.incident(1).status, Status::Triggered, "it is Ben's now, if he takes it");
    assert_eq!(submit(&browser, "do=reassign&who=nobody", seen).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn every_action_is_recorded_in_the_name_of_whoever_is_signed_in() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    for action in ["do=acknowledge", "do=note&text=looking", "do=escalate", "do=resolve"] {
        let done = submit(&browser, action, seen).await;
        // Whoever notes something stays where it is shown.
        let part = if action.starts_with("do=note") { "1#timeline" } else { "1" };
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, part), "{action}: {}", done.html);
    }
    assert_eq!(world.incident(1).status, Status::Resolved);
    let stream = world.fakes.take_stream();
    let names: Vec<&str> =
        stream.iter().filter(|record| record.actor == ana()).map(|record| record.event.name()).collect();
    assert_eq!(names, ["acknowledged", "note_added", "paged", "resolved"]);
}

#[tokio::test]
async fn what_ended_it_is_kept_as_a_note() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    submit(&browser, "do=resolve&text=The+cache+was+cold.", 2).await;
    assert_eq!(world.incident(1).status, Status::Resolved);
    let page = browser.get(PAGE).await.html;
    assert!(page.contains("The cache was cold."), "{page}");
}

#[tokio::test]
async fn what_somebody_else_has_is_taken_over_without_a_page() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    assert!(!browser.get(PAGE).await.html.contains("Take it over"), "nobody has it");
    world.does(1, Command::Acknowledge { via: Via::Link }, ben()).await;
    let page = browser.get(PAGE).await.html;
    assert!(page.contains("Take it over from Ben Okafor"), "{page}");
    let seen = world.incident(1).version;
    assert_eq!(submit(&browser, "do=take_over", seen).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident(1).acknowledgement.unwrap().by, Actor::responder(&"ana".into()));
    assert_eq!(events(&world, "paged"), 1, "nobody is paged for it");
    let page = browser.get(PAGE).await.html;
    assert!(page.contains("Acknowledged by you") && !page.contains("Take it over"), "{page}");
    let looked_before = submit(&world.browser("cho").await, "do=take_over", seen).await;
    assert_eq!(looked_before.status, StatusCode::CONFLICT);
    assert!(looked_before.html.contains("Ana Silva took it over"), "{}", looked_before.html);
}

#[tokio::test]
async fn an_operator_is_named_as_such() {
    let world = World::new().await;
    let browser = world.browser("console").await;
    submit(&browser, "do=acknowledge", 2).await;
    assert_eq!(world.incident(1).acknowledgement.unwrap().by, Actor::operator("console"));
    assert!(browser.get(PAGE).await.html.contains("Acknowledged by you"));
}

#[tokio::test]
async fn a_form_sent_twice_works_once() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    let published = "do=publish_update&phase=identified&impact=minor&text=Found+it&sure=1";
    for action in ["do=escalate", "do=note&text=looking", published] {
        for _ in 0..2 {
            assert_eq!(submit(&browser, action, seen).await.status, StatusCode::SEE_OTHER);
        }
    }
    let stream = world.fakes.take_stream();
    let times = |name: &str| stream.iter().filter(|record| record.event.name() == name).count();
    assert_eq!((times("paged"), times("note_added"), times("status_updated")), (2, 1, 1));
}

#[tokio::test]
async fn two_who_page_the_next_level_from_the_same_page_page_one_level() {
    let world = World::new().await;
    let (ana, ben) = (world.browser("ana").await, world.browser("ben").await);
    for browser in [&ana, &ben] {
        assert_eq!(submit(browser, "do=escalate", 2).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(events(&world, "paged"), 2, "the first level and one more");
}

/// Every action that undoes what Ben did, from a page that Ana opened before.
async fn check_overtaken(command: Command, did: &str, forms: &[&str]) {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    world.later(3);
    world.does(1, command, ben()).await;
    let before = world.incident(1);
    for form in forms {
        let answer = submit(&browser, form, 2).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{form} after {did}: {}", answer.html);
        let why = format!("Ben Okafor {did} at 22 Nov 2026, 03:03 UTC");
        assert!(answer.html.contains(&why), "{form}: {}", answer.html);
        assert!(!answer.html.contains("data-live"), "what it says stays to be read");
        assert_eq!(world.incident(1), before, "{form}");
    }
}

#[tokio::test]
async fn an_action_from_a_page_of_before_undoes_nothing_unseen() {
    let acknowledged = Command::Acknowledge { via: Via::Link };
    let moves_on = ["do=escalate", "do=reassign&who=ana", "do=snooze&minutes=30", "do=resolve"];
    check_overtaken(acknowledged, "acknowledged it", &[&moves_on[..], &["do=acknowledge"]].concat()).await;
    let until = "2026-11-22T05:00:00Z".parse().unwrap();
    check_overtaken(Command::Snooze { until }, "acknowledged and snoozed it", &moves_on).await;
    check_overtaken(Command::Reassign { to: vec!["cho".into()] }, "reassigned it", &moves_on).await;
    let others = ["do=ask&who=cho", "do=publish_update&phase=identified&impact=minor&text=x&sure=1"];
    check_overtaken(
        Command::Resolve { via: Via::Link, note: None },
        "resolved it",
        &[&moves_on[..], &others].concat(),
    )
    .await;
}

#[tokio::test]
async fn whoever_has_read_that_may_do_it_all_the_same() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    world.does(1, Command::Acknowledge { via: Via::Link }, ben()).await;
    let answer = submit(&browser, "do=reassign&who=cho", 2).await;
    assert_eq!(browser.post(PAGE, &again(&answer.html)).await.status, StatusCode::SEE_OTHER);
    assert!(world.incident(1).paged.iter().any(|name| name.as_str() == "cho"));
}

#[tokio::test]
async fn an_acknowledgement_that_ended_is_given_again_from_a_page_of_before() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    for _ in 0..2 {
        let pressed = submit(&browser, "do=acknowledge", seen).await;
        assert_eq!(pressed.status, StatusCode::SEE_OTHER, "twice is once");
    }
    world.does(1, Command::Escalate, ben()).await;
    assert_eq!(world.incident(1).status, Status::Triggered);
    assert_eq!(submit(&browser, "do=acknowledge", seen).await.status, StatusCode::SEE_OTHER);
    let incident = world.incident(1);
    assert_eq!((incident.status, incident.acknowledgement.unwrap().by), (Status::Acknowledged, ana()));
}

#[tokio::test]
async fn a_helper_who_presses_twice_is_not_told_that_nothing_changed() {
    let world = World::new().await;
    world.does(1, Command::Acknowledge { via: Via::Link }, ben()).await;
    world.does(1, Command::AddResponder { who: "ana".into() }, ben()).await;
    let (browser, seen) = (world.browser("ana").await, world.incident(1).version);
    for _ in 0..2 {
        assert_eq!(submit(&browser, "do=acknowledge", seen).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(world.incident(1).acknowledgement.unwrap().by, ben(), "ben keeps it");
    world.later(1);
    world.does(1, Command::Escalate, ben()).await;
    world.does(1, Command::Acknowledge { via: Via::Link }, ben()).await;
    let late = submit(&browser, "do=acknowledge", seen).await;
    assert!(
        late.status == StatusCode::CONFLICT && late.html.contains("Ben Okafor acknowledged it"),
        "{}",
        late.html
    );
}

#[tokio::test]
async fn what_was_done_and_then_undone_by_another_is_not_done() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    for who in ["cho", "ben"] {
        world.does(1, Command::Reassign { to: vec![who.into()] }, ben()).await;
    }
    let answer = submit(&browser, "do=reassign&who=cho", 2).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.html);
}

#[tokio::test]
async fn words_come_along_when_it_is_done_all_the_same() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    world.does(1, Command::Acknowledge { via: Via::Link }, ben()).await;
    let answer = submit(&browser, "do=resolve&text=It+was+the+cache.", 2).await;
    assert_eq!(browser.post(PAGE, &again(&answer.html)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident(1).status, Status::Resolved);
    assert!(browser.get(PAGE).await.html.contains("It was the cache."));
}

#[tokio::test]
async fn the_button_that_does_it_all_the_same_says_what() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    world.does(1, Command::Acknowledge { via: Via::Link }, ben()).await;
    for (form, words) in [
        ("do=resolve", "Resolve it"),
        ("do=escalate", "Page the next level"),
        ("do=snooze&minutes=240", "Snooze it for 4 hours"),
        ("do=reassign&who=cho", "Reassign it to Cho Min"),
    ] {
        let answer = submit(&browser, form, seen).await;
        assert!(answer.html.contains(&format!(">{words} all the same</button>")), "{}", answer.html);
    }
}

/// The form that asks for the same once more.
pub(super) fn again(html: &str) -> String {
    let form = html.split("<form method=\"post\">").find(|form| form.contains("all the same")).unwrap();
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1).map(|field| {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        format!("{name}={}", rest.split('"').next().unwrap().replace(' ', "+"))
    });
    fields.collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn what_somebody_does_between_reading_and_writing_counts_too() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    world.rival(1, Command::Acknowledge { via: Via::Link }, ben());
    let answer = submit(&browser, "do=reassign&who=cho", 2).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(world.incident(1).acknowledgement.unwrap().by, ben());
}

#[tokio::test]
async fn a_refusal_says_why_and_keeps_what_was_typed() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    world.does(1, Command::Resolve { via: Via::Link, note: None }, ben()).await;
    let answer =
        submit(&browser, "do=publish_update&phase=monitoring&impact=major&sure=1&text=A+fix+is+out.", 2)
            .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("A fix is out."), "{}", answer.html);
    let empty = submit(&browser, "do=note&text=+", 3).await;
    assert!(empty.html.contains("the text is empty."), "{}", empty.html);
}

#[tokio::test]
async fn customers_read_the_text_of_the_form() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let text = "A+fix+is+out.%0D%0AWe+watch+it.";
    submit(&browser, &format!("do=publish_update&phase=monitoring&impact=major&sure=1&text={text}"), 2).await;
    let record = world.fakes.take_stream().pop().unwrap();
    let Event::StatusUpdated(UpdateRecord { phase, text, impact, components, .. }) = record.event else {
        panic!("{record:?}")
    };
    assert_eq!((phase, impact, components), (Phase::Monitoring, Impact::Major, vec!["checkout".into()]));
    assert_eq!(text, "A fix is out.\nWe watch it.");
}

#[tokio::test]
async fn a_form_that_makes_no_sense_is_refused() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let before = world.incident(1);
    let unsure = "do=publish_update&phase=identified&impact=minor&text=hi&seen=2";
    for form in [
        "x=1",
        "do=acknowledge",
        "do=explode&seen=1",
        "do=publish_update&seen=1&text=hi",
        unsure,
        "seen=x&do=note",
    ] {
        assert_eq!(browser.submit(PAGE, form).await.status, StatusCode::BAD_REQUEST, "{form}");
    }
    assert_eq!(world.incident(1), before);
}

#[tokio::test]
async fn without_a_status_page_there_is_nothing_to_publish() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    assert!(browser.get(PAGE).await.html.contains("Text for customers"));
    world.fakes.set_settings(Settings { status_page: None, ..settings() });
    assert!(!browser.get(PAGE).await.html.contains("Text for customers"));
}

#[tokio::test]
async fn the_page_says_whom_the_next_level_pages() {
    let world = World::new().await;
    let page = world.browser("ana").await.get(PAGE).await.html;
    assert!(page.contains("This pages Ben Okafor now."), "{page}");
    world.does(1, Command::Acknowledge { via: Via::Link }, ana()).await;
    let of = async |who: &str| world.browser(who).await.get(PAGE).await.html;
    let (own, others) = (of("ana").await, of("ben").await);
    assert!(own.contains("This pages Ben Okafor now and takes it from you."), "{own}");
    assert!(others.contains("This pages Ben Okafor now and takes it from Ana Silva."), "{others}");
}

#[tokio::test]
async fn where_nobody_can_be_paged_the_reason_stands_in_place_of_the_button() {
    let world = World::quiet();
    let span = json!({ "services": ["payments"], "start": "2026-11-22T02:00", "end": "2026-11-22T06:00" });
    let mut all = settings();
    all.maintenance = serde_json::from_value(json!({ "deploy": span })).unwrap();
    world.opens_held("payments-5xx", all).await;
    let page = world.browser("ana").await.get(PAGE).await.html;
    assert!(page.contains("Not possible now: "), "{page}");
    assert!(!page.contains("value=\"escalate\""), "{page}");
}

#[tokio::test]
async fn what_pages_nobody_further_says_so() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let page = browser.get(PAGE).await.html;
    assert!(page.contains("Next page at") && !page.contains("Nobody further is paged"), "{page}");
    let mut low = world.incident(1);
    low.escalation.next_at = None;
    world.fakes.put_incident(low);
    let page = browser.get(PAGE).await.html;
    assert!(page.contains("Nobody further is paged for it: its urgency is low."), "{page}");
}

#[tokio::test]
async fn a_severity_is_changed_and_nobody_is_overtaken_by_it() {
    let world = World::new().await;
    let (ana, ben) = (world.browser("ana").await, world.browser("ben").await);
    let seen = world.incident(1).version;
    let form = |severity: &str| format!("do=severity&severity={severity}&seen={seen}");
    assert_eq!(ana.submit("/incidents/1", &form("SEV4")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.incident(1).severity, Severity::Sev4);
    let answer = ben.submit("/incidents/1", &form("SEV1")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("Ana Silva set it to SEV4"), "{}", answer.html);
    assert!(answer.html.contains("name=\"severity\" value=\"SEV1\""), "to do it all the same");
    assert_eq!(ana.submit("/incidents/1", &form("grave")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.incident(1).severity, Severity::Sev4);
}

#[tokio::test]
async fn what_ended_within_the_hour_is_reopened_by_a_button() {
    let world = World::new().await;
    let browser = world.browser("ben").await;
    assert!(!browser.get(PAGE).await.html.contains("Reopen it"));
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ana()).await;
    assert!(browser.get(PAGE).await.html.contains("Reopen it"));
    let seen = world.incident(1).version;
    for _ in 0..2 {
        assert_eq!(submit(&browser, "do=reopen", seen).await.status, StatusCode::SEE_OTHER);
    }
    let incident = world.incident(1);
    assert_eq!((incident.status, incident.version), (Status::Acknowledged, seen + 1), "once");
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ben()).await;
    world.later(61);
    assert!(!browser.get(PAGE).await.html.contains("Reopen it"));
    let answer = submit(&browser, "do=reopen", world.incident(1).version).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("declare a new incident"), "{}", answer.html);
}
