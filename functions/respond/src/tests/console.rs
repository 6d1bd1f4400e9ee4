//! The console.

use super::world::{Answer, World, id, keys, settings};
use axum::http::StatusCode;
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Actor, Command, Event, Impact, Incident, Phase, Status, Via};
use callout_domain::link::console_path;
use callout_domain::settings::Settings;
use callout_ports::Clock as _;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

fn home(world: &World, who: &str) -> String {
    format!("/{}", console_path(&keys(), &ResponderName::from(who), world.now()))
}

async fn submit(world: &Arc<World>, form: &str) -> Answer {
    world.post(&format!("{}/i/{}", home(world, "ana"), id()), form).await
}

#[tokio::test]
async fn the_list_shows_what_is_open_and_leads_to_it() {
    let world = World::new().await;
    let list = world.get(&home(&world, "ana")).await;
    assert!(list.html.contains("One open incident"), "{}", list.html);
    assert!(list.html.contains(&format!(
        "href=\"{}/i/{}\"",
        home(&world, "ana").trim_start_matches("/c/"),
        id()
    )));
    world.does(Command::Resolve { via: Via::Console }, Actor::responder(&"ben".into())).await;
    assert!(world.get(&home(&world, "ana")).await.html.contains("No open incidents"));
}

/// More than a page holds, so that no storm takes the console away.
#[tokio::test]
async fn a_long_list_has_pages() {
    let world = World::new().await;
    world.does(Command::Resolve { via: Via::Console }, Actor::responder(&"ben".into())).await;
    for nth in 0..200_u64 {
        let mut incident = world.incident();
        incident.id = IncidentId::from_bytes(nth.to_be_bytes());
        incident.number = nth + 2;
        incident.opened_at = world.now() + SignedDuration::from_secs(i64::try_from(nth).unwrap() + 1);
        world.fakes.put_incident(incident);
    }
    let first = world.get(&home(&world, "ana")).await.html;
    assert_eq!(first.matches("/i/inc_").count(), 200, "{first}");
    assert!(first.contains("1 older incident is not shown."), "{first}");
    let at = first.find("/before/").unwrap();
    let older = first[at..].split('"').next().unwrap();
    let second = world.get(&format!("{}{older}", home(&world, "ana"))).await.html;
    assert_eq!(second.matches("/i/inc_").count(), 1);
    let link = format!("href=\"../..{}/i/{}\"", home(&world, "ana").trim_start_matches("/c"), id());
    assert!(second.contains(&link) && !second.contains("/before/"), "{second}");
    assert_eq!(
        world.get(&format!("{}/before/soon", home(&world, "ana"))).await.status,
        StatusCode::NOT_FOUND
    );
}

/// The incidents on all pages of the list, in the order of the pages.
async fn listed(world: &Arc<World>) -> Vec<String> {
    let (mut path, mut found) = (home(world, "ana"), Vec::new());
    loop {
        let page = world.get(&path).await.html;
        let links = page.split("/i/inc_").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        found.extend(links);
        let Some(at) = page.find("/before/") else { return found };
        path = format!("{}{}", home(world, "ana"), page[at..].split('"').next().unwrap());
    }
}

#[tokio::test]
async fn what_opened_at_one_instant_is_on_one_page_or_the_next_and_never_on_none() {
    let cases = [(198_u64, 5_u64), (0, 205), (3, 420)];
    for (later, at_once, is_open) in cases.iter().flat_map(|(a, b)| [(*a, *b, true), (*a, *b, false)]) {
        let world = World::new().await;
        if !is_open {
            world.does(Command::Resolve { via: Via::Console }, Actor::responder(&"ben".into())).await;
        }
        for nth in 0..later + at_once {
            let mut incident = world.incident();
            incident.id = IncidentId::from_bytes(nth.to_be_bytes());
            incident.number = nth + 2;
            let seconds = 1 + nth.saturating_sub(at_once - 1);
            incident.opened_at = world.now() + SignedDuration::from_secs(i64::try_from(seconds).unwrap());
            world.fakes.put_incident(incident);
        }
        let mut found = listed(&world).await;
        assert_eq!(found.len() as u64, later + at_once + 1, "{later} and {at_once}");
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len() as u64, later + at_once + 1, "none twice");
    }
}

