//! Notes that a key was used, so that people see which of two keys a tool still sends with.
//!
//! Must not hold up or fail a request: the queue has its events already.

use crate::deps::Ports;
use crate::noted_uses::NotedUses;
use callout_domain::settings::hash_key;
use callout_ports::{Clock as _, KeyUses};
use jiff::Timestamp;
use std::time::Duration;
use tokio::time::timeout;

/// The longest that a sender waits for the note: several times what the write takes.
const LONGEST_WAIT: Duration = Duration::from_millis(300);

/// Notes that a known key was used.
pub(crate) async fn note(deps: &impl Ports, key: &str) {
    let (digest, now) = (hash_key(key), deps.clock().now());
    note_within(LONGEST_WAIT, deps.table(), deps.noted_uses(), &digest, now).await;
}

/// Only a write that succeeded counts as noted; else one request a minute tries again.
async fn note_within(
    longest: Duration,
    table: &impl KeyUses,
    noted: &NotedUses,
    digest: &str,
    now: Timestamp,
) {
    if !noted.take_turn(digest, now) {
        return;
    }
    match timeout(longest, table.note_key_use(digest, now)).await {
        Ok(Ok(())) => noted.keep(digest, now),
        Ok(Err(error)) => tracing::warn!(%error, "the use of a key was not noted"),
        Err(_) => tracing::warn!("the use of a key was not noted in time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_ports::PortError;
    use jiff::SignedDuration;
    use std::collections::BTreeMap;
    use std::future::pending;
    use std::sync::Mutex;

    /// What a write does, the first one first; after that, all succeed.
    #[derive(Clone, Copy)]
    enum Write {
        Hangs,
        Fails,
    }

    struct Table {
        next: Mutex<Vec<Write>>,
        written: Mutex<usize>,
    }

    impl KeyUses for Table {
        async fn note_key_use(&self, _: &str, _: Timestamp) -> Result<(), PortError> {
            let next = self.next.lock().unwrap().pop();
            match next {
                Some(Write::Hangs) => pending().await,
                Some(Write::Fails) => Err(PortError::unavailable("note the use", "it is away")),
                None => {
                    *self.written.lock().unwrap() += 1;
                    Ok(())
                }
            }
        }

        async fn key_uses(&self, _: &[String]) -> Result<BTreeMap<String, Timestamp>, PortError> {
            Ok(BTreeMap::new())
        }
    }

    /// How many of three uses at one instant, and of three a minute later, are written, if the first write does this.
    async fn written(first: Option<Write>) -> [usize; 2] {
        let table = Table { next: Mutex::new(first.into_iter().collect()), written: Mutex::default() };
        let (noted, now) = (NotedUses::default(), "2026-11-22T03:00:00Z".parse::<Timestamp>().unwrap());
        let mut written = [0; 2];
        for (minute, written) in (0..).zip(&mut written) {
            for _ in 0..3 {
                note_within(Duration::ZERO, &table, &noted, "00ff", now + SignedDuration::from_mins(minute))
                    .await;
            }
            *written = *table.written.lock().unwrap();
        }
        written
    }

    #[tokio::test]
    async fn a_use_is_written_once_an_hour() {
        assert_eq!(written(None).await, [1, 1]);
    }

    #[tokio::test]
    async fn a_write_that_hangs_holds_up_one_request_a_minute() {
        assert_eq!(written(Some(Write::Hangs)).await, [0, 1]);
    }

    #[tokio::test]
    async fn a_write_that_failed_is_tried_again_a_minute_later() {
        assert_eq!(written(Some(Write::Fails)).await, [0, 1]);
    }
}
