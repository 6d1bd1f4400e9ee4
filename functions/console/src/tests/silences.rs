//! Silences made in the console: from an incident, for a service, and how they end.

use super::world::{World, ana, ben, event, settings};
use axum::http::StatusCode;
use callout_domain::incident::{Actor, Alert, Command, JoinReason, Joining, Status, Via};
use callout_domain::settings::{Rules, Settings};
use callout_domain::severity::Severity;
use callout_ports::{Clock as _, Commit, IncidentStore as _, SettingsSource as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::sync::Arc;

async fn rules(world: &World) -> Arc<Rules> {
    world.fakes.rules().await.unwrap()
}

/// Until when an alarm of payments is held back.
async fn held(world: &World, alarm: &str) -> Option<Timestamp> {
    let (rules, event) = (rules(world).await, event(alarm));
    let routed = rules.route(&event);
    rules.hold(&event, &routed, world.fakes.now()).map(|hold| hold.until)
}

/// The settings, in which Obi may only look and a window of the files holds search.
fn with_observer() -> Settings {
    let mut json = serde_json::to_value(settings()).unwrap();
    json["responders"]["obi"] = json!({ "name": "Obi", "access": "observer", "contacts": [{ "channel": "sms", "address": "+15550109" }] });
    json["maintenance"]["index"] =
        json!({ "services": ["search"], "end": "2026-11-22T09:00:00Z", "reason": "a new index" });
    serde_json::from_value(json).unwrap()
}

#[tokio::test]
async fn an_incident_is_acknowledged_and_its_alarm_silenced_in_one_go() {
    let world = World::new().await;
    let alert = Alert::opened(&event("payments-5xx"), world.incident(1).id, None);
    world.fakes.commit(&Commit::of_alert(alert)).await.unwrap();
    let browser = world.browser("ana").await;
    let shown = event("payments-5xx").alert_key();
    let seen = world.incident(1).version;
    let form = format!("seen={seen}&shown={shown}&minutes=60&text=a+deploy&acknowledge=1");
    let answer = browser.submit("/incidents/1/silence", &form).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "../1"));
    assert_eq!(world.incident(1).status, Status::Acknowledged);
    let until = world.fakes.now() + SignedDuration::from_hours(1);
    assert_eq!(
        [held(&world, "payments-5xx").await, held(&world, "payments-slow").await],
        [Some(until), None]
    );
    let page = browser.get("/incidents/1").await.html;
    assert!(
        page.contains("Its alarm payments-5xx is silenced until") && page.contains("Ana Silva: a deploy"),
        "{page}"
    );
    let listed = browser.get("/silences").await.html;
    assert!(listed.contains("Ana Silva in <a href=\"incidents/1\">#1</a>"), "{listed}");
    let ended = browser.submit("/silences", "do=end&of=silence&name=payments-5xx").await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(held(&world, "payments-5xx").await, None);
    let records: Vec<_> =
        world.fakes.live_records().into_iter().map(|it| (it.by, it.entry.made.incident)).collect();
    assert_eq!(records, vec![("Ana Silva".to_owned(), Some(1)); 2]);
}

#[tokio::test]
async fn one_of_the_alerts_that_fire_is_silenced_alone() {
    let world = World::new().await;
    for key in ["payments-5xx", "payments-slow"] {
        let alert = Alert::opened(&event(key), world.incident(1).id, None);
        world.fakes.commit(&Commit::of_alert(alert)).await.unwrap();
    }
    let summary = "payments-slow: error rate above 5 %".to_owned();
    world.does(1, joining("payments-slow", &summary), Actor::source("cloudwatch")).await;
    let browser = world.browser("ana").await;
    let page = browser.get("/incidents/1").await.html;
    let (_, choices) = page.split_once("name=\"alert\"").unwrap();
    let (choices, _) = choices.split_once("</select>").unwrap();
    assert!(choices.contains(">the 2 alarms that fire in it</option>"), "{choices}");
    let key = event("payments-slow").alert_key();
    assert!(choices.contains(&format!("<option value=\"{key}\">only {summary}</option>")), "{choices}");
    let form = |key: &str| format!("seen={}&minutes=60&alert={key}", world.incident(1).version);
    let gone = browser.submit("/incidents/1/silence", &form("alert_gone")).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    assert!(gone.html.contains("is not stored any more."), "{}", gone.html);
    let answer = browser.submit("/incidents/1/silence", &form(key.as_str())).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
    assert!(held(&world, "payments-slow").await.is_some());
    assert_eq!(held(&world, "payments-5xx").await, None, "only the one");
    let page = browser.get("/incidents/1").await.html;
    assert!(page.contains("Its alarm payments-slow is silenced until"), "{page}");
}