/// An incident like another one, opened at a time.
fn another(like: &Incident, number: u64, opened_at: Timestamp, is_open: bool) -> Incident {
    let mut incident = like.clone();
    incident.id = IncidentId::from_bytes(number.to_be_bytes());
    incident.number = number;
    incident.opened_at = opened_at;
    if !is_open {
        (incident.status, incident.resolved_at) = (Status::Resolved, Some(incident.opened_at));
    }
    incident
}

#[tokio::test]
async fn what_is_open_for_six_weeks_comes_first_with_its_age() {
    let world = World::new().await;
    world.fakes.clock.advance(SignedDuration::from_hours(45 * 24));
    world.fakes.put_incident(another(
        &world.incident(),
        2,
        world.now() - SignedDuration::from_hours(1),
        false,
    ));
    let list = world.get(&home(&world, "ana")).await.html;
    assert!(list.contains("One open incident") && list.contains("45 days ago"), "{list}");
    let (old, over) = (list.find("payments-5xx").unwrap(), list.find("class=\"is-over\"").unwrap());
    assert!(old < over, "{list}");
    assert!(!list.contains("not shown") && !list.contains("/before/"), "{list}");
    assert!(world.get(&home(&world, "ana")).await.html.contains(id().as_str()));
}

#[tokio::test]
async fn of_six_thousand_all_that_are_open_are_shown_and_the_rest_is_counted() {
    let world = World::new().await;
    let first = world.incident();
    for nth in 1..6_000_u64 {
        let age = SignedDuration::from_secs(i64::try_from(nth).unwrap() * 417);
        let mut incident = another(&first, nth + 1, world.now() - age, nth.is_multiple_of(150));
        incident.title = format!("{nth}: {}", "an alarm that says more than anybody reads ".repeat(10))
            .chars()
            .take(400)
            .collect();
        world.fakes.put_incident(incident);
    }
    let list = world.get(&home(&world, "ana")).await.html;
    assert!(list.contains("40 open incidents"), "{}", &list[..2_000]);
    assert!(list.len() <= 1_000_000, "{} bytes", list.len());
    let open = list.matches("<tr>\n<td>").count();
    assert_eq!(open, 40, "all that are open");
    let shown = list.matches("/i/inc_").count();
    assert!(shown >= 200, "{shown}");
    assert!(list.contains(&format!("{} older incidents are not shown.", 6_000 - shown)), "{shown} shown");
    // Whoever follows "Older ones" sees every one.
    let mut page = list;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    loop {
        seen.extend(page.split("/i/").skip(1).map(|rest| rest[..20].to_owned()));
        let Some(at) = page.find("/before/") else { break };
        let older = page[at..].split('"').next().unwrap().to_owned();
        page = world.get(&format!("{}{older}", home(&world, "ana"))).await.html;
    }
    assert_eq!(seen.len(), 6_000);
}

#[tokio::test]
async fn looking_changes_nothing() {
    let world = World::new().await;
    let before = world.incident();
    for path in [home(&world, "ana"), format!("{}/i/{}", home(&world, "console"), id())] {
        assert_eq!(world.get(&path).await.status, StatusCode::OK);
    }
    assert_eq!(world.incident(), before);
}

