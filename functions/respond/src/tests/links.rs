//! Who gets access, and the headers of every response.

use super::world::{Answer, World, claim_of, keys, link_of};
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::link::{Action, Claim, LinkKeys};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

async fn refused(world: &std::sync::Arc<World>, path: &str) -> Answer {
    let (get, post) = (world.get(path).await, world.post(path, "").await);
    assert_eq!((get.status, post.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{path}");
    assert_eq!(get.html, post.html);
    get
}

#[tokio::test]
async fn links_that_are_not_ours_all_look_alike() {
    let world = World::new().await;
    let before = world.incident();
    let foreign = LinkKeys::new(vec![vec![8; 64]]).unwrap();
    let elsewhere = IncidentId::derive(&AlertKey::derive("cloudwatch", "other"), "1");
    let mut changed = link_of("ana").into_bytes();
    changed[20] = if changed[20] == b'A' { b'B' } else { b'A' };
    let paths = [
        "/a/".to_owned(),
        "/a/nonsense".to_owned(),
        "/nowhere".to_owned(),
        String::from_utf8(changed).unwrap(),
        format!("/a/{}", foreign.sign(&claim_of("ana"))),
        format!("/a/{}", keys().sign(&Claim { incident: elsewhere, ..claim_of("ana") })),
        format!("/a/{}", keys().sign(&Claim { action: Action::Console, ..claim_of("ana") })),
        link_of("nobody"),
    ];
    let first = refused(&world, &paths[0]).await.html;
    for path in &paths {
        assert_eq!(refused(&world, path).await.html, first, "{path}");
    }
    assert_eq!(world.incident(), before);
}

#[tokio::test]
async fn links_end() {
    let world = World::new().await;
    world.fakes.clock.advance(SignedDuration::from_hours(12));
    assert_eq!(world.get(&link_of("ana")).await.status, StatusCode::OK);
    world.fakes.clock.advance(SignedDuration::from_hours(7 * 24));
    refused(&world, &link_of("ana")).await;
}

#[tokio::test]
async fn every_answer_keeps_the_address_secret_and_the_page_inert() {
    let world = World::new().await;
    for path in [link_of("ana"), "/a/nonsense".to_owned()] {
        let Answer { headers, html, .. } = world.get(&path).await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        let style = html.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).unwrap();
        let style = format!("style-src 'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
        for part in ["default-src 'none'", &style, "form-action 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["x-robots-tag"], "noindex");
        assert_eq!(headers["x-frame-options"], "DENY");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert!(headers.contains_key("permissions-policy"));
        assert!(headers.contains_key("strict-transport-security"));
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let world = World::new().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = world.send(method, &link_of("ana"), "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers["allow"], "GET,HEAD,POST");
    }
}
