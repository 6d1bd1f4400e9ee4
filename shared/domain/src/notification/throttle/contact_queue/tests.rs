//! Tests of a contact's queue, as scripts and as properties of any script.

use super::*;
use crate::notification::throttle::{EMAIL, NEWS, SMS};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

/// Message `n` about a service.
fn about(service: &str, n: usize) -> PendingMessage {
    PendingMessage {
        id: "page.1.0.ana.sms".into(),
        incident: IncidentId(format!("inc_{n}")),
        service: service.into(),
        fresh: false,
    }
}

/// Runs a script: messages about services, and `release`, each with its second and the expected result.
fn check(limits: &[Limit], script: &[(i64, &str, &str)]) {
    let mut queue = ContactQueue::default();
    for (n, (at, what, expected)) in script.iter().enumerate() {
        let found = match *what {
            "release" => released(&mut queue, limits, second(*at)),
            service => admitted(queue.admit(&about(service, n), limits, second(*at))),
        };
        assert_eq!(found, *expected, "step {n}, {what} at {at}");
    }
}

fn admitted(answer: Admission) -> String {
    match answer {
        Admission::Now => "now".to_owned(),
        Admission::Hold { until } => format!("until {}", until.as_second()),
        Admission::Bundled => "bundled".to_owned(),
    }
}

fn released(queue: &mut ContactQueue, limits: &[Limit], now: Timestamp) -> String {
    match queue.release(limits, now) {
        Release::Nothing => "nothing".to_owned(),
        Release::Wait { until } => format!("until {}", until.as_second()),
        Release::Bundle(bundle) => {
            queue.settle(&bundle.id);
            let services = bundle.services.iter().map(|it| format!("{} {}", it.messages, it.service));
            services.collect::<Vec<_>>().join(", ")
        }
    }
}

const ONE_A_MINUTE: [Limit; 2] = [Limit::burst(1, 1), Limit::burst(2, 15)];

#[test]
fn what_may_not_leave_waits_and_leaves_as_one_message() {
    check(
        &ONE_A_MINUTE,
        &[
            (0, "shop", "now"),
            (60, "shop", "now"),
            (120, "shop", "until 900"),
            (130, "shop", "until 900"),
            (140, "release", "until 900"),
            (900, "release", "2 shop"),
            (901, "release", "nothing"),
        ],
    );
}

#[test]
fn the_first_message_about_a_service_overtakes() {
    check(
        &ONE_A_MINUTE,
        &[
            (0, "shop", "now"),
            (60, "shop", "now"),
            (120, "shop", "until 900"),
            (125, "bank", "now"),
            (190, "bank", "until 960"),
            // The message that skipped the queue counts: the others wait until it is old enough.
            (900, "release", "until 960"),
            (960, "release", "1 shop, 1 bank"),
        ],
    );
}

#[test]
fn the_first_message_about_an_incident_overtakes_too() {
    let mut queue = ContactQueue::default();
    let admit = |queue: &mut ContactQueue, fresh, n, at| {
        admitted(queue.admit(&PendingMessage { fresh, ..about("shop", n) }, &ONE_A_MINUTE, second(at)))
    };
    let answers = [(false, 0, 0), (false, 1, 60), (false, 2, 120), (true, 3, 121)];
    let answers = answers.map(|(fresh, n, at)| admit(&mut queue, fresh, n, at));
    assert_eq!(answers, ["now", "now", "until 900", "now"]);
}

#[test]
fn even_news_has_a_limit_and_takes_along_what_waits() {
    let mut queue = ContactQueue::default();
    let admit = |queue: &mut ContactQueue, service: &str, n, at| {
        admitted(queue.admit(&about(service, n), &ONE_A_MINUTE, second(at)))
    };
    for n in 0..10 {
        assert_eq!(admit(&mut queue, &format!("service {n}"), n, 0), "now");
    }
    assert_eq!(admit(&mut queue, "service 0", 10, 1), "until 900");
    assert_eq!(admit(&mut queue, "bank", 11, 2), "until 60");
    assert_eq!(released(&mut queue, &ONE_A_MINUTE, second(60)), "1 bank, 1 service 0");
}

