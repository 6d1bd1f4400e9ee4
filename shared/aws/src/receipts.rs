//! How reports of colleagues go, on DynamoDB: a pointer for each report, and the standing of its incident. Both are written by the
//! commits that they follow from, under a prefix of their own: whoever shows receipts need not read incidents.

use crate::items::Item;
use crate::keys::Key;
use crate::table::Table;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_ports::{PortError, Receipts, ReportState};

impl Receipts for Table {
    async fn report_state(&self, report: &AlertKey) -> Result<Option<ReportState>, PortError> {
        let pointer: Option<Item> = self.get(&Key::report(report), "look for a report").await?;
        let Some(pointer) = pointer else { return Ok(None) };
        let Some(id) = pointer.incident_id.as_deref() else { return Ok(None) };
        let id = IncidentId::from(id);
        let standing: Option<Item> = self.get(&Key::report_standing(&id), "read how a report goes").await?;
        let Some(standing) = standing else { return Ok(None) };
        Ok(Some(ReportState { received_at: pointer.read()?, standing: standing.read()? }))
    }
}
