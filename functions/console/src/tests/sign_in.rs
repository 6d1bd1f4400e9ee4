//! Signing in by mail, from the form to the cookie.

use super::world::{Answer, World, keys, settings};
use axum::http::{StatusCode, header};
use callout_domain::link::sign_in_path;
use callout_domain::settings::Settings;
use callout_domain::sign_in::MOST_A_MINUTE;
use callout_ports::Clock as _;
use std::sync::Arc;

/// The link that Ana is sent now.
fn link(world: &World) -> String {
    format!("/{}", sign_in_path(&keys(), &"ana".into(), world.fakes.now()))
}

async fn ask(world: &Arc<World>, address: &str) -> (StatusCode, String) {
    let answer = world.stranger().post("/sign-in", &format!("address={address}")).await;
    (answer.status, answer.html)
}

#[tokio::test]
async fn whoever_is_not_signed_in_finds_the_form_wherever_they_are() {
    let world = World::new().await;
    let refused = StatusCode::FORBIDDEN;
    for (path, action, status) in [
        ("/incidents", "sign-in", refused),
        ("/incidents/1", "../sign-in", refused),
        ("/sign-in", "sign-in", StatusCode::OK),
    ] {
        let answer = world.stranger().get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.html.contains(&format!("action=\"{action}\"")), "{path}: {}", answer.html);
    }
}

/// The cookie of an answer that a browser keeps or forgets.
fn cookie<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let all = answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    all.filter_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('=')).next()
}

#[tokio::test]
async fn whoever_signs_in_gets_to_the_page_that_they_wanted() {
    let world = World::new().await;
    let refused = world.stranger().get("/incidents/1?all=1").await;
    let page = cookie(&refused, "__Host-callout-page").unwrap();
    assert!(page.contains("; HttpOnly; SameSite=Lax; Secure"), "{page}");
    let page = page.split(';').next().unwrap();
    for (kept, leads) in [
        (page, "../incidents/1?all=1"),
        ("/evil.example", "../incidents"),
        ("..%2f../x", "../incidents"),
        ("https://evil.example/", "../incidents"),
    ] {
        let browser = world.with_cookie(format!("__Host-callout-page={kept}"));
        let signed_in = browser.post(&link(&world), "").await;
        assert_eq!((signed_in.status, signed_in.location()), (StatusCode::SEE_OTHER, leads), "{kept}");
        assert!(cookie(&signed_in, "__Host-callout").is_some(), "{kept}");
        let forgotten = cookie(&signed_in, "__Host-callout-page").unwrap();
        assert!(forgotten.starts_with("; Path=/; Max-Age=0"), "{forgotten}");
    }
}

#[tokio::test]
async fn only_what_was_refused_is_remembered() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    for answer in [
        browser.get("/incidents/1").await,
        world.stranger().get("/sign-in").await,
        world.stranger().post("/incidents/1", "action=acknowledge").await,
        world.stranger().get("/").await,
    ] {
        assert_eq!(cookie(&answer, "__Host-callout-page"), None);
    }
}

#[tokio::test]
async fn the_answer_is_the_same_for_everybody_and_no_address_is_kept() {
    let world = World::quiet();
    let known = ask(&world, "ana%40example.com").await;
    assert_eq!((known.0, &known), (StatusCode::OK, &ask(&world, "stranger%40example.com").await));
    assert!(known.1.contains("Look into your mail"), "{}", known.1);
    let requests = world.fakes.take_sign_in_requests();
    let text = serde_json::to_string(&requests).unwrap();
    assert!(requests.len() == 2 && !text.contains("example.com"), "{text}");
    assert_eq!(requests[0].marks, keys().address_marks("ana@example.com").collect::<Vec<_>>());
    assert_eq!(ask(&world, "no+mail+address").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn whoever_guesses_keeps_nobody_out_for_longer_than_a_minute() {
    let world = World::quiet();
    for _ in 0..MOST_A_MINUTE + 20 {
        assert_eq!(ask(&world, "guessed%40example.com").await.0, StatusCode::OK);
    }
    assert_eq!(world.fakes.take_sign_in_requests().len() as u64, MOST_A_MINUTE);
    world.later(1);
    assert_eq!(ask(&world, "ana%40example.com").await.0, StatusCode::OK);
    assert_eq!(world.fakes.take_sign_in_requests().len(), 1);
}

#[tokio::test]
async fn opening_the_link_changes_nothing_and_its_button_signs_in() {
    let world = World::new().await;
    let (browser, link) = (world.stranger(), link(&world));
    for _ in 0..2 {
        let shown = browser.get(&link).await;
        assert_eq!((shown.status, shown.headers.get(header::SET_COOKIE)), (StatusCode::OK, None));
        assert!(shown.html.contains("Sign in as Ana Silva"), "{}", shown.html);
    }
    let signed_in = browser.post(&link, "").await;
    assert_eq!((signed_in.status, signed_in.location()), (StatusCode::SEE_OTHER, "../incidents"));
    let cookie = signed_in.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["__Host-callout=", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=43"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = world.with_cookie(cookie).get("/incidents").await;
    assert!(page.status == StatusCode::OK && page.html.contains("Ana Silva"), "{}", page.html);
}

#[tokio::test]
async fn a_link_ends_after_a_quarter_of_an_hour_or_with_its_person() {
    let world = World::quiet();
    let link = link(&world);
    world.later(14);
    assert_eq!(world.stranger().get(&link).await.status, StatusCode::OK);
    world.fakes.set_settings(Settings { responders: Default::default(), ..settings() });
    for answer in [world.stranger().get(&link).await, world.stranger().post(&link, "").await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "whoever left is nobody");
    }
    world.fakes.set_settings(settings());
    world.later(1);
    for answer in [world.stranger().get(&link).await, world.stranger().post(&link, "").await] {
        assert_eq!((answer.status, answer.headers.get(header::SET_COOKIE)), (StatusCode::NOT_FOUND, None));
    }
}

#[tokio::test]
async fn a_link_is_no_other_link_and_no_cookie() {
    let world = World::new().await;
    let token = link(&world).trim_start_matches("/s/").to_owned();
    assert_eq!(world.stranger().get(&format!("/c/{token}")).await.status, StatusCode::NOT_FOUND);
    let as_cookie = world.with_cookie(format!("__Host-callout={token}"));
    assert_eq!(as_cookie.get("/incidents").await.status, StatusCode::FORBIDDEN);
    let console = world.link_of("ana").trim_start_matches("/c/").to_owned();
    assert_eq!(world.stranger().post(&format!("/s/{console}"), "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_other_site_signs_anybody_in() {
    let world = World::new().await;
    for (site, status) in [
        ("cross-site", StatusCode::BAD_REQUEST),
        ("same-site", StatusCode::BAD_REQUEST),
        ("same-origin", StatusCode::SEE_OTHER),
        ("none", StatusCode::SEE_OTHER),
    ] {
        assert_eq!(world.stranger().post_from(site, &link(&world)).await.status, status, "{site}");
    }
}
