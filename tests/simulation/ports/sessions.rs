//! Sessions that were ended, counted as everything else.

use super::super::faults::Part;
use super::Ports;
use callout_ports::{PortError, Sessions};
use jiff::Timestamp;

impl Sessions for Ports {
    async fn end_session(&self, mark: &str, expires_at: Timestamp) -> Result<(), PortError> {
        self.call(Part::Table, self.twins.fakes.end_session(mark, expires_at)).await
    }

    async fn is_session_ended(&self, mark: &str) -> Result<bool, PortError> {
        self.call(Part::Table, self.twins.fakes.is_session_ended(mark)).await
    }
}
