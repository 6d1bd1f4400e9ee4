//! For simulations, in which no time passes by itself: a pause is one turn that others have.
//!
//! Only tests are built with it.

use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
}

/// Whether pauses of this thread are turns.
pub(crate) fn is_on() -> bool {
    ON.get()
}

/// From now on pauses of this thread take no time.
pub fn pauses_are_turns() {
    ON.set(true);
}

/// Lets everything else that is in progress have one turn.
pub async fn one_turn() {
    let mut waited = false;
    poll_fn(move |context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
