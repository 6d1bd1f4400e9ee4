//! Public incidents and maintenance as they are kept: newest first, and never more than fits into an item.

use super::maintenance::MaintenanceWindow;
use super::public_incident::PublicIncident;
use jiff::Timestamp;
use serde::Serialize;

/// The most bytes of the incidents as stored: an item has at most 400 KB (`DynamoDB` developer guide, quotas).
pub(super) const MAX_BYTES: usize = 290_000;
/// The most bytes of maintenance beside them: some hundred windows.
const MOST_WINDOW_BYTES: usize = 90_000;

/// The bytes of a value as stored.
pub(crate) fn stored_bytes(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |json| json.len())
}

/// Applies the current state of an incident. Returns `false` if the same or a newer one is there.
pub(super) fn take(incidents: &mut Vec<PublicIncident>, incident: &PublicIncident) -> bool {
    let is_new = match incidents.iter_mut().find(|known| known.id == incident.id) {
        Some(known) => known.follow(incident),
        None => {
            incidents.push(incident.clone());
            true
        }
    };
    if !is_new {
        return false;
    }
    incidents.sort_by(|a, b| b.started_at.cmp(&a.started_at).then_with(|| a.id.cmp(&b.id)));
    true
}

/// Drops what was resolved first beyond `most`, then the oldest updates, and in the end the oldest incident, so that all
/// fits into storage: what cannot be stored would never change again.
pub(super) fn trim(incidents: &mut Vec<PublicIncident>, most: usize) {
    let mut bytes = stored_bytes(incidents);
    while resolved(incidents) > most || bytes > MAX_BYTES {
        bytes = bytes.saturating_sub(drop_oldest(incidents));
    }
}

fn resolved(incidents: &[PublicIncident]) -> usize {
    incidents.iter().filter(|incident| incident.is_resolved()).count()
}

/// Returns how many bytes less are stored.
fn drop_oldest(incidents: &mut Vec<PublicIncident>) -> usize {
    let ended = |incident: &PublicIncident| incident.resolved_at().unwrap_or(Timestamp::MIN);
    let over = incidents.iter().enumerate().filter(|(_, incident)| incident.is_resolved());
    if let Some(oldest) = over.min_by_key(|(_, incident)| ended(incident)).map(|(index, _)| index) {
        return stored_bytes(&incidents.remove(oldest));
    }
    match incidents.iter_mut().max_by_key(|incident| incident.updates.len()) {
        Some(longest) if longest.updates.len() > 1 => stored_bytes(&longest.updates.remove(0)),
        _ => incidents.pop().map_or(usize::MAX, |oldest| stored_bytes(&oldest)),
    }
}

/// Drops the windows that ended first beyond `most`, or beyond what fits; never one that is ahead or goes on.
pub(super) fn trim_windows(windows: &mut Vec<MaintenanceWindow>, most: usize) {
    let mut bytes = stored_bytes(windows);
    loop {
        let over = || windows.iter().enumerate().filter(|(_, window)| !window.is_ahead_or_active());
        let first = over().min_by_key(|(_, window)| window.ended_at()).map(|(index, _)| index);
        let is_too_much = over().count() > most || bytes > MOST_WINDOW_BYTES;
        let Some(first) = first.filter(|_| is_too_much) else { return };
        bytes = bytes.saturating_sub(stored_bytes(&windows.remove(first)));
    }
}
