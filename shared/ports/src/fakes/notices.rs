//! The fake of the notices in the table.

use super::world::Fakes;
use crate::{Notices, PortError, Posted};
use callout_domain::oncall::Notice;

impl Notices for Fakes {
    async fn post(&self, notice: &Notice) -> Result<Posted, PortError> {
        self.call(|state| {
            if !state.notices.insert(notice.id()) {
                return Ok(Posted::Before);
            }
            state.posted.push(notice.clone());
            Ok(Posted::Now)
        })
    }
}

impl Fakes {
    /// Takes every notice posted since the last call, in order: what the stream would carry besides the events of
    /// incidents.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.state().posted)
    }
}
