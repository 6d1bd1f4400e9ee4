//! What an incident was merged into, and what was merged into it.
//! Must not change anything.

use crate::alerts::how_many_fire;
use crate::clock::minute;
use callout_domain::ids::IncidentId;
use callout_domain::incident::Incident;
use callout_ports::{IncidentStore, PortError};
use futures::future::try_join_all;
use serde::Serialize;

/// One incident that was merged into another.
#[derive(Debug, Serialize)]
pub(super) struct MergedRow {
    number: u64,
    title: String,
    status: &'static str,
    severity: String,
    alerts_firing: u32,
    alerts_total: u32,
    #[serde(skip)]
    line: String,
}

/// Those merged into an incident, as they are now.
pub(super) async fn of(
    table: &impl IncidentStore,
    incident: &Incident,
    standing: fn(&Incident) -> String,
) -> Result<Vec<MergedRow>, PortError> {
    let each = incident.merged.keys().map(|id: &IncidentId| table.incident(id));
    let mut found: Vec<Incident> = try_join_all(each).await?.into_iter().flatten().collect();
    found.sort_by_key(|incident| incident.number);
    Ok(found.iter().map(|incident| MergedRow::of(incident, &standing(incident))).collect())
}

impl MergedRow {
    fn of(incident: &Incident, standing: &str) -> Self {
        let Incident { number, title, severity, service_title, alerts, .. } = incident;
        let fires = match incident.declared {
            true => "declared by a person".to_owned(),
            false => how_many_fire(incident),
        };
        Self {
            number: *number,
            title: title.clone(),
            status: incident.standing().as_str(),
            severity: severity.to_string(),
            alerts_firing: alerts.open,
            alerts_total: alerts.total,
            line: format!("  #{number} {standing} {severity} {service_title}: {title} ({fires})"),
        }
    }
}

/// The lines that say so.
pub(super) fn lines(incident: &Incident, merged: &[MergedRow]) -> Vec<String> {
    let into = incident.merged_into.iter().map(|into| {
        let (number, at) = (into.number, minute(into.at));
        format!("Merged into #{number} by {} at {at}: #{number} pages for it", into.by)
    });
    let heading = (!merged.is_empty()).then(|| "Merged into it:".to_owned());
    into.chain(heading).chain(merged.iter().map(|row| row.line.clone())).collect()
}
