//! By which clock a page's times are shown.

use super::world::{World, link_of, settings};
use axum::http::{StatusCode, header};
use callout_domain::settings::Settings;

fn with_zone(zone: &str) -> Settings {
    let mut settings = settings();
    settings.responders.get_mut(&"ana".into()).unwrap().zone = Some(zone.to_owned());
    settings
}

#[tokio::test]
async fn times_are_by_the_clock_of_whoever_was_paged_with_utc_beside() {
    let world = World::new().await;
    world.fakes.set_settings(with_zone("Africa/Lagos"));
    let page = world.get(&link_of("ana")).await.html;
    let time = "<time datetime=\"2026-11-22T03:00:00Z\">22 Nov 2026, 04:00 WAT (03:00 UTC)</time>";
    assert!(page.contains(time), "{page}");
}

#[tokio::test]
async fn without_settings_that_can_be_read_times_are_in_utc() {
    let world = World::new().await;
    world.fakes.break_settings();
    let page = world.get(&link_of("ana")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.html.contains("22 Nov 2026, 03:00 UTC</time>") && page.html.contains("Acknowledge"),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn the_only_scripts_are_files_that_show_times_and_look_again() {
    let world = World::new().await;
    let page = world.get(&link_of("ana")).await;
    assert_eq!(page.html.matches("<script").count(), 2, "{}", page.html);
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.contains("script-src 'self'; ") && !policy.contains("connect-src"),
        "it may ask nobody: {policy}"
    );
    for name in ["times", "again"] {
        assert!(
            page.html.contains(&format!("<script src=\"../{name}.js\" defer></script>")),
            "{}",
            page.html
        );
        let script = world.get(&format!("/{name}.js")).await;
        assert_eq!(script.headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert!(!script.html.contains("fetch"), "{}", script.html);
    }
}
