//! How long to wait after a conflict with another writer.
//!
//! Does not decide how often to try: the caller does.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

/// About one read and one write of the table: a shorter pause would conflict with the same writer again.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// Longer pauses would use up a caller's time without separating more writers.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// Waits after try `attempt` (from 0) met a conflict; the pause grows and is random.
pub async fn after_conflict(attempt: usize) {
    #[cfg(feature = "fakes")]
    if crate::virtual_time::is_on() {
        return crate::virtual_time::one_turn().await;
    }
    tokio::time::sleep(jittered(ceiling(attempt), RandomState::new().hash_one(attempt))).await;
}

/// The longest pause after this try.
fn ceiling(attempt: usize) -> Duration {
    let doublings = u32::try_from(attempt).unwrap_or(u32::MAX).min(16);
    FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE)
}

/// Between half of the ceiling and all of it: this separates writers, and none retries at once.
fn jittered(ceiling: Duration, random: u64) -> Duration {
    let half = ceiling / 2;
    let span = u64::try_from(half.as_micros()).unwrap_or(u64::MAX).max(1);
    half + Duration::from_micros(random % span)
}

#[cfg(test)]
mod tests {
    use super::{ceiling, jittered};
    use std::time::Duration;

    #[test]
    fn the_pause_doubles_up_to_a_fifth_of_a_second() {
        let pauses: Vec<_> = (0..7).map(|attempt| ceiling(attempt).as_millis()).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 200, 200]);
        assert_eq!(ceiling(usize::MAX), Duration::from_millis(200));
    }

    #[test]
    fn chance_moves_the_pause_between_half_and_whole() {
        let ceiling = Duration::from_millis(200);
        for random in [0, 1, 99_999, 100_000, u64::MAX] {
            let pause = jittered(ceiling, random);
            assert!(pause >= ceiling / 2 && pause <= ceiling, "{pause:?}");
        }
    }
}
