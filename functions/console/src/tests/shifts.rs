//! Giving a shift away, taking and swapping: nothing changes before whoever is asked agrees.

use super::world::{Browser, World, keys, settings};
use axum::http::StatusCode;
use callout_domain::ids::ResponderName;
use callout_domain::link::shift_path;
use callout_domain::live::{LiveAct, LiveRecord, request_mark};
use callout_domain::settings::{Rules, Settings};
use callout_ports::{Clock as _, SettingsSource as _};
use serde_json::json;
use std::sync::Arc;

/// Ana until Monday at nine, then Ben for a week. It is Sunday, 22 November 2026, 03:00 UTC.
fn rotating(turns: &[&str]) -> Settings {
    let mut settings = settings();
    let layer = json!({ "name": "weekly", "turns": turns, "every": "1 week", "start": "2026-11-16T09:00" });
    let schedule = json!({ "zone": "UTC", "layers": [layer] });
    settings.schedules = serde_json::from_value(json!({ "payments": schedule })).unwrap();
    settings.policies = serde_json::from_value(json!({ "payments": { "levels": [
        { "page": ["schedule:payments"], "delay": "5m" }] } }))
    .unwrap();
    settings.responders.get_mut(&"ben".into()).unwrap().contacts =
        serde_json::from_value(json!([{ "channel": "email", "address": "ben@example.com" }])).unwrap();
    settings
}

async fn world() -> Arc<World> {
    let world = World::new().await;
    world.fakes.set_settings(rotating(&["ana", "ben"]));
    world
}

const TO_BEN: &str = "do=give&schedule=payments&person=ana&zone=UTC&from=2026-11-22T18:00&until=2026-11-23T09:00&to=ben&text=a+wedding";
const IN_IT: &str = "2026-11-22T20:00:00Z";

async fn rules(world: &World) -> Arc<Rules> {
    world.fakes.rules().await.unwrap()
}

async fn on_call(world: &World, at: &str) -> String {
    let rules = rules(world).await;
    let people = rules.schedule(&"payments".into()).unwrap().on_call(at.parse().unwrap());
    people.iter().map(ResponderName::as_str).collect::<Vec<_>>().join("+")
}

/// The link that was sent to somebody.
async fn link(world: &World, who: &str) -> String {
    let rules = rules(world).await;
    let (name, entry, _) = rules.live().live.requests(world.fakes.now()).next().unwrap();
    let mark = request_mark(name, entry);
    format!("/{}", shift_path(&keys(), &who.into(), &mark, (world.fakes.now(), entry.until)))
}

async fn asked() -> (Arc<World>, Browser) {
    let world = world().await;
    let ana = world.browser("ana").await;
    let answer = ana.submit("/shifts", TO_BEN).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "mine"), "{}", answer.html);
    (world, ana)
}

fn acts(world: &World) -> Vec<LiveAct> {
    world.fakes.live_records().iter().map(|record: &LiveRecord| record.act).collect()
}

#[tokio::test]
async fn the_way_to_give_a_shift_away_stands_beside_it() {
    let world = world().await;
    let ana = world.browser("ana").await;
    for page in ["/oncall", "/oncall?person=ana", "/mine"] {
        assert!(ana.get(page).await.html.contains(">Give this shift away</a>"), "{page}");
    }
    assert!(ana.get("/oncall?person=ben").await.html.contains(">Take this shift of Ben Okafor</a>"));
    let form = ana.get("/shifts?schedule=payments&person=ana&at=2026-11-22T03:00:00Z").await;
    assert_eq!(form.status, StatusCode::OK);
    for part in [
        "value=\"2026-11-22T03:00\"",
        "value=\"2026-11-23T09:00\"",
        "<option value=\"ben\">Ben Okafor</option>",
    ] {
        assert!(form.html.contains(part), "{part}: {}", form.html);
    }
}

