//! Somebody learns that an address of Callout's own topics does not hear them.

use callout_ports::Heard;
use callout_ports::OwnTopic::{self, FallbackEmail, FallbackPhone, Ops};
use callout_ports::fakes::{Fakes, Fault};
use escalate::own_topics::{LastLook, look_daily};
use jiff::SignedDuration;

/// Topics with addresses, and whether these are subscribed.
fn world(topics: &[(OwnTopic, bool)]) -> Fakes {
    let fakes = Fakes::at("2026-11-22T12:00:00Z".parse().unwrap());
    let heard = |is_heard| if is_heard { Heard::Yes } else { Heard::No };
    topics.iter().for_each(|(topic, is_heard)| fakes.set_heard(*topic, heard(*is_heard)));
    fakes
}

/// A minute of a process that never looked before.
async fn minute(fakes: &Fakes, holder: &str) -> bool {
    look_daily(fakes, fakes, &LastLook::default(), holder, &fakes.clock).await.is_ok()
}

/// Who was told what since the last time: topics, and the parameters that the texts name.
fn told(fakes: &Fakes) -> Vec<(OwnTopic, String)> {
    let parameter = |body: String| body.split(' ').nth(1).unwrap_or_default().to_owned();
    fakes.take_told().into_iter().map(|(topic, words)| (topic, parameter(words.body))).collect()
}

/// With these topics lost, this one is told, about each.
async fn check(topics: &[(OwnTopic, bool)], expected: &[(OwnTopic, &str)]) {
    let fakes = world(topics);
    assert!(minute(&fakes, "one").await);
    let expected: Vec<_> = expected.iter().map(|(topic, about)| (*topic, (*about).to_owned())).collect();
    assert_eq!(told(&fakes), expected, "{topics:?}");
}

#[tokio::test]
async fn a_lost_subscription_is_told_over_the_other_topic() {
    check(&[(Ops, true), (FallbackEmail, true), (FallbackPhone, true)], &[]).await;
    check(&[(Ops, false), (FallbackEmail, true), (FallbackPhone, true)], &[(FallbackEmail, "OpsEmail")])
        .await;
    check(&[(Ops, false), (FallbackPhone, true)], &[(FallbackPhone, "OpsEmail")]).await;
    check(&[(Ops, true), (FallbackEmail, false)], &[(Ops, "FallbackEmail")]).await;
    check(&[(FallbackEmail, false), (FallbackPhone, true)], &[(FallbackPhone, "FallbackEmail")]).await;
    check(&[(Ops, false), (FallbackEmail, false)], &[]).await;
    check(&[], &[]).await;
}

#[tokio::test]
async fn it_is_told_once_a_day_however_often_a_minute_comes() {
    let fakes = world(&[(Ops, false), (FallbackEmail, true)]);
    let last = LastLook::default();
    for holder in ["one", "one", "two"] {
        look_daily(&fakes, &fakes, &last, holder, &fakes.clock).await.unwrap();
        assert!(minute(&fakes, holder).await);
    }
    assert_eq!(told(&fakes).len(), 1);
    fakes.clock.advance(SignedDuration::from_hours(11));
    assert!(minute(&fakes, "three").await);
    assert_eq!(told(&fakes), []);
    fakes.clock.advance(SignedDuration::from_hours(1));
    look_daily(&fakes, &fakes, &last, "four", &fakes.clock).await.unwrap();
    assert_eq!(told(&fakes), [(FallbackEmail, "OpsEmail".to_owned())]);
    fakes.clock.advance(SignedDuration::from_hours(24));
    fakes.set_heard(Ops, Heard::Yes);
    assert!(minute(&fakes, "five").await);
    assert_eq!(told(&fakes), []);
}

#[tokio::test]
async fn what_only_waits_for_its_confirmation_is_told_by_mail_and_no_telephone_rings() {
    // As after a first deployment.
    let fakes = world(&[(FallbackPhone, true)]);
    fakes.set_heard(Ops, Heard::NotYet);
    fakes.set_heard(FallbackEmail, Heard::NotYet);
    assert!(minute(&fakes, "one").await);
    assert_eq!(told(&fakes), []);
    // A changed address.
    fakes.set_heard(Ops, Heard::Yes);
    assert!(minute(&fakes, "two").await);
    let words = fakes.take_told();
    assert_eq!(words.len(), 1);
    assert_eq!(words[0].0, Ops);
    assert!(words[0].1.body.contains("FallbackEmail is not confirmed yet"), "{words:?}");
}

#[tokio::test]
async fn a_telephone_is_told_by_day() {
    let (fakes, last) = (world(&[(Ops, false), (FallbackPhone, true)]), LastLook::default());
    let minute = async |holder: &str| look_daily(&fakes, &fakes, &last, holder, &fakes.clock).await.unwrap();
    fakes.clock.advance(SignedDuration::from_hours(6));
    minute("evening").await;
    fakes.clock.advance(SignedDuration::from_hours(6));
    minute("midnight").await;
    fakes.clock.advance(SignedDuration::from_mins(9 * 60 - 1));
    minute("early").await;
    assert_eq!(told(&fakes), []);
    fakes.clock.advance(SignedDuration::from_mins(1));
    minute("nine").await;
    assert_eq!(told(&fakes), [(FallbackPhone, "OpsEmail".to_owned())]);
}

#[tokio::test]
async fn whatever_fails_a_later_minute_tells_it() {
    for call in 0.. {
        for fault in [Fault::Before, Fault::After] {
            let fakes = world(&[(Ops, false), (FallbackEmail, true)]);
            fakes.fail_call(call, fault);
            let done = minute(&fakes, "one").await;
            if fakes.clear_fault() {
                assert!(done, "no call failed");
                return;
            }
            let mut all = told(&fakes);
            // Longer than a claim of whoever died.
            fakes.clock.advance(SignedDuration::from_mins(4));
            assert!(minute(&fakes, "two").await);
            all.extend(told(&fakes));
            // Told, but not recorded: twice is better than never.
            let twice = !done && all.len() == 2;
            assert!(all.len() == 1 || twice, "call {call}, {fault:?}: {all:?}");
        }
    }
}