#[tokio::test]
async fn what_was_on_the_page_is_silenced_though_it_cleared_and_nothing_else() {
    let world = World::new().await;
    let alert = Alert::opened(&event("payments-5xx"), world.incident(1).id, None);
    world.fakes.commit(&Commit::of_alert(alert.clone())).await.unwrap();
    let browser = world.browser("ana").await;
    let page = browser.get("/incidents/1").await.html;
    let (_, form) = page.split_once("action=\"1/silence\"").unwrap();
    assert!(form.contains("Hold back the alarm that fires in it"), "{form}");
    let (_, shown) = form.split_once("name=\"shown\" value=\"").unwrap();
    let (shown, _) = shown.split_once('"').unwrap();
    let seen = world.incident(1).version;
    world.does(1, Command::Resolve { via: Via::Link, note: None }, ben()).await;
    let form = |shown: &str| format!("seen={seen}&shown={shown}&minutes=240");
    let answer = browser.submit("/incidents/1/silence", &form("service")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("The incident is over."), "{}", answer.html);
    let answer = browser.submit("/incidents/1/silence", &form(shown)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
    assert!(held(&world, "payments-5xx").await.is_some());
    assert_eq!(held(&world, "payments-db-down").await, None, "never meant");
}

#[tokio::test]
async fn a_preview_says_what_would_be_held_back_and_changes_nothing() {
    let world = World::new().await;
    world.opens_as("search-slow", "search", Severity::Sev3).await;
    let browser = world.browser("ana").await;
    let form = "do=preview&service=payments&minutes=240&text=a+%3Cdeploy%3E";
    let answer = browser.submit("/silences", form).await;
    assert_eq!(answer.status, StatusCode::OK);
    let (_, preview) = answer.html.split_once("What it would hold back").unwrap();
    for part in [
        "1 incident of Payments API opened in the last 7 days.",
        "<a href=\"incidents/1\" dir=\"auto\">1: payments-5xx: error rate above 5 %</a> (1 alert fires)",
        "<option value=\"payments\" selected>",
        "<option value=\"240\" selected>",
        "value=\"a &#60;deploy&#62;\"",
    ] {
        assert!(preview.contains(part), "{part}: {preview}");
    }
    assert!(!preview.contains("search-slow"), "{preview}");
    assert_eq!(rules(&world).await.live().live.entries().count(), 0);
    let unknown = browser.submit("/silences", "do=preview&service=nowhere&minutes=60").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

fn joining(key: &str, summary: &str) -> Command {
    Command::JoinAlert(Joining {
        alert: event(key).alert_key(),
        summary: summary.to_owned(),
        words: String::new(),
        severity: Severity::Sev2,
        reason: JoinReason::SameGroup,
        because: String::new(),
        cause: None,
        held: false,
        warning: false,
        released: false,
    })
}

#[tokio::test]
async fn nothing_is_silenced_where_somebody_else_was_faster() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let seen = world.incident(1).version;
    world.rival(1, Command::Acknowledge { via: Via::Console }, ben());
    let form = format!("seen={seen}&shown=service&minutes=60&text=a+deploy&acknowledge=1");
    let answer = browser.submit("/incidents/1/silence", &form).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(
        answer.html.contains("Ben Okafor") && answer.html.contains("Nothing was changed"),
        "{}",
        answer.html
    );
    assert_eq!(held(&world, "payments-5xx").await, None);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_silences_once() {
    let world = World::new().await;
    world.does(1, Command::Acknowledge { via: Via::Console }, ana()).await;
    let browser = world.browser("ana").await;
    let form = format!("seen={}&shown=service&minutes=60", world.incident(1).version);
    for _ in 0..2 {
        assert_eq!(browser.submit("/incidents/1/silence", &form).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(rules(&world).await.live().live.entries().count(), 1);
    let page = browser.get("/incidents/1").await.html;
    assert!(page.contains("Hold back all alarms of Payments API"), "its alert is not stored: {page}");
}

#[tokio::test]
async fn whoever_may_only_look_changes_nothing_and_keeps_what_they_typed() {
    let world = World::new().await;
    world.fakes.set_settings(with_observer());
    let browser = world.browser("obi").await;
    let page = browser.get("/incidents/1").await.html;
    assert!(page.contains("payments-5xx") && !page.contains("value=\"acknowledge\""), "{page}");
    assert!(page.contains("Your access is `observer`, which cannot work on incidents."), "{page}");
    assert!(!page.contains("The link in the message that paged you"), "nobody paged Obi: {page}");
    let mut paged = world.incident(1);
    paged.paged.insert("obi".into());
    world.fakes.put_incident(paged);
    let page = browser.get("/incidents/1").await.html;
    assert!(page.contains("The link in the message that paged you works all the same."), "{page}");
    let acts = world.browser("ana").await.get("/incidents/1").await.html;
    assert!(!acts.contains("Your access is"), "{acts}");
    let seen = world.incident(1).version;
    for (path, form) in [
        ("/incidents/1", format!("do=note&seen={seen}&text=what+I+saw")),
        ("/incidents/1", format!("do=acknowledge&seen={seen}&text=what+I+saw")),
        ("/incidents/1/silence", format!("seen={seen}&shown=service&minutes=60&text=what+I+saw")),
        ("/silences", "do=silence&service=payments&minutes=60&text=what+I+saw".to_owned()),
        ("/declare", "token=1&service=payments&text=what+I+saw".to_owned()),
    ] {
        let answer = browser.submit(path, &form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {form}");
        assert!(
            answer.html.contains("Your access is `observer`") && answer.html.contains("what I saw"),
            "{path}"
        );
    }
    assert_eq!((world.incident(1).version, world.fakes.incidents().len()), (seen, 1));
    assert_eq!(held(&world, "payments-5xx").await, None);
}

#[tokio::test]
async fn a_service_is_silenced_for_a_day_at_most() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let silence = |minutes: u32| format!("do=silence&service=payments&minutes={minutes}&text=%3Cb%3E");
    let long = browser.submit("/silences", &silence(2_000)).await;
    assert_eq!(long.status, StatusCode::CONFLICT);
    assert!(long.html.contains("t ends more than one day from now"), "{}", long.html);
    assert!(!long.html.contains("<b>"), "what was typed is text: {}", long.html);
    assert_eq!(browser.submit("/silences", &silence(60)).await.status, StatusCode::SEE_OTHER);
    let later = browser.submit("/silences", "do=extend&of=silence&name=payments&minutes=240").await;
    assert_eq!(later.status, StatusCode::SEE_OTHER);
    let until = world.fakes.now() + SignedDuration::from_hours(4);
    assert_eq!(held(&world, "payments-slow").await, Some(until));
    let unknown = browser.submit("/silences", "do=silence&service=nobody&minutes=60&text=x").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_window_of_the_files_ends_now_and_is_not_listed_any_more() {
    let world = World::new().await;
    world.fakes.set_settings(with_observer());
    let browser = world.browser("ana").await;
    let listed = browser.get("/silences").await.html;
    assert!(listed.contains("a new index") && listed.contains("settings files"), "{listed}");
    let ended = browser.submit("/silences", "do=end&of=maintenance&name=index").await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let listed = browser.get("/silences").await.html;
    assert!(!listed.contains("a new index"), "{listed}");
    assert_eq!(rules(&world).await.maintenance(&"search".into(), world.fakes.now()), None);
    let again = browser.submit("/silences", "do=end&of=maintenance&name=index").await;
    assert!(again.html.contains("Ana Silva ended `index` at 22 Nov 2026, 03:00 UTC."), "{}", again.html);
    let never = browser.submit("/silences", "do=end&of=maintenance&name=other").await;
    assert!(never.html.contains("there is no `other`, or it is over."), "{}", never.html);
}

#[tokio::test]
async fn whoever_ends_what_somebody_else_ended_reads_who_and_when() {
    let world = World::new().await;
    let (ana, ben) = (world.browser("ana").await, world.browser("ben").await);
    let make = "do=silence&service=payments&minutes=60&text=a+deploy";
    ana.submit("/silences", make).await;
    world.later(5);
    let end = "do=end&of=silence&name=payments";
    assert_eq!(ana.submit("/silences", end).await.status, StatusCode::SEE_OTHER);
    let refused = ben.submit("/silences", end).await;
    assert!(
        refused.html.contains("Ana Silva ended `payments` at 22 Nov 2026, 03:05 UTC."),
        "{}",
        refused.html
    );
    ana.submit("/silences", make).await;
    world.later(61);
    let refused = ben.submit("/silences", end).await;
    assert!(refused.html.contains("there is no `payments`, or it is over."), "by itself: {}", refused.html);
}

#[tokio::test]
async fn nobody_ends_what_somebody_else_has_just_made_longer() {
    let world = World::new().await;
    let (ana, ben) = (world.browser("ana").await, world.browser("ben").await);
    ana.submit("/silences", "do=maintenance&service=payments&minutes=60&text=a+deploy").await;
    let field = |html: &str| {
        let (_, rest) = html.split_once("name=\"until\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let seen = field(&ben.get("/silences").await.html);
    let end = |until: &str| format!("do=end&of=maintenance&name=payments&until={until}");
    let longer = format!("do=extend&of=maintenance&name=payments&minutes=240&until={seen}");
    assert_eq!(ana.submit("/silences", &longer).await.status, StatusCode::SEE_OTHER);
    let refused = ben.submit("/silences", &end(&seen)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.html.contains("Somebody moved its end meanwhile"), "{}", refused.html);
    assert!(held(&world, "payments-5xx").await.is_some());
    let again = ben.submit("/silences", &end(&field(&refused.html))).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(held(&world, "payments-5xx").await, None);
}

#[tokio::test]
async fn a_silence_for_tonight_is_made_in_the_afternoon() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let form = |from: &str| format!("do=silence&service=payments&minutes=60&text=a+deploy&from={from}");
    let refused = browser.submit("/silences", &form("tonight")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.html.contains("is no time") && refused.html.contains("a deploy"), "{}", refused.html);
    let begins = (world.fakes.now() + SignedDuration::from_hours(5)).strftime("%Y-%m-%dT%H:%M").to_string();
    assert_eq!(browser.submit("/silences", &form(&begins)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(held(&world, "payments-5xx").await, None, "not yet");
    let listed = browser.get("/silences").await.html;
    let ends = "Sun 22 Nov 2026, 09:00 UTC";
    assert!(listed.contains(ends) && listed.contains("Cancel<span"), "from and until: {listed}");
    let seen = listed.split("name=\"until\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let moved = format!("do=extend&of=silence&name=payments&until={seen}&ends=2026-11-22T10:00");
    assert_eq!(browser.submit("/silences", &moved).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/silences").await.html.contains("Sun 22 Nov 2026, 10:00 UTC"));
    world.fakes.clock.advance(SignedDuration::from_mins(5 * 60 + 1));
    let left = held(&world, "payments-5xx").await.map(|until| until.duration_since(world.fakes.now()));
    assert!(left.is_some_and(|left| left > SignedDuration::from_mins(110)), "{left:?}");
}
