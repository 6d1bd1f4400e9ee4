//! JSON of an integration whose settings say where it says what.
//!
//! A body without the title that the settings promise is none of these.

use crate::json;
use crate::links::LinkCollector;
use crate::pattern::{find, render};
use crate::sender::Sender;
use crate::words;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};
use callout_domain::settings::Mapping;
use serde_json::Value;

/// The event of a body, as the mapping reads it.
pub(crate) fn read(body: &Value, mapping: &Mapping, sender: &Sender) -> Option<AlarmEvent> {
    let at = |place: &Option<String>| render(body, place.as_deref()?);
    let title = render(body, &mapping.title)?;
    let key = at(&mapping.key).unwrap_or_else(|| hex(&digest(&["mapped", &title])[..16]));
    let mut event = sender.event(key, kind(body, mapping), title);
    event.severity = at(&mapping.severity).and_then(|word| words::severity(&word));
    event.service = sender.service_or(json::text(body, &["/service"]));
    event.labels = super::generic::labels(body);
    let mut links = LinkCollector::default();
    links.add("Source", at(&mapping.link).as_deref());
    let (links, addresses) = links.finish();
    event.links = links;
    event.detail = addresses.into_iter().chain([json::pretty(body)]).collect::<Vec<_>>().join("\n");
    Some(event)
}

/// The settings' own words for resolved are the only ones, if there are any; else everybody's words count. Anything else triggers.
fn kind(body: &Value, mapping: &Mapping) -> AlarmKind {
    let place = mapping.state.as_deref().unwrap_or_default();
    let state = find(body, place).filter(|_| !place.is_empty()).and_then(json::scalar).unwrap_or_default();
    let is_resolved =
        mapping.resolved.iter().any(|word| word.trim().to_lowercase() == state.trim().to_lowercase());
    match words::kind(&state) {
        _ if is_resolved => AlarmKind::Resolve,
        Some(kind) if mapping.resolved.is_empty() || kind != AlarmKind::Resolve => kind,
        _ => AlarmKind::Trigger,
    }
}
