//! A session that was ended stays so, and no other is, unless its person signed out everywhere.

use super::contract;
use super::sample::now;
use callout_domain::audit::SignedOut;
use callout_ports::{EndedSessions, Sessions};
use jiff::SignedDuration;

contract!(a_session_that_was_ended_stays_ended_and_no_other_is);
async fn a_session_that_was_ended_stays_ended_and_no_other_is(store: &impl Sessions) {
    let ana = "ana".into();
    assert_eq!(store.ended_sessions("a1", &ana).await.unwrap(), EndedSessions::default());
    for _ in 0..2 {
        store.end_session("a1", now()).await.unwrap();
        assert!(store.ended_sessions("a1", &ana).await.unwrap().is_ended);
    }
    assert_eq!(store.ended_sessions("a2", &ana).await.unwrap(), EndedSessions::default());
}

contract!(whoever_signs_out_everywhere_stays_so_and_nobody_else_is);
async fn whoever_signs_out_everywhere_stays_so_and_nobody_else_is(store: &impl Sessions) {
    let later = now() + SignedDuration::from_nanos(1);
    for (moment, expected) in [(now(), now()), (later, later), (now(), later)] {
        let done = SignedOut { responder: "ana".into(), by: "Ana".to_owned(), at: moment };
        store.end_sessions_before(&done).await.unwrap();
        let ended = store.ended_sessions("a1", &"ana".into()).await.unwrap();
        assert_eq!(ended, EndedSessions { is_ended: false, before: Some(expected) });
    }
    assert_eq!(store.ended_sessions("a1", &"ben".into()).await.unwrap(), EndedSessions::default());
}
