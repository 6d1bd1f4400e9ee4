//! Whatever timers do, people are told the same, once.

use crate::world::{World, level, responder};
use callout_domain::escalation::Policy;
use callout_domain::incident::{Actor, Command, Status, Via};
use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;

/// How long a story lasts, in minutes.
const END: i64 = 120;

#[derive(Debug, Clone)]
struct Story {
    /// Minutes of each level.
    delays: Vec<i64>,
    repeat: u32,
    /// For each of three people: minutes after a page.
    rules: Vec<Vec<i64>>,
    all_must_acknowledge: bool,
    /// When the first person acknowledges.
    acknowledged_at: Option<i64>,
}

fn story() -> impl Strategy<Value = Story> {
    (
        prop::collection::vec(1i64..30, 1..4),
        0u32..3,
        prop::collection::vec(prop::collection::vec(0i64..40, 1..4), 3),
        any::<bool>(),
        prop::option::of(0i64..60),
    )
        .prop_map(|(delays, repeat, rules, all_must_acknowledge, acknowledged_at)| Story {
            delays,
            repeat,
            rules,
            all_must_acknowledge,
            acknowledged_at,
        })
}

fn begin(story: &Story) -> World {
    let mut world = World::new(&json!({ "rules": { "u1": [{ "method": "sms", "after_min": 0 }] } }));
    for (person, after) in story.rules.iter().enumerate() {
        let rules: Vec<(String, i64)> =
            after.iter().enumerate().map(|(nth, after)| (format!("sms{nth}"), *after)).collect();
        world.settings.responders.insert(format!("u{}", person + 1).as_str().into(), responder(&rules));
    }
    let names = ["u1", "u2", "u3"];
    let levels = story.delays.iter().enumerate().map(|(nth, delay)| {
        let people = if nth == 0 { &names[..2] } else { &names[nth.min(2)..] };
        level(people, *delay, story.all_must_acknowledge)
    });
    let policy = Policy { levels: levels.collect(), repeat: story.repeat, ..Policy::default() };
    world.settings.policies.insert("policy".into(), policy);
    world.open("alert", "policy");
    world
}

/// Minute by minute, with these many timers too many in each.
fn tell(story: &Story, copies: &[usize]) -> (Vec<(String, String)>, Status) {
    let mut world = begin(story);
    for minute in 0..END {
        world.advance_to(minute);
        if story.acknowledged_at == Some(minute) {
            let by = Actor::responder(&"u1".into());
            world.ask("alert", &Command::Acknowledge { via: Via::Link }, by).unwrap();
        }
        for _ in 0..copies[usize::try_from(minute).unwrap() % copies.len()] {
            let too_many = world.ask("alert", &Command::Tick, Actor::system());
            assert!(too_many.is_err(), "a timer that comes again changes nothing");
        }
    }
    (world.sent.clone(), world.incident("alert").status)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn extra_timers_page_nobody_twice(story in story(), copies in prop::collection::vec(0usize..4, 1..8)) {
        prop_assert_eq!(tell(&story, &copies), tell(&story, &[0]));
    }

    /// Nothing is due for ever, nobody is told while nothing is due, and everybody who has not answered has been told
    /// over every contact whose time is over.
    #[test]
    fn nobody_is_left_out_until_somebody_answers(story in story()) {
        let mut world = begin(&story);
        for minute in 0..END {
            world.advance_to(minute);
            let incident = world.incident("alert");
            prop_assert!(incident.wake_at().is_none_or(|at| at > world.now), "something is due and not done");
            prop_assert!(incident.wake_at().is_some(), "it falls silent at minute {}", minute);
            for engagement in &incident.engagements {
                let counted = world.settings.responders.get(&engagement.responder);
                let rules = counted.filter(|_| engagement.responder.as_str() != "last").map(|it| &it.notify.high);
                for rule in rules.into_iter().flatten().filter(|rule| engagement.since + rule.after.0 <= world.now) {
                    let told = (format!("{} {}", engagement.responder, rule.contact), "alert".to_owned());
                    prop_assert!(world.sent.contains(&told), "{:?}", told);
                }
            }
        }
    }

    /// After an acknowledgement nobody hears of it, except who must answer for themselves.
    #[test]
    fn an_acknowledgement_stops_everything_at_once(story in story(), minute in 0i64..60) {
        let story = Story { all_must_acknowledge: false, acknowledged_at: None, ..story };
        let mut world = begin(&story);
        world.advance_to(minute);
        world.ask("alert", &Command::Acknowledge { via: Via::Link }, Actor::responder(&"u1".into())).unwrap();
        world.sent.clear();
        world.advance_to(END);
        prop_assert_eq!(world.sent, Vec::new());
    }

    /// The clock of whoever reschedules may be slow: nobody is notified again of what they were sent.
    #[test]
    fn rescheduling_by_a_slow_clock_notifies_nobody_again(story in story(), minute in 1i64..60, slow in 1i64..6) {
        let story = Story { acknowledged_at: None, ..story };
        let (mut told, mut as_usual) = (begin(&story), begin(&story));
        told.advance_to(minute);
        as_usual.advance_to(minute);
        let now = told.now;
        told.now = now - SignedDuration::from_mins(slow);
        let _ = told.ask("alert", &Command::Reschedule, Actor::system());
        told.now = now;
        told.advance_to(END);
        as_usual.advance_to(END);
        prop_assert_eq!(told.sent, as_usual.sent);
    }
}
