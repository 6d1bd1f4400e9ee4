//! Whole scenarios: what is given, what is done when, and who must hear of it.

use crate::vectors;
use crate::world::{World, responder};
use callout_domain::incident::{Actor, Command, Failure, Refusal, Status, Undelivered, Via};
use serde_json::Value;

/// Those that are about escalation and contacts; the others are listed in `main`, with the reason.
const RUN: [&str; 3] = ["esc-", "multiack-", "maint-"];
const RUN_TOO: [&str; 2] = ["status-update-not-to-actor", "sms-permanent-failure"];
const NOT_RUN: [&str; 7] = ["heartbeat-", "dedup-", "close-", "prio-", "bundle-", "sms-reply-", "uik"];

#[test]
fn goalert_scenarios() {
    let Some(vectors) = vectors() else { return };
    for scenario in vectors["scenarios"].as_array().unwrap() {
        let id = scenario["id"].as_str().unwrap();
        let run = RUN.iter().any(|start| id.starts_with(start)) || RUN_TOO.contains(&id);
        assert!(run || NOT_RUN.iter().any(|start| id.starts_with(start)), "{id}: neither run nor listed");
        if run {
            play(scenario);
        }
    }
}

fn play(scenario: &Value) {
    let id = scenario["id"].as_str().unwrap();
    let mut world = World::new(&scenario["given"]);
    if let Some(initial) = scenario["given"]["initial"].as_str() {
        begin(&mut world, initial);
    }
    for entry in scenario["timeline"].as_array().unwrap() {
        world.advance_to(entry["at_min"].as_i64().unwrap());
        if let Some(action) = entry["action"].as_str() {
            act(&mut world, action);
        }
        if let Some(expected) = entry["expect"].as_array() {
            expect(&mut world, expected, id, entry);
        }
        if let Some(nobody) = entry["expect_none"].as_str() {
            let who = nobody.split_whitespace().next().unwrap();
            // That it is over is told once to whoever was paged; the vectors mean pages.
            let is_page = |to: &str| !to.ends_with(" closed");
            let heard = |(to, _): &(String, String)| is_page(to) && (who == "anyone" || to.starts_with(who));
            if nobody != "retry" {
                assert!(!world.sent.iter().any(heard), "{id} {entry}: {:?}", world.sent);
            }
            world.sent.clear();
        }
        if entry["expect_state"] == "unacknowledged" {
            assert!(world.incidents.iter().all(|(_, incident)| incident.status == Status::Triggered), "{id}");
        }
        for line in entry["expect_log"].as_array().into_iter().flatten() {
            let line = line.as_str().unwrap();
            let said = world.timeline().iter().any(|said| said.to_lowercase().contains(line));
            assert!(said, "{id}: no “{line}” in {:#?}", world.timeline());
        }
    }
}

/// What stood before the first entry.
fn begin(world: &mut World, initial: &str) {
    if initial.starts_with("two alerts testing1,testing2") {
        world.open("testing1", "policy");
        world.open("testing2", "policy");
        world.sent.retain(|(to, about)| about != "testing1" || to.starts_with("u1"));
        // What follows is only right if u2 had been sent everything about it.
        world.incidents[0].1.engagements.retain(|engagement| engagement.responder.as_str() != "u2");
    } else if initial == "maintenance on, ends in 60 min" {
        world.begin_maintenance(60);
    } else {
        assert_eq!(initial, "alert acknowledged on step 0");
        world.open("alert", "policy");
        acknowledge(world, "u1");
        world.sent.clear();
    }
}

fn acknowledge(world: &mut World, who: &str) {
    for name in world.names() {
        world.ask(&name, &Command::Acknowledge { via: Via::Link }, Actor::responder(&who.into())).unwrap();
    }
}

