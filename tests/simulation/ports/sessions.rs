//! Sessions that were ended, counted as everything else.

use super::super::faults::Part;
use super::Ports;
use callout_domain::audit::{ConsoleLink, SignedOut};
use callout_domain::ids::ResponderName;
use callout_ports::{EndedSessions, PortError, Sessions};
use jiff::Timestamp;

impl Sessions for Ports {
    async fn end_session(&self, mark: &str, expires_at: Timestamp) -> Result<(), PortError> {
        self.call(Part::Table, self.twins.fakes.end_session(mark, expires_at)).await
    }

    async fn end_sessions_before(&self, done: &SignedOut) -> Result<(), PortError> {
        self.call(Part::Table, self.twins.fakes.end_sessions_before(done)).await
    }

    async fn note_console_link(&self, link: &ConsoleLink) -> Result<(), PortError> {
        self.call(Part::Table, self.twins.fakes.note_console_link(link)).await
    }

    async fn ended_sessions(&self, mark: &str, who: &ResponderName) -> Result<EndedSessions, PortError> {
        self.call(Part::Table, self.twins.fakes.ended_sessions(mark, who)).await
    }
}
