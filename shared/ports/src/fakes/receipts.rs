//! The fake of receipts: what the fake of incidents knows.

use super::world::Fakes;
use crate::{PortError, Receipts, ReportState};
use callout_domain::ids::AlertKey;
use callout_domain::report_page::is_report;

impl Receipts for Fakes {
    async fn report_state(&self, report: &AlertKey) -> Result<Option<ReportState>, PortError> {
        self.call(|state| {
            let alert = state.alerts.get(report).filter(|alert| is_report(&alert.source));
            Ok(alert.and_then(|alert| {
                let incident = state.incidents.get(alert.incident.as_ref()?)?;
                Some(ReportState { received_at: alert.opened_at, standing: incident.report_standing()? })
            }))
        })
    }
}
