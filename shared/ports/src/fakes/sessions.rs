//! The fake of sessions that were ended.

use super::world::Fakes;
use crate::{PortError, Sessions};
use jiff::Timestamp;

impl Sessions for Fakes {
    async fn end_session(&self, mark: &str, _expires_at: Timestamp) -> Result<(), PortError> {
        self.call(|state| {
            state.ended_sessions.insert(mark.to_owned());
            Ok(())
        })
    }

    async fn is_session_ended(&self, mark: &str) -> Result<bool, PortError> {
        self.call(|state| Ok(state.ended_sessions.contains(mark)))
    }
}
