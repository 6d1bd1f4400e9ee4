//! Counts again what storms count beside their incidents: the backup for lost timers of counts.
//!
//! An incident does not know when its count is due: triage arms that timer beside the alert that it counted. So the sweep, which
//! finds what is due, would never look.

use crate::count::count;
use anyhow::{Context, Result};
use callout_domain::incident::Incident;
use callout_ports::{Clock, IncidentStore, SettingsSource};

/// Applies the count of each open incident that has one.
///
/// # Errors
/// The store failed for at least one; the next minute counts it again.
pub(crate) async fn recount<T>(table: &T, clock: &impl Clock) -> Result<()>
where
    T: IncidentStore + SettingsSource,
{
    let open = table.open_incidents(usize::MAX).await.context("find what is counted")?;
    let mut failed = None;
    for incident in open.incidents.iter().filter(|incident| Incident::is_counting(incident)) {
        failed = count(&incident.id, table, clock).await.err().or(failed);
    }
    failed.map_or(Ok(()), Err)
}
