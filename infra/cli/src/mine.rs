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
