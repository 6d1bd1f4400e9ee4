//! A message is sent by the process that claimed it, which may try again until it is sent; another takes over from one that died.

use super::contract;
use super::sample::{minutes, now};
use callout_domain::ids::IncidentId;
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_ports::{Attempts, CLAIM_LEASE, Claimed, IncidentStore};
use jiff::SignedDuration;

const MINE: Claimed = Claimed::Mine { failures: 0, again: false };
const AGAIN: Claimed = Claimed::Mine { failures: 0, again: true };

fn incident() -> IncidentId {
    "inc_00000000000000ff".into()
}

fn attempt(id: &str, claimed_by: &str, state: AttemptState) -> Attempt {
    Attempt {
        id: id.to_owned(),
        about: Subject::incident(&incident(), MessageKind::Page),
        responder: "ana".into(),
        contact: "sms".into(),
        claimed_by: claimed_by.to_owned(),
        at: now(),
        failures: 0,
        summary_of: 0,
        state,
    }
}

fn claimed(claimed_by: &str) -> Attempt {
    attempt("page.1.0.ana.sms", claimed_by, AttemptState::Claimed)
}

fn sent(claimed_by: &str) -> Attempt {
    Attempt { state: AttemptState::Sent("sns-1".to_owned()), ..claimed(claimed_by) }
}

/// Everything remembered about the incident's messages.
async fn remembered(memory: &impl IncidentStore) -> Vec<Attempt> {
    memory.record(&incident()).await.unwrap().attempts
}

contract!(the_first_claim_wins_and_may_be_repeated);
async fn the_first_claim_wins_and_may_be_repeated(memory: &(impl Attempts + IncidentStore)) {
    assert_eq!(memory.claim(&claimed("one")).await.unwrap(), MINE);
    assert_eq!(memory.claim(&claimed("two")).await.unwrap(), Claimed::Busy);
    assert_eq!(memory.claim(&claimed("one")).await.unwrap(), AGAIN);
}

contract!(what_was_sent_cannot_be_claimed_again);
async fn what_was_sent_cannot_be_claimed_again(memory: &(impl Attempts + IncidentStore)) {
    memory.claim(&claimed("one")).await.unwrap();
    Attempts::record(memory, &[sent("one")]).await.unwrap();
    for claimed_by in ["one", "two"] {
        assert_eq!(memory.claim(&claimed(claimed_by)).await.unwrap(), Claimed::Sent);
    }
    assert_eq!(remembered(memory).await, [sent("one")], "a refused claim changes nothing");
}

contract!(what_failed_is_claimed_again_by_its_holder_only);
async fn what_failed_is_claimed_again_by_its_holder_only(memory: &(impl Attempts + IncidentStore)) {
    let failed = Attempt { state: AttemptState::Failed("no such topic".to_owned()), ..claimed("one") };
    Attempts::record(memory, &[failed]).await.unwrap();
    assert_eq!(memory.claim(&claimed("two")).await.unwrap(), Claimed::Busy);
    assert_eq!(memory.claim(&claimed("one")).await.unwrap(), AGAIN);
}

contract!(a_claim_knows_how_often_a_carrier_could_not_take_the_message);
async fn a_claim_knows_how_often_a_carrier_could_not_take_the_message(memory: &impl Attempts) {
    let delayed = |failures| Attempt {
        failures,
        state: AttemptState::Delayed("throttled".to_owned()),
        ..claimed("one")
    };
    for failures in [1, 2] {
        Attempts::record(memory, &[delayed(failures)]).await.unwrap();
        assert_eq!(
            memory.claim(&claimed("one")).await.unwrap(),
            Claimed::Mine { failures, again: failures > 0 }
        );
    }
    assert_eq!(memory.claim(&claimed("two")).await.unwrap(), Claimed::Busy);
}

