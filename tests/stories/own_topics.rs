//! A lost subscription to one of Callout's own topics is reported over another.

use callout_ports::OwnTopic::{self, FallbackEmail, FallbackPhone, Ops};
use callout_ports::SubscriptionStatus;
use callout_ports::fakes::{Fakes, Fault};
use escalate::own_topics::{LastCheck, check_daily};
use jiff::SignedDuration;

/// Topics with addresses, and whether these are subscribed.
fn world(topics: &[(OwnTopic, bool)]) -> Fakes {
    let fakes = Fakes::at("2026-11-22T12:00:00Z".parse().unwrap());
    let status = |is_subscribed| {
        if is_subscribed { SubscriptionStatus::Confirmed } else { SubscriptionStatus::Missing }
    };
    topics
        .iter()
        .for_each(|(topic, is_subscribed)| fakes.set_subscription_status(*topic, status(*is_subscribed)));
    fakes
}

/// A minute of a process that never checked before.
async fn minute(fakes: &Fakes, claimed_by: &str) -> bool {
    check_daily(fakes, fakes, &LastCheck::default(), claimed_by, &fakes.clock).await.is_ok()
}

/// The notices since the last call: topics, and the parameters that the texts name.
fn notices(fakes: &Fakes) -> Vec<(OwnTopic, String)> {
    let parameter = |body: String| body.split(' ').nth(1).unwrap_or_default().to_owned();
    fakes
        .take_published_to_own_topics()
        .into_iter()
        .map(|(topic, words)| (topic, parameter(words.body)))
        .collect()
}

/// With these topics lost, these notices are sent.
async fn check(topics: &[(OwnTopic, bool)], expected: &[(OwnTopic, &str)]) {
    let fakes = world(topics);
    assert!(minute(&fakes, "one").await);
    let expected: Vec<_> = expected.iter().map(|(topic, about)| (*topic, (*about).to_owned())).collect();
    assert_eq!(notices(&fakes), expected, "{topics:?}");
}

#[tokio::test]
async fn a_lost_subscription_is_reported_over_the_other_topic() {
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
async fn it_is_reported_once_a_day_however_often_the_check_runs() {
    let fakes = world(&[(Ops, false), (FallbackEmail, true)]);
    let last = LastCheck::default();
    for claimed_by in ["one", "one", "two"] {
        check_daily(&fakes, &fakes, &last, claimed_by, &fakes.clock).await.unwrap();
        assert!(minute(&fakes, claimed_by).await);
    }
    assert_eq!(notices(&fakes).len(), 1);
    fakes.clock.advance(SignedDuration::from_hours(11));
    assert!(minute(&fakes, "three").await);
    assert_eq!(notices(&fakes), []);
    fakes.clock.advance(SignedDuration::from_hours(1));
    check_daily(&fakes, &fakes, &last, "four", &fakes.clock).await.unwrap();
    assert_eq!(notices(&fakes), [(FallbackEmail, "OpsEmail".to_owned())]);
    fakes.clock.advance(SignedDuration::from_hours(24));
    fakes.set_subscription_status(Ops, SubscriptionStatus::Confirmed);
    assert!(minute(&fakes, "five").await);
    assert_eq!(notices(&fakes), []);
}

#[tokio::test]
async fn a_subscription_that_waits_for_its_confirmation_is_reported_by_mail_and_never_by_sms() {
    // As after a first deployment.
    let fakes = world(&[(FallbackPhone, true)]);
    fakes.set_subscription_status(Ops, SubscriptionStatus::Pending);
    fakes.set_subscription_status(FallbackEmail, SubscriptionStatus::Pending);
    assert!(minute(&fakes, "one").await);
    assert_eq!(notices(&fakes), []);
    // A changed address.
    fakes.set_subscription_status(Ops, SubscriptionStatus::Confirmed);
    assert!(minute(&fakes, "two").await);
    let words = fakes.take_published_to_own_topics();
    assert_eq!(words.len(), 1);
    assert_eq!(words[0].0, Ops);
    assert!(words[0].1.body.contains("FallbackEmail is not confirmed yet"), "{words:?}");
}

#[tokio::test]
async fn sms_is_sent_only_by_day() {
    let (fakes, last) = (world(&[(Ops, false), (FallbackPhone, true)]), LastCheck::default());
    let minute =
        async |claimed_by: &str| check_daily(&fakes, &fakes, &last, claimed_by, &fakes.clock).await.unwrap();
    fakes.clock.advance(SignedDuration::from_hours(6));
    minute("evening").await;
    fakes.clock.advance(SignedDuration::from_hours(6));
    minute("midnight").await;
    fakes.clock.advance(SignedDuration::from_mins(9 * 60 - 1));
    minute("early").await;
    assert_eq!(notices(&fakes), []);
    fakes.clock.advance(SignedDuration::from_mins(1));
    minute("nine").await;
    assert_eq!(notices(&fakes), [(FallbackPhone, "OpsEmail".to_owned())]);
}

#[tokio::test]
async fn whatever_fails_a_later_minute_reports_it() {
    for call in 0.. {
        for fault in [Fault::Before, Fault::After] {
            let fakes = world(&[(Ops, false), (FallbackEmail, true)]);
            fakes.fail_call(call, fault);
            let done = minute(&fakes, "one").await;
            if fakes.clear_fault() {
                assert!(done, "no call failed");
                return;
            }
            let mut all = notices(&fakes);
            // Longer than a claim of whoever died.
            fakes.clock.advance(SignedDuration::from_mins(4));
            assert!(minute(&fakes, "two").await);
            all.extend(notices(&fakes));
            // Sent, but not recorded: twice is better than never.
            let twice = !done && all.len() == 2;
            assert!(all.len() == 1 || twice, "call {call}, {fault:?}: {all:?}");
        }
    }
}
