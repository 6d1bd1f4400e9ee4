//! Teams: a filter of the list, and who belongs where.

use super::world::{World, settings};
use callout_domain::severity::Severity;
use serde_json::json;
use std::sync::Arc;

/// Ana and Ben answer for payments, Cho for search; one incident of each.
async fn world() -> Arc<World> {
    let (world, mut all) = (World::quiet(), settings());
    all.teams = serde_json::from_value(json!({
        "pay": { "title": "Money", "members": ["ana", "ben"], "services": ["payments"] },
        "find": { "members": ["cho"], "services": ["search"] } }))
    .unwrap();
    world.fakes.set_settings(all);
    world.opens_as("payments-5xx", "payments", Severity::Sev2).await;
    world.opens_as("search-slow", "search", Severity::Sev3).await;
    world
}

/// The incidents that somebody sees at an address.
async fn seen(world: &Arc<World>, who: &str, address: &str) -> Vec<u64> {
    let html = world.browser(who).await.get(address).await.html;
    (1..=2).filter(|number| html.contains(&format!("href=\"incidents/{number}\" data-row"))).collect()
}

#[tokio::test]
async fn the_list_is_of_a_team_or_of_mine() {
    let world = world().await;
    assert_eq!(seen(&world, "ana", "/incidents").await, [1, 2]);
    assert_eq!(seen(&world, "ana", "/incidents?team=mine").await, [1]);
    assert_eq!(seen(&world, "cho", "/incidents?team=mine").await, [2]);
    assert_eq!(seen(&world, "cho", "/incidents?team=pay").await, [1]);
    assert_eq!(seen(&world, "ana", "/incidents?team=nobody").await, [] as [u64; 0]);
    let html = world.browser("ana").await.get("/incidents?team=mine").await.html;
    assert!(html.contains("<option value=\"mine\" selected>My team</option>"), "{html}");
    assert!(html.contains("<option value=\"pay\">Money</option>"), "{html}");
}

#[tokio::test]
async fn without_teams_nothing_is_offered() {
    let world = World::new().await;
    let html = world.browser("ana").await.get("/incidents").await.html;
    assert!(!html.contains("name=\"team\""), "{html}");
}

#[tokio::test]
async fn people_and_services_say_their_team_and_are_found_by_it() {
    let world = world().await;
    let browser = world.browser("ana").await;
    let people = browser.get("/people?q=money").await.html;
    assert!(people.contains("Ana Silva</a>") && people.contains("Team: Money"), "{people}");
    assert!(!people.contains("Cho Min</a>"), "{people}");
    let services = browser.get("/services?q=find").await.html;
    assert!(services.contains("Team: find") && !services.contains("Payments API"), "{services}");
}