#[test]
fn a_service_is_news_again_after_an_hour() {
    let narrow = [Limit::burst(1, 1), Limit::burst(1, 180)];
    check(
        &narrow,
        &[
            (0, "shop", "now"),
            (3_599, "shop", "until 10800"),
            (3_600, "bank", "now"),
            (3_601, "bank", "until 14400"),
        ],
    );
    check(&narrow, &[(0, "shop", "now"), (3_600, "shop", "now")]);
}

#[test]
fn a_repeat_never_passes_what_waits() {
    let mut queue = ContactQueue::default();
    let admit =
        |queue: &mut ContactQueue, n, at| admitted(queue.admit(&about("shop", n), &ONE_A_MINUTE, second(at)));
    let answers = [(0, 0), (1, 30), (2, 1_000)].map(|(n, at)| admit(&mut queue, n, at));
    assert_eq!(answers, ["now", "until 60", "until 1000"], "the second has not been released yet");
}

#[test]
fn the_same_message_gets_the_same_answer_and_changes_nothing() {
    let mut queue = ContactQueue::default();
    let admit =
        |queue: &mut ContactQueue, n, at| admitted(queue.admit(&about("shop", n), &ONE_A_MINUTE, second(at)));
    admit(&mut queue, 0, 0);
    admit(&mut queue, 1, 10);
    let before = queue.clone();
    assert_eq!((admit(&mut queue, 0, 20).as_str(), admit(&mut queue, 1, 20).as_str()), ("now", "until 60"));
    assert_eq!(queue, before);
    assert_eq!(released(&mut queue, &ONE_A_MINUTE, second(60)), "1 shop");
    let before = queue.clone();
    assert_eq!((admit(&mut queue, 0, 70).as_str(), admit(&mut queue, 1, 70).as_str()), ("now", "bundled"));
    assert_eq!(queue, before);
}

#[test]
fn a_bundle_comes_again_until_it_is_settled() {
    let mut queue = ContactQueue::default();
    for n in 0..3 {
        queue.admit(&about("shop", n), &ONE_A_MINUTE, second(0));
    }
    let first = queue.release(&ONE_A_MINUTE, second(60));
    assert_eq!(admitted(queue.admit(&about("shop", 1), &ONE_A_MINUTE, second(61))), "bundled");
    assert_eq!(queue.next_release(&ONE_A_MINUTE, second(61)), Some(second(61)));
    assert_eq!(queue.release(&ONE_A_MINUTE, second(62)), first);
    queue.settle("bundle.of somebody else");
    let Release::Bundle(bundle) = queue.release(&ONE_A_MINUTE, second(63)) else {
        panic!("it is not settled")
    };
    queue.settle(&bundle.id);
    assert_eq!(queue.release(&ONE_A_MINUTE, second(64)), Release::Nothing);
    assert_eq!(queue.next_release(&ONE_A_MINUTE, second(64)), None);
}

#[test]
fn a_storm_is_counted_and_fits_in_one_item() {
    const MANY: usize = 3_000;
    let service = |n: usize| format!("{:-<40}", format!("service {}", n % 500));
    let mut queue = ContactQueue::default();
    for n in 0..MANY {
        queue.admit(&about(&service(n), n), &EMAIL, second(0));
    }
    let Release::Bundle(bundle) = queue.release(&EMAIL, second(60)) else { panic!("nothing leaves") };
    assert_eq!(bundle.held.len(), 500);
    let counted: u32 = bundle.services.iter().map(|it| it.messages).sum();
    assert_eq!(counted as usize, MANY - 10, "ten left by themselves before the minute was used up");
    for n in MANY..2 * MANY {
        queue.admit(&about(&service(n), n), &EMAIL, second(61));
    }
    let item = serde_json::to_string(&queue).unwrap();
    assert!(item.len() < 300_000, "{} bytes; an item of DynamoDB has at most 400 KB", item.len());
    assert_eq!(serde_json::from_str::<ContactQueue>(&item).unwrap(), queue);
}

