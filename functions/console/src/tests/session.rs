//! Signing in and out, and forms that are not ours.

use super::world::{World, keys};
use axum::http::{StatusCode, header};
use callout_domain::incident::Status;
use callout_domain::link::sign_in_path;
use callout_domain::settings::Settings;
use callout_ports::Clock as _;

#[tokio::test]
async fn a_link_signs_in_and_no_address_carries_a_token_after_that() {
    let world = World::new().await;
    let answer = world.stranger().get(&world.link_of("ana")).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-callout="), "{cookie}");
    for attribute in ["Path=/", "Max-Age=43200", "HttpOnly", "Secure", "SameSite=Lax"] {
        assert!(cookie.split("; ").any(|it| it == attribute), "{attribute} in {cookie}");
    }
    let browser = world.browser("ana").await;
    let (list, page) = (browser.get("/incidents").await, browser.get("/incidents/1").await);
    for html in [list.html, page.html] {
        assert!(
            html.contains("Ana Silva") && !html.contains(browser.cookie.split_once('=').unwrap().1),
            "{html}"
        );
    }
    assert_eq!(browser.get("/").await.location(), "incidents");
}

#[tokio::test]
async fn a_link_may_lead_to_an_incident_and_nowhere_else() {
    let world = World::new().await;
    let link = world.link_of("ana");
    let stranger = world.stranger();
    assert_eq!(stranger.get(&link).await.location(), "../incidents");
    assert_eq!(stranger.get(&format!("{link}?incident=1")).await.location(), "../incidents/1");
    let elsewhere = stranger.get(&format!("{link}?incident=%2F%2Fexample.com")).await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn whoever_is_not_signed_in_sees_how_and_changes_nothing() {
    let world = World::new().await;
    let before = world.incident(1);
    let mut strangers = vec![world.stranger(), world.stranger(), world.stranger()];
    strangers[1].cookie = "__Host-callout=nonsense".to_owned();
    // A link is not a session, and a session is not a link.
    strangers[2].cookie = format!("__Host-callout={}", world.link_of("ana").trim_start_matches("/c/"));
    for stranger in &strangers {
        for path in ["/incidents", "/incidents/1", "/incidents?service=payments"] {
            let answer = stranger.get(path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(answer.html.contains("callout console NAME") && !answer.html.contains("payments-5xx"));
        }
        let answer = stranger.post("/incidents/1", "do=acknowledge&seen=2&csrf=x").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let session = world.browser("ana").await.cookie;
    let path = format!("/c/{}", session.split_once('=').unwrap().1);
    assert_eq!(world.stranger().get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.incident(1), before);
}

#[tokio::test]
async fn responders_and_operators_sign_in_and_nobody_else() {
    let world = World::new().await;
    let (seen, unknown) = (StatusCode::SEE_OTHER, StatusCode::NOT_FOUND);
    for (who, status) in [("ana", seen), (crate::OPERATOR, seen), ("eve", unknown)] {
        let answer = world.stranger().get(&world.link_of(who)).await;
        assert_eq!(answer.status, status, "{who}");
        assert_eq!(answer.headers.contains_key(header::SET_COOKIE), status == seen, "{who}");
    }
    let (late, world) = (world.link_of("ana"), world);
    world.later(12 * 60);
    assert_eq!(world.stranger().get(&late).await.status, unknown, "the link ended");
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let world = World::new().await;
    let (ana, ben) = (world.browser("ana").await, world.browser("ben").await);
    let page = ben.get("/incidents").await.html;
    let foreign = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    for csrf in ["", "x", foreign] {
        let form = format!("do=acknowledge&seen=2&csrf={csrf}");
        assert_eq!(ana.post("/incidents/1", &form).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            ana.post("/incidents", &format!("do=mine&m1=2-SEV2&csrf={csrf}")).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            ana.post("/sign-out", &format!("csrf={csrf}")).await.headers.get(header::SET_COOKIE),
            None
        );
    }
    assert_eq!(world.incident(1).status, Status::Triggered);
}

#[tokio::test]
async fn a_session_that_ended_loses_no_words() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let page = browser.get("/incidents/1").await.html;
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    world.later(12 * 60 + 1);
    let words = "The cache was cold. ".repeat(150);
    let form = format!("do=note&seen=2&csrf={csrf}&text={}", words.replace(' ', "+"));
    let answer = browser.post("/incidents/1", &form).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.html.contains(words.trim_end()) && answer.html.contains("Nothing was recorded"));
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn whoever_left_the_settings_is_signed_out() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let mut settings = super::world::settings();
    settings.responders.remove(&"ana".into());
    settings.policies.clear();
    world.fakes.set_settings(Settings { services: Default::default(), ..settings });
    assert_eq!(browser.get("/incidents").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn signing_out_forgets_the_cookie() {
    let world = World::new().await;
    let answer = world.browser("ana").await.submit("/sign-out", "").await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-callout=;") && cookie.contains("Max-Age=0"), "{cookie}");
    assert!(answer.status == StatusCode::OK && answer.html.contains("Signed out"));
}

#[tokio::test]
async fn whoever_kept_the_cookie_of_an_ended_session_is_signed_out_and_other_sessions_go_on() {
    let world = World::new().await;
    let phone = world.browser("ana").await;
    let page = phone.get("/incidents/1").await.html;
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    world.later(1);
    let (laptop, ben) = (world.browser("ana").await, world.browser("ben").await);
    phone.submit("/sign-out", "").await;
    assert_eq!(phone.get("/incidents").await.status, StatusCode::FORBIDDEN);
    let form = format!("do=acknowledge&seen=2&csrf={csrf}");
    assert_eq!(phone.post("/incidents/1", &form).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.incident(1).status, Status::Triggered);
    for other in [&laptop, &ben, &world.browser("ana").await] {
        assert_eq!(other.get("/incidents").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn signing_out_everywhere_ends_what_was_issued_before_and_keeps_this_session() {
    let world = World::new().await;
    let (phone, ben, link) = (world.browser("ana").await, world.browser("ben").await, world.link_of("ana"));
    let mail = format!("/{}", sign_in_path(&keys(), &"ana".into(), world.fakes.now()));
    world.later(1);
    let mut laptop = world.browser("ana").await;
    world.later(1);
    let answer = laptop.submit("/sign-out/everywhere", "").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "../mine"));
    let copied = world.with_cookie(laptop.cookie.clone());
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("Max-Age=46680"), "as long as the session had: {set}");
    laptop.cookie = set.split(';').next().unwrap().to_owned();
    for ended in [&phone, &copied] {
        assert_eq!(ended.get("/incidents").await.status, StatusCode::FORBIDDEN);
    }
    for old in [&link, &mail] {
        assert_eq!(world.stranger().get(old).await.status, StatusCode::NOT_FOUND, "{old}");
    }
    assert_eq!(world.stranger().post(&mail, "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ben.get("/incidents").await.status, StatusCode::OK);
    assert!(laptop.get("/mine").await.html.contains("Signed out everywhere else at"));
    let answered = laptop.submit("/incidents/1", "do=acknowledge&seen=2").await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "forms of this session go on");
    assert_eq!(
        world.browser("ana").await.get("/incidents").await.status,
        StatusCode::OK,
        "a link made since"
    );
}

#[tokio::test]
async fn nobody_else_s_form_signs_out_everywhere() {
    let world = World::new().await;
    let ana = world.browser("ana").await;
    assert_eq!(ana.post("/sign-out/everywhere", "csrf=x").await.status, StatusCode::FORBIDDEN);
    assert_ne!(ana.get("/sign-out/everywhere").await.status, StatusCode::SEE_OTHER);
    assert_eq!(ana.get("/incidents").await.status, StatusCode::OK);
}

#[tokio::test]
async fn looking_changes_nothing() {
    let world = World::new().await;
    let before = world.incident(1);
    let browser = world.browser("console").await;
    for path in ["/incidents", "/incidents/1", "/console.js", "/incidents?mine=1&q=x"] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(world.incident(1), before);
    assert_eq!(browser.get("/incidents/2").await.status, StatusCode::NOT_FOUND);
}
