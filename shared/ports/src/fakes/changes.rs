//! The fake of the changes in the table.

use super::world::Fakes;
use crate::{Changes, PortError};
use callout_domain::change::Change;
use callout_domain::ids::ServiceName;
use jiff::Timestamp;

impl Changes for Fakes {
    async fn keep_change(&self, change: &Change) -> Result<(), PortError> {
        self.call(|state| {
            if !state.changes.iter().any(|kept| kept.id == change.id) {
                state.changes.push(change.clone());
            }
            Ok(())
        })
    }

    async fn changes(
        &self,
        of: &[ServiceName],
        (from, until): (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Change>, PortError> {
        self.call(|state| {
            let wanted =
                |change: &&Change| of.contains(&change.service) && (from..=until).contains(&change.at);
            let mut found: Vec<Change> = state.changes.iter().filter(wanted).cloned().collect();
            found.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
            found.truncate(most);
            Ok(found)
        })
    }
}
