//! What must hold of lists.

use super::super::ports::Twins;
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::Incident;
use std::collections::BTreeSet;

/// What is open now, was paged to somebody, and has no owner.
pub(crate) fn waits_for(twins: &Twins, who: &ResponderName) -> BTreeSet<IncidentId> {
    let now = twins.now();
    let facts = &twins.inner().facts;
    let is_free = |incident: &Incident| {
        let taken = incident.acknowledgement.as_ref().is_some_and(|it| it.by.is_person());
        let hidden = facts.unreadable.get(&incident.id).is_some_and(|until| now < *until);
        !taken && !hidden && !incident.is_merged() && incident.paged.contains(who)
    };
    twins.fakes.open_incidents().into_iter().filter(is_free).map(|incident| incident.id).collect()
}

/// 15: whoever opens the list of a bundle finds what waited before they asked, and still does.
pub(crate) fn at_list(twins: &Twins, who: &ResponderName, before: &BTreeSet<IncidentId>, page: &str) {
    let now = twins.now();
    let waits = waits_for(twins, who);
    if let Some(id) = before.intersection(&waits).find(|id| !page.contains(id.as_str())) {
        twins.inner().facts.breaks(15, now, format!("{who} was paged for {id}, and does not find it"));
    }
}
