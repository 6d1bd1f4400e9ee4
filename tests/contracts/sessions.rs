//! A session that was ended stays so, and no other is.

use super::contract;
use super::sample::now;
use callout_ports::Sessions;

contract!(a_session_that_was_ended_stays_ended_and_no_other_is);
async fn a_session_that_was_ended_stays_ended_and_no_other_is(store: &impl Sessions) {
    assert!(!store.is_session_ended("a1").await.unwrap());
    for _ in 0..2 {
        store.end_session("a1", now()).await.unwrap();
        assert!(store.is_session_ended("a1").await.unwrap());
    }
    assert!(!store.is_session_ended("a2").await.unwrap());
}
