//! The fake of sessions that were ended.

use super::world::Fakes;
use crate::{EndedSessions, PortError, Sessions};
use callout_domain::ids::ResponderName;
use jiff::Timestamp;

impl Sessions for Fakes {
    async fn end_session(&self, mark: &str, _expires_at: Timestamp) -> Result<(), PortError> {
        self.call(|state| {
            state.ended_sessions.insert(mark.to_owned());
            Ok(())
        })
    }

    async fn end_sessions_before(&self, who: &ResponderName, moment: Timestamp) -> Result<(), PortError> {
        self.call(|state| {
            let before = state.ended_before.entry(who.clone()).or_insert(moment);
            *before = moment.max(*before);
            Ok(())
        })
    }

    async fn ended_sessions(&self, mark: &str, who: &ResponderName) -> Result<EndedSessions, PortError> {
        self.call(|state| {
            let before = state.ended_before.get(who).copied();
            Ok(EndedSessions { is_ended: state.ended_sessions.contains(mark), before })
        })
    }
}
