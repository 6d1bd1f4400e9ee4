//! Which incidents are somebody's.
//! Must not change anything.

use callout_domain::ids::ResponderName;
use callout_domain::incident::Incident;

/// Whether an incident pages somebody and waits for their acknowledgement.
pub(crate) fn pages(incident: &Incident, name: &ResponderName) -> bool {
    // As in the link of a bundle: what a tool acknowledged has no person yet.
    let has_person = incident.acknowledgement.as_ref().is_some_and(|it| it.by.is_person());
    let is_engaged = incident.engagements.iter().any(|engagement| engagement.responder == *name);
    incident.is_open()
        && !incident.is_merged()
        && (is_engaged || (!has_person && incident.paged.contains(name)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;
    use callout_domain::incident::{Acknowledgement, Actor, Status};
    use callout_domain::severity::Severity;

    #[test]
    fn what_pages_me_has_no_person_yet() {
        let mut incident = incident(7, "payments", Severity::Sev2, "Errors");
        let (ana, ben) = ("ana".into(), "ben".into());
        incident.engagements.clear();
        assert!(!pages(&incident, &ana) && !concerns(&incident, &ana));
        incident.paged = [ResponderName::from("ana")].into();
        assert!(pages(&incident, &ana) && !pages(&incident, &ben));

        let at = incident.opened_at;
        let acknowledged = |by| Some(Acknowledgement { by, at });
        incident.acknowledgement = acknowledged(Actor::source("integration/grafana"));
        assert!(pages(&incident, &ana), "a tool is no person");
        let by_hand = Actor::operator("arn:aws:iam::111122223333:user/b, for ben");
        incident.acknowledgement = acknowledged(by_hand);
        assert!(!pages(&incident, &ana) && concerns(&incident, &ana));
        assert!(has(&incident, &ben) && !has(&incident, &ana), "as they said at the prompt");
        incident.status = Status::Resolved;
        assert!(!pages(&incident, &ana));
    }
}