#[tokio::test]
async fn until_it_is_taken_the_page_says_still_ana() {
    let (world, ana) = asked().await;
    assert_eq!(on_call(&world, IN_IT).await, "ana");
    let html = ana.get("/oncall").await.html;
    assert!(
        html.contains("Ana Silva asks Ben Okafor to take a shift") && html.contains("Still Ana Silva"),
        "{html}"
    );
    let mine = ana.get("/mine").await.html;
    for part in ["a wedding", "The message goes by Email.", "Withdraw the request"] {
        assert!(mine.contains(part), "{part}: {mine}");
    }
    assert!(!mine.contains(">Take it<"), "whoever asks does not answer: {mine}");
}

#[tokio::test]
async fn the_link_shows_what_would_be_taken_and_opening_it_changes_nothing() {
    let (world, _) = asked().await;
    let (stranger, link) = (world.stranger(), link(&world, "ben").await);
    for _ in 0..2 {
        let shown = stranger.get(&link).await;
        assert_eq!(shown.status, StatusCode::OK);
        for part in [
            "Ana Silva asks Ben Okafor to take a shift",
            "datetime=\"2026-11-22T18:00:00Z\"",
            "datetime=\"2026-11-23T09:00:00Z\"",
            "a wedding",
            "1: SEV2, triggered",
            ">Take it</button>",
            ">No</button>",
        ] {
            assert!(shown.html.contains(part), "{part}: {}", shown.html);
        }
    }
    assert_eq!((on_call(&world, IN_IT).await.as_str(), acts(&world)), ("ana", vec![LiveAct::Made]));
}

#[tokio::test]
async fn taken_by_the_link_it_is_active_at_once_and_the_link_works_once() {
    let (world, _) = asked().await;
    let (stranger, link) = (world.stranger(), link(&world, "ben").await);
    let done = stranger.post(&link, "answer=take").await;
    assert!(done.status == StatusCode::OK && done.html.contains("It is yours"), "{}", done.html);
    assert_eq!(on_call(&world, IN_IT).await, "ben");
    let twice = stranger.post(&link, "answer=take").await;
    assert!(twice.status == StatusCode::OK && twice.html.contains("It is yours"), "{}", twice.html);
    let again = stranger.post(&link, "answer=refuse").await;
    assert!(again.status == StatusCode::CONFLICT && again.html.contains("It was taken"), "{}", again.html);
    let shown = stranger.get(&link).await;
    assert!(shown.status == StatusCode::GONE && !shown.html.contains("<button"), "{}", shown.html);
    assert_eq!(acts(&world), [LiveAct::Made, LiveAct::Taken]);
    assert_eq!(on_call(&world, IN_IT).await, "ben");
}

#[tokio::test]
async fn whoever_only_looks_takes_no_shift_by_a_link_either() {
    let (world, _) = asked().await;
    let link = link(&world, "ben").await;
    let mut settings = rotating(&["ana", "ben"]);
    settings.responders.get_mut(&"ben".into()).unwrap().access = callout_domain::responder::Access::Observer;
    world.fakes.set_settings(settings);
    let taken = world.stranger().post(&link, "answer=take").await;
    assert!(taken.status == StatusCode::FORBIDDEN && taken.html.contains("observer"), "{}", taken.html);
    assert_eq!((on_call(&world, IN_IT).await.as_str(), acts(&world)), ("ana", vec![LiveAct::Made]));
    assert_eq!(world.stranger().post(&link, "answer=refuse").await.status, StatusCode::OK, "they may say no");
}