#[tokio::test]
async fn an_incident_is_put_off_shared_and_handed_over_once_each() {
    let world = World::new().await;
    let page = world.get(&format!("{}/i/{}", home(&world, "ana"), id())).await;
    assert!(page.html.contains("Ben Okafor") && page.html.contains("Reassign"), "{}", page.html);
    let seen = world.incident().version;
    for action in ["do=ask&who=ben", "do=snooze&minutes=60", "do=reassign&who=ben"] {
        for _ in 0..2 {
            let done = submit(&world, &format!("{action}&seen={seen}")).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{action}: {}", done.html);
        }
    }
    let stream = world.fakes.take_stream();
    let names: Vec<&str> = stream.iter().map(|record| record.event.name()).collect();
    assert_eq!(
        names.iter().filter(|name| ["responder_added", "snoozed"].contains(name)).count(),
        2,
        "{names:?}"
    );
    assert_eq!(world.incident().status, Status::Triggered, "it is Ben's now, if he takes it");
    assert_eq!(
        submit(&world, &format!("do=reassign&who=nobody&seen={seen}")).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn every_deed_is_done_once_by_whoever_holds_the_link() {
    let world = World::new().await;
    let seen = world.incident().version;
    for action in ["do=acknowledge", "do=note&text=looking", "do=escalate", "do=resolve"] {
        let done = submit(&world, &format!("{action}&seen={seen}")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{action}: {}", done.html);
        assert_eq!(done.location(), id().as_str(), "relative, so that a path before ours stays");
    }
    assert_eq!(world.incident().status, Status::Resolved);
    let stream = world.fakes.take_stream();
    let by_ana = stream.iter().filter(|record| record.actor == Actor::responder(&"ana".into()));
    let names: Vec<&str> = by_ana.map(|record| record.event.name()).collect();
    assert_eq!(names, ["acknowledged", "note_added", "resolved"]);
}

#[tokio::test]
async fn an_operator_is_named_as_such() {
    let world = World::new().await;
    let path = format!("{}/i/{}", home(&world, "console"), id());
    world.post(&path, "do=acknowledge&seen=2").await;
    let acknowledgement = world.incident().acknowledgement.unwrap();
    assert_eq!(acknowledgement.by, Actor::operator("console"));
    assert!(world.get(&path).await.html.contains("Acknowledged by you"));
}

#[tokio::test]
async fn a_form_sent_twice_works_once() {
    let world = World::new().await;
    let seen = world.incident().version;
    for action in [
        "do=escalate",
        "do=note&text=looking",
        "do=publish_update&phase=identified&impact=minor&text=Found+it",
    ] {
        for _ in 0..2 {
            assert_eq!(submit(&world, &format!("{action}&seen={seen}")).await.status, StatusCode::SEE_OTHER);
        }
    }
    let stream = world.fakes.take_stream();
    let times = |name: &str| stream.iter().filter(|record| record.event.name() == name).count();
    assert_eq!((times("paged"), times("note_added"), times("status_updated")), (2, 1, 1));
}

#[tokio::test]
async fn customers_read_the_text_of_the_form() {
    let world = World::new().await;
    submit(
        &world,
        "do=publish_update&seen=2&phase=monitoring&impact=major&text=A+fix+is+out.%0D%0AWe+watch+it.",
    )
    .await;
    let record = world.fakes.take_stream().pop().unwrap();
    let Event::StatusUpdated { phase, text, impact, components, .. } = record.event else {
        panic!("{record:?}")
    };
    assert_eq!((phase, impact, components), (Phase::Monitoring, Impact::Major, vec!["checkout".into()]));
    assert_eq!(text, "A fix is out.\nWe watch it.");
}

#[tokio::test]
async fn a_refusal_says_why_beside_the_incident() {
    let world = World::new().await;
    world.does(Command::Acknowledge { via: Via::Link }, Actor::responder(&"ben".into())).await;
    for (form, why) in [
        ("do=acknowledge&seen=3", "Ben Okafor acknowledged it at 22 Nov 2026, 03:00 UTC."),
        ("do=note&text=+&seen=3", "the text is empty."),
    ] {
        let answer = submit(&world, form).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.html.contains(why), "{}", answer.html);
    }
}

#[tokio::test]
async fn a_form_that_is_not_ours_is_refused() {
    let world = World::new().await;
    let before = world.incident();
    for form in [
        "",
        "do=acknowledge",
        "do=explode&seen=1",
        "do=publish_update&seen=1&text=hi",
        "seen=x&do=note&text=hi",
    ] {
        assert_eq!(submit(&world, form).await.status, StatusCode::BAD_REQUEST, "{form}");
    }
    assert_eq!(world.incident(), before);
}

#[tokio::test]
async fn without_a_status_page_there_is_nothing_to_publish() {
    let world = World::new().await;
    let path = format!("{}/i/{}", home(&world, "ana"), id());
    assert!(world.get(&path).await.html.contains("Text for customers"));
    world.fakes.set_settings(Settings { status_page: None, ..settings() });
    assert!(!world.get(&path).await.html.contains("Text for customers"));
}
