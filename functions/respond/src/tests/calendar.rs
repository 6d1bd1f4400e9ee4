//! Calendars that programs subscribe to.

use super::world::{World, keys};
use axum::http::StatusCode;
use callout_domain::link::{Calendar, calendar_path};
use callout_ports::Clock as _;

fn path(world: &World, calendar: Calendar<'_>) -> String {
    format!("/{}", calendar_path(&keys(), calendar, world.now()))
}

#[tokio::test]
async fn a_person_and_a_schedule_have_calendars() {
    let world = World::new().await;
    let mine = world.get(&path(&world, Calendar::Responder(&"ana".into()))).await;
    assert_eq!(mine.status, StatusCode::OK);
    assert!(mine.html.starts_with("BEGIN:VCALENDAR\r\n"), "{}", mine.html);
    let all = path(&world, Calendar::Schedule(&"payments".into(), &"ana".into()));
    assert_eq!(world.get(&all).await.status, StatusCode::OK);
    assert_eq!(world.post(&all, "").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_calendar_opens_nothing_else_and_nothing_else_opens_it() {
    let world = World::new().await;
    let mine = path(&world, Calendar::Responder(&"ana".into()));
    let token = mine.trim_start_matches("/cal/").trim_end_matches(".ics");
    for other in [format!("/c/{token}"), format!("/a/{token}"), format!("/cal/{token}")] {
        assert_eq!(world.get(&other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
    // The mark of a person is not that of a schedule, even of the same name.
    let crossed = path(&world, Calendar::Schedule(&"ana".into(), &"ana".into()));
    assert_eq!(world.get(&crossed).await.status, StatusCode::NOT_FOUND);
    let console = callout_domain::link::console_path(&keys(), &"ana".into(), world.now());
    let console = console.trim_start_matches("c/");
    assert_eq!(world.get(&format!("/cal/{console}.ics")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_schedules_calendar_ends_when_its_holder_leaves() {
    let world = World::new().await;
    let of_somebody_who_left = path(&world, Calendar::Schedule(&"payments".into(), &"zed".into()));
    assert_eq!(world.get(&of_somebody_who_left).await.status, StatusCode::NOT_FOUND);
}
