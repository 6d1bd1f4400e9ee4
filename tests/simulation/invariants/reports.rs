//! What must hold of reports at the end.

use super::super::facts::Facts;
use super::super::reports::Reports;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Alert, Event, Incident};
use callout_domain::report_page::is_report;
use callout_domain::severity::Severity;
use std::collections::BTreeMap;

/// 1: no report is lost, and none ends by itself; 17: none makes a storm, or is in an incident of alarms.
pub(super) fn check_reports(
    facts: &mut Facts,
    reports: &[Reports],
    (incidents, alerts): (&BTreeMap<IncidentId, Incident>, &BTreeMap<AlertKey, Alert>),
    now: i64,
) {
    for reported in reports {
        let what = &reported.report.what;
        let Some(alert) = alerts.get(&reported.key()) else {
            facts.breaks(1, now, format!("{what} was reported, and nobody knows it"));
            continue;
        };
        let incident = alert.incident.as_ref().and_then(|id| incidents.get(id));
        if incident.is_none_or(|incident| incident.reported_at.is_none()) {
            facts.breaks(17, now, format!("{what} was reported, and has no incident of reports"));
        }
    }
    let is_readable = |facts: &Facts, incident: &Incident| !facts.unreadable.contains_key(&incident.id);
    for incident in incidents.values().filter(|incident| incident.reported_at.is_some()) {
        // What was merged ends with its target.
        let by_itself = !incident.is_open() && incident.resolved_by.is_none() && !incident.is_merged();
        if by_itself && is_readable(facts, incident) {
            facts.breaks(
                1,
                now,
                format!("#{} was reported by a person, and ended by itself", incident.number),
            );
        }
        if incident.bundle || incident.firing.keys().any(|source| !is_report(source)) {
            facts.breaks(17, now, format!("#{} is of reports, and an alarm joined", incident.number));
        }
        // A target takes the worst severity of what is merged into it.
        let is_own = incident.worst_known.is_none() && !was_target(facts, incident);
        if is_own && incident.severity < Severity::Sev3 {
            facts.breaks(17, now, format!("#{} is of reports, and {}", incident.number, incident.severity));
        }
    }
}

fn was_target(facts: &Facts, incident: &Incident) -> bool {
    let events = facts.tracks.get(&incident.id).into_iter().flat_map(|track| &track.events);
    events.into_iter().any(|record| matches!(record.event, Event::Merged { .. }))
}
