//! What was found is kept once, beside its incident, and comes with its record.

use super::contract;
use super::sample::{now, opening};
use callout_domain::context::{Graph, IncidentContext, Part};
use callout_ports::{ContextStore, IncidentStore};

fn found(value: f64) -> IncidentContext {
    let graph = Graph { label: "Errors".into(), points: vec![(1_795_316_400, value)], ..Graph::default() };
    let (siblings, missing) = (vec!["disk".to_owned()], vec![Part::Changes]);
    IncidentContext { siblings, missing, graphs: vec![graph], ..IncidentContext::default() }
}

contract!(what_was_found_first_is_kept);
async fn what_was_found_first_is_kept(memory: &(impl ContextStore + IncidentStore)) {
    let id = opening("payments", 1, now()).incident.id;
    assert_eq!(memory.context(&id).await.unwrap(), None);
    assert_eq!(memory.keep_context(&id, &found(0.1), now()).await.unwrap(), found(0.1));
    assert_eq!(memory.keep_context(&id, &found(2.0), now()).await.unwrap(), found(0.1));
    assert_eq!(memory.context(&id).await.unwrap(), Some(found(0.1)));
    let record = memory.record(&id).await.unwrap();
    assert_eq!(record.context, Some(found(0.1)));
    assert!(record.events.is_empty() && record.attempts.is_empty());
}