contract!(what_a_dead_holder_left_is_taken_over_after_its_lease);
async fn what_a_dead_holder_left_is_taken_over_after_its_lease(memory: &(impl Attempts + IncidentStore)) {
    let failed = AttemptState::Failed("no such topic".to_owned());
    for (id, left) in [("page.1.0.ana.sms", AttemptState::Claimed), ("page.1.0.ben.sms", failed)] {
        Attempts::record(memory, &[attempt(id, "dead", left)]).await.unwrap();
        let claim = |at| Attempt { at, ..attempt(id, "redriven", AttemptState::Claimed) };
        let ends = now() + CLAIM_LEASE;
        assert_eq!(memory.claim(&claim(ends)).await.unwrap(), Claimed::Busy, "{id}: it may still live");
        let after = claim(ends + SignedDuration::from_secs(1));
        assert_eq!(memory.claim(&after).await.unwrap(), AGAIN, "{id}");
        let late = Attempt { claimed_by: "dead".to_owned(), ..after };
        assert_eq!(memory.claim(&late).await.unwrap(), Claimed::Busy, "{id}: the lease is new");
    }
}

contract!(what_left_in_a_bundle_does_not_wait_again);
async fn what_left_in_a_bundle_does_not_wait_again(memory: &(impl Attempts + IncidentStore)) {
    let queued = |id: &str| attempt(id, "one", AttemptState::Queued(minutes(1)));
    Attempts::record(memory, &[sent("one")]).await.unwrap();
    Attempts::record(memory, &[queued("page.1.0.ana.sms"), queued("page.1.0.ben.sms")]).await.unwrap();
    assert_eq!(remembered(memory).await, [sent("one"), queued("page.1.0.ben.sms")]);
}

contract!(what_failed_in_a_bundle_does_not_wait_again);
async fn what_failed_in_a_bundle_does_not_wait_again(memory: &(impl Attempts + IncidentStore)) {
    memory.claim(&claimed("one")).await.unwrap();
    let failed =
        Attempt { state: AttemptState::Failed("no such topic".to_owned()), ..claimed("the bundle's timer") };
    Attempts::record(memory, std::slice::from_ref(&failed)).await.unwrap();
    let late = Attempt { state: AttemptState::Queued(minutes(1)), ..claimed("one") };
    Attempts::record(memory, &[late]).await.unwrap();
    assert_eq!(remembered(memory).await, [failed], "whoever is slow says nothing old");
}

contract!(what_was_sent_is_never_taken_over);
async fn what_was_sent_is_never_taken_over(memory: &(impl Attempts + IncidentStore)) {
    Attempts::record(memory, &[sent("one")]).await.unwrap();
    let much_later = Attempt { at: minutes(60), ..claimed("two") };
    assert_eq!(memory.claim(&much_later).await.unwrap(), Claimed::Sent);
}

contract!(messages_of_one_incident_are_remembered_apart);
async fn messages_of_one_incident_are_remembered_apart(memory: &(impl Attempts + IncidentStore)) {
    let all: Vec<Attempt> =
        (0..60).map(|nth| attempt(&format!("page.{nth}"), "one", AttemptState::Claimed)).collect();
    Attempts::record(memory, &all).await.unwrap();
    let other = Subject::incident(&"inc_0000000000000001".into(), MessageKind::Page);
    let notice = Subject::Notice { notice: "notice_00000000000000ff".into() };
    let others = [other, notice].map(|about| Attempt { about, ..claimed("one") });
    Attempts::record(memory, &others).await.unwrap();

    let known = remembered(memory).await;
    assert_eq!(known.len(), 60);
    assert!(known.contains(&all[7]));
}

contract!(a_message_of_a_notice_is_claimed_like_any_other);
async fn a_message_of_a_notice_is_claimed_like_any_other(memory: &(impl Attempts + IncidentStore)) {
    let about = |notice: &str| Subject::Notice { notice: notice.into() };
    let mine = Attempt { about: about("notice_00000000000000ff"), ..claimed("one") };
    assert_eq!(memory.claim(&mine).await.unwrap(), MINE);
    let copy = Attempt { claimed_by: "two".to_owned(), ..mine.clone() };
    assert_eq!(memory.claim(&copy).await.unwrap(), Claimed::Busy);
    let other = Attempt { about: about("notice_0000000000000001"), ..copy };
    assert_eq!(memory.claim(&other).await.unwrap(), MINE);
    assert!(remembered(memory).await.is_empty(), "no incident has these");
}

contract!(nothing_asked_is_nothing_answered);
async fn nothing_asked_is_nothing_answered(memory: &(impl Attempts + IncidentStore)) {
    Attempts::record(memory, &[]).await.unwrap();
    assert!(remembered(memory).await.is_empty());
}
