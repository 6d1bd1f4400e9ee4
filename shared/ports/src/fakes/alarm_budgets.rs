//! The fake of the counts of new alarms.

use super::world::Fakes;
use crate::{AlarmBudgets, PortError};
use jiff::Timestamp;

impl AlarmBudgets for Fakes {
    async fn count_new_alarms(&self, integration: &str, at: Timestamp, count: u64) -> Result<u64, PortError> {
        self.call(|state| {
            let minute = at.as_second().div_euclid(60);
            let known = state.new_alarms.entry((integration.to_owned(), minute)).or_default();
            *known += count;
            Ok(*known)
        })
    }
}