#[derive(Debug, Clone)]
enum Step {
    Admission { service: usize, again: usize },
    Release,
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        4 => (0..5_usize, 0..3_usize).prop_map(|(service, again)| Step::Admission { service, again }),
        1 => Just(Step::Release),
    ];
    prop::collection::vec((prop_oneof![0..5_i64, 0..60_i64, 0..900_i64], step), 1..80)
}

/// What was sent: when, whether all limits applied, and the numbers of the messages in it.
type Left = Vec<(Timestamp, bool, Vec<String>)>;

/// Runs the steps, with copies of earlier messages if wanted, and then releases until nothing waits.
fn run(steps: &[(i64, Step)], copies: bool) -> (ContactQueue, Left, usize) {
    let (mut queue, mut left, mut now, mut count) = (ContactQueue::default(), Left::new(), second(0), 0);
    let release = |queue: &mut ContactQueue, now, left: &mut Left| match queue.release(&SMS, now) {
        Release::Nothing => None,
        Release::Wait { until } => Some(until),
        Release::Bundle(bundle) => {
            let news = bundle.held.iter().any(|it| it.first);
            left.push((now, !news, bundle.held.iter().map(|it| it.incident.to_string()).collect()));
            queue.settle(&bundle.id);
            Some(now)
        }
    };
    for (pause, step) in steps {
        now += SignedDuration::from_secs(*pause);
        match step {
            Step::Release => drop(release(&mut queue, now, &mut left)),
            Step::Admission { service, again } => {
                let wanted = about(&format!("service {service}"), count);
                // Under a second limit that is used up, only first messages would be sent.
                let used_up = [SMS[0], Limit::burst(1, 9_999_999)];
                let news = queue.clone().admit(&wanted, &used_up, now) == Admission::Now;
                if queue.admit(&wanted, &SMS, now) == Admission::Now {
                    left.push((now, !news, vec![wanted.incident.to_string()]));
                }
                let kept = queue.clone();
                for back in (0..*again).filter(|_| copies) {
                    let earlier = about("whatever it said", count.saturating_sub(back));
                    queue.admit(&earlier, &SMS, now);
                }
                assert_eq!(queue, kept, "a copy changes nothing");
                count += 1;
            }
        }
    }
    while let Some(until) = release(&mut queue, now, &mut left) {
        now = now.max(until);
    }
    (queue, left, count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_message_leaves_exactly_once(steps in steps()) {
        let (_, left, count) = run(&steps, false);
        let mut messages: Vec<String> = left.into_iter().flat_map(|(_, _, messages)| messages).collect();
        messages.sort();
        let mut all: Vec<String> = (0..count).map(|n| format!("inc_{n}")).collect();
        all.sort();
        prop_assert_eq!(messages, all);
    }

    #[test]
    fn what_is_no_news_never_breaks_a_limit_and_news_only_its_own(steps in steps()) {
        let (_, left, _) = run(&steps, false);
        for (index, (at, all_limits, _)) in left.iter().enumerate() {
            let within = |limit: &Limit| left[..=index].iter().filter(|it| it.0.duration_until(*at) < limit.per).count();
            for limit in if *all_limits { &SMS[..] } else { &NEWS[..] } {
                prop_assert!(within(limit) <= limit.count as usize, "{} within {} at {}", within(limit), limit.per, at);
            }
        }
    }

    #[test]
    fn copies_of_messages_change_nothing(steps in steps()) {
        let (once, left, _) = run(&steps, false);
        let (copied, left_copied, _) = run(&steps, true);
        prop_assert_eq!(once, copied);
        prop_assert_eq!(left, left_copied);
    }
}
