//! How much strangers ask of a public function: too much is an error in its log, which an alarm of Callout's own watches.
//! An alarm on requests of each address would cost a fifth of a dollar an idle month; a line costs nothing until it is needed.
//!
//! Must not refuse anybody: what is asked may be a page's button.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// A minute's requests to one process that nothing of ours explains: fifty a second. Lambda hands requests one by one to the
/// process that was used last, so that a flood fills one process before it fills the next.
const TOO_MANY: u32 = 3_000;
const WINDOW: Duration = Duration::from_secs(60);

/// How many lines of one kind a process writes before it writes only one in a hundred.
const FIRST_LINES: u64 = 10;

/// The requests of the current minute.
#[derive(Debug, Default)]
pub(crate) struct Traffic(Mutex<Option<(Instant, u32)>>);

impl Traffic {
    /// Counts a request.
    pub(crate) fn count(&self, now: Instant) {
        if self.is_too_much(now) {
            tracing::error!(
                requests = TOO_MANY,
                "one process was asked so often within a minute: somebody floods this function's address; set its \
                 ReservedConcurrency, or replace the key or link they use"
            );
        }
    }

    /// Counts a request; whether it is the one too many of its minute.
    fn is_too_much(&self, now: Instant) -> bool {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) =
            current.filter(|(since, _)| now.duration_since(*since) < WINDOW).unwrap_or((now, 0));
        *current = Some((since, count.saturating_add(1)));
        count + 1 == TOO_MANY
    }
}

/// Whether the nth event of its kind in this process is worth a line, counted from 1: the log of a flood costs more than the
/// flood.
pub fn is_worth_a_line(nth: u64) -> bool {
    nth <= FIRST_LINES || nth.is_multiple_of(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_once_a_minute() {
        let (traffic, start) = (Traffic::default(), Instant::now());
        let told = |from: Instant, requests: u32| (0..requests).filter(|_| traffic.is_too_much(from)).count();
        assert_eq!(told(start, TOO_MANY - 1), 0);
        assert_eq!(told(start + WINDOW / 2, 5 * TOO_MANY), 1);
        assert_eq!(told(start + WINDOW, TOO_MANY - 1), 0, "a new minute");
        assert_eq!(told(start + WINDOW, 1), 1);
    }

    #[test]
    fn lines_of_a_flood_are_sampled() {
        assert_eq!((1..=10_000).filter(|nth| is_worth_a_line(*nth)).count(), 10 + 100);
    }
}
