//! Which incidents are somebody's.
//! Must not change anything.

use callout_domain::ids::ResponderName;
use callout_domain::incident::Incident;

/// Whether an incident pages somebody and waits for their acknowledgement.
pub(crate) fn pages(incident: &Incident, name: &ResponderName) -> bool {
    // As in the link of a bundle: what a tool acknowledged has no person yet.
    let has_person = incident.acknowledgement.as_ref().is_some_and(|it| it.by.is_person());
    let is_engaged = incident.engagements.iter().any(|engagement| engagement.responder == *name);
    incident.is_open() && (is_engaged || (!has_person && incident.paged.contains(name)))
}

/// Whether somebody was paged for an incident, or has it.
pub(crate) fn concerns(incident: &Incident, name: &ResponderName) -> bool {
    incident.paged.contains(name) || has(incident, name) || pages(incident, name)
}

/// Whether somebody has an incident.
pub(crate) fn has(incident: &Incident, name: &ResponderName) -> bool {
    owner(incident).is_some_and(|owner| owner == name.as_str())
}

/// Who has an incident: a responder by name, also if they acknowledged it at the prompt.
pub(crate) fn owner(incident: &Incident) -> Option<&str> {
    let by = incident.acknowledgement.as_ref()?.by.name.as_str();
    Some(by.rsplit_once(", for ").map_or(by, |(_, name)| name))
}
