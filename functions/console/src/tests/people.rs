//! People, how they are reached, and what went out to them.

use super::world::{World, settings};
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_domain::responder::verification::{AddressDigest, Verification, Verified};
use callout_domain::settings::Settings;
use callout_ports::{Attempts as _, Clock as _, Verifications as _};
use serde_json::json;

fn more() -> Settings {
    let mut all = settings();
    let ana = all.responders.get_mut(&"ana".into()).unwrap();
    ana.quiet = serde_json::from_value(json!([{ "from": "22:00", "to": "07:00" }])).unwrap();
    ana.contacts = serde_json::from_value(json!([
        { "channel": "sms", "address": "+15550100" },
        { "name": "work", "channel": "email", "address": "ana@example.com" },
        { "channel": "voice", "address": "+15550100" }]))
    .unwrap();
    all.schedules = serde_json::from_value(json!({
        "payments": { "zone": "UTC", "layers": [{ "name": "always", "turns": ["ana"] }] } }))
    .unwrap();
    all
}

async fn verified(world: &World, contact: &str, at: &str) {
    let at = at.parse().unwrap();
    let unknown = Verification::unknown(&"ana".into(), &contact.into());
    let verified = Some(Verified { at, address: AddressDigest("00".to_owned()) });
    world.fakes.save_verification(&Verification { version: 1, verified, ..unknown }).await.unwrap();
}

#[tokio::test]
async fn a_person_is_shown_with_channels_and_without_addresses() {
    let world = World::new().await;
    world.fakes.set_settings(more());
    verified(&world, "sms", "2026-11-03T12:00:00Z").await;
    verified(&world, "voice", "2026-03-03T12:00:00Z").await;
    let html = world.browser("ben").await.get("/people").await.html;
    let ana = html.split("<tr").find(|row| row.contains("Ana Silva</a>")).unwrap();
    for part in [
        "<a href=\"oncall?person=ana\" data-row>Ana Silva</a>",
        "SMS, verified 3 Nov 2026",
        "work (Email), <span class=\"bad\">not verified</span>",
        "Phone call, <span class=\"bad\">verified more than 90 days ago</span>",
        "<strong>On call: payments</strong>",
        "Quiet 22:00–07:00",
        "<a href=\"incidents/1\">#1</a>",
    ] {
        assert!(ana.contains(part), "{part}: {ana}");
    }
    let ben = html.split("<tr").find(|row| row.contains("Ben Okafor</a>")).unwrap();
    assert!(
        ben.contains("Not on call") && ben.contains("No quiet hours") && ben.contains("Not paged"),
        "{ben}"
    );
    assert!(!html.contains("+1555") && !html.contains("ana@example.com"), "{html}");
}

#[tokio::test]
async fn whoever_was_paged_often_is_shown_with_how_many_more() {
    let world = World::quiet();
    for nth in 1..=5 {
        world.later(1);
        world.opens(&format!("payments-{nth}")).await;
    }
    let html = world.browser("ben").await.get("/people").await.html;
    let ana = html.split("<tr").find(|row| row.contains("Ana Silva</a>")).unwrap();
    assert!(ana.contains("#5</a>") && ana.contains("and 2 more") && !ana.contains("#2</a>"), "{ana}");
}

#[tokio::test]
async fn my_page_says_how_i_am_reached_and_what_went_out_to_me() {
    let world = World::new().await;
    world.fakes.set_settings(more());
    let attempt = |who: &str, state| Attempt {
        id: format!("page.1.0.{who}.sms"),
        about: Subject::incident(&world.incident(1).id, MessageKind::Page),
        responder: who.into(),
        contact: "sms".into(),
        claimed_by: "m".to_owned(),
        at: world.fakes.now(),
        failures: 0,
        summary_of: 0,
        state,
    };
    let sent = attempt("ana", AttemptState::Sent("receipt".to_owned()));
    let failed = attempt("ben", AttemptState::Failed("no such topic".to_owned()));
    world.fakes.record(&[sent, failed]).await.unwrap();
    let html = world.browser("ana").await.get("/mine").await.html;
    for part in [
        "SMS, <span class=\"bad\">not verified</span>",
        "Quiet hours: 22:00–07:00",
        "<a href=\"incidents/1\" dir=\"auto\">1: payments-5xx: error rate above 5 %</a>",
        "<td>Page</td><td>SMS</td><td dir=\"auto\">Sent</td>",
        "<strong>Now</strong>",
        "<strong>open</strong>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("no such topic"), "what went to others is theirs: {html}");
}
