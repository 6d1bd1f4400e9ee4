//! Tests of a contact's queue, as scripts and as properties of any script.

use super::*;
use crate::notification::MessageKind;
use crate::notification::throttle::{EMAIL, EMAIL_PER_SECOND, FIRST_PAGE_LIMITS, SMS};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

/// Message `n` about a service.
fn about(service: &str, n: usize) -> PendingMessage {
    PendingMessage {
        by_integration: false,
        id: "page.1.0.ana.sms".into(),
        incident: IncidentId(format!("inc_{n}")),
        service: service.into(),
        fresh: false,
        urgent: false,
        kind: MessageKind::Page,
    }
}

#[test]
fn the_first_page_of_an_incident_keeps_its_place_when_it_is_only_counted() {
    let (slow, mut queue) = ([Limit::burst(1, 9_999_999)], ContactQueue::default());
    let repeat = |n| about("shop", n);
    for n in 0..=MOST_QUEUED + 1 {
        queue.admit(&repeat(n), no_pace(&slow), second(0));
    }
    // Ten incidents begin; the eleventh must wait for its minute, not for the limit on repeats.
    for n in 600..611 {
        queue.admit(&PendingMessage { fresh: true, ..repeat(n) }, no_pace(&slow), second(1));
    }
    let until = queue.next_release(no_pace(&slow), second(2)).unwrap();
    assert!(until <= second(61), "{until}");
}

#[test]
fn what_got_worse_while_it_waits_leaves_within_five_minutes_of_its_arrival() {
    let (limits, mut queue) = (no_pace(&SMS), ContactQueue::default());
    for n in 0..5 {
        assert_eq!(queue.admit(&about("shop", n), limits, second(60 * n as i64)), Admission::Now);
    }
    let page = about("shop", 9);
    let small = queue.admit(&page, limits, second(300));
    assert_eq!(small, Admission::Queued { until: second(900) });
    let worse = queue.admit(&PendingMessage { urgent: true, ..page }, limits, second(315));
    assert_eq!(worse, Admission::Queued { until: second(600) });
}

#[test]
fn a_bundle_settled_in_part_leaves_the_rest_waiting_and_takes_a_slot_only_if_something_left() {
    let (limits, mut queue) = (no_pace(&SMS), ContactQueue::default());
    queue.admit(&about("shop", 0), limits, second(0));
    for n in 1..3 {
        queue.admit(&about("shop", n), limits, second(1));
    }
    let unread = BTreeSet::from([about("shop", 2).incident]);
    let Release::Bundle(both) = queue.release(limits, second(60)) else { panic!("nothing leaves") };
    queue.settle_without(&both.id, &unread);
    assert_eq!(queue.admit(&about("shop", 1), limits, second(61)), Admission::Bundled);
    let sent = queue.sent.len();
    let Release::Bundle(rest) = queue.release(limits, second(120)) else { panic!("nothing leaves") };
    assert_eq!(rest.queued.len(), 1);
    queue.settle_without(&rest.id, &unread);
    assert_eq!(queue.sent.len(), sent, "nothing left");
    let Release::Bundle(again) = queue.release(limits, second(121)) else { panic!("nothing leaves") };
    assert_eq!(again.id, rest.id);
}

/// Limits of a channel that asks for no limit per second.
fn no_pace(repeats: &[Limit]) -> Limits<'_> {
    Limits { repeats, per_second: None }
}

/// Runs a script: messages about services, and `release`, each with its second and the expected result.
fn check(limits: &[Limit], script: &[(i64, &str, &str)]) {
    let mut queue = ContactQueue::default();
    for (n, (at, what, expected)) in script.iter().enumerate() {
        let found = match *what {
            "release" => released(&mut queue, limits, second(*at)),
            service => admitted(queue.admit(&about(service, n), no_pace(limits), second(*at))),
        };
        assert_eq!(found, *expected, "step {n}, {what} at {at}");
    }
}

fn admitted(answer: Admission) -> String {
    match answer {
        Admission::Now => "now".to_owned(),
        Admission::Queued { until } => format!("until {}", until.as_second()),
        Admission::Bundled => "bundled".to_owned(),
        Admission::Throttled { retry_at: at } => format!("later, at {}", at.as_second()),
    }
}