#[tokio::test]
async fn refused_or_taken_back_nothing_changes() {
    let (world, _) = asked().await;
    let stranger = world.stranger();
    let refused = stranger.post(&link(&world, "ben").await, "answer=refuse").await;
    assert!(refused.html.contains("Nothing changes"), "{}", refused.html);
    assert_eq!(
        (on_call(&world, IN_IT).await.as_str(), acts(&world)),
        ("ana", vec![LiveAct::Made, LiveAct::Refused])
    );

    let (world, ana) = asked().await;
    let request = request_of(&world).await;
    let answer = ana.submit("/shifts", &format!("do=withdraw&request={request}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
    let late = world.browser("ben").await.submit("/shifts", &format!("do=accept&request={request}")).await;
    assert!(late.status == StatusCode::CONFLICT && late.html.contains("took it back"), "{}", late.html);
    assert_eq!(on_call(&world, IN_IT).await, "ana");
}

async fn request_of(world: &World) -> String {
    let rules = rules(world).await;
    let (name, entry, _) = rules.live().live.requests(world.fakes.now()).next().unwrap();
    request_mark(name, entry).to_string()
}

#[tokio::test]
async fn whoever_is_asked_answers_signed_in_too_and_nobody_else_does() {
    let (world, ana) = asked().await;
    let take = format!("do=accept&request={}", request_of(&world).await);
    for other in [&ana, &world.browser("cho").await] {
        let refused = other.submit("/shifts", &take).await;
        assert!(
            refused.status == StatusCode::CONFLICT && refused.html.contains("Somebody else"),
            "{}",
            refused.html
        );
    }
    let ben = world.browser("ben").await;
    assert!(ben.get("/mine").await.html.contains(">Take it<"));
    assert_eq!(ben.submit("/shifts", &take).await.status, StatusCode::SEE_OTHER);
    assert_eq!(on_call(&world, IN_IT).await, "ben");
}

#[tokio::test]
async fn a_link_for_somebody_else_opens_nothing() {
    let (world, _) = asked().await;
    let (stranger, link) = (world.stranger(), link(&world, "cho").await);
    assert_eq!(stranger.get(&link).await.status, StatusCode::NOT_FOUND);
    let taken = stranger.post(&link, "answer=take").await;
    assert_eq!((taken.status, acts(&world)), (StatusCode::NOT_FOUND, vec![LiveAct::Made]));
    let console = world.link_of("ben").replacen("/c/", "/shift/", 1);
    assert_eq!(stranger.get(&console).await.status, StatusCode::NOT_FOUND, "a link for something else");
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_answered_in_words() {
    let (world, _) = asked().await;
    let (stranger, link) = (world.stranger(), link(&world, "ben").await);
    world.fakes.set_settings(rotating(&["ben", "ana"]));
    let shown = stranger.get(&link).await.html;
    assert!(
        shown.contains("That is not possible any more.") && !shown.contains(">Take it</button>"),
        "{shown}"
    );
    let taken = stranger.post(&link, "answer=take").await;
    assert!(
        taken.status == StatusCode::CONFLICT && taken.html.contains("Ana Silva is not on call"),
        "{}",
        taken.html
    );

    let mut without_ana = rotating(&["cho", "ben"]);
    without_ana.responders.remove(&ResponderName::from("ana"));
    world.fakes.set_settings(without_ana);
    let taken = stranger.post(&link, "answer=take").await;
    assert!(taken.html.contains("ana is not in the settings any more"), "{}", taken.html);
    assert_eq!(acts(&world), [LiveAct::Made]);
}

#[tokio::test]
async fn nobody_answered_before_the_shift_began() {
    let (world, _) = asked().await;
    let link = link(&world, "ben").await;
    world.later(15 * 60);
    let taken = world.stranger().post(&link, "answer=take").await;
    assert!(
        taken.status == StatusCode::CONFLICT && taken.html.contains("Nobody answered in time"),
        "{}",
        taken.html
    );
    assert_eq!(on_call(&world, IN_IT).await, "ana");
}

#[tokio::test]
async fn of_two_who_were_asked_for_one_shift_the_first_takes_it() {
    let (world, ana) = asked().await;
    let first = link(&world, "ben").await;
    assert_eq!(
        ana.submit("/shifts", &TO_BEN.replace("to=ben", "to=cho")).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(world.stranger().post(&first, "answer=take").await.status, StatusCode::OK);
    let second = format!("do=accept&request={}", request_of(&world).await);
    let late = world.browser("cho").await.submit("/shifts", &second).await;
    assert!(
        late.status == StatusCode::CONFLICT && late.html.contains("the schedule changed"),
        "{}",
        late.html
    );
    assert_eq!(on_call(&world, IN_IT).await, "ben");
}

#[tokio::test]
async fn a_shift_is_asked_for_and_swapped_with_the_same_consent() {
    let world = world().await;
    let (ana, ben) = (world.browser("ana").await, world.browser("ben").await);
    let form = ben.get("/shifts?schedule=payments&person=ana&at=2026-11-22T20:00:00Z").await.html;
    let mine = "2026-11-23T09:00:00Z 2026-11-30T09:00:00Z payments";
    assert!(form.contains(&format!("<option value=\"{mine}\">")), "{form}");
    let swap = format!(
        "do=take&schedule=payments&person=ana&zone=UTC&from=2026-11-22T18:00&until=2026-11-23T09:00&back={}",
        mine.replace(':', "%3A").replace(' ', "+")
    );
    assert_eq!(ben.submit("/shifts", &swap).await.status, StatusCode::SEE_OTHER);
    assert_eq!(on_call(&world, IN_IT).await, "ana");
    let take = format!("do=accept&request={}", request_of(&world).await);
    assert_eq!(
        ben.submit("/shifts", &take).await.status,
        StatusCode::CONFLICT,
        "whoever loses a shift consents"
    );
    assert_eq!(ana.submit("/shifts", &take).await.status, StatusCode::SEE_OTHER);
    let seen = [on_call(&world, IN_IT).await, on_call(&world, "2026-11-25T09:00:00Z").await];
    assert_eq!(seen, ["ben", "ana"]);
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_with_what_was_typed() {
    let world = world().await;
    let ana = world.browser("ana").await;
    let long = TO_BEN.replace("until=2026-11-23T09:00", "until=2026-11-24T09:00");
    let refused = ana.submit("/shifts", &long).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    for part in ["Ana Silva is not on call for payments", "value=\"a wedding\"", "value=\"2026-11-24T09:00\""]
    {
        assert!(refused.html.contains(part), "{part}: {}", refused.html);
    }
    let nobody = ana.submit("/shifts", &TO_BEN.replace("to=ben", "to=")).await;
    assert!(nobody.html.contains("Choose who takes it."), "{}", nobody.html);
    assert!(acts(&world).is_empty());
}

#[tokio::test]
async fn whoever_only_looks_and_other_sites_ask_for_nothing() {
    let world = world().await;
    let mut settings = rotating(&["ana", "ben"]);
    settings.responders.get_mut(&"ana".into()).unwrap().access = callout_domain::responder::Access::Observer;
    world.fakes.set_settings(settings);
    let ana = world.browser("ana").await;
    assert_eq!(ana.submit("/shifts", TO_BEN).await.status, StatusCode::FORBIDDEN);
    assert!(!ana.get("/oncall").await.html.contains("Give this shift away"));
    assert_eq!(
        world.browser("ben").await.post("/shifts", &format!("{TO_BEN}&csrf=x")).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(acts(&world).is_empty());
}

/// "Take it" would say the opposite to whoever gives the shift away.
#[tokio::test]
async fn whoever_is_offered_relief_reads_who_is_on_call_after_each_button() {
    let world = world().await;
    let ben = world.browser("ben").await;
    let offer =
        "do=take&schedule=payments&person=ana&zone=UTC&from=2026-11-22T18:00&until=2026-11-23T09:00&back=";
    assert_eq!(ben.submit("/shifts", offer).await.status, StatusCode::SEE_OTHER);
    let link = link(&world, "ana").await;
    let shown = world.stranger().get(&link).await.html;
    for part in [
        ">Let Ben Okafor take it</button>",
        ">Keep it</button>",
        "nothing changes unless Ana Silva agrees",
        "1: SEV2, triggered",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let done = world.stranger().post(&link, "answer=take").await.html;
    assert!(done.contains("Agreed") && !done.contains("It is yours"), "{done}");
    assert_eq!(on_call(&world, IN_IT).await, "ben");
}

#[tokio::test]
async fn an_address_that_somebody_changed_is_answered_in_our_words() {
    let ana = world().await.browser("ana").await;
    for address in ["/shifts?schedule=payments&person=ana&at=z", "/shifts", "/overrides"] {
        let answer = ana.get(address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(answer.html.contains("was not understood"), "{address}: {}", answer.html);
        assert!(!answer.html.contains("deserialize"), "{address}: {}", answer.html);
    }
}
