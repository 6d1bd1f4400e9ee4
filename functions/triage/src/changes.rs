//! Change events: stored next to the alarms and shown with incidents that open soon after.
//!
//! Opens no incident and pages nobody.

use callout_domain::alarm::AlarmEvent;
use callout_domain::change::Change;
use callout_domain::routing::Routed;
use callout_ports::{Changes, PortError};

/// Stores a change event. Storing it twice changes nothing.
///
/// # Errors
/// The store failed; the queue delivers the event again.
pub async fn keep(event: &AlarmEvent, routed: &Routed, table: &impl Changes) -> Result<(), PortError> {
    table.keep_change(&Change::of(event, &routed.service)).await?;
    tracing::info!(service.name = routed.service.as_str(), because = routed.because, "change stored");
    Ok(())
}