fn released(queue: &mut ContactQueue, limits: &[Limit], now: Timestamp) -> String {
    match queue.release(no_pace(limits), now) {
        Release::Nothing => "nothing".to_owned(),
        Release::Wait { until } => format!("until {}", until.as_second()),
        Release::Bundle(bundle) | Release::Again(bundle) => {
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
        admitted(queue.admit(
            &PendingMessage { fresh, ..about("shop", n) },
            no_pace(&ONE_A_MINUTE),
            second(at),
        ))
    };
    let answers = [(false, 0, 0), (false, 1, 60), (false, 2, 120), (true, 3, 121)];
    let answers = answers.map(|(fresh, n, at)| admit(&mut queue, fresh, n, at));
    assert_eq!(answers, ["now", "now", "until 900", "now"]);
}

#[test]
fn even_news_has_a_limit_and_takes_along_what_waits() {
    let mut queue = ContactQueue::default();
    let admit = |queue: &mut ContactQueue, service: &str, n, at| {
        admitted(queue.admit(&about(service, n), no_pace(&ONE_A_MINUTE), second(at)))
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
    let admit = |queue: &mut ContactQueue, n, at| {
        admitted(queue.admit(&about("shop", n), no_pace(&ONE_A_MINUTE), second(at)))
    };
    let answers = [(0, 0), (1, 30), (2, 1_000)].map(|(n, at)| admit(&mut queue, n, at));
    assert_eq!(answers, ["now", "until 60", "until 1000"], "the second has not been released yet");
}

#[test]
fn the_same_message_gets_the_same_answer_and_changes_nothing() {
    let mut queue = ContactQueue::default();
    let admit = |queue: &mut ContactQueue, n, at| {
        admitted(queue.admit(&about("shop", n), no_pace(&ONE_A_MINUTE), second(at)))
    };
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
        queue.admit(&about("shop", n), no_pace(&ONE_A_MINUTE), second(0));
    }
    let first = queue.release(no_pace(&ONE_A_MINUTE), second(60));
    assert_eq!(admitted(queue.admit(&about("shop", 1), no_pace(&ONE_A_MINUTE), second(61))), "bundled");
    assert_eq!(queue.next_release(no_pace(&ONE_A_MINUTE), second(61)), Some(second(61)));
    let Release::Bundle(first) = first else { panic!("nothing leaves") };
    assert_eq!(queue.release(no_pace(&ONE_A_MINUTE), second(62)), Release::Again(first));
    queue.settle("bundle.of somebody else");
    let Release::Again(bundle) = queue.release(no_pace(&ONE_A_MINUTE), second(63)) else {
        panic!("it is not settled")
    };
    queue.settle(&bundle.id);
    assert_eq!(queue.release(no_pace(&ONE_A_MINUTE), second(64)), Release::Nothing);
    assert_eq!(queue.next_release(no_pace(&ONE_A_MINUTE), second(64)), None);
}

#[test]
fn a_storm_is_counted_and_fits_in_one_item() {
    const MANY: usize = 3_000;
    let service = |n: usize| format!("{:-<40}", format!("service {}", n % 500));
    let mut queue = ContactQueue::default();
    for n in 0..MANY {
        queue.admit(&about(&service(n), n), no_pace(&EMAIL), second(0));
    }
    let Release::Bundle(bundle) = queue.release(no_pace(&EMAIL), second(60)) else {
        panic!("nothing leaves")
    };
    assert_eq!(bundle.queued.len(), 500);
    let counted: u32 = bundle.services.iter().map(|it| it.messages).sum();
    assert_eq!(counted as usize, MANY - 10, "ten left by themselves before the minute was used up");
    for n in MANY..2 * MANY {
        queue.admit(&about(&service(n), n), no_pace(&EMAIL), second(61));
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
    let release = |queue: &mut ContactQueue, now, left: &mut Left| match queue.release(no_pace(&SMS), now) {
        Release::Nothing => None,
        Release::Wait { until } => Some(until),
        Release::Bundle(bundle) | Release::Again(bundle) => {
            let has_first_page = bundle.queued.iter().any(|it| it.first);
            left.push((
                now,
                !has_first_page,
                bundle.queued.iter().map(|it| it.incident.to_string()).collect(),
            ));
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
                let has_first_page = queue.clone().admit(&wanted, no_pace(&used_up), now) == Admission::Now;
                if queue.admit(&wanted, no_pace(&SMS), now) == Admission::Now {
                    left.push((now, !has_first_page, vec![wanted.incident.to_string()]));
                }
                let kept = queue.clone();
                for back in (0..*again).filter(|_| copies) {
                    let earlier = about("whatever it said", count.saturating_sub(back));
                    queue.admit(&earlier, no_pace(&SMS), now);
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
            for limit in if *all_limits { &SMS[..] } else { &FIRST_PAGE_LIMITS[..] } {
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

mod per_second {
    use super::*;

    const MAILS: Limits<'static> = Limits { repeats: &EMAIL, per_second: Some(EMAIL_PER_SECOND) };

    fn other(n: usize) -> PendingMessage {
        PendingMessage { id: "resolved.ana.email".into(), kind: MessageKind::Resolved, ..about("shop", n) }
    }

    fn after(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).unwrap()
    }

    #[test]
    fn what_pages_nobody_leaves_five_a_second_and_the_rest_together() {
        let mut queue = ContactQueue::default();
        for n in 0..5 {
            assert_eq!(queue.admit(&other(n), MAILS, after(0)), Admission::Now);
        }
        for n in 5..60 {
            assert_eq!(queue.admit(&other(n), MAILS, after(10)), Admission::Queued { until: after(1_000) });
        }
        assert_eq!(queue.release_non_pages(MAILS, after(999)), Release::Wait { until: after(1_000) });
        let Release::Bundle(bundle) = queue.release_non_pages(MAILS, after(1_000)) else {
            panic!("nothing leaves")
        };
        assert_eq!(bundle.queued.len(), 55);
        assert_eq!(queue.admit(&other(7), MAILS, after(1_000)), Admission::Bundled);
        queue.settle(&bundle.id);
        assert_eq!(queue.release_non_pages(MAILS, after(2_000)), Release::Nothing);
        assert_eq!(queue.admit(&other(7), MAILS, after(2_000)), Admission::Bundled);
    }

    #[test]
    fn a_page_finds_room_whatever_else_leaves_and_waits() {
        let mut queue = ContactQueue::default();
        for n in 0..60 {
            queue.admit(&other(n), MAILS, after(0));
        }
        for n in 60..63 {
            assert_eq!(
                queue.admit(&PendingMessage { fresh: true, ..about("shop", n) }, MAILS, after(1)),
                Admission::Now
            );
        }
        // The ninth mail of one second waits for the second to end, not for the minute.
        assert_eq!(
            queue.admit(&about("bank", 63), MAILS, after(2)),
            Admission::Queued { until: after(1_000) }
        );
        assert!(
            matches!(queue.release(MAILS, after(1_000)), Release::Bundle(bundle) if bundle.queued.len() == 1)
        );
    }

    #[test]
    fn a_mail_that_is_tried_again_takes_a_place_again() {
        let mut queue = ContactQueue::default();
        for n in 0..8 {
            assert_eq!(queue.admit(&about(&n.to_string(), n), MAILS, after(0)), Admission::Now);
        }
        assert_eq!(
            queue.admit(&about("0", 0), MAILS, after(500)),
            Admission::Throttled { retry_at: after(1_000) }
        );
        assert_eq!(queue.admit(&about("0", 0), MAILS, after(1_000)), Admission::Now);
        assert_eq!(queue.take_slot(false, MAILS.per_second, after(1_000)), Ok(()));
    }

    #[test]
    fn more_than_an_item_holds_come_again() {
        let mut queue = ContactQueue::default();
        let answers: Vec<Admission> = (0..300).map(|n| queue.admit(&other(n), MAILS, after(0))).collect();
        assert_eq!(answers[204], Admission::Queued { until: after(1_000) });
        assert_eq!(answers[205], Admission::Throttled { retry_at: after(1_000) });
    }

    #[test]
    fn a_timer_that_fires_twice_takes_one_slot() {
        let mut queue = ContactQueue::default();
        for n in 0..8 {
            queue.admit(&other(n), MAILS, after(0));
        }
        let Release::Bundle(bundle) = queue.release_non_pages(MAILS, after(1_000)) else {
            panic!("nothing leaves")
        };
        for _ in 0..20 {
            assert_eq!(queue.release_non_pages(MAILS, after(1_000)), Release::Again(bundle.clone()));
        }
        for n in 10..14 {
            assert_eq!(queue.take_slot(false, MAILS.per_second, after(1_000)), Ok(()), "{n}");
        }
        // Whoever sends it again takes a slot like anybody.
        assert_eq!(queue.take_slot(false, MAILS.per_second, after(1_000)), Err(after(2_000)));
        assert_eq!(queue.take_slot(true, MAILS.per_second, after(1_000)), Ok(()));
    }

    proptest! {
        #[test]
        fn never_more_than_eight_mails_leave_within_a_second(
            steps in prop::collection::vec((0..400_i64, 0..5_usize, 0..40_usize), 1..200),
        ) {
            let (mut queue, mut now, mut left) = (ContactQueue::default(), 0, Vec::new());
            for (pause, what, n) in steps {
                now += pause;
                let at = after(now);
                let leaves = match what {
                    0 => queue.admit(&about(&n.to_string(), n), MAILS, at) == Admission::Now,
                    1 | 2 => queue.admit(&other(n), MAILS, at) == Admission::Now,
                    3 => queue.take_slot(false, MAILS.per_second, at).is_ok(),
                    _ => {
                        for is_page in [true, false] {
                            let release = match is_page {
                                true => queue.release(MAILS, at),
                                false => queue.release_non_pages(MAILS, at),
                            };
                            let leaves = match release {
                                Release::Bundle(_) => true,
                                Release::Again(_) => queue.take_slot(is_page, MAILS.per_second, at).is_ok(),
                                Release::Nothing | Release::Wait { .. } => false,
                            };
                            left.extend(leaves.then_some(at));
                        }
                        false
                    }
                };
                left.extend(leaves.then_some(at));
            }
            for (first, from) in left.iter().enumerate() {
                let within = left[first..].iter().filter(|at| from.duration_until(**at) < SignedDuration::from_secs(1));
                prop_assert!(within.count() <= 8, "from {from}");
            }
        }
    }
}

/// Whoever has a key can open ten incidents within a minute.
#[test]
fn what_integrations_report_delays_no_first_page_about_an_alarm_of_aws() {
    let mut queue = ContactQueue::default();
    let limits = Limits { repeats: &SMS, per_second: None };
    let first = |service: &str, n, by_integration| PendingMessage {
        fresh: true,
        by_integration,
        ..about(service, n)
    };
    for n in 0..15 {
        queue.admit(&first(&format!("lab-{n}"), n, true), limits, second(n as i64));
    }
    assert!(matches!(queue.admit(&first("late", 20, true), limits, second(20)), Admission::Queued { .. }));
    for n in 30..40 {
        assert_eq!(queue.admit(&first("shop", n, false), limits, second(21)), Admission::Now, "{n}");
    }
    assert!(matches!(queue.admit(&first("shop", 41, false), limits, second(22)), Admission::Queued { .. }));
}

#[test]
fn what_waits_leaves_after_five_minutes_while_a_sev1_or_sev2_has_no_owner() {
    let slow = [Limit::burst(1, 180)];
    let urgent = |n| PendingMessage { urgent: true, ..about("shop", n) };
    let (mut queue, limits) = (ContactQueue::default(), no_pace(&slow));
    assert_eq!(admitted(queue.admit(&about("shop", 0), limits, second(0))), "now");
    assert_eq!(admitted(queue.admit(&about("shop", 1), limits, second(60))), "until 10800");
    assert_eq!(admitted(queue.admit(&urgent(2), limits, second(100))), "until 400");
    assert_eq!(admitted(queue.admit(&urgent(3), limits, second(200))), "until 400");
    assert_eq!(released(&mut queue, &slow, second(399)), "until 400");
    assert_eq!(released(&mut queue, &slow, second(400)), "3 shop");
    assert_eq!(admitted(queue.admit(&urgent(4), limits, second(401))), "until 701");
}

#[test]
fn an_urgent_message_that_is_only_counted_does_not_wait_longer() {
    let (slow, mut queue) = ([Limit::burst(1, 180)], ContactQueue::default());
    for n in 0..=MOST_QUEUED {
        queue.admit(&about("shop", n), no_pace(&slow), second(0));
    }
    let urgent = PendingMessage { urgent: true, ..about("shop", 999) };
    assert_eq!(admitted(queue.admit(&urgent, no_pace(&slow), second(60))), "until 360");
}

#[test]
fn what_waits_behind_a_bundle_says_when_it_leaves_itself() {
    let (slow, mut queue) = ([Limit::burst(1, 180)], ContactQueue::default());
    let limits = no_pace(&slow);
    let urgent = |n| PendingMessage { urgent: true, ..about("shop", n) };
    queue.admit(&urgent(0), limits, second(0));
    queue.admit(&urgent(1), limits, second(1));
    let Release::Bundle(_) = queue.release(limits, second(301)) else {
        panic!("nothing left after five minutes")
    };
    assert_eq!(admitted(queue.admit(&urgent(2), limits, second(302))), "until 602");
    assert_eq!(admitted(queue.admit(&urgent(2), limits, second(303))), "until 602");
    assert_eq!(
        queue.next_release(limits, second(303)),
        Some(second(303)),
        "whoever was sending the bundle may have died"
    );
}
