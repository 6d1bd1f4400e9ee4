//! The fake of sessions that were ended.

use super::world::Fakes;
use crate::{EndedSessions, PortError, Sessions};
use callout_domain::audit::{Audited, ConsoleLink, SignedOut};
use callout_domain::ids::ResponderName;
use jiff::Timestamp;

impl Sessions for Fakes {
    async fn end_session(&self, mark: &str, _expires_at: Timestamp) -> Result<(), PortError> {
        self.call(|state| {
            state.ended_sessions.insert(mark.to_owned());
            Ok(())
        })
    }

    async fn end_sessions_before(&self, done: &SignedOut) -> Result<(), PortError> {
        self.call(|state| {
            if state.ended_before.get(&done.responder).is_some_and(|before| *before >= done.at) {
                return Ok(());
            }
            state.ended_before.insert(done.responder.clone(), done.at);
            state.note_audited(Audited::SignedOut(done.clone()));
            Ok(())
        })
    }

    async fn note_console_link(&self, link: &ConsoleLink) -> Result<(), PortError> {
        self.call(|state| {
            let done = Audited::Linked(link.clone());
            if !state.audit.iter().any(|entry| entry.done == done) {
                state.note_audited(done);
            }
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
