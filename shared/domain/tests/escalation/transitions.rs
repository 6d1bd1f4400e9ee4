//! `GoAlert`'s table of transitions: where an incident stands, what happens, where it goes.

use crate::vectors;
use crate::world::{World, level};
use callout_domain::escalation::Policy;
use callout_domain::incident::{Actor, Command, EscalationStep, EventRecord, Refusal, Status, Via};
use serde_json::{Value, json};

/// Minutes of every level.
const DELAY: i64 = 10;

#[test]
fn goalert_transitions() {
    let Some(vectors) = vectors() else { return };
    for row in vectors["goalert_transition_table"]["rows"].as_array().unwrap() {
        let state = row["state"].as_str().unwrap();
        match state {
            "service in maintenance" => waits_for_the_end_of_maintenance(),
            _ => check(row, state),
        }
    }
}

fn check(row: &Value, state: &str) {
    let steps = usize::try_from(row["steps"].as_u64().unwrap()).unwrap();
    let repeat = row["repeat"].as_i64().unwrap();
    let manual = row["manual"].as_bool().unwrap();
    let mut world = World::new(&json!({ "rules": { "u1": [{ "method": "sms", "after_min": 0 }] } }));
    let policy = Policy {
        levels: (0..steps).map(|_| level(&["u1"], DELAY, false)).collect(),
        repeat: u32::try_from(repeat).unwrap_or(1_000),
        ..Policy::default()
    };
    world.settings.policies.insert("policy".into(), policy);
    world.open("alert", "policy");
    let minute = bring(&mut world, state, steps, row["loop_count"].as_i64().unwrap());
    if state.starts_with("current step was deleted") {
        world.settings.policies.get_mut(&"policy".into()).unwrap().levels.truncate(1);
        world.settings_changed();
        world.ask("alert", &Command::ApplyPolicy, Actor::system()).unwrap();
        return stands_at(&world, EscalationStep::Level(0), state);
    }
    if state == "step resolves to nobody on call" {
        return skips_an_empty_level(&mut world);
    }
    let before = world.incident("alert").clone();
    if manual {
        world.ask("alert", &Command::Escalate, Actor::operator("test")).unwrap();
    } else if state.contains("not elapsed") {
        let early = world.ask("alert", &Command::Tick, Actor::system());
        assert!(matches!(early, Err(Refusal::NotDue(_))), "{state}");
    } else if !state.starts_with("new") {
        world.advance_to(minute + DELAY);
    }
    let after = world.incident("alert").clone();
    let expected = row["expected"].as_str().unwrap();
    match expected.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["stop", ..] => stands_at(&world, EscalationStep::Fallback, state),
        ["nothing", ..] => assert_eq!(after, before, "{state}"),
        ["next", "step", ..] => {
            stands_at(&world, EscalationStep::Level(1), state);
            assert_eq!(after.status, Status::Triggered, "{state}");
        }
        ["step", number, rest @ ..] => {
            stands_at(&world, EscalationStep::Level(number.trim_end_matches(',').parse().unwrap()), state);
            if rest.contains(&"loop_count") {
                assert_eq!(after.escalation.cycle, before.escalation.cycle + 1, "{state}");
            }
            if rest.contains(&"now;") {
                let next = world.now + jiff::SignedDuration::from_mins(DELAY);
                assert_eq!(after.escalation.next_at, Some(next), "{state}");
            }
        }
        _ => panic!("{state}: nobody taught this runner “{expected}”"),
    }
}

/// Brings the incident where the row begins; gives the minute at which its level began.
fn bring(world: &mut World, state: &str, steps: usize, loops: i64) -> i64 {
    let levels_passed = match state {
        _ if state.starts_with("last step") => i64::try_from(steps).unwrap() * (loops + 1) - 1,
        _ => 0,
    };
    let minute = levels_passed * DELAY;
    world.advance_to(minute);
    if state.starts_with("acknowledged") {
        world.ask("alert", &Command::Acknowledge { via: Via::Link }, Actor::responder(&"u1".into())).unwrap();
    }
    if state.starts_with("current step was deleted") {
        world.ask("alert", &Command::Escalate, Actor::operator("test")).unwrap();
    }
    minute
}

fn stands_at(world: &World, step: EscalationStep, state: &str) {
    assert_eq!(world.incident("alert").escalation.step, step, "{state}: {:#?}", world.timeline());
}

/// D8: an incident opened during the window.
fn waits_for_the_end_of_maintenance() {
    let mut world = World::new(&json!({ "rules": { "u1": [{ "method": "sms", "after_min": 0 }] } }));
    world.begin_maintenance(60);
    world.open("alert", "policy");
    world.advance_to(59);
    assert!(world.sent.is_empty(), "{:?}", world.sent);
    world.advance_to(60);
    assert_eq!(world.sent.len(), 1);
    stands_at(&world, EscalationStep::Level(0), "service in maintenance");
}

/// D6: the next level at once.
fn skips_an_empty_level(world: &mut World) {
    world.settings.policies.get_mut(&"policy".into()).unwrap().levels[0] =
        level(&["nobody-known"], DELAY, false);
    world.open("another", "policy");
    let incident = world.incident("another");
    assert_eq!(incident.escalation.step, EscalationStep::Level(1));
    let about = |record: &&EventRecord| record.incident_id == incident.id;
    let names: Vec<&str> = world.log.iter().filter(about).map(|record| record.event.name()).collect();
    assert_eq!(names, ["opened", "level_skipped", "paged"]);
}

#[test]
fn opsknight_evaluated_twice_is_scheduled_once() {
    let Some(_) = vectors() else { return };
    let mut world = World::new(&json!({ "rules": { "u1": [{ "method": "sms", "after_min": 0 }] } }));
    world.open("alert", "policy");
    let sent = world.sent.len();
    for _ in 0..2 {
        assert!(world.ask("alert", &Command::Tick, Actor::system()).is_err());
    }
    assert_eq!(world.sent.len(), sent);
}
