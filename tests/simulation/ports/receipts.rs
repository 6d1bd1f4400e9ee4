//! How reports go, counted as everything else.

use super::super::faults::Part;
use super::Ports;
use callout_domain::ids::AlertKey;
use callout_ports::{PortError, Receipts, ReportState};

impl Receipts for Ports {
    async fn report_state(&self, report: &AlertKey) -> Result<Option<ReportState>, PortError> {
        self.call(Part::Table, self.twins.fakes.report_state(report)).await
    }
}