fn act(world: &mut World, action: &str) {
    let words: Vec<&str> = action.split_whitespace().collect();
    let latest = world.names().last().cloned().unwrap_or_default();
    match words.as_slice() {
        ["alert", "opened", "on", "service", "with", policy] => world.open("alert", policy),
        ["alert", "opened,", "engine", "stopped", "for", minutes, "min"] => {
            world.open("alert", "policy");
            world.stand_still_until(minutes.parse().unwrap());
        }
        ["alert", "opened;", "provider", "rejects", "permanently"] => {
            world.open("alert", "policy");
            world.sent.clear();
            let failure = Failure {
                responder: "u1".into(),
                contact: "sms".into(),
                why: Undelivered::Failed("opted out".into()),
            };
            let failures = vec![failure];
            world.ask("alert", &Command::RecordFailures { failures }, Actor::system()).unwrap();
        }
        ["alert", "opened"] => world.open("alert", "policy"),
        ["alert", number, "opened"] => world.open(&format!("alert {number}"), "policy"),
        ["maintenance", "on", "for", hours, "h"] => {
            world.begin_maintenance(60 * hours.parse::<i64>().unwrap());
        }
        ["maintenance", "ended"] => world.end_maintenance(),
        ["manual", "escalate", "->", "error", ..] => {
            let refused = world.ask(&latest, &Command::Escalate, operator());
            assert!(matches!(refused, Err(Refusal::InMaintenance { .. })), "{refused:?}");
        }
        ["alert", "closed"] => close(world, &latest, Actor::source("test")),
        ["two", "alerts", "opened,", "closed", "by", "the", "system"] => {
            for name in ["one", "two"] {
                world.open(name, "policy");
            }
            world.sent.clear();
            close(world, "one", Actor::source("test"));
            close(world, "two", Actor::source("test"));
        }
        ["third", "alert", "opened;", "u1", "replies", "c"] => {
            world.open("three", "policy");
            world.sent.clear();
            close(world, "three", Actor::responder(&"u1".into()));
        }
        ["manual", "escalate"] => world.ask(&latest, &Command::Escalate, operator()).unwrap(),
        ["manual", "escalate", name] => world.ask(name, &Command::Escalate, operator()).unwrap(),
        [who, "acks"] => acknowledge(world, who),
        ["add", "rules:", ..] => add_rules(world, action.trim_start_matches("add rules: ")),
        ["service", "moved", "to" | "back", rest @ ..] => {
            let policy = rest.last().copied().unwrap();
            world.settings.services.get_mut(&"alert".into()).unwrap().policy = policy.into();
            world.settings_changed();
            world.ask("alert", &Command::ApplyPolicy, operator()).unwrap();
        }
        _ => panic!("nobody taught this runner to “{action}”"),
    }
}

fn operator() -> Actor {
    Actor::operator("test")
}

fn close(world: &mut World, name: &str, by: Actor) {
    world.ask(name, &Command::Resolve { via: Via::Source, note: None }, by).unwrap();
}

/// `sms c1 after 0, sms c1 after 30`, for the first person.
fn add_rules(world: &mut World, rules: &str) {
    let rule = |text: &str| {
        let (method, after) = text.split_once(" after ").unwrap();
        (method.to_owned(), after.parse::<i64>().unwrap())
    };
    let known = world.settings.responders.get_mut(&"u1".into()).unwrap();
    let mut all: Vec<(String, i64)> =
        known.notify.high.iter().map(|rule| (rule.contact.to_string(), rule.after.0.as_mins())).collect();
    all.extend(rules.split(", ").map(rule));
    *known = responder(&all);
    world.settings_changed();
}

/// Exactly these messages went out since the last look.
fn expect(world: &mut World, expected: &[Value], id: &str, entry: &Value) {
    let mut left = std::mem::take(&mut world.sent);
    for wanted in expected {
        let wanted = wanted.as_str().unwrap();
        if wanted.ends_with("reply only, no extra status update") {
            continue;
        }
        let times = if wanted.ends_with("for each") { world.names().len() } else { 1 };
        for _ in 0..times {
            let found = left.iter().position(|sent| is(sent, wanted));
            left.remove(found.unwrap_or_else(|| panic!("{id} {entry}: no “{wanted}” in {left:?}")));
        }
    }
    assert!(left.is_empty(), "{id} {entry}: nobody expected {left:?}");
}

/// `u1 sms c1 testing1 (why)`: the person and contact, perhaps the alert, perhaps a remark.
fn is((to, about): &(String, String), wanted: &str) -> bool {
    let wanted = wanted.split(" (").next().unwrap().replace('"', "");
    let wanted = wanted.trim_end_matches(" for each");
    wanted == to || wanted == format!("{to} {about}") || names_alert(to, about, wanted)
}

/// Some vectors name the contact and then the alert, others the alert only.
fn names_alert(to: &str, about: &str, wanted: &str) -> bool {
    let mut words = to.split_whitespace();
    let (who, method) = (words.next().unwrap(), words.next().unwrap());
    wanted == format!("{who} {method} {about}") || wanted == format!("{who} {method}")
}
